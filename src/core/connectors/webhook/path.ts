/** Where something is in a delivery. */
export type Path =
  | { readonly written: string; readonly header: string }
  | { readonly written: string; readonly steps: readonly string[] };

/** What paths are looked up in. */
export interface Scope {
  readonly payload: unknown;
  /** undefined: the payload holds no list of items. */
  readonly item?: unknown;
  readonly header: (name: string) => string | null;
}

/** The one at hand, where the payload holds a list of items. */
const ITEM = "item";
/** What others write otherwise (`$.a`, `a[0]`) is none. */
const PATH = /^(?!\$\.)[^.\s{}[\]:]+(\.[^.\s{}[\]:]+)*$/;
const HEADER = /^header:([A-Za-z0-9-]{1,100})$/;

/** null: it is no path. */
export function parsePath(written: string): Path | null {
  const header = HEADER.exec(written)?.[1];
  if (header !== undefined) return { written, header: header.toLowerCase() };
  return PATH.test(written) && written.length <= 500 ? { written, steps: written.split(".") } : null;
}

export const PATH_HINT = "names with dots between them, such as post.user.id, or header:x-delivery-id";

/** Where there are items. */
export function isOfItem(path: Path): boolean {
  return "steps" in path && path.steps[0] === ITEM;
}

/** What is at a path; undefined: nothing. Of a list, a number is one of it, from 0, and a name is that of each. */
export function findAt(path: Path, scope: Scope): unknown {
  if ("header" in path) return scope.header(path.header) ?? undefined;
  return "item" in scope && isOfItem(path) ? walk(scope.item, path.steps.slice(1)) : walk(scope.payload, path.steps);
}

function walk(value: unknown, steps: readonly string[]): unknown {
  let found = value;
  for (const [at, step] of steps.entries()) {
    if (Array.isArray(found) && !/^\d{1,6}$/.test(step)) {
      const rest = steps.slice(at);
      const each = found.flatMap((one) => walk(one, rest) ?? []);
      return each.length === 0 ? undefined : each;
    }
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[step];
  }
  return found ?? undefined;
}
