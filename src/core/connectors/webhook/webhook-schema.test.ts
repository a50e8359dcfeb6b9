import { expect, it } from "vitest";
import { formatMistakes } from "../../rules/text/format-mistakes.ts";
import { tellConnector } from "../kinds.ts";
import { readConnectors } from "../read-connectors.ts";

const VARIABLES: Readonly<Record<string, string>> = { HOOK_SECRET: "a-secret-of-some-length", SHORT: "short" };
const read = (text: string, file = "campus.yaml") =>
  readConnectors([{ file, text }], (name) => VARIABLES[name] ?? null);
const said = (text: string, file?: string) =>
  read(text, file).mistakes.map(({ line, column, message, hint }) => [line, column, message, hint]);

const HEAD = `kind: webhook
proof: { header: X-Signature, hmac: sha256, secret: $HOOK_SECRET }
events:
`;
const EVENT = `  - becomes: Comment Created
    with: { userId: "{user.id}" }
`;

it("a webhook needs a proof and one event; its line names where to post, and no secret", () => {
  const { connectors, mistakes } = read(`${HEAD}${EVENT}`);
  expect(mistakes).toEqual([]);
  expect(connectors.map(tellConnector)).toEqual([
    "campus: webhook, POST /hooks/campus, proven by a signature (sha256) in x-signature, 1 event",
  ]);
  expect(JSON.stringify(connectors)).not.toContain("a-secret");
  expect(JSON.stringify(connectors)).toContain("$HOOK_SECRET");
});

it("every mistake is told at once, each at its place", () => {
  const text = `kind: webhook
proof: { header: X Signature, encoding: base46, secret: hunter2hunter2 }
id: "{delivery id}"
items: item[0]
timezone: Paris
events:
  - when: { "a b": 1, type: { is: 2 } }
    becomes: Comment Createt
    with:
      contentId: {post.id}
      themes: [[a]]
  - becomes: Content Published
    with: { contentid: "{id}", titel: "{title", open: true }
  - becomes: group
    with: { userId: "{user.id}" }
  - becomes: alias
`;
  expect(said(text)).toEqual([
    [2, 18, '"X Signature" is not the name of a header', "such as X-Signature"],
    [2, 31, "only a signature has an encoding", "add hmac: sha256, or remove this"],
    [2, 41, '"base46" is not one of hex, base64', 'did you mean "base64"?'],
    [
      2,
      57,
      "a secret is never written here itself",
      "put it into a variable of the environment, and write the name of that: $NAME, in capitals",
    ],
    [3, 5, '"delivery id" is no path', expect.stringContaining("names with dots between them")],
    [4, 8, '"item[0]" is not a path', expect.stringContaining("names with dots between them")],
    [5, 11, '"Paris" is not a timezone such as Europe/Paris', 'did you mean "Europe/Paris"?'],
    [7, 13, '"a b" is no path', expect.stringContaining("names with dots")],
    [7, 29, "this is nothing to compare with", expect.stringContaining("present, or absent")],
    [8, 14, '"Comment Createt" is nearly "Comment Created"', 'did you mean "Comment Created"?'],
    [9, 5, '"userId" or "anonymousId" is missing', 'userId: "{path.to.it}"'],
    [10, 18, "braces without quotes are a block of keys", 'write it in quotes: "{post.id}"'],
    [11, 15, "a list stands in a list", "write one list"],
    [13, 13, '"Content Published" has no field "contentid"', 'did you mean "contentId"?'],
    [13, 32, '"Content Published" has no field "titel"', 'did you mean "title"?'],
    [13, 39, "a brace has no other", expect.stringContaining("between { and } stand")],
    [13, 49, '"Content Published" has no field "open"', expect.any(String)],
    [15, 5, '"groupId" is missing', 'groupId: "{path.to.it}"'],
    [16, 5, '"with" is missing', "write each field with where it comes from"],
  ]);
});

it("what stood in clear is not shown again, whatever else is wrong in its line", () => {
  const { mistakes } = read(`kind: webhook
proof: { header: X Signature, secret: hunter2hunter2 }
events: []
`);
  const shown = formatMistakes(mistakes, { colour: false });
  expect(shown).toContain("••••••••••••••");
  expect(shown).not.toContain("hunter2");
  expect(JSON.stringify(mistakes)).not.toContain("hunter2");
});

it("what looks like a secret is not shown under another key, nor in a file that cannot be parsed", () => {
  for (const proof of [
    '{ header: X, password: "hunter2hunter2" }',
    '{ header: X, secret: "hunter2hunter2, a: b c: d',
  ]) {
    const { mistakes } = read(`kind: webhook\nproof: ${proof}\nevents: []\n`);
    expect(mistakes.length).toBeGreaterThan(0);
    expect(formatMistakes(mistakes, { colour: false })).not.toContain("hunter2");
  }
});

it("a variable that is not set, or holds too little, is told at its line", () => {
  const text = HEAD.replace("$HOOK_SECRET", "[$HOOK_SECRETS, $SHORT]");
  expect(said(`${text}${EVENT}`)).toEqual([
    [2, 54, "the variable HOOK_SECRETS is not set", "set HOOK_SECRETS in the environment of Rekindle"],
    [
      2,
      69,
      "what SHORT holds is not a secret of at least 12 characters",
      "set SHORT to a secret of at least 12 characters",
    ],
  ]);
});

it("a name that cannot stand in an address is a mistake", () => {
  expect(said(`${HEAD}${EVENT}`, "notre campus.yaml")).toEqual([
    [1, 1, '"notre campus" cannot stand in an address', expect.stringContaining("letters, digits")],
  ]);
});

it("an event that forgets the item of a list is a mistake", () => {
  const text = `${HEAD.replace("events:", "items: list\nevents:")}${EVENT}  - when: { item.a: 1 }\n    becomes: Seen\n    with: { userId: u }\n`;
  expect(said(text)).toEqual([
    [5, 5, "this event is the same for each item", 'each of the list is item: write "{item.user.id}" and the like'],
  ]);
});
