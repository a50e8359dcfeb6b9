import type { Finding } from "../../cli/context.ts";
import { tellContents, tellMailable } from "../../cli/doctor/community-words.ts";
import { countOf } from "../../cli/terminal.ts";
import type { Config } from "../../config.ts";
import { durationMs } from "../../core/calendar.ts";
import type { Settings } from "../../core/rules/settings.ts";
import { createCommunityCounts } from "../../platform/postgres/audience/community-counts.ts";
import { countShared } from "../../platform/postgres/ingest/count-shared.ts";
import { connect } from "../connection.ts";

type Look = (what: string, work: () => Promise<Omit<Finding, "what">>) => Promise<Finding>;

/** What doctor says of whom there is to mail, and of what. */
export async function examineCommunity(
  config: Config,
  readSettings: () => Promise<Settings | null>,
  look: Look,
): Promise<readonly Finding[]> {
  return [
    await look("members", async () => {
      const settings = await readSettings();
      const connection = await connect(config);
      try {
        const counts = createCommunityCounts(connection.database);
        const mailable = await counts.mailable(settings?.team ?? [], settings?.consent === "recorded");
        return tellMailable(mailable, await countShared(connection.database));
      } finally {
        await connection.close();
      }
    }),
    await look("contents", async () => {
      const hotFor = (await readSettings())?.hotFor ?? ({ count: 14, unit: "days" } as const);
      const connection = await connect(config);
      try {
        const contents = await createCommunityCounts(connection.database).contents(new Date(), durationMs(hotFor));
        return tellContents(contents, countOf(hotFor.count, hotFor.unit.slice(0, -1)));
      } finally {
        await connection.close();
      }
    }),
  ];
}
