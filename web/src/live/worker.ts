/** Holds the one connection to the server and hands what it hears to every page of this browser. */
import { connect, type Message } from "./connect";

interface Port {
  onconnect: ((event: MessageEvent) => void) | null;
}

const ports = new Set<MessagePort>();
/** How things stood last: a page that opens need not wait for the next message. */
let last: Message | null = null;
let open: (() => void) | null = null;

function tell(message: Message): void {
  if (!("session" in message)) last = message;
  for (const port of ports) port.postMessage(message);
}

(self as unknown as Port).onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  ports.add(port);
  // Somebody is signed in on that page.
  port.onmessage = () => open?.();
  if (last) port.postMessage(last);
  if (open) open();
  else open = connect(tell);
};
