/** Holds the one connection to the server and hands what it hears to every page of this browser. */
import type { Message } from "./live.svelte";

interface Port {
  onconnect: ((event: MessageEvent) => void) | null;
}

const ports = new Set<MessagePort>();
let last: Message | null = null;
let source: EventSource | null = null;

function tell(message: Message): void {
  last = message;
  for (const port of ports) port.postMessage(message);
}

function open(): void {
  source = new EventSource("/api/v1/live");
  source.addEventListener("board", (event) => tell({ board: JSON.parse((event as MessageEvent<string>).data) }));
  source.addEventListener("open", () => tell({ connected: true }));
  source.addEventListener("error", () => {
    tell({ connected: false });
    // The browser gives up for good after an answer such as 401; then it is ours to try again.
    if (source?.readyState === EventSource.CLOSED) {
      setTimeout(open, 5_000);
    }
  });
}

(self as unknown as Port).onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.add(port);
  if (last) port.postMessage(last);
  if (!source) open();
};
