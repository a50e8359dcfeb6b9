import type { Finding } from "../../cli/context.ts";
import { countOf } from "../../cli/terminal.ts";
import type { Config } from "../../config.ts";
import type { DiscourseConnector } from "../../core/connectors/discourse/discourse-schema.ts";
import { loadConnectors } from "../../platform/connectors/load-connectors.ts";
import { createForumStore } from "../../platform/postgres/ingest/forum-store.ts";
import { connect } from "../connection.ts";

type Look = (what: string, work: () => Promise<Omit<Finding, "what">>) => Promise<Finding>;

/** What doctor says of each forum that is connected. */
export async function examineForums(config: Config, look: Look): Promise<readonly Finding[]> {
  // A folder that cannot be read is told of apart.
  const { connectors } = await loadConnectors(config).catch(() => ({ connectors: [] }));
  const findings: Finding[] = [];
  for (const connector of connectors) {
    if (connector.kind !== "discourse") continue;
    findings.push(await look(`forum ${connector.name}`, () => examineForum(config, connector)));
  }
  return findings;
}

async function examineForum(config: Config, forum: DiscourseConnector): Promise<Omit<Finding, "what">> {
  const connection = await connect(config);
  try {
    const store = createForumStore(connection.database);
    const [state, unplaced] = [await store.readImport(forum.name), await store.countUnplaced(forum)];
    const imported =
      state === null
        ? "not imported yet"
        : state.phase === "done"
          ? "imported"
          : `its import broke off while it read ${state.phase}`;
    if (unplaced > 0) {
      return {
        ok: false,
        says: `${imported}; ${countOf(unplaced, "topic")} for nobody, since who may read the category is not known`,
        remedy: `Tell it with: rekindle connectors import ${forum.name}`,
      };
    }
    const isDone = state?.phase === "done";
    return {
      ok: isDone ? true : null,
      says: imported,
      remedy: isDone ? null : `Take in what is there, or go on, with: rekindle connectors import ${forum.name}`,
    };
  } finally {
    await connection.close();
  }
}
