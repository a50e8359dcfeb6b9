import { expect, it } from "vitest";
import { readConnectors } from "./read-connectors.ts";

const NONE_SET = () => null;

const said = (text: string, file = "blog.yaml") =>
  readConnectors([{ file, text }], NONE_SET).mistakes.map(({ line, column, message, hint }) => [
    line,
    column,
    message,
    hint,
  ]);

it("a feed needs its kind and URL alone", () => {
  const { connectors, mistakes } = readConnectors(
    [{ file: "blog.yaml", text: "kind: rss\nurl: https://blog.example.org/feed.xml\n" }],
    NONE_SET,
  );
  expect(mistakes).toEqual([]);
  expect(connectors).toMatchObject([
    { name: "blog", everyMs: 1_800_000, type: "article", withdrawsRemoved: true, allowPrivate: false },
  ]);
});

it("every mistake is told with its place and what was meant", () => {
  expect(said("kind: rss\nurl: blog.example.org\nevery: 15 min\ntype: artcle\nlangage: fr\nprivate: maybe\n")).toEqual([
    [2, 6, expect.any(String), expect.stringContaining("https://")],
    [3, 8, expect.any(String), 'did you mean "15 minutes"?'],
    [4, 7, expect.any(String), 'did you mean "article"?'],
    [6, 10, expect.any(String), "write true or false"],
    [5, 1, 'unknown key "langage"', 'did you mean "language"?'],
  ]);
  expect(said("url: https://x.org\n")).toEqual([[1, 1, '"kind" is missing', "one of: rss, discourse, webhook, sql"]]);
  expect(said("kind: rs\n")).toEqual([[1, 7, '"rs" is no kind of connector', 'did you mean "rss"?']]);
  expect(said("kind: [\n")).toHaveLength(1);
});

it("a file with a mistake stops no other, and two of one name are told", () => {
  const good = "kind: rss\nurl: https://x.org/feed\n";
  const { connectors, mistakes } = readConnectors(
    [
      { file: "a.yaml", text: good },
      { file: "b.yaml", text: "kind: rss\n" },
      { file: "sub/a.yml", text: good },
    ],
    NONE_SET,
  );
  expect(connectors.map(({ name }) => name)).toEqual(["a"]);
  expect(mistakes.map(({ file, message }) => [file, message])).toEqual([
    ["b.yaml", '"url" is missing'],
    ["sub/a.yml", 'there is another connector named "a"'],
  ]);
});

it("a forum whose users are those of the site needs a prefix for its own", () => {
  const forum = "kind: discourse\nurl: https://forum.example.org\nexternal_ids: true\n";
  expect(said(forum)).toEqual([
    [3, 15, expect.stringContaining("taken for one another"), expect.stringContaining("user_prefix")],
  ]);
  expect(said(`${forum}user_prefix: forum-\nurls: x\n`)).toEqual([[5, 1, 'unknown key "urls"', 'did you mean "url"?']]);
  expect(said("kind: discourse\nurl: https://me:secret@forum.example.org\n")).toHaveLength(1);
});

it.each([
  "kind: rss\nurl: https://me:hush-hush@x.org/a b\n",
  "kind: rss\nurl: ftp://me:hush-hush@x.org/feed\n",
  "kind: sql\nurls: postgres://me:hush-hush@db/site\n",
  "kind: discourse\nurl: https://me:hush-hush@forum.example.org\n",
])("the password of an address is shown by no mistake: %j", (text) => {
  const { mistakes } = readConnectors([{ file: "a.yaml", text }], NONE_SET);
  expect(mistakes).not.toEqual([]);
  expect(JSON.stringify(mistakes)).not.toContain("hush");
});
