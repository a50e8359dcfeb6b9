import type { Config } from "../../config.ts";
import type { MarkKeeper } from "../../delivery/restored/ports.ts";
import { findRestored, type RestoredWatch, watchRestored } from "../../delivery/restored/watch-restored.ts";
import { openMarkFile } from "../../platform/files/mark-file.ts";
import type { Database } from "../../platform/postgres/database.ts";
import { createRestoredStore } from "../../platform/postgres/delivery/restored-store.ts";
import { openMarkKey } from "../../platform/queue/mark-key.ts";

/** The mark of submissions is kept in DATA_DIR, and in Redis where there is one. */
export async function openRestoredWatch(
  config: Config,
  database: Database,
  onTrouble: (error: unknown) => void,
): Promise<RestoredWatch> {
  const store = createRestoredStore(database);
  const file = openMarkFile(config.dataDirectory);
  const submitter = await file.submitter((await store.read()).identity);
  return watchRestored({ store, submitter, keepers: [file, ...sharedKeepers(config)], onTrouble });
}

/** @throws RekindleError `configuration` when the database seems to be restored, and when a mark cannot be read */
export async function checkRestored(config: Config, database: Database): Promise<void> {
  const shared = sharedKeepers(config);
  const found = await findRestored(createRestoredStore(database), [openMarkFile(config.dataDirectory), ...shared]);
  await Promise.all(shared.map((keeper) => keeper.close()));
  if (found !== null) throw found;
}

function sharedKeepers({ redisUrl }: Config): MarkKeeper[] {
  return redisUrl === null ? [] : [openMarkKey(redisUrl)];
}
