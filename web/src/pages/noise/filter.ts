import type { NoisePoint } from "$/api/types";

export const FILTERS = ["owner", "kind", "cause", "stage"] as const;
export type Filter = (typeof FILTERS)[number];

/** The points that fit every filter that is set. */
export function filtered(points: NoisePoint[], query: URLSearchParams): NoisePoint[] {
  const set = FILTERS.flatMap((name) => {
    const value = query.get(name);
    return value ? [[name, value] as const] : [];
  });
  const place = (query.get("place") ?? "").toLowerCase();
  return points.filter((point) => set.every(([name, value]) => point[name] === value || (name === "owner" && point.assigned_to === value)) && point.place.toLowerCase().includes(place));
}

/** The values a filter can take, the most frequent first. */
export function values(points: NoisePoint[], name: Filter): string[] {
  const counts = new Map<string, number>();
  for (const point of points) {
    const value = point[name];
    if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([value]) => value);
}

/** The largest damage of each unit: bars of one unit are comparable, of two they are not. */
export function worst(points: NoisePoint[]): Record<string, number> {
  const most: Record<string, number> = {};
  for (const point of points) most[point.damage_unit] = Math.max(most[point.damage_unit] ?? 0, point.damage_high);
  return most;
}
