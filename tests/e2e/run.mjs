// Everything a browser is needed for: `node run.mjs BINARY PICTURES` starts the program on two stores of its own, a simulated airline and an
// empty one, walks every page of the first and plays what people do on the second. Where the shared data lies (WATERLINE_SHARED, or ../shared
// beside the repository) it brings a real log in through the page and walks every page on that too. It ends with 1 on any finding.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [binary, pictures] = process.argv.slice(2).map((argument) => resolve(argument));
if (!binary || !pictures) {
  console.error("usage: node run.mjs BINARY PICTURES");
  process.exit(2);
}
const here = import.meta.dirname;
const home = await mkdtemp(join(tmpdir(), "waterline-e2e-"));
await mkdir(pictures, { recursive: true });
const started = [];

function must(command, args, options = {}) {
  const done = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], ...options });
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${done.status ?? done.signal}`);
}

/** A server of its own, on a port that is free; answers with its address and its one-time link. */
function serve(data) {
  const child = spawn(binary, ["serve", "--data", data, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  started.push(child);
  return new Promise((done, fail) => {
    let said = "";
    const hear = (bytes) => {
      said += bytes;
      const link = /http:\/\/\S+\/welcome#\S+/.exec(said)?.[0];
      if (link) done({ WATERLINE_LINK: link, WATERLINE_URL: new URL(link).origin });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => fail(new Error(`the server ended with ${code}:\n${said}`)));
  });
}

/** A real log of 141,712 touches, of which nothing may be kept here. */
async function shared() {
  const repository = resolve(here, "../..");
  const places = [process.env.WATERLINE_SHARED, join(repository, "../shared")].filter(Boolean);
  const log = places.map((place) => join(place, "data/logs/servicenow-incidents.zip")).find((path) => existsSync(path));
  if (!log) {
    console.log(`no walk on the ServiceNow log: it is not below ${places.join(" or ")}; name the folder with WATERLINE_SHARED`);
    return true;
  }
  const folder = join(pictures, "servicenow");
  const store = join(home, "servicenow");
  const first = await serve(store);
  const imported = await play("shared.js", { ...first, LOG: log }, folder);
  // The link was used: the walk signs in with the password chosen then. One look is enough for a second store.
  const { WATERLINE_URL } = first;
  return (await play("walk.js", { WATERLINE_URL, WATERLINE_LINK: "", THEMES: "light", SIZES: "wide" }, folder)) && imported;
}

function play(script, environment, folder = pictures) {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(here, script), folder], { cwd: here, stdio: "inherit", env: { ...process.env, ...environment } });
    child.on("exit", (code) => done(code === 0));
  });
}

let fine = false;
try {
  if (!existsSync(join(here, "node_modules"))) must("npm", ["ci", "--silent", "--no-audit", "--no-fund"], { cwd: here });
  const airline = join(home, "airline");
  must(binary, ["simulate", "--company", "airline", "--customers", "400", "--data", airline, "--quiet"]);
  must(process.execPath, [join(here, "log.js"), join(home, "工单.csv")]);
  const flows = await play("flows.js", { ...(await serve(join(home, "empty"))), LOG: join(home, "工单.csv") });
  const first = await serve(airline);
  const walk = await play("walk.js", first);
  // The walk used the link up.
  const drawn = await play("pictures.js", { ...first, WATERLINE_LINK: "" });
  const real = await shared();
  fine = flows && walk && drawn && real;
} finally {
  for (const child of started) {
    child.removeAllListeners("exit");
    child.kill();
  }
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(fine ? 0 : 1);
