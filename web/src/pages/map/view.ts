/** What of the map is drawn, and where the eye is. */
import type { JourneyMap, MapEdge, MapNode } from "$/api/types";

export interface View {
  /** Pixels on the screen for one of the picture. */
  scale: number;
  /** Where the picture's corner lies on the screen. */
  x: number;
  y: number;
}

export const LEAST = 0.08;
export const MOST = 3;

export function zoomed(view: View, factor: number, at: { x: number; y: number }): View {
  const scale = Math.min(MOST, Math.max(LEAST, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

const EDGE = 12;

/** The whole picture, but never so small that nobody could read it: then its top, as much beside `middle` as there is room for. */
export function fitted(map: { width: number; height: number }, room: { width: number; height: number }, readable = 0.8, middle = map.width / 2): View {
  const [wide, high] = [room.width - 2 * EDGE, room.height - 2 * EDGE];
  const scale = Math.max(Math.min(wide / map.width, high / map.height, 1.15), readable);
  const spare = wide - map.width * scale;
  const x = spare >= 0 ? spare / 2 : Math.min(0, Math.max(spare, wide / 2 - middle * scale));
  return { scale, x: x + EDGE, y: EDGE + Math.max(0, (high - map.height * scale) / 2) };
}

export function centred(node: MapNode, view: View, room: { width: number; height: number }): View {
  const scale = Math.max(view.scale, 0.7);
  return { scale, x: room.width / 2 - node.x * scale, y: room.height / 2 - node.y * scale };
}

export const edgeKey = (edge: { from: string; to: string }) => `${edge.from}\u0000${edge.to}`;

/**
 * The `n` heaviest edges, after the heaviest way into and out of every step: so no step hangs in the air.
 */
export function chosen(map: JourneyMap, n: number): { edges: MapEdge[]; backbone: number } {
  const sorted = [...map.edges].sort((a, b) => b.count - a.count);
  const [left, reached] = [new Set<string>(), new Set<string>()];
  const held: MapEdge[] = [];
  const rest: MapEdge[] = [];
  for (const edge of sorted) {
    const first = edge.from !== edge.to && (!left.has(edge.from) || !reached.has(edge.to));
    if (first) {
      left.add(edge.from);
      reached.add(edge.to);
    }
    (first ? held : rest).push(edge);
  }
  return { edges: [...held, ...rest].slice(0, Math.max(held.length, n)), backbone: held.length };
}

/** The way of an edge: as the server laid it out, or, for one of very many, a plain bow from box to box. */
export function way(edge: MapEdge, from: MapNode | undefined, to: MapNode | undefined): { x: number; y: number }[] {
  if (edge.route.length || !from || !to || from === to) return edge.route;
  const down = to.y > from.y ? 1 : -1;
  const [start, end] = [{ x: from.x, y: from.y + (down * from.height) / 2 }, { x: to.x, y: to.y - (down * to.height) / 2 }];
  const aside = (end.y - start.y) * 0.12 * down;
  return [start, { x: (start.x + end.x) / 2 + aside, y: (start.y + end.y) / 2 }, end];
}

/** A smooth line through these points; a step that follows itself gets an ear. */
export function path(route: { x: number; y: number }[], node: MapNode | undefined): string {
  const [first, ...rest] = route;
  if (!first) {
    if (!node) return "";
    const [x, y] = [node.x + node.width / 2, node.y];
    return `M${x} ${y - 8}C${x + 30} ${y - 26} ${x + 30} ${y + 26} ${x} ${y + 8}`;
  }
  let d = `M${first.x.toFixed(1)} ${first.y.toFixed(1)}`;
  for (let at = 0; at < rest.length - 1; at += 1) {
    const [here, next] = [rest[at], rest[at + 1]];
    if (!here || !next) break;
    const last = at === rest.length - 2;
    const [x, y] = last ? [next.x, next.y] : [(here.x + next.x) / 2, (here.y + next.y) / 2];
    d += `Q${here.x.toFixed(1)} ${here.y.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)}`;
  }
  const only = rest.length === 1 ? rest[0] : undefined;
  return only ? `${d}L${only.x.toFixed(1)} ${only.y.toFixed(1)}` : d;
}

/** The corners of an arrow's head at the end of the line. */
export function head(points: { x: number; y: number }[], size: number): string {
  const [before, tip] = [points.at(-2), points.at(-1)];
  if (!before || !tip) return "";
  const long = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const [x, y] = [(tip.x - before.x) / long, (tip.y - before.y) / long];
  const [bx, by] = [tip.x - x * size, tip.y - y * size];
  const wide = size * 0.5;
  return [[tip.x, tip.y], [bx - y * wide, by + x * wide], [bx + y * wide, by - x * wide]].map(([a, b]) => `${a?.toFixed(1)},${b?.toFixed(1)}`).join(" ");
}

export function thickness(customers: number, most: number): number {
  return 1 + 11 * Math.sqrt(Math.max(0, customers) / Math.max(1, most));
}

/** The node one comes to from this one in a direction: near, and rather straight ahead than aside. */
export function towards(nodes: MapNode[], from: MapNode, direction: "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight"): MapNode | null {
  let best: MapNode | null = null;
  let least = Infinity;
  for (const node of nodes) {
    const [dx, dy] = [node.x - from.x, node.y - from.y];
    const [ahead, aside] = { ArrowUp: [-dy, dx], ArrowDown: [dy, dx], ArrowLeft: [-dx, dy], ArrowRight: [dx, dy] }[direction] as [number, number];
    const far = ahead + 2.2 * Math.abs(aside);
    if (ahead > 1 && far < least) [best, least] = [node, far];
  }
  return best;
}
