import type { Board, Session } from "$/api/types";

/** What is heard: how things stand, whether we hear anything, and, after the server ended it, who is signed in now. */
export type Message = { board: Board } | { connected: boolean } | { session: Session | null };

/** How long we wait where the browser gave up for good. */
const LATER = 5_000;

/**
 * Holds the one connection to the server. The server ends it when who opened it is signed out or has another role; why it
 * ended a browser does not tell, so we ask who we are. Nobody is not tried again: what is returned opens it once somebody is
 * signed in.
 */
export function connect(tell: (message: Message) => void): () => void {
  let source: EventSource | null = null;
  let later: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    if (source) return;
    clearTimeout(later);
    const mine = new EventSource("/api/v1/live");
    source = mine;
    mine.addEventListener("board", (event) => tell({ board: JSON.parse((event as MessageEvent<string>).data) as Board }));
    mine.addEventListener("open", () => tell({ connected: true }));
    mine.addEventListener("error", () => void ended(mine));
  }

  async function ended(mine: EventSource): Promise<void> {
    tell({ connected: false });
    const answer = await fetch("/api/v1/session", { headers: { Accept: "application/json" }, credentials: "same-origin" }).catch(() => null);
    if (source !== mine) return;
    if (answer?.status === 401) {
      mine.close();
      source = null;
      tell({ session: null });
      return;
    }
    if (answer?.ok) tell({ session: (await answer.json()) as Session });
    // While it merely broke the browser tries again by itself; after an answer that is no stream it does not.
    if (source === mine && mine.readyState === EventSource.CLOSED) {
      source = null;
      later = setTimeout(open, LATER);
    }
  }

  open();
  return open;
}
