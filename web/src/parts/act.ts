import { Refusal } from "$/api/ask";
import { t } from "$/locale/index.svelte";
import { say } from "./toasts.svelte";

/** Does it, and tells what stopped it. True when it was done. */
export async function act(what: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await what();
    if (done) say(done);
    return true;
  } catch (error) {
    if (error instanceof Refusal) {
      const { detail, title, mend, type } = error.problem;
      say(type === "offline" ? t("problem-offline") : [detail || title, mend].filter(Boolean).join(" "), true);
    } else {
      say(String(error), true);
    }
    return false;
  }
}
