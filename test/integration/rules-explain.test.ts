import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createInstallation, type Installation, writeSmallCommunity } from "../support/rekindle.ts";

interface Explained {
  readonly member: string;
  readonly at: string;
  readonly rules: readonly {
    readonly rule: string;
    readonly verdict: string;
    readonly reason: string;
    readonly conditions: readonly { path: string; says: string; value: unknown; bound: unknown; holds: boolean }[];
    readonly road: {
      readonly againAfter: { readonly until: string; readonly digest: { readonly rule: string } } | null;
      readonly caps: readonly { readonly cap: string; readonly roomFrom: string }[];
    };
    readonly winner: string | null;
    readonly picks: readonly { readonly contentId: string; readonly kind: string; readonly score: number }[];
    readonly contents: readonly { readonly contentId: string; readonly why: string; readonly terms?: object }[];
    readonly next: string | null;
    readonly nextObstacle?: string;
  }[];
}

interface Difference {
  readonly settings: string[];
  readonly rules: { rule: string; change: string; matched: { gained: number; lost: number; lostMembers: string[] } }[];
  readonly broken: { readonly before: { file: string }[]; readonly after: { file: string }[] };
}

const DAY = "2026-03-12T08:00:00Z";
const MEMBERS = 12;
const CONTENTS = 12;

let here: Installation;
beforeAll(async () => {
  here = createInstallation({ SMTP_URL: "smtp://127.0.0.1:1" });
  here.editSettings((text) =>
    text
      .replace(/^holdout:.*$/m, "holdout: { share: 0%, by: member }")
      .replace(/^sending: on/m, "sending: off")
      .replace(/^caps: .*$/m, "caps: [1 per day, 1 per 3 days]"),
  );
  const files = writeSmallCommunity(here.folder, MEMBERS);
  for (const kind of ["members", "content", "events"] as const) {
    expect((await here.run("import", kind, files[kind])).status).toBe(0);
  }
}, 120_000);
afterAll(() => here.remove());

const explain = (...args: string[]) => here.json<Explained>("rules", "explain", ...args);
const ofRule = ({ rules }: Explained, name: string) => {
  const found = rules.find(({ rule }) => rule === name);
  if (found === undefined) throw new Error(`nothing is said of ${name}`);
  return found;
};

