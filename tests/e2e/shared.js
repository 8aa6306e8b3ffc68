// Brings a log of the shared data in through the page of imports, as people do, so that walk.js can walk every page on it.
//
//   LOG=../shared/data/logs/servicenow-incidents.zip WATERLINE_URL=… WATERLINE_LINK=… node shared.js FOLDER
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { faults, finish, folder, open, settle, signIn, url } from "./browser.js";

await mkdir(folder, { recursive: true });
const { page, at } = await open("import");
try {
  await signIn(page);
  at.where = "bring in the shared log";
  await page.goto(`${url}/import`);
  await settle(page);
  await page.setInputFiles('input[type="file"]', process.env.LOG);
  await page.waitForSelector(".columns select", { timeout: 60_000 });
  await page.screenshot({ path: join(folder, "mapping.png"), fullPage: true });
  await page.click(".row > .button.main");
  await page.waitForSelector('a.main[href="/"]', { timeout: 300_000 });
  await page.screenshot({ path: join(folder, "imported.png"), fullPage: true });
  at.where = "the first look at it";
  await page.goto(`${url}/noise`);
  await page.waitForSelector("main table, main .point, main .empty", { timeout: 300_000 });
} catch (error) {
  faults.push(`${at.where}: ${error.message.split("\n").slice(0, 4).join(" ")}`);
  await page.screenshot({ path: join(folder, "failed-import.png"), fullPage: true }).catch(() => {});
}
await finish("the shared log came in through the page");
