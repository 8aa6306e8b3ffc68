import { Refusal } from "./ask";
import { live } from "$/live/live.svelte";
import { spoken } from "$/locale/index.svelte";

/** An answer that is fetched again when what it depends on changes. What was there stays on the screen meanwhile. */
export class Resource<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Refusal | null>(null);
  loading = $state(true);
  /** Whether the server is still computing the first answer. */
  making = $state(false);
  #again = $state(0);

  /** Asks anew. */
  refresh(): void {
    this.#again += 1;
  }


  follow(load: (signal: AbortSignal) => Promise<T> | null, withReport: boolean): void {
    let key = "";
    $effect(() => {
      void this.#again;
      const said = spoken();
      if (withReport) void live.reportAt;
      const control = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const promise = load(control.signal);
      if (!promise) {
        this.loading = false;
        return;
      }
      if (key && key !== said) this.value = null;
      key = said;
      this.loading = true;
      promise.then(
        (value) => {
          if (control.signal.aborted) return;
          this.value = value;
          this.problem = null;
          this.loading = false;
          this.making = false;
        },
        (error: unknown) => {
          if (control.signal.aborted) return;
          // The figures of a new or a grown log are still being made: they come by themselves.
          if (error instanceof Refusal && error.problem.type.endsWith("not-ready")) {
            timer = setTimeout(() => this.refresh(), (error.retryAfter ?? 1) * 1000);
            this.making = true;
            return;
          }
          this.problem = error instanceof Refusal ? error : new Refusal({ type: "page", title: String(error), status: 0 });
          this.loading = false;
        },
      );
      return () => {
        clearTimeout(timer);
        control.abort();
      };
    });
  }
}

/** In a component: `const board = resource((signal) => getNoise(filters, signal))`. `withReport`: again when there is a newer report. */
export function resource<T>(load: (signal: AbortSignal) => Promise<T> | null, withReport = false): Resource<T> {
  const made = new Resource<T>();
  made.follow(load, withReport);
  return made;
}
