/** Which column is what: the mapping of the command line as an object. Everything that names no column stays as it is. */
import type { Mapping } from "$/api/types";

type Fields = Record<string, unknown>;

/** Where the mapping names the column of what only one column can be. Below `column` more may be said of it. */
const PLACES = {
  thread: ["thread"],
  at: ["at", "column"],
  clock: ["at", "clock"],
  touchpoint: ["touchpoint"],
  action: ["action"],
  channel: ["channel"],
  owner: ["owner"],
  actor: ["actor"],
  outcome: ["outcome", "column"],
  direction: ["direction", "column"],
  phase: ["phase", "column"],
  text: ["text"],
  id: ["id"],
  sequence: ["sequence"],
  amount: ["amount"],
  waited: ["waited", "column"],
  handled: ["handled", "column"],
  rating: ["results", "rating", "column"],
  complained: ["results", "complained", "column"],
  churned: ["results", "churned", "column"],
  returned: ["results", "returned", "column"],
  reopened: ["results", "reopened", "column"],
  sla_broken: ["results", "sla_broken", "column"],
} as const satisfies Record<string, readonly string[]>;
type Single = keyof typeof PLACES;

/** What must be known of a column beside its name: the worst and the best mark, or the unit of a length. */
const SUPPOSED: Partial<Record<Single, Fields>> = { rating: { worst: 1, best: 5 }, waited: { unit: "minutes" }, handled: { unit: "minutes" } };

/** What a column can be. `customer-…`, segments and milestones may be there several times, the others once. */
export const ROLES = [
  "thread", "at", "clock", "milestone", "customer-account", "customer-email", "customer-phone", "customer-messenger", "customer-device", "customer-name", "segment",
  "touchpoint", "action", "phase", "channel", "owner", "actor", "outcome", "direction", "text", "amount", "waited", "handled",
  "rating", "complained", "churned", "returned", "reopened", "sla_broken", "id", "sequence",
] as const;
export type Role = (typeof ROLES)[number];
export const UNITS = ["milliseconds", "seconds", "minutes", "hours", "days"] as const;

interface Customer {
  column: string;
  kind: string;
}
interface Milestone {
  column: string;
  action: string;
}
const customers = (mapping: Mapping) => (mapping.customer ?? []) as Customer[];
const milestones = (mapping: Mapping) => (mapping.milestone ?? []) as Milestone[];
const segments = (mapping: Mapping) => (mapping.segment ?? []) as string[];
const isSingle = (role: Role): role is Role & Single => role in PLACES;

function found(fields: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inside, key) => (inside as Fields | null | undefined)?.[key], fields);
}

/** The fields with this at that place. What is said below `column` goes with its column, except how times are written. */
function put(fields: Fields, [key, ...rest]: readonly string[], value: Fields | string | null): Fields {
  if (key === undefined) return fields;
  if (rest.length === 0) return { ...fields, [key]: value };
  if (rest[0] === "column" && key !== "at") return { ...fields, [key]: value };
  return { ...fields, [key]: put((fields[key] ?? {}) as Fields, rest, value) };
}

function column(role: Single, name: string): Fields | string {
  return role === "at" || PLACES[role].at(-1) !== "column" ? name : { ...SUPPOSED[role], column: name };
}

/** What this column is taken for. */
export function role(mapping: Mapping, column: string): Role | null {
  const customer = customers(mapping).find((one) => one.column === column);
  if (customer) return `customer-${customer.kind}` as Role;
  if (segments(mapping).includes(column)) return "segment";
  if (milestones(mapping).some((one) => one.column === column)) return "milestone";
  return ROLES.find((one) => isSingle(one) && found(mapping, PLACES[one]) === column) ?? null;
}

/** What more is said of the column of this role. */
export function details(mapping: Mapping, of: Role): Fields {
  return isSingle(of) && PLACES[of].at(-1) === "column" ? ((found(mapping, PLACES[of].slice(0, -1)) ?? {}) as Fields) : {};
}

/** The mapping with more said of the column of this role. */
export function detailed(mapping: Mapping, of: Role, more: Fields): Mapping {
  return isSingle(of) ? put(mapping, PLACES[of], { ...details(mapping, of), ...more }) : mapping;
}

/** The mapping with this column taken for that, or for nothing. */
export function taken(mapping: Mapping, name: string, as: Role | null): Mapping {
  let next: Mapping = {
    ...mapping,
    customer: customers(mapping).filter((one) => one.column !== name),
    segment: segments(mapping).filter((one) => one !== name),
    milestone: milestones(mapping).filter((one) => one.column !== name),
  };
  for (const place of Object.values(PLACES)) {
    if (found(next, place) === name) next = put(next, place, null);
  }
  if (!as) return next;
  if (as === "segment") return { ...next, segment: [...segments(next), name] };
  // A row tells of one moment or of several, not of both.
  if (as === "milestone") return { ...next, milestone: [...milestones(next), { column: name, action: name }], at: { ...(next.at as Fields), column: null, clock: null, formats: [] } };
  if (as === "at") return { ...next, milestone: [], at: { ...(next.at as Fields), column: name, always: null } };
  return isSingle(as) ? put(next, PLACES[as], column(as, name)) : { ...next, customer: [...customers(next), { column: name, kind: as.slice("customer-".length) }] };
}
