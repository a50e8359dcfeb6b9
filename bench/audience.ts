import { compileAudience } from "../src/core/rules/compile.ts";
import type { Statement } from "../src/core/statement.ts";
import { type Database, openDatabase } from "../src/platform/postgres/database.ts";
import { type Row, race, toRow } from "./race.ts";
import { AT, openScene } from "./scene.ts";
import type { World } from "./world.ts";

/** Members asked one by one; the rest would take minutes. */
const SAMPLE = 1_000;
const CONNECTIONS = 4;
const WINDOW_DAYS = 10;

/** What a program that asks for each member would ask; `$1` the member, `$2` the instant, `$3` the languages. */
const ONE_MEMBER = `
  SELECT count(*) >= 3 AS matched
  FROM member m JOIN content c ON c.published_at BETWEEN $2::timestamptz - interval '${WINDOW_DAYS} days' AND $2
    AND (c.withdrawn_at IS NULL OR c.withdrawn_at > $2) AND c.open_to IS NULL
    AND (c.language IS NULL OR c.language = ANY(coalesce(m.reads, $3::text[] || lower(left(m.locale, 2)))))
    AND c.author_id IS DISTINCT FROM m.external_id
  WHERE m.id = $1
    AND NOT EXISTS (SELECT FROM view v WHERE v.member_id = m.id AND v.content_id = c.id AND v.first_viewed_at <= $2)`;

export async function measureAudience(world: World): Promise<Row[]> {
  const { database, members } = world;
  const { evaluation, rule, settings } = await openScene();
  const counted = ({ text, values }: Statement) => ({
    run: async () => {
      await database.query({ text: `SELECT count(*) FROM (\n${text}\n) AS audience`, values });
    },
  });
  const ownConnections = openDatabase({ url: world.url, maxConnections: CONNECTIONS });
  const sample = Math.min(SAMPLE, members);
  const ids = Array.from({ length: sample }, (_, index) => 1 + Math.floor((index * members) / sample));
  try {
    const took = await race({
      scan: counted(compileAudience(rule("plain").when, evaluation)),
      windowed: counted(compileAudience(rule("windowed").when, evaluation)),
      windowless: counted(compileAudience(rule("windowless").when, evaluation)),
      oneByOne: { run: () => askEach(ownConnections, ids, settings.languages) },
    });
    const eachOfAll = (took.oneByOne * members) / sample;
    return [
      toRow({
        name: "audience of a windowed rule, against a scan of the members with the same plain filters",
        unit: "ms",
        median: took.windowed,
        baseline: took.scan,
        bound: { most: 3.5 },
      }),
      toRow({
        name: "audience of a windowed rule, against one query a member",
        unit: "ms",
        median: took.windowed,
        baseline: eachOfAll,
        faster: true,
        bound: { least: 200 },
        note: `one query a member was measured on ${sample} members, ${CONNECTIONS} at a time through the same driver, and scaled`,
      }),
      toRow({
        name: "audience of a rule without a window, against the windowed one",
        unit: "ms",
        median: took.windowless,
        baseline: took.windowed,
        bound: { most: 5 },
      }),
    ];
  } finally {
    await ownConnections.close();
  }
}

async function askEach(connections: Database, ids: readonly number[], languages: readonly string[]): Promise<void> {
  const waiting = [...ids];
  const ask = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      await connections.query({ text: ONE_MEMBER, values: [id, AT, languages] });
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, ask));
}
