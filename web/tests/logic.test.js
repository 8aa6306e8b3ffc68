// What the pages compute themselves, held to cases by hand.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createServer } from "vite";

const vite = await createServer({ root: new URL("..", import.meta.url).pathname, server: { middlewareMode: true, ws: false }, appType: "custom", logLevel: "error" });
after(() => vite.close());
const load = (path) => vite.ssrLoadModule(path);

test("a share has the interval of Wilson", async () => {
  const { wilson } = await load("/src/parts/wilson.ts");
  const check = (affected, exposed, low, high) => {
    const found = wilson(affected, exposed);
    assert.ok(Math.abs(found.low - low) < 5e-4 && Math.abs(found.high - high) < 5e-4, JSON.stringify(found));
  };
  check(0, 10, 0, 0.2775);
  check(5, 10, 0.2366, 0.7634);
  check(338, 4725, 0.0645, 0.0792);
  check(0, 0, 0, 1);
});

test("the dots of the waterline are as many as the figures say, and few enough to look at", async () => {
  const { berg, unit } = await load("/src/pages/overview/dots.ts");
  for (const [spoke, low, best, high] of [[780, 631, 868, 1228], [3, 0, 2, 9], [52_000, 80_000, 100_000, 300_000], [0, 5, 5, 5]]) {
    const size = unit(spoke, high);
    const dots = berg(spoke, low, best, high, size);
    const count = (...kinds) => dots.filter((dot) => kinds.includes(dot.kind)).length;
    assert.equal(count("spoke"), Math.round(spoke / size));
    assert.equal(count("sure"), Math.round(low / size));
    assert.equal(count("sure", "likely"), Math.round(best / size));
    assert.equal(count("sure", "likely", "possible"), Math.round(high / size));
    assert.ok(dots.length <= 262, `${dots.length}`);
    assert.equal(new Set(dots.map((dot) => `${dot.column} ${dot.row}`)).size, dots.length, "no two in one place");
    assert.ok(dots.every((dot) => (dot.kind === "spoke") === (dot.row >= 0)));
  }
});

test("what a point costs in a year follows its assumptions", async () => {
  const { cost } = await load("/src/pages/noise/damage.ts");
  const base = { affected: 200, effect: 0.25, days: 365.25, leaving: 0.1, worth: 1_000, hours: 40, hourWorth: 20 };
  assert.deepEqual(cost(base), { harmed: 50, lost: 5, hours: 40, money: 5_800 });
  assert.equal(cost({ ...base, days: 2 * 365.25 }).harmed, 25);
  assert.deepEqual(cost({ ...base, leaving: null }), { harmed: 50, lost: null, hours: 40, money: 800 }, "whom a log does not see leave are not nobody");
  assert.equal(cost({ ...base, effect: -0.1 }).harmed, 0, "a point that helps does no harm");
});

test("a column is taken for one thing, and one thing is one column, except who the customer is", async () => {
  const { role, taken } = await load("/src/pages/import/mapping.ts");
  const start = { thread: "case", at: { column: "when", formats: ["year-first"] }, customer: [{ column: "mail", kind: "email" }], segment: [], missing: ["-"] };
  assert.deepEqual(["case", "when", "mail", "place"].map((column) => role(start, column)), ["thread", "at", "customer-email", null]);
  const moved = taken(start, "place", "thread");
  assert.deepEqual([role(moved, "place"), moved.thread, role(moved, "case")], ["thread", "place", null]);
  const both = taken(start, "tel", "customer-phone");
  assert.deepEqual([role(both, "mail"), role(both, "tel")], ["customer-email", "customer-phone"]);
  const later = taken(start, "closed", "at");
  assert.deepEqual([later.at.column, later.at.formats, role(later, "when")], ["closed", ["year-first"], null]);
  const none = taken(start, "mail", null);
  assert.deepEqual([none.customer, none.missing, start.customer.length], [[], ["-"], 1]);
});

