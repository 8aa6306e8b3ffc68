// How long every page takes on a store that is there: from the click to everything drawn, and how long its questions to the server took.
// The store of ten million touches is made by
//
//   bench generate --touches 10000000 --format parquet --out ten.parquet && waterline import --data ten ten.parquet
//   waterline serve --link --data ten
//
//   WATERLINE_URL=http://127.0.0.1:8080 WATERLINE_LINK=http://127.0.0.1:8080/welcome#TOKEN node speed.js [FOLDER]
import { mkdir } from "node:fs/promises";
import { faults, finish, folder, open, signIn, url } from "./browser.js";

await mkdir(folder, { recursive: true });
const { page } = await open("speed");
await signIn(page);
// Whatever is measured, the first analysis is not: pages wait for it once after a start.
await page.goto(`${url}/noise`);
await page.waitForSelector("main .point, main .empty", { timeout: 900_000 });

const ready = () => document.querySelector("h1") && !document.querySelector(".waiting") && document.querySelector("main a, main table, main dl, main svg, main .empty, main form");
async function measure(path) {
  await page.goto("about:blank");
  const began = Date.now();
  await page.goto(url + path);
  await page.waitForFunction(ready, null, { timeout: 60_000, polling: 20 }).catch(() => faults.push(`${path}: never there`));
  const took = Date.now() - began;
  const asked = await page.evaluate(() => performance.getEntriesByType("resource").filter((one) => one.name.includes("/api/v1/") && !one.name.endsWith("/live")).map((one) => [one.name.replace(/.*api\/v1/, ""), Math.round(one.duration)]));
  console.log(`${String(took).padStart(6)} ms  ${path}  ${asked.sort((a, b) => b[1] - a[1]).slice(0, 3).map(([name, ms]) => `${name.slice(0, 40)} ${ms}`).join(", ")}`);
  return took;
}
const first = async (path, prefix) => {
  await page.goto(url + path);
  await page.waitForSelector(`main a[href^="${prefix}"]`, { timeout: 60_000 });
  return page.evaluate((prefix) => document.querySelector(`main a[href^="${prefix}"]`)?.getAttribute("href"), prefix);
};
const paths = ["/", "/noise", "/map", "/journeys", "/customers", "/import", "/iceberg", "/planks", "/dead-ends", "/proofs", "/sources", "/people", "/audit", "/settings"];
for (const [list, prefix] of [["/noise", "/noise/nsp"], ["/journeys", "/journeys/"], ["/customers", "/customers/"]]) paths.push(await first(list, prefix));
for (const path of paths) await measure(path);
console.log("again, with everything warm:");
for (const path of paths) await measure(path);
await finish("measured");
