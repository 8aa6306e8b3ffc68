import { word } from "$/locale/index.svelte";
import type { MarkOf } from "$/api/types";

/** Every cause a text can name. */
export const CAUSES = [
  "value.quality",
  "value.price",
  "value.guarantee",
  "system.slow",
  "system.unreachable",
  "system.stock",
  "system.place",
  "system.policy",
  "system.process",
  "system.website",
  "employee.rude",
  "employee.ignorant",
  "employee.powerless",
  "employee.appearance",
];

export const causeName = (name: string) => word("why", name.replace(".", "-"));

/** A stretch of a text, and what it led to. */
export interface Piece {
  text: string;
  marks: MarkOf[];
}

/** The text cut where marks begin and end. */
export function pieces(text: string, marks: MarkOf[]): Piece[] {
  const cuts = new Set([0, text.length]);
  for (const mark of marks) {
    cuts.add(Math.min(mark.from, text.length));
    cuts.add(Math.min(mark.to, text.length));
  }
  const sorted = [...cuts].sort((one, other) => one - other);
  return sorted.slice(1).map((to, at) => {
    const from = sorted[at] ?? 0;
    return { text: text.slice(from, to), marks: marks.filter((mark) => mark.from <= from && mark.to >= to) };
  });
}
