import type { Address } from "./addresses";
import { get, Refusal } from "./ask";
import type { Page } from "./types";
import { live } from "$/live/live.svelte";

/** A list of any length, fetched page by page as the reader comes near its end. */
export class Pages<T> {
  items = $state.raw<T[]>([]);
  problem = $state.raw<Refusal | null>(null);
  loading = $state(false);
  started = $state(false);
  #next: string | null = null;
  #control = new AbortController();
  #path: Address<"get">;
  #query: () => Record<string, string | null>;

  constructor(path: Address<"get">, query: () => Record<string, string | null>, withReport: boolean) {
    this.#path = path;
    this.#query = query;
    $effect(() => {
      const asked = query();
      if (withReport) void live.reportAt;
      const timer = setTimeout(() => void this.#first(asked), this.started ? 180 : 0);
      return () => clearTimeout(timer);
    });
  }

  get done(): boolean {
    return this.started && this.#next === null;
  }

  async #first(query: Record<string, string | null>): Promise<void> {
    this.#control.abort();
    this.#control = new AbortController();
    await this.#fetch(query, null);
  }

  async #fetch(query: Record<string, string | null>, after: string | null): Promise<void> {
    const { signal } = this.#control;
    this.loading = true;
    try {
      const page = await get<Page<T>>(this.#path, { ...query, limit: 60, after }, signal);
      if (signal.aborted) return;
      this.items = after ? [...this.items, ...page.items] : page.items;
      this.#next = page.items.length ? page.next : null;
      this.problem = null;
    } catch (error) {
      if (signal.aborted) return;
      this.problem = error instanceof Refusal ? error : new Refusal({ type: "page", title: String(error), status: 0 });
    } finally {
      if (!signal.aborted) {
        this.loading = false;
        this.started = true;
      }
    }
  }

  more(): void {
    if (!this.loading && this.#next !== null) void this.#fetch(this.#query(), this.#next);
  }

  refresh(): void {
    void this.#first(this.#query());
  }
}

export function pages<T>(path: Address<"get">, query: () => Record<string, string | null> = () => ({}), withReport = false): Pages<T> {
  return new Pages<T>(path, query, withReport);
}
