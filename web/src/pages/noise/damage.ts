/** What a noise point costs in a year, from figures people may move. */

export interface Assumptions {
  /** Journeys that met it, in the log. */
  affected: number;
  /** How much oftener harm follows: a difference of shares. */
  effect: number;
  /** Days the log tells of. */
  days: number;
  /** Of customers that came to harm, how many leave because of it; nothing where the log does not tell. */
  leaving: number | null;
  /** What a customer is worth. */
  worth: number;
  /** Customers' hours lost in the log, and what an hour is worth. */
  hours: number;
  hourWorth: number;
}

export interface Cost {
  harmed: number;
  lost: number | null;
  hours: number;
  money: number;
}

export function cost(of: Assumptions): Cost {
  const year = of.days > 0 ? 365.25 / of.days : 0;
  const harmed = Math.max(0, of.affected * of.effect) * year;
  const lost = of.leaving === null ? null : harmed * of.leaving;
  const hours = of.hours * year;
  return { harmed, lost, hours, money: (lost ?? 0) * of.worth + hours * of.hourWorth };
}
