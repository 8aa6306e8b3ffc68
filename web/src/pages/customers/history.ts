/** A customer's touches as one reads them: what belongs together in one piece, the newest piece above. */
import type { Message, Touch } from "$/api/types";

/** A touch that names no case belongs to what happened up to a week before: the time within which a contact is repeated. */
const WEEK = 7 * 86_400_000;

export interface Episode {
  touches: Touch[];
  /** The cases in it, in the order in which they began. */
  threads: string[];
}

/** Touches of cases that overlap in time are one episode, told in the order in which they happened; the newest comes first. */
export function episodes(touches: Touch[]): Episode[] {
  const ends = new Map<string, number>();
  for (const touch of touches) if (touch.thread) ends.set(touch.thread, Math.max(ends.get(touch.thread) ?? -Infinity, Date.parse(touch.at)));
  const found: Episode[] = [];
  let until = -Infinity;
  for (const touch of [...touches].sort((one, other) => Date.parse(one.at) - Date.parse(other.at))) {
    const at = Date.parse(touch.at);
    if (at > until) found.push({ touches: [], threads: [] });
    until = Math.max(until, touch.thread ? (ends.get(touch.thread) ?? at) : at + WEEK);
    const episode = found.at(-1);
    episode?.touches.push(touch);
    if (touch.thread && !episode?.threads.includes(touch.thread)) episode?.threads.push(touch.thread);
  }
  return found.reverse();
}

/** What somebody who takes a call wants to know first. */
export function standing(touches: Touch[], said: Message[]) {
  const promises = said.flatMap((message) => message.promises);
  return {
    complaints: touches.filter((touch) => touch.results?.complained === true).length,
    angry: said.filter((message) => message.side === "customer" && message.anger > 0 && message.anger_sure).length,
    open: promises.filter((promise) => promise.state === "open").length,
    broken: promises.filter((promise) => promise.state === "broken" || promise.state === "late").length,
  };
}
