import { idOf, type Said } from "../../core/connectors/discourse/payload.ts";

/**
 * What the pages before `page` hold that was not seen: where something was removed while a list was read, all behind it moved
 * up, and as much of it into pages that had been read already. The page before is asked once more, and those before it as
 * long as all that stands there is new.
 */
export async function movedUp(
  page: number,
  firstPage: number,
  seen: ReadonlySet<number>,
  read: (page: number) => Promise<readonly Said[]>,
): Promise<readonly Said[]> {
  const moved: Said[] = [];
  for (let before = page - 1; before >= firstPage; before -= 1) {
    const rows = await read(before);
    const fresh = rows.filter(({ id }) => !seen.has(idOf(id) ?? 0));
    moved.push(...fresh);
    if (fresh.length < rows.length) break;
  }
  return moved;
}
