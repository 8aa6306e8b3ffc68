/** Two maps of the same company beside each other: two times, or two kinds of customers. */
import type { JourneyMap } from "$/api/types";
import { edgeKey } from "./view";

export interface Change {
  from: string;
  to: string;
  /** Share of all transitions in the one and the other. */
  before: number;
  after: number;
  /** How large the change is for how little could be chance: a z score of two shares. */
  score: number;
}

/**
 * Every edge of either, by key; shares, because the two may differ in size. What one of them leaves out for lack of room says nothing and
 * is left out.
 */
export function compared(one: JourneyMap, other: JourneyMap): Map<string, Change> {
  const total = (map: JourneyMap) => Math.max(1, map.edges.reduce((sum, edge) => sum + edge.count, 0));
  const [n, m] = [total(one), total(other)];
  const known = [one, other].map((map) => (map.steps_left_out || map.transitions_left_out ? new Set(map.nodes.map((node) => node.step)) : null));
  const told = (edge: { from: string; to: string }) => known.every((steps) => !steps || (steps.has(edge.from) && steps.has(edge.to)));
  const changes = new Map<string, Change>();
  for (const edge of one.edges.filter(told)) changes.set(edgeKey(edge), { from: edge.from, to: edge.to, before: edge.count / n, after: 0, score: 0 });
  for (const edge of other.edges.filter(told)) {
    const before = changes.get(edgeKey(edge));
    if (before) before.after = edge.count / m;
    else changes.set(edgeKey(edge), { from: edge.from, to: edge.to, before: 0, after: edge.count / m, score: 0 });
  }
  for (const change of changes.values()) {
    const pooled = (change.before * n + change.after * m) / (n + m);
    change.score = (change.after - change.before) / Math.sqrt(Math.max(1e-12, pooled * (1 - pooled) * (1 / n + 1 / m)));
  }
  return changes;
}
