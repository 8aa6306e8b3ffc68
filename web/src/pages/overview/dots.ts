/** Where the dots of the waterline lie: a peak above the line and a body below, like an iceberg, one dot for so many journeys. */

export interface Dot {
  /** Columns from the middle, and rows from the line: 0 is the first row above, -1 the first below. */
  column: number;
  row: number;
  /** How sure it is there. */
  kind: "spoke" | "sure" | "likely" | "possible";
}

const MOST = 260;

/** Journeys for each dot: a round number, so that the picture can be counted. */
export function unit(spoke: number, silentHigh: number): number {
  const all = spoke + silentHigh;
  let size = 1;
  while (all / size > MOST) {
    const [first] = String(size);
    size *= first === "2" ? 2.5 : 2;
  }
  return size;
}

/** Row lengths, away from the line. Above they shrink to a peak; below the body widens first and then tapers off: both come to a point. */
function rows(dots: number, above: boolean): number[] {
  if (dots <= 0) return [];
  // The sum of w, w - 2, w - 4 … is about w² / 4.
  const width = Math.max(4, Math.ceil(2 * Math.sqrt(dots)) - (above ? 0 : 3));
  const lengths: number[] = [];
  let left = dots;
  for (let row = 0; left > 0; row += 1) {
    const wide = above ? width - 2 * row : row === 0 ? width : width + 4 - 2 * row;
    const length = Math.min(left, Math.max(2, wide));
    lengths.push(length);
    left -= length;
  }
  return lengths;
}

export function berg(spoke: number, low: number, best: number, high: number, size: number): Dot[] {
  const dots: Dot[] = [];
  const place = (lengths: number[], above: boolean, kind: (index: number) => Dot["kind"]) => {
    let index = 0;
    for (const [row, length] of lengths.entries()) {
      for (let at = 0; at < length; at += 1) {
        dots.push({ column: at - (length - 1) / 2, row: above ? row : -1 - row, kind: kind(index) });
        index += 1;
      }
    }
  };
  place(rows(Math.round(spoke / size), true), true, () => "spoke");
  const [sure, likely] = [Math.round(low / size), Math.round(best / size)];
  place(rows(Math.round(high / size), false), false, (index) => (index < sure ? "sure" : index < likely ? "likely" : "possible"));
  return dots;
}
