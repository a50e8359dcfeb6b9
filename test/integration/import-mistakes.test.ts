import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { callReader } from "../../src/core/tracking/call.ts";
import { ndjsonRows } from "../../src/platform/files/ndjson-rows.ts";
import { countsOf, useImportScene } from "../support/import-scene.ts";

const now = new Date("2026-11-28T12:00:00Z");
const scene = useImportScene(now);
const { take } = scene;

const reasonsOf = async (file: string | null) => {
  const text = await readFile(file ?? "", "utf8");
  return text
    .trim()
    .split("\r\n")
    .slice(1)
    .map((line) => line.replaceAll('""', '"'));
};

describe("a row that is refused", () => {
  it("has all its mistakes told at once, also what it would else be taken without", async () => {
    const result = await take(
      "members",
      "id,email,timezone,locale,role,createdAt,subscribed\n1,no address,Europe/Pari,?,king,31/02/2026,perhaps\n2,b@x.org,,,,,\n",
      { dates: "dmy", timezone: "Europe/Paris" },
    );
    expect(countsOf(result)).toEqual([1, 0, 0, 1]);
    const [row] = await reasonsOf(result.rejectedFile);
    for (const field of ["role", "createdAt", "subscribed", "email", "timezone", "locale"]) {
      expect(row).toContain(`${field}: expected `);
    }
  });

  it("is told with the id that Excel shortened and all else", async () => {
    const { rejectedFile } = await take("content", "id,title,url,publishedAt\n1.23E+15,,nowhere,yesterday\n");
    expect((await reasonsOf(rejectedFile))[0]).toMatch(/^2,"?id: .*title: .*url: .*publishedAt: /);
  });

  it("of a customer is told what its fields say together, beside those that cannot be read", async () => {
    const { rejectedFile } = await take(
      "customers",
      "id,since,renewedAt,leftAt,month,orders,amount\nc,2026-05-01T00:00:00Z,2026-04-01T00:00:00Z,soon,,2,\n",
    );
    expect((await reasonsOf(rejectedFile))[0]).toMatch(/leftAt: .*renewedAt: .*month: /);
  });

  it("that is no JSON is told where it breaks, in no parser's words", async () => {
    async function* text() {
      yield '{"id": "1" "email": "x"}\n{"id": "2"\n';
    }
    const broken: string[] = [];
    for await (const rows of ndjsonRows(text(), "file"))
      for (const row of rows) if ("broken" in row) broken.push(String(row.broken));
    expect(broken[0]).toBe("row: expected a JSON object, found what is no JSON (a comma is missing at character 12)");
    expect(broken[1]).toMatch(/^row: expected a JSON object, found what is no JSON \((?!.*(JSON at|token|property))/);
  });

  it("refuses no other, if it is the first line and holds a character that no text has", async () => {
    const result = await take("members", '{"id": "1\u0001"}\n{"id": "2"}\n', { name: "members.ndjson" });
    expect(countsOf(result)).toEqual([1, 0, 0, 1]);
    expect((await reasonsOf(result.rejectedFile))[0]).toContain("a text holds the control character");
  });

  it("is told of on the terminal by its mistakes, the most frequent first, with the first lines", async () => {
    const rows = Array.from({ length: 7 }, (_, at) => `${at},king,${at === 6 ? "never" : ""}`).join("\n");
    const { mistakes } = await take("members", `id,role,createdAt\n${rows}\n`);
    expect(mistakes).toMatchObject([
      { says: expect.stringMatching(/^role: expected one of .*, found "king"$/), count: 7, lines: [2, 3, 4, 5, 6] },
      { says: expect.stringMatching(/^createdAt: /), count: 1, lines: [8] },
    ]);
  });

  it.each([
    [{ type: "group", groupId: "", userId: "", anonymousId: "a\u0007" }, ["groupId", "userId", "anonymousId"]],
    [
      {
        type: "identify",
        userId: "",
        anonymousId: "\u0007",
        timestamp: "x",
        email: "a@x.org",
        traits: { role: "king" },
      },
      ["userId", "role", "timestamp", "anonymousId", "email"],
    ],
  ])("of the tracking API names all fields: %j", (call, fields) => {
    const read = callReader({ passiveEvents: [], timezone: "Europe/Paris", events: {} });
    const said = read(call, { receivedAt: now, sentAt: null, fromBrowser: false });
    expect("mistakes" in said && said.mistakes.map(({ field }) => field)).toEqual(fields);
  });
});

describe("a time that has not come yet", () => {
  it("is a mistake of createdAt, unless clocks explain it", async () => {
    const result = await take(
      "members",
      "id,createdAt\na,2026-11-29T11:00:00Z\nb,2026-11-29T13:00:00Z\nc,2030-01-01T00:00:00Z\n",
    );
    expect(countsOf(result)).toEqual([1, 0, 0, 2]);
    expect(result.mistakes).toMatchObject([{ says: expect.stringMatching(/^createdAt: .*24 hours.*"2026-11-29T13/) }]);
    const identify = { type: "identify", userId: "d", traits: { createdAt: "2030-01-01T00:00:00Z" } };
    const read = callReader({ passiveEvents: [], timezone: "Europe/Paris", events: {} });
    expect(read(identify, { receivedAt: now, sentAt: null, fromBrowser: false })).toMatchObject({
      mistakes: [{ field: "createdAt", expected: "a time no later than 24 hours from now" }],
    });
  });

  it("is one of a content's updatedAt, after which nothing said until then would count, and none of publishedAt", async () => {
    const rows =
      "a,A,https://x.org/a,2030-01-01T00:00:00Z,\nb,B,https://x.org/b,2026-01-01T00:00:00Z,2030-01-01T00:00:00Z\n";
    const result = await take("content", `id,title,url,publishedAt,updatedAt\n${rows}`);
    expect(countsOf(result)).toEqual([1, 0, 0, 1]);
    expect(result.mistakes).toMatchObject([{ says: expect.stringMatching(/^updatedAt: /), lines: [3] }]);
  });

  it("is said of consentAt, which then is none", async () => {
    const { warnings } = await take("members", "id,subscribed,consentAt\na,true,2099-01-01T00:00:00Z\n");
    expect(warnings).toMatchObject([{ code: "consentAt", count: 1, lines: [2] }]);
    expect(await scene.rows("SELECT subscribed, consent_at FROM member")).toEqual([
      { subscribed: true, consent_at: null },
    ]);
  });
});

describe("members who share an address", () => {
  it("are taken, and the import tells how many they are and what follows", async () => {
    expect((await take("members", "id,email\na,zoe@x.org\n")).notices).toEqual([]);
    const { notices } = await take("members", "id,email\nb,ZOE@x.org\nc,luc@x.org\nd,luc@x.org\ne,luc@x.org\nf,\ng,\n");
    expect(notices).toEqual([
      expect.stringMatching(
        /^5 members have an address that another has too \(2 addresses\): .*stops it for all of them/,
      ),
    ]);
  });
});

describe("a French file's columns of consent", () => {
  it("are consent, and no attributes", async () => {
    await take("members", "Identifiant;Courriel;Abonné;Date de consentement\na;a@x.org;non;02/11/2026\n", {
      dates: "dmy",
      timezone: "Europe/Paris",
    });
    expect(await scene.rows("SELECT subscribed, consent_at, attributes FROM member")).toEqual([
      { subscribed: false, consent_at: new Date("2026-11-01T23:00:00Z"), attributes: {} },
    ]);
  });
});
