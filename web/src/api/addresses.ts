/** Every address there is, from the server's own description: an address that does not exist does not compile. */
import type { paths } from "./schema";

type Method = "get" | "post" | "put" | "patch" | "delete";
/** `/noise/{id}` as what is asked for: `/noise/` and any text. */
type Filled<P extends string> = P extends `${infer Before}{${string}}${infer After}` ? `${Before}${string}${Filled<After>}` : P;
type Below<P> = P extends `/api/v1${infer Rest}` ? Filled<Rest> : never;

export type Address<M extends Method> = { [P in keyof paths]: paths[P] extends { [K in M]: { responses: unknown } } ? Below<P> : never }[keyof paths];
