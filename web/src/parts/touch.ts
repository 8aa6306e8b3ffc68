import type { Touch } from "$/api/types";

/** A touch of the log as the list of touches shows it. */
export function shownTouch(touch: Touch) {
  const results = Object.entries(touch.results ?? {}).filter(([name, value]) => value === true || (name === "rating" && typeof value === "number" && value < 0.5));
  return {
    at: touch.at,
    step: [touch.touchpoint, touch.action].filter(Boolean).join(" · ") || touch.source,
    channel: touch.channel,
    owner: touch.owner,
    outcome: touch.outcome,
    text: touch.text,
    thread: touch.thread,
    source: touch.source,
    id: touch.id,
    results: results.map(([name]) => (name === "rating" ? "low_rating" : name)),
  };
}
