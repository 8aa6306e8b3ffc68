/** Scales of the small charts: from figures to places in the picture. */

/** Round marks from 0 to at least `most`, about `wanted` of them. */
export function marks(most: number, wanted = 4): number[] {
  if (!(most > 0)) return [0];
  const rough = most / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough * 0.999) ?? 10) * power;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

/** Which of `n` labels to write so that none touches the next. */
export function everyNth(n: number, room: number, width: number): number {
  return Math.max(1, Math.ceil((n * width) / Math.max(1, room)));
}

/** Whether the last of these periods has not ended yet: the log reaches `until`, and a period is as long as the one before. */
export function unfinished(from: string[], until: string | null | undefined): boolean {
  const [before, last] = from.slice(-2).map((at) => Date.parse(at));
  if (before === undefined || last === undefined || !until) return false;
  // Months differ by up to three days in length.
  return Date.parse(until) < last + 0.9 * (last - before);
}

export function line(points: [number, number][]): string {
  return points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

export function area(upper: [number, number][], lower: [number, number][]): string {
  return upper.length ? `${line(upper)}${line([...lower].reverse()).replace("M", "L")}Z` : "";
}
