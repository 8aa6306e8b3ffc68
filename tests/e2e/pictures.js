// Hands out every picture as people get it: the PNG that a button saves must be one, have the size of the picture, show what the screen shows
// in the colours of the theme, and a printed page must hold its pictures, without the controls, on white.
//
//   WATERLINE_URL=… WATERLINE_LINK=… node pictures.js [FOLDER]        a server on which the walk has signed in; the link is then empty
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { faults, finish, folder, open, settle, signIn, url } from "./browser.js";

/** How alike the picture and the screen must be: correlation of where there is ink, in a grid over both. */
const ALIKE = 0.8;
const GRID = 32;
await mkdir(folder, { recursive: true });
const { page, at } = await open("pictures");
await signIn(page);

/** A PNG's width and height, as its header says. */
function size(bytes) {
  const signature = bytes.subarray(0, 8).equals(Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]));
  return signature && bytes.toString("latin1", 12, 16) === "IHDR" ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : null;
}

/** What an image shows: its corner, the lightness of that, its different colours, and where there is ink. Read by the browser itself. */
function seen(bytes) {
  return page.evaluate(
    async ([text, grid]) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type: "image/png" }));
      const brush = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      brush.drawImage(bitmap, 0, 0);
      const { data } = brush.getImageData(0, 0, bitmap.width, bitmap.height);
      const counts = new Map();
      for (let at = 0; at < data.length; at += 4) {
        const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
        counts.set(colour, (counts.get(colour) ?? 0) + 1);
      }
      const [[ground, most]] = [...counts].sort((one, other) => other[1] - one[1]);
      const back = [ground >> 16, (ground >> 8) & 255, ground & 255];
      const ink = Array.from({ length: grid * grid }, () => 0);
      for (let at = 0; at < data.length; at += 4) {
        const pixel = at / 4;
        const cell = Math.floor((Math.floor(pixel / bitmap.width) * grid) / bitmap.height) * grid + Math.floor(((pixel % bitmap.width) * grid) / bitmap.width);
        ink[cell] += Math.abs(data[at] - back[0]) + Math.abs(data[at + 1] - back[1]) + Math.abs(data[at + 2] - back[2]);
      }
      return { share: 1 - most / (data.length / 4), colours: [...counts.values()].filter((count) => count > 20).length, light: (back[0] + back[1] + back[2]) / 765, ink };
    },
    [bytes.toString("base64"), GRID],
  );
}

function correlation(one, other) {
  const mean = (all) => all.reduce((sum, each) => sum + each, 0) / all.length;
  const [a, b] = [mean(one), mean(other)];
  let [both, first, second] = [0, 0, 0];
  for (const [at, each] of one.entries()) {
    both += (each - a) * (other[at] - b);
    first += (each - a) ** 2;
    second += (other[at] - b) ** 2;
  }
  return both / Math.sqrt(first * second);
}

/** Saves the picture behind one button, and holds it against the screen. Of a map that can be moved all is saved. */
async function check(button, name, theme) {
  const movable = page.locator(".map svg[data-picture]");
  const whole = (await movable.count()) > 0;
  const picture = button.locator("xpath=ancestor::figure").locator("svg[data-picture]").or(movable).first();
  await picture.scrollIntoViewIfNeeded();
  const wanted = await picture.evaluate((svg, whole) => {
    const drawn = svg.getBBox();
    const box = whole ? { width: drawn.width + 32, height: drawn.height + 32 } : svg.viewBox.baseVal;
    const [width, height] = box.width ? [box.width, box.height] : [svg.clientWidth, svg.clientHeight];
    const scale = Math.min(3, 8000 / Math.max(width, height), Math.max(2, devicePixelRatio));
    return [Math.ceil(width * scale), Math.ceil(height * scale)];
  }, whole);
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 15_000 }), button.click()]);
  const path = join(folder, `png-${name}.${theme}.png`);
  await download.saveAs(path);
  const bytes = await readFile(path);
  const found = size(bytes);
  if (!download.suggestedFilename().endsWith(".png") || !found) return faults.push(`${name}, ${theme}: ${download.suggestedFilename()} is no PNG`);
  if (found.join() !== wanted.join()) faults.push(`${name}, ${theme}: ${found.join(" x ")} and not ${wanted.join(" x ")}`);
  // So that the screen shows all of it too.
  if (whole) await picture.evaluate((svg) => svg.setAttribute("viewBox", [svg.getBBox().x - 16, svg.getBBox().y - 16, svg.getBBox().width + 32, svg.getBBox().height + 32].join(" ")));
  const ground = await picture.evaluate((svg) => {
    const [box, { width, height }] = [svg.getBoundingClientRect(), svg.viewBox.baseVal];
    const scale = width ? Math.min(box.width / width, box.height / height) : 1;
    const [wide, high] = width ? [width * scale, height * scale] : [box.width, box.height];
    return { x: box.x + (box.width - wide) / 2, y: box.y + (box.height - high) / 2, width: wide, height: high };
  });
  const [saved, screen] = [await seen(bytes), await seen(await page.screenshot({ clip: ground, animations: "disabled" }))];
  if (saved.share < 0.005 || saved.colours < 3) faults.push(`${name}, ${theme}: blank: ${(100 * saved.share).toFixed(2)} % ink, ${saved.colours} colours`);
  if (theme === "dark" ? saved.light > 0.4 : saved.light < 0.8) faults.push(`${name}, ${theme}: the ground is of the other theme`);
  const alike = correlation(saved.ink, screen.ink);
  console.log(`${name}, ${theme}: ${found.join(" x ")}, ${saved.colours} colours, ${(100 * saved.share).toFixed(1)} % ink, ${alike.toFixed(3)} like the screen`);
  if (!(alike > ALIKE)) faults.push(`${name}, ${theme}: not what the screen shows (${alike.toFixed(3)})`);
}

