import type { ComponentProps } from "svelte";
import type { Scope } from "$/api/types";
import type Icon from "$/parts/Icon.svelte";

export interface NavPlace {
  path: string;
  /** The key of its name. */
  name: string;
  icon: ComponentProps<typeof Icon>["name"];
  scope: Scope;
}

export const GROUPS: { name: string; places: NavPlace[] }[] = [
  {
    name: "nav-hear",
    places: [
      { path: "/", name: "nav-overview", icon: "overview", scope: "look" },
      { path: "/map", name: "nav-map", icon: "map", scope: "look" },
      { path: "/journeys", name: "nav-journeys", icon: "journeys", scope: "customers" },
      { path: "/customers", name: "nav-customers", icon: "customers", scope: "customers" },
      { path: "/voice", name: "nav-voice", icon: "voice", scope: "look" },
      { path: "/promises", name: "nav-promises", icon: "promises", scope: "look" },
    ],
  },
  {
    name: "nav-mend",
    places: [
      { path: "/noise", name: "nav-noise", icon: "noise", scope: "look" },
      { path: "/iceberg", name: "nav-iceberg", icon: "iceberg", scope: "look" },
      { path: "/planks", name: "nav-planks", icon: "planks", scope: "look" },
      { path: "/dead-ends", name: "nav-dead-ends", icon: "deadends", scope: "look" },
      { path: "/proofs", name: "nav-proofs", icon: "proofs", scope: "look" },
    ],
  },
  {
    name: "nav-bring",
    places: [
      { path: "/import", name: "nav-import", icon: "import", scope: "import" },
      { path: "/sources", name: "nav-sources", icon: "sources", scope: "look" },
    ],
  },
  {
    name: "nav-manage",
    places: [
      { path: "/people", name: "nav-people", icon: "people", scope: "manage" },
      { path: "/audit", name: "nav-audit", icon: "audit", scope: "manage" },
      { path: "/settings", name: "nav-settings", icon: "settings", scope: "manage" },
    ],
  },
];
