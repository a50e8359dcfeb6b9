import { stat } from "node:fs/promises";
import { type ConnectorFolder, readConnectors } from "../../core/connectors/read-connectors.ts";
import { openRuleFiles } from "../rules/rule-files.ts";

/** Where connectors are, and the environment that their secrets are in. */
export interface ConnectorPlace {
  readonly connectorsDirectory: string;
  /** null: it is not set. */
  readonly variable: (name: string) => string | null;
}

/** Reads and checks the connectors folder: every .yaml in it. One that is not there is an empty one. */
export async function loadConnectors({ connectorsDirectory, variable }: ConnectorPlace): Promise<ConnectorFolder> {
  const exists = await stat(connectorsDirectory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return readConnectors(exists ? await openRuleFiles(connectorsDirectory).read() : [], variable);
}
