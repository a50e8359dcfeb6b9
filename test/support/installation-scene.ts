import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../src/app/connection.ts";
import { createContext } from "../../src/app.ts";
import { createProgram } from "../../src/cli/program.ts";
import { readConfig } from "../../src/config.ts";
import { makeOpenFolder } from "./open-folder.ts";
import { openSmtpSink, type SmtpSink } from "./smtp-sink.ts";

/** An installation whose commands run in this process; each opens the database and leaves it, as on a command line. */
export interface InstallationScene {
  readonly sink: SmtpSink;
  readonly dataDirectory: string;
  /** What a command prints; rejects with what it refuses. */
  command(...words: string[]): Promise<string>;
  query<Row>(text: string): Promise<Row[]>;
  close(): Promise<void>;
}

const SETTINGS =
  "sending: on\nfrom: { name: Us, address: us@example.org }\nlanguages: [en]\ntimezone: UTC\nholdout: { share: 0% }\ncaps: []\n";
const RULE =
  'rule: morning\nwhen: { inactive: 7 days }\nsend: { every: day, at: "08:00" }\ndigest: { subject: "Morning", picks: { hot: 2, cold: 0 } }\nstate: live\n';

/** `members` of UTC who never come, a rule that is due at eight every day, and contents enough for it. */
export async function openInstallationScene(
  variables: Readonly<Record<string, string>>,
  members = 4,
): Promise<InstallationScene> {
  const sink = await openSmtpSink();
  const folder = makeOpenFolder("rekindle-restored-");
  const rules = join(folder, "rules");
  mkdirSync(rules);
  writeFileSync(join(rules, "settings.yaml"), SETTINGS);
  writeFileSync(join(rules, "morning.yaml"), RULE);
  let printed: string[] = [];
  const config = readConfig({
    DATA_DIR: join(folder, "data"),
    RULES_DIR: rules,
    SMTP_URL: sink.url,
    SECRET_KEY: "a secret of this test",
    ...variables,
  });
  const context = createContext(config, {
    colour: false,
    live: false,
    print: (text) => void printed.push(text),
    warn: (text) => void printed.push(text),
    write: () => undefined,
    progress: () => undefined,
  });
  const query = async <Row>(text: string): Promise<Row[]> => {
    const connection = await connect(config);
    try {
      return await connection.database.query<Row>({ text, values: [] });
    } finally {
      await connection.close();
    }
  };
  await context.migrations.migrate();
  await query(`INSERT INTO member (external_id, email, email_hash, joined_at)
SELECT 'm' || n, 'm' || n || '@example.org', convert_to('h' || n, 'UTF8'), '2026-01-01' FROM generate_series(1, ${members}) n`);
  await query(`INSERT INTO content (external_id, title, url, published_at)
SELECT 'c' || n, 'Content ' || n, 'https://site.example/' || n, '2026-03-01' FROM generate_series(1, 30) n`);
  return {
    sink,
    dataDirectory: config.dataDirectory,
    query,
    command: async (...words) => {
      printed = [];
      await createProgram(context).parseAsync(["node", "rekindle", ...words]);
      return printed.join("\n");
    },
    close: async () => {
      await sink.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
