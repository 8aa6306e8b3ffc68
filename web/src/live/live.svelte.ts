/** What happens on the server, as it happens: one connection for the whole browser where it has shared workers. */
import type { Board } from "$/api/types";

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

export type Message = { board: Board } | { connected: boolean };

function hear(message: Message): void {
  if ("board" in message) {
    board = message.board;
    connected = true;
    first ??= message.board;
    if (board.analysed_at !== (reportAt ?? first.analysed_at)) reportAt = board.analysed_at;
    counted();
  } else {
    connected = message.connected;
  }
}

let started = false;

export function listen(): void {
  if (started) return;
  started = true;
  if (typeof SharedWorker === "function") {
    const worker = new SharedWorker(new URL("./worker.ts", import.meta.url), { type: "module", name: "waterline-live" });
    worker.port.onmessage = (event: MessageEvent<Message>) => hear(event.data);
    worker.port.start();
    return;
  }
  const source = new EventSource("/api/v1/live");
  source.addEventListener("board", (event) => hear({ board: JSON.parse((event as MessageEvent<string>).data) as Board }));
  source.addEventListener("open", () => hear({ connected: true }));
  source.addEventListener("error", () => hear({ connected: false }));
}
