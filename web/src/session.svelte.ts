import { get, onStranger, Refusal, remove } from "$/api/ask";
import type { Scope, Session } from "$/api/types";
import { go } from "$/router.svelte";

let current = $state.raw<Session | null>(null);
let known = $state(false);

export const session = {
  get member() {
    return current?.member ?? null;
  },
  /** Whether we have asked the server yet. */
  get known() {
    return known;
  },
  may(scope: Scope): boolean {
    return current?.scopes.includes(scope) ?? false;
  },
};

export function signedIn(as: Session): void {
  current = as;
  known = true;
}

/** The server said who is signed in now, if anybody. */
export function heardWho(now: Session | null): void {
  if (!current || JSON.stringify(now) === JSON.stringify(current)) return;
  current = now;
  if (!now) toSignIn();
}

export async function whoAmI(): Promise<void> {
  onStranger(() => heardWho(null));
  try {
    current = await get<Session>("/session");
  } catch (error) {
    if (!(error instanceof Refusal && error.problem.status === 401)) throw error;
    current = null;
  } finally {
    known = true;
  }
}

/** To the sign-in page, and afterwards back to where one wanted to go. */
export function toSignIn(): void {
  const wanted = location.pathname + location.search;
  go(wanted === "/" || wanted.startsWith("/sign-in") ? "/sign-in" : `/sign-in?to=${encodeURIComponent(wanted)}`, true);
}

export async function signOut(): Promise<void> {
  await remove("/session");
  current = null;
  go("/sign-in");
}
