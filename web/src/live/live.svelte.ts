/** What happens on the server, as it happens: one connection for the whole browser where it has shared workers. */
import type { Board } from "$/api/types";

let board = $state.raw<Board | null>(null);
let connected = $state(false);

export const live = {
  get board() {
    return board;
  },
  get connected() {
    return connected;
  },
  /** Changes when there is a newer report. */
  get reportAt() {
    return board?.analysed_at ?? null;
  },
  /** Changes when the counts of the noise points have moved. */
  get countedAt() {
    return board?.counted_at ?? null;
  },
};

export type Message = { board: Board } | { connected: boolean };

function hear(message: Message): void {
  if ("board" in message) {
    board = message.board;
    connected = true;
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
