import type { Address } from "./addresses";
import { spoken } from "$/locale/index.svelte";

/** What the server says when it does not do what was asked (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  mend?: string;
  request?: string;
}

export class Refusal extends Error {
  problem: Problem;
  retryAfter: number | null;

  constructor(problem: Problem, retryAfter: number | null = null) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

type Query = Record<string, string | number | null | undefined>;

export interface Asked {
  method?: string;
  query?: Query;
  body?: unknown;
  /** Sent as it is, a file. */
  bytes?: Blob;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Answer<T> {
  value: T;
  etag: string | null;
}

export function address(path: string, query: Query = {}): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") {
      parts.set(name, String(value));
    }
  }
  const text = parts.toString();
  return `/api/v1${path}${text ? `?${text}` : ""}`;
}

/** Called when the server no longer knows who we are. */
let whenStranger: () => void = () => {};

export function onStranger(act: () => void): void {
  whenStranger = act;
}

async function problem(response: Response): Promise<Problem> {
  const fallback = { type: "about:blank", title: response.statusText || String(response.status), status: response.status };
  try {
    const told = (await response.json()) as Partial<Problem>;
    return { ...fallback, ...told };
  } catch {
    return fallback; // A proxy's page, for example: the status says enough.
  }
}

export async function askFor<T>(path: string, asked: Asked = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { "Accept-Language": spoken(), Accept: "application/json", ...asked.headers };
  const method = asked.method ?? "GET";
  if (method !== "GET") {
    headers["X-Waterline"] = "page";
  }
  let body: BodyInit | undefined = asked.bytes;
  if (asked.body !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(asked.body);
  }
  let response: Response;
  try {
    response = await fetch(address(path, asked.query), { method, headers, body, signal: asked.signal, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal({ type: "offline", title: "", status: 0 });
  }
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith("/session")) whenStranger();
    const wait = Number(response.headers.get("Retry-After"));
    throw new Refusal(await problem(response), wait > 0 ? wait : null);
  }
  const text = response.status === 204 ? "" : await response.text();
  return { value: (text ? JSON.parse(text) : undefined) as T, etag: response.headers.get("ETag") };
}

/** Rows as the server writes them out, for a file. */
export async function getText(path: Address<"get">, accept: string, query?: Query): Promise<string> {
  const response = await fetch(address(path, query), { headers: { "Accept-Language": spoken(), Accept: accept }, credentials: "same-origin" });
  if (!response.ok) throw new Refusal(await problem(response));
  return response.text();
}

export async function get<T>(path: Address<"get">, query?: Query, signal?: AbortSignal): Promise<T> {
  return (await askFor<T>(path, { query, signal })).value;
}

async function send<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
  return (await askFor<T>(path, { method, body, headers })).value;
}

export const post = <T = void>(path: Address<"post">, body?: unknown) => send<T>("POST", path, body);
export const put = <T = void>(path: Address<"put">, body: unknown, headers?: Record<string, string>) => send<T>("PUT", path, body, headers);
export const patch = <T = void>(path: Address<"patch">, body: unknown, headers: Record<string, string>) => send<T>("PATCH", path, body, headers);
export const remove = (path: Address<"delete">, headers?: Record<string, string>) => send<void>("DELETE", path, undefined, headers);
