// What both scripts need: the browser, a signed-in page, and a list of what went wrong.
import { join } from "node:path";
import { chromium } from "playwright-core";

export const WIDE = { width: 1360, height: 900 };
export const NARROW = { width: 390, height: 844 };
export const url = process.env.WATERLINE_URL ?? "http://127.0.0.1:8080";
export const folder = process.argv[2] ?? "shots";
const WHO = { name: "陈伟 Chen Wei", email: "chen@example.org", password: "a sentence for the walk" };

export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
export const faults = [];

/** A page whose errors, and breaches of the security policy, are faults. */
export async function open(name) {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", acceptDownloads: true });
  const page = await context.newPage();
  const at = { where: name };
  // A stranger's first question is answered with 401; that is no fault.
  page.on("console", (message) => message.type() === "error" && !/status of 401/.test(message.text()) && at.where !== "quiet" && faults.push(`${at.where}: ${message.text()} ${message.location().url}`));
  page.on("pageerror", (error) => faults.push(`${at.where}: ${error.message}`));
  return { page, at };
}

export async function settle(page) {
  await page.waitForFunction(() => document.querySelector("h1") && !document.querySelector(".waiting"), null, { timeout: 30_000 });
  await page.waitForTimeout(120);
}

/** Signs in through the one-time link, or, where it was used before, with the password chosen then. */
export async function signIn(page) {
  const link = process.env.WATERLINE_LINK || null;
  await page.goto(link ?? `${url}/sign-in`);
  await page.waitForSelector("form");
  if (link) {
    await page.screenshot({ path: join(folder, "welcome.png") });
    await page.fill('input[autocomplete="name"]', WHO.name);
    await page.fill('input[type="email"]', WHO.email);
    await page.fill('input[autocomplete="new-password"]', WHO.password);
  } else {
    await page.fill('input[type="email"]', process.env.WATERLINE_EMAIL ?? WHO.email);
    await page.fill('input[type="password"]', WHO.password);
  }
  await page.click("form .button.main");
  await page.waitForSelector("nav", { timeout: 10_000 });
}

export async function finish(fine) {
  await browser.close();
  const told = [...new Set(faults)];
  console.log(told.length ? told.join("\n") : fine);
  process.exit(told.length ? 1 : 0);
}
