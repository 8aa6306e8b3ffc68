/** Waits from a second to months on one scale: their logarithms. */

const MARKS: [seconds: number, unit: string][] = [[60, "minute"], [3_600, "hour"], [86_400, "day"], [604_800, "week"]];

/** How far along the scale a wait stands, 0 to 100. */
export function along(seconds: number, longest: number): number {
  return (Math.log1p(Math.max(0, seconds)) / Math.log1p(Math.max(60, longest))) * 100;
}

/** The lengths people know, as far as the scale reaches, with room for a word between them. */
export function marks(longest: number): { unit: string; at: number }[] {
  return MARKS.filter(([seconds]) => seconds <= longest * 0.9).map(([seconds, unit]) => ({ unit, at: along(seconds, longest) }));
}
