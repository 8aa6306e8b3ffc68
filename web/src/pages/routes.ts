import type { Component } from "svelte";
import type { Scope } from "$/api/types";

type PageOf = Component<Record<string, string>>;
type Loader = () => Promise<{ default: unknown }>;

export interface Route {
  path: string;
  load: () => Promise<PageOf>;
  /** What one must be allowed to do to see it. */
  scope?: Scope;
  /** Without the frame: for people who have not signed in. */
  open?: boolean;
}

function page(path: string, load: Loader, scope?: Scope, open = false): Route {
  return { path, scope, open, load: async () => (await load()).default as PageOf };
}

export const ROUTES: Route[] = [
  page("/", () => import("./overview/Overview.svelte"), "look"),
  page("/noise", () => import("./noise/Board.svelte"), "look"),
  page("/noise/:id", () => import("./noise/Point.svelte"), "look"),
  page("/map", () => import("./map/Map.svelte"), "look"),
  page("/journeys", () => import("./journeys/Journeys.svelte"), "customers"),
  page("/journeys/:id", () => import("./journeys/Journey.svelte"), "customers"),
  page("/customers", () => import("./customers/Customers.svelte"), "customers"),
  page("/customers/:id", () => import("./customers/Customer.svelte"), "customers"),
  page("/voice", () => import("./voice/Voice.svelte"), "look"),
  page("/promises", () => import("./promises/Promises.svelte"), "look"),
  page("/import", () => import("./import/Imports.svelte"), "import"),
  page("/import/:id", () => import("./import/Import.svelte"), "import"),
  page("/iceberg", () => import("./iceberg/Iceberg.svelte"), "look"),
  page("/planks", () => import("./planks/Planks.svelte"), "look"),
  page("/dead-ends", () => import("./deadends/DeadEnds.svelte"), "look"),
  page("/proofs", () => import("./proofs/Proofs.svelte"), "look"),
  page("/sources", () => import("./sources/Sources.svelte"), "look"),
  page("/people", () => import("./people/People.svelte"), "manage"),
  page("/audit", () => import("./audit/Audit.svelte"), "manage"),
  page("/settings", () => import("./settings/Settings.svelte"), "manage"),
  page("/account", () => import("./session/Account.svelte")),
  page("/sign-in", () => import("./session/SignIn.svelte"), undefined, true),
  page("/welcome", () => import("./session/Welcome.svelte"), undefined, true),
];