/** Prints a page: its pictures are there, the controls are not, and paper is white whatever the theme. */
async function print(name, theme) {
  await page.emulateMedia({ media: "print" });
  await page.waitForTimeout(300);
  const paper = await page.evaluate(() => {
    const shown = (element) => element.getClientRects().length > 0;
    const width = document.documentElement.clientWidth;
    return {
      pictures: [...document.querySelectorAll("svg[data-picture]")].filter((svg) => {
        const box = svg.getBoundingClientRect();
        return shown(svg) && box.right <= width + 1 && box.width >= 200 && box.height >= 100;
      }).length,
      of: document.querySelectorAll("svg[data-picture]").length,
      // Only a map that can be moved may hold more than it shows; water goes on beyond its frame on purpose.
      cut: [...document.querySelectorAll(".map svg[data-picture]")].filter((svg) => {
        const [drawn, seen] = [svg.getBBox(), svg.viewBox.baseVal];
        return seen.width > 0 && (drawn.x < seen.x - 2 || drawn.y < seen.y - 2 || drawn.x + drawn.width > seen.x + seen.width + 2 || drawn.y + drawn.height > seen.y + seen.height + 2);
      }).length,
      controls: [...document.querySelectorAll(".side, .top, .button, dialog, .no-print")].filter(shown).length,
      ground: getComputedStyle(document.body).backgroundColor,
    };
  });
  await page.screenshot({ path: join(folder, `print-${name}.${theme}.png`), fullPage: true });
  const pdf = await page.pdf({ format: "A4", path: join(folder, `print-${name}.${theme}.pdf`), printBackground: true });
  await page.emulateMedia({ media: null });
  if (pdf.toString("latin1", 0, 5) !== "%PDF-" || pdf.length < 5_000) faults.push(`${name}, ${theme}: nothing is printed`);
  if (!paper.of || paper.pictures < paper.of) faults.push(`${name}, ${theme}: ${paper.pictures} of ${paper.of} pictures are on paper`);
  if (paper.cut) faults.push(`${name}, ${theme}: ${paper.cut} pictures are cut on paper`);
  if (paper.controls) faults.push(`${name}, ${theme}: ${paper.controls} controls are on paper`);
  if (!["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(paper.ground)) faults.push(`${name}, ${theme}: paper is ${paper.ground}`);
}

/** The sheet of a noise point holds every journey behind its figures, and not the few that are shown. */
async function sheet(point) {
  at.where = "sheet";
  await page.goto(url + point);
  await settle(page);
  const told = await page.evaluate(async (point) => (await (await fetch(`/api/v1${point}`)).json()).point, point);
  const [download] = await Promise.all([page.waitForEvent("download", { timeout: 30_000 }), page.click('a[download$="-journeys.csv"]')]);
  await download.saveAs(join(folder, "journeys.csv"));
  const rows = (await readFile(join(folder, "journeys.csv"), "utf8")).trimEnd().split("\r\n").slice(1);
  const affected = rows.filter((row) => row.includes(",affected,"));
  if (rows.length !== told.exposed || affected.length !== told.affected) faults.push(`sheet: ${affected.length} of ${rows.length} journeys, and not ${told.affected} of ${told.exposed}`);
}

await page.goto(`${url}/noise`);
await page.waitForSelector('main a[href^="/noise/nsp"]', { timeout: 30_000 });
const point = await page.evaluate(() => document.querySelector('main a[href^="/noise/nsp"]').getAttribute("href"));
await sheet(point);
let saved = 0;
for (const theme of ["light", "dark"]) {
  await page.evaluate((theme) => localStorage.setItem("theme", theme), theme);
  for (const [name, path] of [["overview", "/"], ["map", "/map"], ["iceberg", "/iceberg"], ["point", point]]) {
    at.where = `${name}, ${theme}`;
    await page.goto(url + path);
    await settle(page);
    const buttons = page.locator('button:has-text("PNG")');
    await buttons.first().waitFor({ timeout: 20_000 });
    // Weeks, and what else reads the log, come after the rest and may push a picture down.
    await page.waitForTimeout(800);
    for (let number = 0; number < (await buttons.count()); number += 1, saved += 1) {
      await check(buttons.nth(number), `${name}-${number + 1}`, theme).catch((error) => faults.push(`${name}, ${theme}: ${error.message.split("\n")[0]}`));
    }
    await print(name, theme);
  }
}
await finish(`${saved} pictures saved and 8 pages printed: as on the screen.`);
