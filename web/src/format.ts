/** Figures, dates and spans as people of the page's language write them. */
import { spoken, t } from "$/locale/index.svelte";

const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function kept<F extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(key: string, make: () => F): F {
  const whole = `${spoken()} ${key}`;
  let format = formats.get(whole) as F | undefined;
  if (!format) {
    format = make();
    formats.set(whole, format);
  }
  return format;
}

/** With a minus sign that is as wide as a plus, not a hyphen. */
function numbers(key: string, options: Intl.NumberFormatOptions): { format: (value: number) => string } {
  const format = kept(key, () => new Intl.NumberFormat(spoken(), options));
  return { format: (value) => format.format(value).replace(/^-/, "\u2212") };
}

export function count(value: number): string {
  return numbers("count", { maximumFractionDigits: 0 }).format(value);
}

/** Three significant digits where the number is small, none after the point where it is large. */
export function figure(value: number): string {
  return Math.abs(value) >= 100 || Number.isInteger(value)
    ? count(value)
    : numbers("figure", { maximumSignificantDigits: Math.abs(value) < 10 ? 2 : 3 }).format(value);
}

export function compact(value: number): string {
  return numbers("compact", { notation: "compact", maximumSignificantDigits: 3 }).format(value);
}

export function share(value: number, digits = 1): string {
  return numbers(`share${digits}`, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

export function signed(value: number): string {
  return numbers("signed", { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" }).format(value);
}

export function range(low: number, high: number, format: (value: number) => string): string {
  return t("range", { low: format(low), high: format(high) });
}

/** How sure a figure is that could be chance: never a bare zero. */
export function chance(p: number): string {
  return p < 0.001 ? t("chance-below", { limit: numbers("p", { maximumSignificantDigits: 1 }).format(0.001) }) : numbers("p2", { maximumSignificantDigits: 2 }).format(p);
}

const UNITS: [string, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

/** Seconds in the largest unit that leaves at least one, short. */
export function span(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size * 0.995) ?? ["second", 1];
  const value = seconds / size;
  const digits = Math.abs(value) < 10 && unit !== "second" ? 1 : 0;
  return numbers(`span ${unit}${digits}`, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits }).format(value);
}

/** An axis of lengths in hours: the one unit its marks are told in, as hours, and how a mark is told. */
export function hoursAxis(most: number): { unit: number; say: (marked: number) => string } {
  const [unit, size] = UNITS.find(([, size]) => most * 3600 >= size) ?? ["second", 1];
  const say = (marked: number) => numbers(`axis ${unit}`, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }).format(marked);
  return { unit: size / 3600, say };
}

export function hours(value: number): string {
  return span(value * 3600);
}

type When = string | number | Date;

/** Numbers are microseconds, as the log counts them. */
function date(at: When): Date {
  return typeof at === "number" ? new Date(at / 1000) : new Date(at);
}

function dates(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(key, () => new Intl.DateTimeFormat(spoken() === "en" ? "en-GB" : spoken(), options));
}

export function day(at: When): string {
  return dates("day", { year: "numeric", month: "short", day: "numeric" }).format(date(at));
}

export function month(at: When): string {
  return dates("month", { year: "numeric", month: "short", timeZone: "UTC" }).format(date(at));
}

export function moment(at: When): string {
  return dates("moment", { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date(at));
}

export function clock(at: When): string {
  return dates("clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date(at));
}

export function ago(at: When, now = Date.now()): string {
  const seconds = (date(at).getTime() - now) / 1000;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  const format = kept("ago", () => new Intl.RelativeTimeFormat(spoken(), { numeric: "auto" }));
  return format.format(Math.round(seconds / size), unit as Intl.RelativeTimeFormatUnit);
}

/** A day without a zone, `2024-03-05`. */
export function calendarDay(at: string): string {
  return dates("calendar day", { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" }).format(new Date(`${at.slice(0, 10)}T00:00:00Z`));
}

export function calendarMonth(at: string): string {
  return dates("calendar month", { year: "numeric", month: "long", timeZone: "UTC" }).format(new Date(`${at}T00:00:00Z`));
}

export function weekday(at: string): string {
  return dates("weekday", { weekday: "narrow", timeZone: "UTC" }).format(new Date(`${at}T00:00:00Z`));
}

export function wholeDay(at: string): string {
  return dates("whole day", { weekday: "long", year: "numeric", month: "long", day: "numeric", timeZone: "UTC" }).format(new Date(`${at}T00:00:00Z`));
}

/** Money in the company's currency; a bare figure where none is set, or it is no currency the browser knows. */
export function money(value: number, currency: string | null | undefined): string {
  if (!currency || !/^[A-Za-z]{3}$/.test(currency)) return count(value);
  return numbers(`money ${currency}`, { style: "currency", currency, currencyDisplay: "narrowSymbol", maximumFractionDigits: 0 }).format(value);
}
