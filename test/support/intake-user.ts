// Takes returned mail in while its database is away: everything goes to the spool in the folder given. Says its port.
import { takeReturnedMail } from "../../src/delivery/feedback/take-returned-mail.ts";
import { openMailSpool } from "../../src/platform/files/mail-spool.ts";
import { readReturnedMail } from "../../src/platform/mail/returned/read-returned-mail.ts";
import { openReturnServer } from "../../src/platform/mail/returned/return-server.ts";
import { openDatabase } from "../../src/platform/postgres/database.ts";
import { createFeedbackStore } from "../../src/platform/postgres/delivery/feedback-store.ts";
import { SAMPLE_DEPS } from "./returned-mail.ts";

const [folder = ""] = process.argv.slice(2);
const clock = { now: () => new Date() };
const deps = {
  ...SAMPLE_DEPS,
  readMail: readReturnedMail,
  store: createFeedbackStore(openDatabase({ url: "postgres://nobody@127.0.0.1:1/nothing" })),
  spool: openMailSpool(folder, clock),
  clock,
  onTrouble: (error: unknown) => process.stderr.write(`${String(error)}\n`),
};
const server = await openReturnServer({
  host: "127.0.0.1",
  port: 0,
  lmtp: false,
  isOurs: (address) => SAMPLE_DEPS.returnPaths.verify(address) !== null,
  take: async (recipients, bytes) => {
    await takeReturnedMail(deps, { recipients, bytes, receivedAt: clock.now() });
  },
  onTrouble: deps.onTrouble,
});
process.stdout.write(`${server.port}\n`);
