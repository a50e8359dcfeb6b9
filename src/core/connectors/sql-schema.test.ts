import { expect, it } from "vitest";
import { tellConnector } from "./kinds.ts";
import { readConnectors } from "./read-connectors.ts";

const VARIABLES: Readonly<Record<string, string>> = {
  SITE_DATABASE_URL: "postgres://reader:hush@db.example.org/site",
  MAIL_URL: "smtp://mail.example.org",
  NO_DATABASE: "mysql://db.example.org",
};
const read = (text: string) => readConnectors([{ file: "site.yaml", text }], (name) => VARIABLES[name] ?? null);
const START = "kind: sql\nurl: $SITE_DATABASE_URL\n";
const said = (text: string) =>
  read(text).mistakes.map(({ line, column, message, hint }) => [line, column, message, hint]);

it("a database needs its URL and one query; the rest has defaults", () => {
  const { connectors, mistakes } = read(`${START}members:\n  sql: |\n    SELECT id FROM account\n`);
  expect(mistakes).toEqual([]);
  expect(connectors).toMatchObject([
    {
      name: "site",
      everyMs: 900_000,
      timeoutMs: 600_000,
      timezone: null,
      queries: [{ name: "members", sql: "SELECT id FROM account\n", cursor: null, line: 5 }],
    },
  ]);
  expect(connectors.map(tellConnector)).toEqual(["site: sql, members of $SITE_DATABASE_URL"]);
});

it("a cursor has its column and its first value, a number or a text", () => {
  const { connectors } = read(
    `${START}events: { sql: "(SELECT * FROM e WHERE id >= :cursor)", cursor: id, start: 0 }\n` +
      `content: { sql: "-- all\\nWITH c AS (SELECT 1) SELECT * FROM c WHERE at >= :cursor::timestamptz", cursor: at, start: 1970-01-01 }\n`,
  );
  expect(connectors).toMatchObject([
    {
      queries: [
        { name: "content", cursor: { column: "at", start: { text: "1970-01-01", isNumber: false } }, line: 4 },
        { name: "events", cursor: { column: "id", start: { text: "0", isNumber: true } }, line: 3 },
      ],
    },
  ]);
});

it("every mistake is told with its place and what to write", () => {
  expect(said(`${START}`)).toEqual([
    [1, 1, "there is nothing to ask of the database", expect.stringContaining("members, content, events, views")],
  ]);
  expect(
    said(
      "kind: sql\nurl: $MAIL_URL\nevery: 5 min\ntimezone: Paris\nmembres: { sql: SELECT 1 }\nviews: { sql: SELECT 1, curser: id }\n",
    ),
  ).toEqual([
    [
      2,
      6,
      expect.stringContaining("what MAIL_URL holds is not a URL that begins with postgres://"),
      expect.any(String),
    ],
    [3, 8, expect.any(String), 'did you mean "5 minutes"?'],
    [4, 11, expect.any(String), 'did you mean "Europe/Paris"?'],
    [6, 25, 'unknown key "curser"', 'did you mean "cursor"?'],
    [5, 1, 'unknown key "membres"', 'did you mean "members"?'],
  ]);
  expect(said(`kind: sql\nurl: $NO_DATABASE\nmembers: { sql: SELECT 1 }\n`)).toEqual([
    [2, 6, expect.stringContaining("and names a database"), expect.any(String)],
  ]);
  expect(said("kind: sql\nurl: postgres://reader:hush@db/site\nmembers: { sql: SELECT 1 }\n")).toEqual([
    [2, 6, "a secret is never written here itself", expect.any(String)],
  ]);
});

it.each([
  ["DELETE FROM account", "", [[4, 3, "this is no SELECT", expect.any(String)]]],
  ["/* SELECT */ UPDATE account SET id = 1", "", [[4, 3, "this is no SELECT", expect.any(String)]]],
  ["selection", "", [[4, 3, "this is no SELECT", expect.any(String)]]],
  [
    "SELECT id FROM account",
    "  cursor: id\n  start: 0\n",
    [[4, 3, ":cursor is missing in the query", "write WHERE id >= :cursor"]],
  ],
  [
    "SELECT id::cursor, id AS a FROM account",
    "  cursor: id\n  start: 0\n",
    [[4, 3, ":cursor is missing in the query", expect.any(String)]],
  ],
  [
    "SELECT id FROM account WHERE id > :cursor",
    "  cursor: id\n  start: 0\n",
    [[4, 3, "> :cursor leaves rows out that share the last value", expect.stringContaining(">= :cursor")]],
  ],
  [
    "SELECT id FROM account WHERE :cursor < id",
    "  cursor: id\n  start: 0\n",
    [[4, 3, "> :cursor leaves rows out that share the last value", expect.stringContaining(">= :cursor")]],
  ],
  [
    "SELECT id FROM account WHERE id >= :cursor",
    "  cursor: id\n",
    [[5, 3, '"start" is missing', expect.stringContaining("start: 0")]],
  ],
  [
    "SELECT id FROM account WHERE id >= :cursor",
    "",
    [[4, 3, ":cursor stands in the query, and no column is named", expect.any(String)]],
  ],
  ["SELECT id FROM account", "  start: 0\n", [[5, 3, '"cursor" is missing', expect.any(String)]]],
])("the query %s is answered where it stands", (sql, more, mistakes) => {
  expect(said(`${START}members:\n  sql: ${sql}\n${more}`)).toEqual(mistakes);
});
