import type { Setting } from "$/api/types";
import { t } from "$/locale/index.svelte";

export function say(value: Setting["value"]): string {
  if (value === "" || value === null) return t("setting-empty");
  return typeof value === "boolean" ? t(value ? "yes" : "no") : String(value);
}
