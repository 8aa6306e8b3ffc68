import type { CountsNow, NoisePoint, PassedPoint } from "$/api/types";

export const FILTERS = ["channel", "owner", "kind", "cause", "stage"] as const;
export type Filter = (typeof FILTERS)[number];

/** What is asked of the server: these are compared anew. The other filters only narrow the list. */
export const ANEW = ["from", "to", "segment", "segment_of"] as const;

export function anew(query: URLSearchParams): Record<(typeof ANEW)[number], string | null> {
  const [from = null, to = null, segment = null, segment_of = null] = ANEW.map((name) => query.get(name));
  return { from, to, segment, segment_of };
}

/** The same as a part of an address. */
export function anewAddress(query: URLSearchParams): string {
  const parts = new URLSearchParams(ANEW.flatMap((name) => (query.get(name) ? [[name, query.get(name) ?? ""]] : [])));
  return parts.size ? `?${parts}` : "";
}

type Filtered = Pick<NoisePoint, "kind" | "owner" | "cause" | "channels" | "place"> & Partial<Pick<NoisePoint, "stage" | "assigned_to">>;

function has(one: Filtered, name: Filter, value: string): boolean {
  if (name === "channel") return one.channels.includes(value);
  if (name === "stage") return one.stage === value;
  return one[name] === value || (name === "owner" && one.assigned_to === value);
}

/** Those that fit every filter that is set: points, and what was looked at and not found. */
export function filtered<T extends NoisePoint | PassedPoint>(all: T[], query: URLSearchParams): T[] {
  const set = FILTERS.flatMap((name) => {
    const value = query.get(name);
    return value ? [[name, value] as const] : [];
  });
  const place = (query.get("place") ?? "").toLowerCase();
  return all.filter((one) => set.every(([name, value]) => has(one, name, value)) && one.place.toLowerCase().includes(place));
}

/** The values a filter can take, the most frequent first. */
export function values(all: Filtered[], name: Filter): string[] {
  const counts = new Map<string, number>();
  for (const one of all) {
    const known = name === "channel" ? one.channels : [one[name]];
    for (const value of known) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([value]) => value);
}

/** The points with their newest counts; what was concluded from older ones stays. */
export function countedOn(points: NoisePoint[], now: CountsNow[]): NoisePoint[] {
  const by = new Map(now.map((one) => [one.id, one]));
  return points.map((point) => ({ ...point, ...by.get(point.id) }));
}

/** The largest damage of each unit: bars of one unit are comparable, of two they are not. */
export function worst(points: NoisePoint[]): Record<string, number> {
  const most: Record<string, number> = {};
  for (const point of points) most[point.damage_unit] = Math.max(most[point.damage_unit] ?? 0, point.damage_high);
  return most;
}
