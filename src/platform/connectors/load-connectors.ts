import { stat } from "node:fs/promises";
import { type ConnectorFolder, readConnectors } from "../../core/connectors/read-connectors.ts";
import { openRuleFiles } from "../rules/rule-files.ts";

/** Reads and checks the connectors folder: every .yaml in it. One that is not there is an empty one. */
export async function loadConnectors(directory: string): Promise<ConnectorFolder> {
  const exists = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return readConnectors(exists ? await openRuleFiles(directory).read() : []);
}
