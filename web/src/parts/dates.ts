/** Days as people of the page's language write and read them; a day is kept as `2024-03-05`. */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function real(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  // The 31st of February would quietly become a day of March.
  const fits = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return fits && year > 999 ? date.toISOString().slice(0, 10) : null;
}

/** The day a text means; null where it means none. Year first as in Chinese and ISO, or day first as in English. */
export function readDay(text: string): string | null {
  const said = text.trim().toLowerCase().normalize("NFKC");
  const year = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号號]?$/.exec(said);
  if (year) return real(Number(year[1]), Number(year[2]), Number(year[3]));
  const day = /^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})$/.exec(said);
  if (day) return real(Number(day[3]), Number(day[2]), Number(day[1]));
  const named = /^(\d{1,2})\.?\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})$/.exec(said) ?? /^()([a-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})$/.exec(said);
  if (named) {
    const month = MONTHS.indexOf(named[2] ?? "") + 1;
    const [of, at] = named[1] ? [named[1], named[3]] : [named[3], named[4]];
    return month ? real(Number(at), month, Number(of)) : null;
  }
  return null;
}

/** The day so many days later. */
export function daysLater(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The same day of the month so many months later, or the last there is. */
export function monthsLater(day: string, months: number): string {
  const [year = 0, month = 1, of = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(of, last))).toISOString().slice(0, 10);
}

/** The weeks of the month a day lies in, each of seven days from Monday on. */
export function weeksOf(day: string): string[][] {
  const first = `${day.slice(0, 8)}01`;
  const monday = daysLater(first, -((new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7));
  const weeks: string[][] = [];
  for (let week = 0; week < 6; week += 1) {
    const days = Array.from({ length: 7 }, (_, at) => daysLater(monday, 7 * week + at));
    if (week === 0 || days[0]?.slice(0, 7) === day.slice(0, 7)) weeks.push(days);
  }
  return weeks;
}
