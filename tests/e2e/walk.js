// Signs in through the one-time link of a running server, walks every page in every language, light and dark, wide and narrow, and fails on
// an error of the page, a breach of its security policy, something cut off sideways, or a serious finding of axe-core.
//
//   WATERLINE_URL=http://127.0.0.1:8080 WATERLINE_LINK=http://127.0.0.1:8080/welcome#TOKEN node walk.js [FOLDER]
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { faults, finish, folder, NARROW, open, settle, signIn, url, WIDE } from "./browser.js";

const LANGUAGES = process.env.LANGUAGES?.split(",") ?? ["en", "zh-Hans", "zh-Hant"];
const only = process.env.ONLY?.split(",");
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
await mkdir(folder, { recursive: true });
const { page, at } = await open("start");

async function look(name) {
  at.where = name;
  await settle(page).catch(() => faults.push(`${name}: never settled`));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 1) faults.push(`${name}: ${wide} pixels stick out sideways`);
  // Put in from outside: the page's own policy stays as it is.
  await page.evaluate(axe).catch(() => {});
  const found = await page.evaluate(() => globalThis.axe?.run(document, { resultTypes: ["violations"] }));
  if (!found) faults.push(`${name}: axe did not run`);
  for (const one of found?.violations ?? []) {
    if (["serious", "critical"].includes(one.impact)) {
      faults.push(`${name}: ${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 140)} ${(node.any[0] ?? node.all[0])?.message ?? ""}`).join(" | ")}`);
    }
  }
  await page.screenshot({ path: join(folder, `${name.replaceAll("/", "_")}.png`), fullPage: true });
}

/** The first thing a list links to, so that one of each is seen. */
async function first(path, prefix) {
  await page.goto(url + path);
  await page.waitForSelector(`main a[href^="${prefix}"]`, { timeout: 20_000 }).catch(() => faults.push(`${path}: links to nothing`));
  return page.evaluate((prefix) => document.querySelector(`main a[href^="${prefix}"]`)?.getAttribute("href") ?? null, prefix);
}

await signIn(page);

const paths = ["/", "/noise", "/map", "/journeys", "/customers", "/voice", "/promises", "/import", "/iceberg", "/planks", "/dead-ends", "/proofs", "/sources", "/people", "/audit", "/settings", "/account"];
for (const [list, prefix] of [["/noise", "/noise/nsp"], ["/journeys", "/journeys/"], ["/customers", "/customers/"]]) {
  const one = await first(list, prefix);
  if (one) paths.push(one);
}
const wanted = paths.filter((path) => !only || only.some((one) => path === one || (one !== "/" && path.startsWith(`${one}/`))));

for (const language of LANGUAGES) {
  for (const theme of ["light", "dark"]) {
    await page.evaluate(([language, theme]) => (localStorage.setItem("language", language), localStorage.setItem("theme", theme)), [language, theme]);
    for (const [size, viewport] of [["wide", WIDE], ["narrow", NARROW]]) {
      await page.setViewportSize(viewport);
      for (const path of wanted) {
        at.where = path;
        await page.goto(url + path);
        const name = `${path.replace(/[a-z]+_[0-9a-f]+/, "one").slice(1, 40) || "overview"}.${language}.${theme}.${size}`;
        await look(name);
      }
    }
  }
}
const stranger = await open("stranger");
await stranger.page.goto(`${url}/noise`);
await stranger.page.waitForSelector("form").catch(() => faults.push("a stranger is not asked to sign in"));
await stranger.page.screenshot({ path: join(folder, "sign-in.png") });
await finish(`${wanted.length} pages, ${LANGUAGES.length} languages, light and dark, wide and narrow: nothing to complain of.`);
