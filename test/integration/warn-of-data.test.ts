import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { warnOfData } from "../../src/audience/checking/warn-of-data.ts";
import { DAY_MS } from "../../src/core/calendar.ts";
import { checkFolder } from "../../src/core/rules/read/check-folder.ts";
import { defaultSettings } from "../../src/core/rules/read/read-settings.ts";
import { speak } from "../../src/core/rules/text/said.ts";
import { smallestRelativeEffect } from "../../src/core/stats/smallest-effect.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { createCheckStore } from "../../src/platform/postgres/audience/check-store.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const AT = new Date("2026-11-24T07:00:00Z");
const daysAgo = (days: number) => new Date(AT.getTime() - days * DAY_MS).toISOString();

/** 400 members of 200 days; visits in the last 12 weeks, the last of them `away` days ago; every tenth reads German alone. */
const VISITS = Array.from({ length: 400 }, (_, index) => (index % 4 === 0 ? 8 : index % 3));
const AWAY = 9;

function rule(name: string, parts: { when?: string; send?: string; more?: string } = {}) {
  return {
    file: `${name}.yaml`,
    text: [
      `rule: ${name}`,
      "state: live",
      `when: ${parts.when ?? "{ inactive: 7 days }"}`,
      `send: ${parts.send ?? '{ every: day, at: "08:00" }'}`,
      'digest: { subject: { en: "News", fr: "Nouvelles" }, skip_below: 3 }',
      parts.more ?? "limits: { again_after: 7 days }",
      "",
    ].join("\n"),
  };
}

const settingsFile = (text: string) => ({ file: "settings.yaml", text });