test("what came of a case is a column too, with its scale, and leaves nothing behind when it is taken back", async () => {
  const { details, detailed, role, taken } = await load("/src/pages/import/mapping.ts");
  const start = { at: { column: "when" }, customer: [], segment: [], results: { sla_broken: { column: "made_sla", negated: true } } };
  assert.equal(role(start, "made_sla"), "sla_broken");
  const rated = taken(start, "stars", "rating");
  assert.deepEqual(rated.results, { sla_broken: { column: "made_sla", negated: true }, rating: { worst: 1, best: 5, column: "stars" } });
  assert.deepEqual(details(detailed(rated, "rating", { best: 10 }), "rating"), { worst: 1, best: 10, column: "stars" });
  const waited = taken(start, "made_sla", "waited");
  assert.deepEqual([waited.waited, waited.results.sla_broken], [{ unit: "minutes", column: "made_sla" }, null]);
  assert.deepEqual(taken(taken(start, "time", "clock"), "time", null).at, { column: "when", clock: null });
});

test("what overlaps in time is one episode of a customer, the newest first, whatever order the touches come in", async () => {
  const { episodes, standing } = await load("/src/pages/customers/history.ts");
  const touch = (day, thread, more = {}) => ({ id: `${thread}${day}`, at: new Date(Date.UTC(2024, 0, day)).toISOString(), thread, ...more });
  const told = [touch(30, "c"), touch(1, "a"), touch(3, "b"), touch(9, "a", { results: { complained: true } }), touch(12, "b"), touch(14), touch(18), touch(40)];
  const shown = episodes(told).map((one) => [one.threads, one.touches.map((touch) => touch.id)]);
  assert.deepEqual(shown, [
    [[], ["undefined40"]],
    [["c"], ["c30"]],
    [[], ["undefined14", "undefined18"]],
    [["a", "b"], ["a1", "b3", "a9", "b12"]],
  ]);
  const message = (side, anger, states) => ({ side, anger, anger_sure: true, promises: states.map((state) => ({ state })) });
  assert.deepEqual(standing(told, [message("customer", 2, []), message("company", 1, ["open", "broken", "late"])]), { complaints: 1, angry: 1, open: 1, broken: 2 });
});

test("a browser is called what people call it, and what is none keeps its name", async () => {
  const { agentName } = await load("/src/parts/agent.ts");
  const named = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0": "Edge 131 · Windows",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/148.0.0.0 Safari/537.36": "Chrome 148 · Linux",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1": "Safari 17 · iOS",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0": "Firefox 133 · macOS",
    "curl/7.88.1": "curl/7.88.1",
  };
  for (const [agent, name] of Object.entries(named)) assert.equal(agentName(agent), name);
});

test("a month is unfinished while the log ends in it, however long months are", async () => {
  const { unfinished } = await load("/src/parts/chart.ts");
  const months = ["2025-12-01", "2026-01-01", "2026-02-01"];
  assert.deepEqual(["2026-02-10T08:00:00Z", "2026-02-28T23:00:00Z", null].map((until) => unfinished(months, until)), [true, false, false]);
  assert.equal(unfinished(["2026-01-01"], "2026-01-02"), false, "of one alone nobody knows how long it is");
});

test("waits stand on one scale, marked as far as it reaches", async () => {
  const { along, marks } = await load("/src/pages/map/wait.ts");
  assert.equal(along(0, 3_600), 0);
  assert.equal(along(3_600, 3_600), 100);
  assert.deepEqual(marks(5_000).map((mark) => mark.unit), ["minute", "hour"]);
  assert.deepEqual(marks(30), []);
});

test("a spreadsheet gets cells, never formulas", async () => {
  const { csv } = await load("/src/parts/save.ts");
  assert.equal(csv(["a", "b"], [["=1+1", 'say "no"'], [-3, null], ["x,y", "@me"]]), `a,b\r\n'=1+1,"say ""no"""\r\n-3,\r\n"x,y",'@me\r\n`);
});

test("addresses find their page", async () => {
  const { match } = await load("/src/pages/match.ts");
  assert.deepEqual(match("/noise/:id", "/noise/nsp_1"), { id: "nsp_1" });
  assert.deepEqual(match("/journeys/:id", "/journeys/book%3A17%2F3"), { id: "book:17/3" });
  assert.equal(match("/noise", "/noise/nsp_1"), null);
  assert.deepEqual(match("/", "/"), {});
});

