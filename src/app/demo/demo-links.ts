import type { ClickLinks } from "../../core/links/mail-link-token.ts";
import type { Database } from "../../platform/postgres/database.ts";

const TARGETS = "SELECT id, url FROM link WHERE id = ANY($1::bigint[])";

/** Where the links of mails lead, as who clicks them finds out, without a click being kept: the demo's members only look. */
export function openLinkTargets(
  database: Database,
  links: Pick<ClickLinks, "verifyClick">,
): (urls: readonly string[]) => Promise<ReadonlyMap<string, string>> {
  const known = new Map<number, string>();
  return async (urls) => {
    const numbers = new Map(
      urls.flatMap((url) => {
        const target = links.verifyClick(url.slice(url.lastIndexOf("/") + 1));
        return target === null ? [] : [[url, target.link] as const];
      }),
    );
    const missing = new Set([...numbers.values()].filter((number) => !known.has(number)));
    if (missing.size > 0) {
      const rows = await database.query<{ id: number; url: string }>({ text: TARGETS, values: [[...missing]] });
      for (const { id, url } of rows) known.set(Number(id), url);
    }
    return new Map(
      [...numbers].flatMap(([url, number]) => {
        const target = known.get(number);
        return target === undefined ? [] : [[url, target] as const];
      }),
    );
  };
}
