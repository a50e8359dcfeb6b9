// Submits the digests given as `member.digest …` with the database and the mail server given before them, until it is
// done or killed.
import { parseDigestKey } from "../../src/core/digest-key.ts";
import { openDatabase } from "../../src/platform/postgres/database.ts";
import { openSubmitter } from "./outbox.ts";

const [databaseUrl = "", smtpUrl = "", lanes = "1", ...ids] = process.argv.slice(2);
const database = openDatabase({ url: databaseUrl });
const { submit, transport } = openSubmitter(database, { url: smtpUrl, lanes: Number(lanes) });
const counts = await submit(ids.flatMap((id) => parseDigestKey(id) ?? []));
process.stdout.write(`${JSON.stringify(counts)}\n`);
await transport.close(0);
await database.close();
