import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestDatabase } from "../database.ts";
import { createInstallation, type Ended, type Installation, writeSmallCommunity } from "../rekindle.ts";
import { openSmtpJudge, type SmtpJudge } from "./smtp-judge.ts";

/** The command line as it is run, with members who are all due at once, and the judge as its mail server. */
export interface SendingInstallation extends Installation {
  readonly judge: SmtpJudge;
  readonly members: number;
  /** Fails with what it said when it ends otherwise than well. */
  succeed(...args: string[]): Promise<Ended>;
  /** How many digests are in which state. */
  states(): Promise<Record<string, number>>;
  /** Of each mail that may have been kept, how often: by its Message-ID. */
  keptMails(): Map<string, number>;
  close(): Promise<void>;
}

/** When the mails of a test that gives the time are due. */
export const DUE = "2026-03-12T08:00:00Z";

const hourFromNow = (hours: number): string =>
  `${new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 13)}:00`;

const SETTINGS = `sending: on
from: { name: Us, address: us@example.org }
languages: [en]
timezone: UTC
holdout: { share: 0% }
caps: []
`;

/** Whatever the hour, the mails of a test are not held. */
const settings = (): string => `${SETTINGS}quiet_hours: { from: "${hourFromNow(12)}", to: "${hourFromNow(13)}" }\n`;

const ruleAt = (time: string): string => `rule: morning
when: { inactive: 7 days }
send: { every: day, at: "${time}" }
digest: { subject: "Morning", picks: { hot: 2, cold: 2 } }
state: live
`;

const FILL = `
  WITH people AS (
    INSERT INTO member (external_id, email, email_hash, joined_at, timezone)
    SELECT 'm' || n, 'm' || n || '@example.org', sha256(convert_to('m' || n || '@example.org', 'UTF8')), '2026-01-01', 'UTC'
    FROM generate_series(1, $1::integer) n
  )
  INSERT INTO content (external_id, title, url, published_at)
  SELECT 'c' || n, 'Content ' || n, 'https://site.example/' || n, $2::timestamptz FROM generate_series(1, 12) n`;

/**
 * @param database to be used instead of the folder's own: members are due two minutes ago, for services on the wall clock;
 *   in the folder's own they are due at `DUE`, for commands that give the time
 */
export async function openSendingInstallation(
  variables: Record<string, string>,
  { members = 30, database }: { readonly members?: number; readonly database?: TestDatabase } = {},
): Promise<SendingInstallation> {
  const judge = await openSmtpJudge();
  const here = createInstallation({
    SMTP_URL: judge.url,
    SECRET_KEY: "a secret of this test",
    ...(database && { DATABASE_URL: database.url }),
    ...variables,
  });
  for (const name of readdirSync(here.rules)) if (name.endsWith(".yaml")) rmSync(join(here.rules, name));
  const time = database ? new Date(Date.now() - 120_000).toISOString().slice(11, 16) : "08:00";
  writeFileSync(join(here.rules, "settings.yaml"), database ? settings() : SETTINGS);
  writeFileSync(join(here.rules, "morning.yaml"), ruleAt(time));
  const succeed = async (...args: string[]): Promise<Ended> => {
    const ended = await here.run(...args);
    if (ended.status !== 0) throw new Error(`${args.join(" ")} ended with ${ended.status}: ${ended.stderr}`);
    return ended;
  };
  if (database) {
    await database.database.query({ text: FILL, values: [members, new Date(Date.now() - 86_400_000)] });
  } else {
    const files = writeSmallCommunity(here.folder, members);
    for (const kind of ["members", "content", "events"] as const) await succeed("import", kind, files[kind]);
  }
  return {
    ...here,
    judge,
    members,
    succeed,
    states: async () => {
      if (!database) return (await here.json<{ states: Record<string, number> }>("outbox")).states;
      const text = "SELECT state, count(*) AS n FROM digest GROUP BY 1";
      const rows = await database.database.query<{ state: string; n: number }>({ text, values: [] });
      return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
    },
    keptMails: () => {
      const kept = new Map<string, number>();
      for (const { messageId, answer } of judge.attempts) {
        if (messageId === null || /^[45]\d\d/.test(answer ?? "")) continue;
        kept.set(messageId, (kept.get(messageId) ?? 0) + 1);
      }
      return kept;
    },
    close: async () => {
      await judge.close();
      here.remove();
    },
  };
}
