import { get } from "$/api/ask";
import type { Address } from "$/api/addresses";
import { resource } from "$/api/resource.svelte";
import type { Message, Page } from "$/api/types";

/** What the messages of a journey or a customer say, found again by the touch. It comes after the touches, and again when more was read. */
export function messages(path: () => Address<"get">) {
  const asked = resource((signal) => get<Page<Message>>(path(), {}, signal), true);
  const all = $derived(asked.value?.items ?? []);
  const byTouch = $derived(new Map(all.map((one) => [`${one.source}\n${one.id}`, one])));
  return {
    get all(): Message[] {
      return all;
    },
    of: (touch: { source?: string | null; id?: string }) => byTouch.get(`${touch.source}\n${touch.id}`),
    refresh: () => asked.refresh(),
  };
}
