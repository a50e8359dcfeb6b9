import type { Finding } from "../../cli/context.ts";
import { tellPolled } from "../../cli/doctor/polled-words.ts";
import type { Config } from "../../config.ts";
import type { Connector } from "../../core/connectors/kinds.ts";
import { loadConnectors } from "../../platform/connectors/load-connectors.ts";
import { readPollStates } from "../../platform/postgres/ingest/poll-states.ts";
import { connect } from "../connection.ts";

type Look = (what: string, work: () => Promise<Omit<Finding, "what">>) => Promise<Finding>;

/** The word of `rekindle connectors` that asks connectors of this kind at once. */
const ASKED_BY: Partial<Record<Connector["kind"], string>> = { rss: "poll", sql: "run" };

/** What doctor says of each feed and each database of a site: one that fails would else be told in the log alone. */
export async function examinePolled(config: Config, look: Look): Promise<readonly Finding[]> {
  // A folder that cannot be read is told of apart.
  const { connectors } = await loadConnectors(config).catch(() => ({ connectors: [] }));
  const polled = connectors.flatMap(({ kind, name }) => {
    const verb = ASKED_BY[kind];
    return verb === undefined ? [] : [{ name, command: `rekindle connectors ${verb} ${name}` }];
  });
  if (polled.length === 0) return [];
  const states = readStates(config);
  const findings: Finding[] = [];
  for (const { name, command } of polled) {
    findings.push(await look(`connector ${name}`, async () => tellPolled((await states).get(name) ?? null, command)));
  }
  return findings;
}

async function readStates(config: Config) {
  const connection = await connect(config);
  try {
    return await readPollStates(connection.database);
  } finally {
    await connection.close();
  }
}
