import { chown, stat } from "node:fs/promises";

/** Root may help out in a folder of someone else's: what it makes there must stay usable for the folder's owner. */
export async function giveToOwnerOf(folder: string, path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const owner = await stat(folder);
  await chown(path, owner.uid, owner.gid);
}
