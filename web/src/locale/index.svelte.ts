import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import { firstLanguage, keepLanguage, type Language } from "$/look.svelte";

const loaders: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import("./en"),
  "zh-Hans": () => import("./zh-Hans"),
  "zh-Hant": () => import("./zh-Hant"),
};

let language = $state<Language>("en");
let bundle = $state.raw<FluentBundle>(new FluentBundle("en"));

export async function speak(wanted: Language = firstLanguage()): Promise<void> {
  const texts = (await loaders[wanted]()).default;
  // Isolation marks would end up in copied text, and none of our languages is written from right to left.
  const next = new FluentBundle(wanted, { useIsolating: false });
  for (const text of Object.values(texts)) {
    next.addResource(new FluentResource(text));
  }
  bundle = next;
  language = wanted;
  document.documentElement.lang = wanted;
  keepLanguage(wanted);
}

export function spoken(): Language {
  return language;
}

export type Values = Record<string, FluentVariable>;

/** The text of this key in the language of the page. A key that does not exist shows itself; a test finds it before. */
export function t(key: string, values?: Values): string {
  const pattern = bundle.getMessage(key)?.value;
  return pattern ? bundle.formatPattern(pattern, values ?? null, []) : key;
}

/** The same for words that come from the server and may be newer than this page: then the word itself, readable. */
export function word(prefix: string, name: string | null | undefined): string {
  if (!name) return "";
  const key = `${prefix}-${name.replaceAll("_", "-")}`;
  return bundle.hasMessage(key) ? t(key) : name.replaceAll("_", " ");
}