test("the map keeps a way into and out of every step, however few lines are drawn", async () => {
  const { chosen, towards, zoomed } = await load("/src/pages/map/view.ts");
  const edge = (from, to, count) => ({ from, to, count, customers: count, route: [] });
  const map = { nodes: [], edges: [edge("a", "b", 90), edge("b", "c", 80), edge("a", "c", 3), edge("c", "a", 2), edge("c", "c", 70)] };
  const { edges, backbone } = chosen(map, 0);
  assert.deepEqual([backbone, edges.map((one) => one.from + one.to)], [3, ["ab", "bc", "ca"]]);
  assert.equal(chosen(map, 99).edges.length, 5);
  const view = zoomed({ scale: 1, x: 10, y: 20 }, 2, { x: 110, y: 70 });
  assert.deepEqual(view, { scale: 2, x: -90, y: -30 }, "what is under the pointer stays there");
  const node = (step, x, y) => ({ step, x, y });
  const nodes = [node("a", 0, 0), node("b", 5, 100), node("c", 90, 60)];
  assert.equal(towards(nodes, nodes[0], "ArrowDown").step, "b");
  assert.equal(towards(nodes, nodes[0], "ArrowUp"), null);
});

test("two maps are compared by shares, so that their size does not matter", async () => {
  const { compared } = await load("/src/pages/map/compare.ts");
  const map = (...counts) => ({ nodes: [], steps_left_out: 0, transitions_left_out: 0, edges: counts.map((count, at) => ({ from: "a", to: `b${at}`, count })) });
  const same = [...compared(map(900, 100), map(90, 10)).values()];
  assert.ok(same.every((change) => Math.abs(change.score) < 1e-9));
  const [first, second] = [...compared(map(900, 100), map(500, 500)).values()];
  assert.ok(first.score < -3 && second.score > 3);
});

test("a day is read as people write it, and one that is none is refused", async () => {
  const { readDay, monthsLater, weeksOf } = await load("/src/parts/dates.ts");
  for (const text of ["2024-03-05", "2024/3/5", " 2024年3月5日 ", "２０２４年３月５日", "5 Mar 2024", "5 March 2024", "Mar 5, 2024", "5.3.2024", "05/03/2024", "2024年3月5號"]) assert.equal(readDay(text), "2024-03-05", text);
  for (const text of ["2024-02-30", "5 Foo 2024", "tomorrow", "24-3-5", "2024-13-01", "0024-01-01"]) assert.equal(readDay(text), null, text);
  assert.equal(monthsLater("2024-01-31", 1), "2024-02-29");
  assert.equal(monthsLater("2024-01-31", -2), "2023-11-30");
  const weeks = weeksOf("2024-02-14");
  assert.deepEqual([weeks.length, weeks[0][0], weeks.at(-1)[6]], [5, "2024-01-29", "2024-03-03"]);
});

test("a filter narrows points and what was passed over alike", async () => {
  const { anewAddress, countedOn, filtered, values } = await load("/src/pages/noise/filter.ts");
  const one = { id: "a", kind: "loop", owner: "desk", assigned_to: null, stage: null, cause: "process", channels: ["web"], place: "web.pay", affected: 3 };
  const other = { ...one, id: "b", owner: "lab", assigned_to: "desk", channels: ["web", "phone"], place: "phone.call" };
  const ids = (query) => filtered([one, other], new URLSearchParams(query)).map((found) => found.id).join("");
  assert.deepEqual(["", "channel=phone", "owner=desk", "owner=lab", "place=WEB", "kind=retry", "channel=web&owner=lab"].map(ids), ["ab", "b", "ab", "b", "a", "", "b"]);
  assert.deepEqual(values([one, other], "channel"), ["web", "phone"]);
  assert.equal(anewAddress(new URLSearchParams("kind=loop&segment=class=gold&from=2024-01-01")), "?from=2024-01-01&segment=class%3Dgold");
  const counted = countedOn([one, other], [{ id: "b", affected: 4 }]);
  assert.deepEqual(counted.map((point) => [point.affected, point.place]), [[3, "web.pay"], [4, "phone.call"]]);
});
