"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Words that explain themselves when pointed at, focused or touched.
  let open = null;
  const hide = () => { if (open && open.matches(":popover-open")) open.hidePopover(); open = null; };
  const show = (term) => {
    const tip = document.getElementById(term.dataset.tip);
    if (!tip || !tip.showPopover) return;
    if (open !== tip) hide();
    if (!tip.matches(":popover-open")) tip.showPopover();
    open = tip;
    const at = term.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    tip.style.left = Math.max(8, Math.min(at.left, room - tip.offsetWidth - 8)) + "px";
    const below = at.bottom + 6;
    tip.style.top = (below + tip.offsetHeight > innerHeight && at.top > tip.offsetHeight + 8
      ? at.top - tip.offsetHeight - 6 : below) + "px";
  };
  let leaving = 0;
  const leave = () => { clearTimeout(leaving); leaving = setTimeout(hide, 180); };
  const stay = () => clearTimeout(leaving);
  for (const term of $$(".term")) {
    term.addEventListener("pointerenter", () => { stay(); show(term); });
    term.addEventListener("pointerleave", leave);
    term.addEventListener("focus", () => { stay(); show(term); });
    term.addEventListener("blur", hide);
    term.addEventListener("click", () => show(term));
    term.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(term); }
    });
  }
  for (const tip of $$(".tip")) {
    tip.addEventListener("pointerenter", stay);
    tip.addEventListener("pointerleave", leave);
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", hide, { passive: true });

  // A link to a card inside a closed part opens it.
  const reveal = () => {
    const goal = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!goal) return;
    for (let part = goal.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    goal.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Everything is printed open.
  let folded = [];
  addEventListener("beforeprint", () => { folded = $$("details.more:not([open])"); for (const part of folded) part.open = true; });
  addEventListener("afterprint", () => { for (const part of folded) part.open = false; });

  const graph = $("svg.graph");
  if (!graph) return;
  const frame = graph.parentElement;
  frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
  const say = $("#map-say");
  const hint = say.textContent;
  const nodes = $$(".node", graph);
  const arcs = $$(".arc", graph);
  const ends = new Map($$("[data-i]", graph).map((node) => [node.dataset.i, node]));
  const shown = (arc) => !arc.classList.contains("extra");

  const more = $("#map-more");
  const label = $("#map-shown");
  const set = () => {
    const limit = Number(more.value);
    let count = 0;
    for (const arc of arcs) {
      const on = Number(arc.dataset.k) <= limit;
      arc.classList.toggle("extra", !on);
      count += on;
    }
    const figure = (number) => number.toLocaleString("en");
    label.textContent = label.dataset.say
      .replace("{shown}", figure(count)).replace("{all}", figure(arcs.length));
  };
  more.hidden = false;
  more.addEventListener("input", set);

  const explain = (part) => { say.textContent = $("title", part).textContent; };
  const light = (part) => {
    for (const lit of $$(".lit", graph)) lit.classList.remove("lit");
    graph.classList.toggle("dim", !!part);
    if (!part) return;
    part.classList.add("lit");
    const lines = part.dataset.i === undefined ? [part]
      : arcs.filter((arc) => shown(arc) && (arc.dataset.a === part.dataset.i || arc.dataset.b === part.dataset.i));
    for (const line of lines) {
      line.classList.add("lit");
      for (const end of [line.dataset.a, line.dataset.b]) ends.get(end)?.classList.add("lit");
    }
  };
  const point = (part) => { explain(part); light(part); };
  const rest = () => {
    const focused = document.activeElement?.closest?.(".node,.arc");
    if (focused && graph.contains(focused)) { point(focused); return; }
    say.textContent = hint;
    light(null);
  };
  for (const part of [...nodes, ...arcs]) {
    part.addEventListener("pointerenter", () => point(part));
    part.addEventListener("pointerleave", rest);
    part.addEventListener("focus", () => point(part));
    part.addEventListener("blur", rest);
  }

  // One stop of the Tab key; left and right walk the steps, down and up the transitions of the step.
  const spot = (node) => { const at = node.getBoundingClientRect(); return [Math.round(at.top), at.left]; };
  const order = nodes.slice().sort((a, b) => { const [p, q] = [spot(a), spot(b)]; return p[0] - q[0] || p[1] - q[1]; });
  for (const node of order.slice(1)) node.tabIndex = -1;
  for (const arc of arcs) arc.tabIndex = -1;
  let home = order[0];
  const go = (part) => {
    for (const other of nodes) other.tabIndex = other === home ? 0 : -1;
    part.focus({ preventScroll: false });
  };
  graph.addEventListener("focusin", (event) => { const node = event.target.closest(".node"); if (node) home = node; });
  graph.addEventListener("keydown", (event) => {
    const part = event.target.closest(".node,.arc");
    if (!part) return;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Enter") { go(home); event.preventDefault(); return; }
    if (!step) return;
    event.preventDefault();
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      home = order[(order.indexOf(home) + step + order.length) % order.length];
      go(home);
      return;
    }
    const around = arcs.filter((arc) => shown(arc) && (arc.dataset.a === home.dataset.i || arc.dataset.b === home.dataset.i));
    if (!around.length) return;
    const at = around.indexOf(part);
    go(around[(at < 0 ? (step > 0 ? 0 : around.length - 1) : at + step + around.length) % around.length]);
  });
})();
