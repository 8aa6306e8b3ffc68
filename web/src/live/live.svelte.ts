/** What happens on the server, as it happens: one connection for the whole browser where it has shared workers. */
import type { Board } from "$/api/types";
import { heardWho } from "$/session.svelte";
import { connect, type Message } from "./connect";

let board = $state.raw<Board | null>(null);
let connected = $state(false);
let reportAt = $state<string | null>(null);
let countedAt = $state<string | null>(null);
/** What the first message told: pages ask at the same moment, and need not ask again. */
let first: Board | null = null;
let waiting = false;
/** Counts move several times a second where much arrives; nobody reads that fast. */
const PACE = 1_000;

function counted(): void {
  const newest = board?.counted_at ?? null;
  if (waiting || newest === (countedAt ?? first?.counted_at ?? null)) return;
  countedAt = newest;
  waiting = true;
  setTimeout(() => ((waiting = false), counted()), PACE);
}

export const live = {
  get board() {
    return board;
  },
  get connected() {
    return connected;
  },
  /** Changes when there is a newer report. */
  get reportAt() {
    return reportAt;
  },
  /** Changes when the counts of the noise points have moved. */
  get countedAt() {
    return countedAt;
  },
};

function hear(message: Message): void {
  if ("board" in message) {
    board = message.board;
    connected = true;
    first ??= message.board;
    if (board.analysed_at !== (reportAt ?? first.analysed_at)) reportAt = board.analysed_at;
    counted();
  } else if ("session" in message) {
    heardWho(message.session);
  } else {
    connected = message.connected;
  }
}

/** Opens the connection again where it was closed because nobody was signed in. */
let again: (() => void) | null = null;

/** To be called by every page that somebody who is signed in looks at. */
export function listen(): void {
  if (again) {
    again();
  } else if (typeof SharedWorker === "function") {
    const worker = new SharedWorker(new URL("./worker.ts", import.meta.url), { type: "module", name: "waterline-live" });
    worker.port.onmessage = (event: MessageEvent<Message>) => hear(event.data);
    worker.port.start();
    again = () => worker.port.postMessage("open");
  } else {
    again = connect(hear);
  }
}
