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

export function line(points: [number, number][]): string {
  return points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

export function area(upper: [number, number][], lower: [number, number][]): string {
  return upper.length ? `${line(upper)}${line([...lower].reverse()).replace("M", "L")}Z` : "";
}
