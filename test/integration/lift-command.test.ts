import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createInstallation, type Installation } from "../support/rekindle.ts";

let here: Installation;
beforeAll(() => {
  here = createInstallation();
});
afterAll(() => here.remove());

const KEYS = ["arm", "n", "mean", "absolute", "relative", "sequential", "cuped"];

/** 150 rows an arm; every third of the treated said yes, every fifth of the others. */
function table(): string {
  const rows = Array.from({ length: 300 }, (_, i) => {
    const treated = i % 2 === 1;
    const yes = Math.floor(i / 2) % (treated ? 3 : 5) === 0;
    return `${treated ? "treated" : "control"},${yes ? 1 : 0},${Math.floor(i / 2) % 7},${1 + (Math.floor(i / 2) % 4)},${i % 11}`;
  });
  return ["who,yes,days,visits,before", ...rows, ""].join("\n");
}

describe("rekindle lift", () => {
  it("prints JSON of every kind, and starts no database for it", async () => {
    const file = here.writeFile("experiment.csv", table());
    const asked = ["lift", file, "--arm", "who", "--control", "control", "--json"];
    const share = await here.json<Record<string, unknown> & { arms: Record<string, unknown>[] }>(
      ...asked,
      "--outcome",
      "yes",
      "--before",
      "before",
    );
    expect(share).toMatchObject({ kind: "share", control: "control", sampleRatio: { p: 1, ok: true } });
    expect(share.smallestEffect).toEqual(expect.any(Number));
    expect(share.arms.map(({ arm, n }) => [arm, n])).toEqual([
      ["control", 150],
      ["treated", 150],
    ]);
    for (const key of KEYS) expect(share.arms[1]).toHaveProperty(key);
    const tested = {
      estimate: expect.any(Number),
      low: expect.any(Number),
      high: expect.any(Number),
      p: expect.any(Number),
    };
    expect(share.arms[1]).toMatchObject({
      mean: expect.closeTo(1 / 3, 10),
      absolute: tested,
      relative: tested,
      sequential: { low: expect.any(Number), high: expect.any(Number) },
      cuped: { absolute: tested, relative: tested, theta: expect.any(Number), varianceReduction: expect.any(Number) },
    });
    const ratio = await here.json<Record<string, unknown>>(...asked, "--outcome", "visits", "--denominator", "days");
    expect(ratio.kind).toBe("ratio");
    const time = await here.json<Record<string, unknown>>(...asked, "--outcome", "days", "--event", "yes");
    expect(time).toMatchObject({ kind: "time", logRank: { chi2: expect.any(Number), p: expect.any(Number) } });
    expect((time.arms as unknown[])[1]).toMatchObject({
      arm: "treated",
      n: 150,
      events: 50,
      restrictedMean: expect.any(Number),
      at: 6,
    });
    expect((time.arms as unknown[])[1]).toHaveProperty("median");
    expect(existsSync(join(here.folder, "data"))).toBe(false);
  });

  it("says in words what can be said, and when it is too early what could have been seen", async () => {
    const file = here.writeFile("experiment.csv", table());
    const asked = ["lift", file, "--arm", "who", "--control", "control"];
    const seen = await here.run(...asked, "--outcome", "yes");
    expect(seen.stdout).toContain("treated: 33.3% of its rows, against 20% of control. That is 67% more");
    expect(seen.stdout).toContain("How this was computed");
    const early = await here.run(...asked, "--outcome", "visits", "--kind", "mean", "--lang", "fr");
    expect(early.stdout).toContain("Il est trop tôt pour conclure");
    expect(early.stdout).toMatch(/seul un écart d’au moins \d/);
    const broken = await here.run(...asked, "--outcome", "yes", "--shares", "control=10,treated=90");
    expect(broken.stdout).toContain("Do not use these results");
    expect([seen.status, early.status, broken.status]).toEqual([0, 0, 1]);
    expect(broken.stdout).not.toContain("67% more (");
  });

  it("says every mistake at once, each with its line or what was likely meant", async () => {
    const file = here.writeFile(
      "wrong.csv",
      ["who,spent,came,left", "a,1.5,yes,3", "a,much,no,-1", "b,2,perhaps,4", "b,,no,2", "c,1,yes,1", "a,1"].join("\n"),
    );
    const run = async (...words: string[]) => here.run("lift", file, "--arm", "who", ...words);
    const bare = await here.run("lift", file, "--arm", "who");
    expect(bare.status).toBe(2);
    expect(bare.stderr).toContain("Missing: --control, --outcome.");
    const first = await run("--control", "d", "--outcome", "spent", "--kind", "mean", "--before", "cme");
    expect(first.status).toBe(2);
    for (const said of [
      'no row has "d" in "who". Did you mean "a"? There are "a", "b", "c".',
      '"cme". Did you mean "came"?',
      '"spent": expected a number, found "much" (line 3), nothing (line 5)',
      'arm "c" has one row',
      "expected 4 cells, found 2 (line 7)",
    ]) {
      expect(first.stderr).toContain(said);
    }
    const second = await run("--control", "a", "--outcome", "left", "--event", "came", "--denominator", "spent");
    for (const said of ["--event is for --kind time only", '"spent": expected a number, found "much" (line 3)']) {
      expect(second.stderr).toContain(said);
    }
    const third = await run("--control", "a", "--outcome", "left", "--event", "came", "--kind", "time");
    expect(third.stderr).toContain('"left": expected a time that is not negative, found "-1" (line 3)');
    expect(third.stderr).toContain('"came": expected yes or no (1 or 0), found "perhaps" (line 4)');
    const fourth = await run("--control", "a", "--outcome", "spent", "--shares", "a=1,e=2");
    expect(fourth.stderr).toContain("--kind is needed");
    expect(fourth.stderr).toContain('--shares: no row is of arm "e"');
    expect(fourth.stderr).toContain('the share of "b", "c" is missing');
    const ids = here.writeFile("ids.csv", ["id,x", ...Array.from({ length: 60 }, (_, i) => `${i},1`)].join("\n"));
    expect((await here.run("lift", ids, "--arm", "id", "--control", "1", "--outcome", "x")).stderr).toContain(
      '"id" has more than 50 different values',
    );
    const objects = here.writeFile("wrong.ndjson", '{"who":"a","x":1}\n{"who":"b"}\nnot json\n{"who":"b","x":0}\n');
    const ndjson = await here.run("lift", objects, "--arm", "whom", "--control", "a", "--outcome", "x");
    expect(ndjson.stderr).toContain('there is no column "whom". Did you mean "who"?');
    expect(ndjson.stderr).toContain('"x": expected a number, or yes or no, found nothing (line 2)');
    expect(ndjson.stderr).toContain("what is no JSON");
    expect(ndjson.stderr).not.toContain('"whom": expected');
  });
});