describe("rules explain", { timeout: 120_000 }, () => {
  it("tells for every rule each condition with the member's value, the bound and whether it holds", async () => {
    const explained = await explain("m1", "--at", DAY);
    expect(explained).toMatchObject({ member: "m1", at: "2026-03-12T08:00:00.000Z" });
    const rule = ofRule(explained, "seven-days-away");
    expect(rule.verdict).toBe("planned");
    expect(rule.conditions).toContainEqual({
      path: "when.all[0].inactive",
      says: "has been away for 7 days or more",
      value: "2026-03-01T10:00:00.000Z",
      bound: "2026-03-06T00:00:00.000Z",
      holds: true,
    });
    expect(ofRule(explained, "first-steps")).toMatchObject({ verdict: "no_match", picks: [] });
    expect(ofRule(explained, "three-new-in-ten-days")).toMatchObject({
      verdict: "outranked",
      winner: "seven-days-away",
    });
  });

  it("tells the next chance behind the digest that the member gets today, or that one while its hour is still to come", async () => {
    const next = async (at: string) => ofRule(await explain("m1", "--at", at), "seven-days-away");
    expect(await next(DAY)).toMatchObject({ verdict: "planned", next: "2026-03-19T08:00:00.000Z" });
    expect(await next("2026-03-12T07:00:00Z")).toMatchObject({ verdict: "planned", next: "2026-03-12T08:00:00.000Z" });
  });

  it("has the picks of the preview, and every content once: with its score terms, or why it was left out", async () => {
    const rule = ofRule(await explain("m1", "--at", DAY, "--rule", "seven-days-away"), "seven-days-away");
    const preview = await here.json<{ members: { picks: { contentId: string; kind: string; score: number }[] }[] }>(
      "rules",
      "preview",
      "seven-days-away",
      "--at",
      DAY,
      "--member",
      "m1",
    );
    expect(rule.picks).toMatchObject(preview.members[0]?.picks ?? [{}]);
    expect(new Set(rule.contents.map(({ contentId }) => contentId)).size).toBe(CONTENTS);
    expect(rule.contents).toHaveLength(CONTENTS);
    const whys = new Map(rule.contents.map((content) => [content.contentId, content]));
    for (const { contentId } of rule.picks) expect(whys.get(contentId)).toMatchObject({ why: "picked", terms: {} });
    expect(whys.get("c1")).toMatchObject({ why: "viewed", viewedAt: "2026-03-01T10:00:00.000Z" });
  });

  it("tells which digest blocks a rule, which cap is full and until when, and when the member is next", async () => {
    expect((await here.run("run", "--at", DAY)).status).toBe(0);
    const dayAfter = await explain("m1", "--at", "2026-03-13T07:00:00Z");
    const own = ofRule(dayAfter, "seven-days-away");
    expect(own).toMatchObject({ verdict: "again_after", next: "2026-03-19T08:00:00.000Z" });
    expect(own.road.againAfter).toMatchObject({ until: "2026-03-19", digest: { rule: "seven-days-away" } });
    const other = ofRule(dayAfter, "three-new-in-ten-days");
    expect(other).toMatchObject({ verdict: "capped", next: null, nextObstacle: "no_match" });
    expect(other.road.caps).toMatchObject([{ cap: "1 per 3 days", roomFrom: "2026-03-15" }]);
    expect(ofRule(dayAfter, "first-steps")).toMatchObject({ next: null, nextObstacle: "no_match" });
    expect(ofRule(dayAfter, "seven-days-away").contents.filter(({ why }) => why === "mailed").length).toBe(5);
  });

  it("says it to a person, in English and in French, in a hundred columns", async () => {
    const english = await here.run("rules", "explain", "m1", "--at", DAY);
    expect(english.stdout).toContain("seven-days-away: ");
    const french = await here.run("rules", "explain", "m1", "--at", DAY, "--lang", "fr", "--all");
    expect(french.stdout).toContain("est absent depuis 7 jours ou plus");
    for (const line of `${english.stdout}\n${french.stdout}`.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  it("answers an id that nobody has with the nearest one", async () => {
    const result = await here.run("rules", "explain", "m111");
    expect(result.status).toBe(2);
    expect(result.stderr).toMatch(/There is no member "m111".\nDid you mean "m11?1?"/);
  });
});

describe("rules diff", { timeout: 120_000 }, () => {
  const other = () => join(here.folder, "other");
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(join(other(), file), change(readFileSync(join(other(), file), "utf8")));
  const diff = async (...args: string[]) => {
    const { status, stdout, stderr } = await here.run("rules", "diff", other(), "--at", DAY, "--json", ...args);
    expect(stderr).toBe("");
    return { status, difference: JSON.parse(stdout) as Difference };
  };

  it("finds nothing where nothing differs, and comments are said to be comments", async () => {
    cpSync(here.rules, other(), { recursive: true });
    expect(await diff()).toMatchObject({ status: 0, difference: { settings: [], rules: [] } });
    edit("first-steps.yaml", (text) => `# theirs\n${text}`);
    const { status, difference } = await diff();
    expect(status).toBe(0);
    expect(difference.rules).toMatchObject([{ rule: "first-steps", change: "comments", parts: [] }]);
  });

  it("names the members whom a changed rule gains and loses", async () => {
    edit("seven-days-away.yaml", (text) => text.replace("inactive: 7 days", "inactive: 20 days"));
    const { status, difference } = await diff("--limit", "2");
    expect(status).toBe(1);
    expect(difference.rules.find(({ rule }) => rule === "seven-days-away")).toMatchObject({
      change: "changed",
      parts: ["when"],
      matched: { before: 0, after: MEMBERS, gained: MEMBERS, lost: 0, gainedMembers: ["m1", "m10"] },
    });
  });

  it("tells of rules that are broken on one side, and does not take them for new", async () => {
    edit("seven-days-away.yaml", (text) => text.replace("inactive:", "inactve:"));
    const { status, difference } = await diff();
    expect(status).toBe(1);
    expect(difference.broken.before.map(({ file }) => file)).toContain("seven-days-away.yaml");
    expect(difference.rules.map(({ rule }) => rule)).not.toContain("seven-days-away");
  });

  it("does not take a folder that is not there for an empty one", async () => {
    expect(await here.run("rules", "diff", join(here.folder, "nowhere"))).toMatchObject({ status: 2 });
  });
});
