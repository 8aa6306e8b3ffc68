import type { JourneyMap, MapEdge, MapNode } from "./types";

type Numbered = Omit<MapEdge, "from" | "to"> & { from: number; to: number };
/** As the server lays it out: edges name their nodes by number. */
export type Laid = Omit<JourneyMap, "edges"> & { edges: Numbered[] };

/** The map with names for numbers, so that two maps can be compared. */
export function named(laid: Laid): JourneyMap {
  const nodes = laid.nodes.map((node): MapNode => (node.role === "step" ? node : { ...node, step: `(${node.role})` }));
  const name = (at: number) => nodes[at]?.step ?? "";
  return { ...laid, nodes, edges: laid.edges.map((edge) => ({ ...edge, from: name(edge.from), to: name(edge.to) })) };
}
