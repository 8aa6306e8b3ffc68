/** History routing: the address is the state, so every view can be linked to, and Back does what people expect. */

export interface Place {
  path: string;
  query: URLSearchParams;
  fragment: string;
}

function read(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search), fragment: location.hash.slice(1) };
}

let current = $state.raw(read());

export const route = {
  get path() {
    return current.path;
  },
  get query() {
    return current.query;
  },
  get fragment() {
    return current.fragment;
  },
};

function arrive(scroll: boolean): void {
  current = read();
  if (scroll) {
    window.scrollTo(0, 0);
  }
}

export function go(to: string, replace = false): void {
  const before = location.pathname;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  arrive(location.pathname !== before);
}

/** Sets or, with an empty value, removes parts of the query, and stays on the page. */
export function ask(parts: Record<string, string | null | undefined>, replace = true): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(parts)) {
    if (value) {
      query.set(name, value);
    } else {
      query.delete(name);
    }
  }
  const text = query.toString();
  go(location.pathname + (text ? `?${text}` : ""), replace);
}

/** Clicks on links of our own stay in the page; modified clicks, downloads and other targets are the browser's. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return;
  }
  const link = (event.target as Element | null)?.closest?.("a[href]") as HTMLAnchorElement | SVGAElement | null;
  const href = link?.getAttribute("href");
  if (!link || !href?.startsWith("/") || href.startsWith("/api/") || link.hasAttribute("download") || link.getAttribute("target")) {
    return;
  }
  event.preventDefault();
  go(href);
}

export function startRouter(): void {
  addEventListener("popstate", () => arrive(false));
  document.addEventListener("click", follow);
}
