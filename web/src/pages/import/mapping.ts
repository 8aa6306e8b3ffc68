/** Which column is what: the mapping of the command line as an object. Everything that names no column stays as it is. */
import type { Mapping } from "$/api/types";

/** What a column can be. `customer-…`, segments and milestones may be there several times, the others once. */
export const ROLES = [
  "thread", "at", "customer-account", "customer-email", "customer-phone", "customer-messenger", "customer-device", "customer-name", "touchpoint", "action", "channel",
  "owner", "actor", "outcome", "direction", "text", "id", "sequence", "amount", "segment", "milestone",
] as const;
export type Role = (typeof ROLES)[number];

/** Fields that are a table with a `column` and more. */
const TABLES: Role[] = ["at", "outcome", "direction"];

interface Customer {
  column: string;
  kind: string;
}
const table = (mapping: Mapping, name: string) => (mapping[name] ?? null) as { column?: string } | null;
const customers = (mapping: Mapping) => (mapping.customer ?? []) as Customer[];
interface Milestone {
  column: string;
  action: string;
}
const milestones = (mapping: Mapping) => (mapping.milestone ?? []) as Milestone[];
const segments = (mapping: Mapping) => (mapping.segment ?? []) as string[];

/** What this column is taken for. */
export function role(mapping: Mapping, column: string): Role | null {
  const customer = customers(mapping).find((one) => one.column === column);
  if (customer) return `customer-${customer.kind}` as Role;
  if (segments(mapping).includes(column)) return "segment";
  if (milestones(mapping).some((one) => one.column === column)) return "milestone";
  return ROLES.find((one) => (TABLES.includes(one) ? table(mapping, one)?.column === column : mapping[one] === column)) ?? null;
}

/** The mapping with this column taken for that, or for nothing. */
export function taken(mapping: Mapping, column: string, as: Role | null): Mapping {
  const next: Mapping = {
    ...mapping,
    customer: customers(mapping).filter((one) => one.column !== column),
    segment: segments(mapping).filter((one) => one !== column),
    milestone: milestones(mapping).filter((one) => one.column !== column),
  };
  for (const one of ROLES) {
    if (TABLES.includes(one)) {
      // A time keeps its formats and zone; the other tables have nothing to say without their column.
      if (table(next, one)?.column === column) next[one] = one === "at" ? { ...table(next, one), column: null } : null;
    } else if (next[one] === column) {
      next[one] = null;
    }
  }
  if (!as) return next;
  if (as.startsWith("customer-")) next.customer = [...customers(next), { column, kind: as.slice("customer-".length) }];
  else if (as === "segment") next.segment = [...segments(next), column];
  else if (as === "at") {
    // A row tells of one moment or of several, not of both.
    next.at = { ...table(next, "at"), column, always: null };
    next.milestone = [];
  } else if (as === "milestone") {
    next.milestone = [...milestones(next), { column, action: column }];
    next.at = { ...table(next, "at"), column: null, formats: [] };
  }
  else if (TABLES.includes(as)) next[as] = { column };
  else next[as] = column;
  return next;
}
