/** Language, and light or dark: kept in this browser, so that they hold before anybody has signed in. */
export type Theme = "system" | "light" | "dark";
export type Language = "en" | "zh-Hans" | "zh-Hant";

export const LANGUAGES: { tag: Language; name: string }[] = [
  { tag: "en", name: "English" },
  { tag: "zh-Hans", name: "简体中文" },
  { tag: "zh-Hant", name: "繁體中文" },
];

function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // Storage may be forbidden; then the choice lasts as long as the page.
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}

export function languageOf(tags: readonly string[]): Language {
  for (const tag of tags) {
    const lower = tag.toLowerCase();
    if (/^zh(-hant|-tw|-hk|-mo)/.test(lower)) return "zh-Hant";
    if (lower.startsWith("zh")) return "zh-Hans";
    if (lower.startsWith("en")) return "en";
  }
  return "en";
}

const dark = matchMedia("(prefers-color-scheme: dark)");
let theme = $state<Theme>((kept("theme") as Theme | null) ?? "system");
let systemDark = $state(dark.matches);
dark.addEventListener("change", (event) => (systemDark = event.matches));

export const look = {
  get theme(): Theme {
    return theme;
  },
  set theme(value: Theme) {
    theme = value;
    keep("theme", value);
    paint();
  },
  get dark(): boolean {
    return theme === "dark" || (theme === "system" && systemDark);
  },
};

export function paint(): void {
  document.documentElement.dataset.theme = look.dark ? "dark" : "light";
}

export function firstLanguage(): Language {
  return (kept("language") as Language | null) ?? languageOf(navigator.languages);
}

export function keepLanguage(language: Language): void {
  keep("language", language);
}