describe("what the members tell of a folder", () => {
  let test: TestDatabase;

  async function insert(table: string, columns: string, rows: readonly object[]): Promise<void> {
    const names = columns.split(",").map((column) => column.trim().split(/\s+/)[0]);
    await test.database.query({
      text: `INSERT INTO ${table} (${names.join(", ")}) SELECT ${names.join(", ")} FROM jsonb_to_recordset($1::jsonb) AS r (${columns})`,
      values: [JSON.stringify(rows)],
    });
  }

  beforeAll(async () => {
    test = await createTestDatabase();
    await insert(
      "member",
      "external_id text, email text, timezone text, reads text[], joined_at timestamptz, last_act_at timestamptz",
      VISITS.map((visits, index) => ({
        external_id: `m${index}`,
        email: `m${index}@members.example`,
        timezone: index % 2 === 0 ? "Europe/Paris" : "America/New_York",
        reads: index % 10 === 0 ? ["de"] : undefined,
        joined_at: daysAgo(200),
        last_act_at: visits === 0 ? undefined : daysAgo(AWAY),
      })),
    );
    await insert(
      "visit",
      "member_id bigint, started_at timestamptz, ended_at timestamptz, acts int",
      VISITS.flatMap((visits, index) =>
        Array.from({ length: visits }, (_, visit) => ({
          member_id: index + 1,
          started_at: daysAgo(AWAY + visit),
          ended_at: daysAgo(AWAY + visit),
          acts: 1,
        })),
      ),
    );
    await insert("content", "external_id text, language text, published_at timestamptz", [
      ...[1, 2, 3, 4].map((day) => ({ external_id: `en${day}`, language: "en", published_at: daysAgo(day) })),
      { external_id: "de-old", language: "de", published_at: daysAgo(60) },
      { external_id: "de-new", language: "de", published_at: daysAgo(2) },
      { external_id: "for-all", language: null, published_at: daysAgo(3) },
    ]);
  });
  afterAll(() => test.drop());

  async function warn(settings: string, ...rules: { file: string; text: string }[]) {
    const folder = checkFolder([settingsFile(settings), ...rules]);
    expect(folder.mistakes.filter(({ message }) => !message.startsWith("nobody is held out"))).toEqual([]);
    if (folder.settings === null) throw new Error("no settings");
    const warnings = await warnOfData(
      { audiences: createAudienceStore(test.database), checks: createCheckStore(test.database) },
      {
        rules: folder.rules,
        segments: folder.segments,
        segmentNames: folder.segmentNames,
        settings: folder.settings,
        settingsFile: settingsFile(settings),
        at: AT,
      },
    );
    for (const warning of warnings) {
      expect(warning.severity).toBe("warning");
      const { message, hint } = speak(warning, "fr");
      expect(message).not.toBe(warning.message);
      expect(`${message} ${hint}`).not.toMatch(/\b(the|and|with|members|contents|of|it)\b/);
    }
    return warnings.map(({ file, line, message, hint }) => ({ file, line, message, hint }));
  }
  const QUIET = "hot_for: 90 days\nholdout: { share: 0% }\n";

  it("says which contents are open to a segment that no file defines", async () => {
    await test.database.query({
      text: `INSERT INTO opening (id, key, segment, on_fields) SELECT n, s, s, false FROM (VALUES (901, 'gold'), (902, 'silver'), (903, 'lost')) v(n, s)`,
      values: [],
    });
    await insert("content", "external_id text, published_at timestamptz, opening_id int, withdrawn_at timestamptz", [
      ...[1, 2, 3, 4, 5].map((day) => ({ external_id: `g${day}`, published_at: daysAgo(100 + day), opening_id: 901 })),
      { external_id: "s1", published_at: daysAgo(100), opening_id: 902 },
      { external_id: "was", published_at: daysAgo(100), opening_id: 903, withdrawn_at: daysAgo(1) },
    ]);
    await test.database.query({ text: "UPDATE content SET open_to = '{}' WHERE opening_id IS NOT NULL", values: [] });
    const segment = (name: string) => ({
      file: `segments/${name}.yaml`,
      text: `segment: ${name}\nwhen: { inactive: 7 days }\n`,
    });
    expect(await warn(QUIET, rule("away"), segment("golds"))).toEqual([
      {
        file: "segments/gold.yaml",
        line: 1,
        message:
          '5 contents are open only to the segment "gold", which no file defines, and so to nobody: g1, g2, g3, 2 more',
        hint: "write segments/gold.yaml, or state the contents again with openTo: { segment: golds }",
      },
      {
        file: "segments/silver.yaml",
        line: 1,
        message: '1 content is open only to the segment "silver", which no file defines, and so to nobody: s1',
        hint: expect.stringContaining("another openTo"),
      },
    ]);
    expect(await warn(QUIET, rule("away"), segment("gold"), segment("silver"))).toEqual([]);
    await test.database.query({ text: "DELETE FROM content WHERE opening_id IS NOT NULL", values: [] });
    await test.database.query({ text: "DELETE FROM opening", values: [] });
  });

  it("says which themes no content is on, with the nearest one, and which have another spelling", async () => {
    const asks = (theme: string) => rule("away", { when: `{ any: [{ inactive: 7 days }, ${theme}] }` });
    // Contents have no themes at all.
    expect(await warn(QUIET, asks("{ interested_in: pricing }"))).toEqual([
      { file: "away.yaml", line: 3, message: 'no content is on the theme "pricing"', hint: expect.any(String) },
    ]);
    const themes = ["pricing", "onboarding", "billing", "news", "events", "jobs", "Été", "tips", "tools"];
    await insert("content", "external_id text, published_at timestamptz, withdrawn_at timestamptz, themes text[]", [
      ...themes.map((theme) => ({ external_id: theme, published_at: daysAgo(100), themes: [theme, theme] })),
      { external_id: "P", published_at: daysAgo(100), themes: ["Pricing"] },
      { external_id: "N", published_at: daysAgo(100), withdrawn_at: daysAgo(9), themes: ["News"] },
      { external_id: "soon", published_at: daysAgo(-9), themes: ["autumn"] },
    ]);
    const said = async (theme: string) => (await warn(QUIET, asks(theme))).map(({ message, hint }) => [message, hint]);
    expect(await said("{ interested_in: { themes: [onboarding, billing, autumn], above: 30% } }")).toEqual([]);
    expect(await said("{ unseen: { at_least: 1, themes: [Onboarding] } }")).toEqual([
      ['no content is on the theme "Onboarding"', 'did you mean "onboarding"?'],
    ]);
    expect(await said("{ views: { at_least: 1, within: 9 days, themes: billling } }")).toEqual([
      ['no content is on the theme "billling"', 'did you mean "billing"?'],
    ]);
    expect(await said("{ live: { starts_within: 3 days, themes: [ete] } }")).toEqual([
      ['no content is on the theme "ete"', 'did you mean "Été"?'],
    ]);
    expect(await said("{ interested_in: [mathematics] }")).toEqual([
      ['no content is on the theme "mathematics"', expect.stringMatching(/^most are on: (?:\S+, ){4}\S+$/)],
    ]);
    // Nobody may mean one spelling of a theme only; one whose contents are all withdrawn costs nothing.
    expect(await said("{ interested_in: [pricing, news] }")).toEqual([
      [
        '"pricing" is on 1 content, and does not mean the 1 on "Pricing": capitals and accents count',
        "write [pricing, Pricing], or have the site write one of them everywhere",
      ],
    ]);
    expect(await said("{ interested_in: [pricing, Pricing] }")).toEqual([]);
    expect(await said("{ interested_in: [News] }")).toEqual([
      [expect.stringMatching(/^"News" is on 0 contents/), expect.stringContaining("[News, news]")],
    ]);
    // What is known of a member may have any name.
    expect(await said("{ member: { themes: onbording } }")).toEqual([]);
    const segment = {
      file: "segments/fans.yaml",
      text: "segment: fans\nwhen:\n  any:\n    - inactive: 7 days\n    - interested_in: [jobs, job]\n",
    };
    expect(await warn(QUIET, asks("{ segment: fans }"), segment)).toMatchObject([
      { file: "segments/fans.yaml", line: 5, message: 'no content is on the theme "job"' },
    ]);
    await test.database.query({ text: "DELETE FROM content WHERE themes <> '{}'", values: [] });
  });

  it("says nothing of themes where nothing was published", async () => {
    const empty = await createTestDatabase();
    const away = rule("away", { when: "{ interested_in: [pricing] }" });
    const folder = checkFolder([settingsFile(QUIET), away]);
    try {
      const checks = createCheckStore(empty.database);
      const input = { ...folder, settings: folder.settings ?? defaultSettings(), settingsFile: null, at: AT };
      expect(await warnOfData({ audiences: createAudienceStore(empty.database), checks }, input)).toEqual([]);
    } finally {
      await empty.drop();
    }
  });

  it("says which rule chooses nobody, and nothing of the others", async () => {
    const warnings = await warn(
      QUIET,
      rule("away"),
      rule("nobody", { when: "{ inactive: 300 days }", send: '{ every: [monday], at: "10:00" }' }),
    );
    expect(warnings).toEqual([
      {
        file: "nobody.yaml",
        line: 3,
        message: "of 400 members, none matches this now",
        hint: expect.stringContaining("rules explain ID --rule nobody"),
      },
    ]);
  });

  it("says which rule others always come before today, also one that is due on other days", async () => {
    const late = rule("z-late", { when: "{ unseen: { at_least: 1 } }", send: '{ every: [monday], at: "08:00" }' });
    expect(await warn(QUIET, rule("all", { when: "{ inactive: 1 day }" }), late)).toEqual([
      {
        file: "z-late.yaml",
        line: 1,
        message: "rules before it in the order take all 400 members whom this rule could write to today",
        hint: expect.stringContaining("settings.yaml under order"),
      },
    ]);
    // On a Tuesday nothing outranks the daily rule, whatever the order says.
    const first = `${QUIET}order: [z-late]\n`;
    expect(await warn(first, rule("all", { when: "{ inactive: 8 days }" }), late)).toEqual([]);
    const daily = rule("z-late", { when: "{ unseen: { at_least: 1 } }" });
    expect(await warn(first, rule("all", { when: "{ inactive: 8 days }" }), daily)).toMatchObject([
      { file: "all.yaml" },
    ]);
    expect(await warn(QUIET, rule("all", { when: "{ visits: { at_least: 5, within: 60 days } }" }), late)).toEqual([]);
  });

  it("says what a holdout can show at best, as the report computes it", async () => {
    const mean = VISITS.reduce((sum, visits) => sum + visits, 0) / VISITS.length;
    const variance = VISITS.reduce((sum, visits) => sum + (visits - mean) ** 2, 0) / (VISITS.length - 1);
    const smallest = (share: number) =>
      Math.round(100 * (smallestRelativeEffect(VISITS.length, share, Math.sqrt(variance) / mean) ?? 0));
    const [warning, ...others] = await warn("hot_for: 90 days\nholdout:\n  share: 30%\n", rule("away"));
    expect(others).toEqual([]);
    expect(warning).toMatchObject({ file: "settings.yaml", line: 3 });
    expect(warning?.message).toBe(
      `30% of 400 members can show an effect on visits only from ${smallest(0.3)}% up in 12 weeks`,
    );
    expect(warning?.hint).toContain(`half held out shows ${smallest(0.5)}%`);
    expect(smallest(0.5)).toBeGreaterThan(20);
    expect(await warn(QUIET, rule("away", { more: "holdout: 30%" }))).toMatchObject([{ file: "away.yaml", line: 6 }]);
  });

  it("says where the report would be silent of such a holdout", async () => {
    const share = async (percent: number) => {
      const [warning] = await warn(`hot_for: 90 days\nholdout: { share: ${percent}% }\n`, rule("away"));
      return warning;
    };
    expect((await share(10))?.message).toBe(
      "10% of 400 members leave one of the two groups at 40: below 100 the report shows no effect",
    );
    expect((await share(10))?.hint).toContain("half held out shows");
  });

  it("says how many read only languages in which too little comes out", async () => {
    expect(await warn(QUIET, rule("away"))).toEqual([]);
    const [warning, ...others] = await warn(
      "languages: [en, fr]\nhot_for: 14 days\nholdout: { share: 0% }\n",
      rule("away"),
    );
    expect(others).toEqual([]);
    expect(warning).toMatchObject({
      file: "settings.yaml",
      line: 1,
      message:
        "40 members (10%) read only languages in which fewer than 3 contents came out in the last 14 days: most of them de",
    });
    expect(warning?.hint).toContain("away needs 3");
  });

  it("says how many get contents in all languages since theirs are not known, unless that is meant", async () => {
    await insert("content", "external_id text, language text, published_at timestamptz", [
      ...[1, 2, 3].map((day) => ({ external_id: `fr${day}`, language: "fr", published_at: daysAgo(day) })),
    ]);
    const settings = "hot_for: 90 days\nholdout: { share: 0% }\nlanguages: [en, fr]\n";
    expect(await warn(settings, rule("away"))).toMatchObject([
      {
        file: "settings.yaml",
        line: 3,
        message:
          "of 360 members (90%) it is not known which languages they read, so they get contents in all of them alike (en, fr)",
        hint: expect.stringContaining("reads: all"),
      },
    ]);
    expect(await warn(`${settings}reads: all\n`, rule("away"))).toEqual([]);
    const { file, text } = rule("away");
    const english = { file, text: text.replace(', fr: "Nouvelles"', "") };
    expect(await warn(settings.replace("[en, fr]", "[en]"), english)).toEqual([]);
    await test.database.query({ text: "DELETE FROM content WHERE language = 'fr'", values: [] });
    expect(await warn(settings, rule("away"))).toEqual([]);
  });

  // Last: it takes most visits away.
  it("says where too few make the visits", async () => {
    // Every eighth member keeps eight visits: (Σy)² / Σy² is an eighth of a group, 15 of 120 and 25 of 200, less a bit by n - 1.
    await test.database.query({ text: "DELETE FROM visit WHERE member_id % 8 <> 1", values: [] });
    const [warning] = await warn("hot_for: 90 days\nholdout: { share: 30% }\n", rule("away"));
    expect(warning?.message).toBe(
      "30% of 400 members leave one of the two groups at 120, of whom a few make most of the visits in 12 weeks, as if 14 made them all: below 30 the report shows no effect",
    );
    // Twice 30 times 8, and a bit.
    expect(warning?.hint).toBe(
      "no share would: it takes 482 members such as these, half of them held out, to be told of any effect",
    );
  });
});
