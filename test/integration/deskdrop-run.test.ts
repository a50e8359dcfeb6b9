import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createInstallation, type Installation } from "../support/rekindle.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

const FOLDER = fileURLToPath(new URL("../../../shared/data/deskdrop-2016/", import.meta.url));
const BY_HAND = fileURLToPath(new URL("../audience-by-hand.py", import.meta.url));
const hasPython = spawnSync("python3", ["--version"]).status === 0;

const AT = "2016-12-15T12:00:00Z";
const DAY_LATER = "2016-12-16T12:00:00Z";

/** The two audiences as they are computed by hand, without the shipped rules' bound on absence. */
const RULES = {
  "inactive-7-days": "when: { all: [{ inactive: 7 days }, { unseen: { at_least: 1 } }] }",
  "three-unseen-in-10-days": "when: { unseen: { at_least: 3, published_within: 10 days, not_yet_mailed: true } }",
};

interface Cycle {
  readonly slots: {
    readonly rule: string;
    readonly funnel: Record<string, number>;
    readonly outcome: Record<string, number>;
  }[];
}

describe.skipIf(!existsSync(FOLDER))("a real year of a community, through the commands", { timeout: 300_000 }, () => {
  let sink: SmtpSink;
  let here: Installation;
  beforeAll(async () => {
    sink = await openSmtpSink();
    here = createInstallation({ SMTP_URL: sink.url });
    // Mails say by their links what they show.
    here.editSettings((text) => text.replace("  clicks: on", "  clicks: off"));
    for (const [name, when] of Object.entries(RULES)) {
      here.writeRule(
        name,
        `rule: ${name}\nstate: draft\n${when}\nsend: { every: day, at: "08:00" }\ndigest:\n  template: digest\n  subject: { en: "News", fr: "Nouveautés" }\n  picks: { hot: 3, cold: 2 }\n`,
      );
    }
    for (const [kind, file] of [
      ["members", "members.csv"],
      ["content", "content.csv"],
      ["events", "events.csv.gz"],
    ] as const) {
      const result = await here.run("import", kind, `${FOLDER}${file}`);
      expect(result.stderr).toBe("");
      expect(result.status).toBe(0);
    }
  }, 300_000);
  afterAll(async () => {
    here.remove();
    await sink.close();
  });

  it.skipIf(!hasPython).each([AT, "2016-09-20T12:00:00Z", "2016-06-01T03:30:00Z"])(
    "has at %s the audiences that a few lines of Python find in the files",
    async (at) => {
      const byHand = JSON.parse(
        spawnSync("python3", [BY_HAND, FOLDER, at], { encoding: "utf8", maxBuffer: 1e8 }).stdout,
      ) as Record<string, string[]>;
      for (const rule of Object.keys(RULES)) {
        const preview = await here.json<{ matched: number; members: { id: string }[]; funnel: Record<string, number> }>(
          "rules",
          "preview",
          rule,
          "--at",
          at,
        );
        expect(preview.matched).toBe(byHand[rule]?.length);
        // Whoever another live rule wins is matched as well; before any mail nobody else falls out.
        const { matched, outranked = 0, planned } = preview.funnel;
        expect(planned).toBe((matched ?? 0) - outranked);
        const found = new Set(byHand[rule]);
        for (const { id } of preview.members) expect(found.has(id)).toBe(true);
      }
    },
  );

  it("sends each member of a slot one mail of their own, and a day later only what is new", async () => {
    const first = await here.json<Cycle>("run", "--at", AT);
    const accepted = first.slots.reduce((sum, { outcome }) => sum + (outcome.accepted ?? 0), 0);
    expect(accepted).toBeGreaterThan(500);
    expect(sink.mails).toHaveLength(accepted);
    expect(new Set(sink.mails.map(({ to }) => to)).size).toBe(accepted);

    const second = await here.json<Cycle>("run", "--at", DAY_LATER);
    const later = sink.mails.slice(accepted);
    expect(later).toHaveLength(second.slots.reduce((sum, { outcome }) => sum + (outcome.accepted ?? 0), 0));
    const contentsOf = async (raw: string) =>
      new Set((await simpleParser(raw)).text?.match(/community\.example\/c\/-?\d+/g));
    for (const mail of later) {
      const before = sink.mails.slice(0, accepted).find(({ to }) => to === mail.to);
      if (before === undefined) continue;
      const [old, fresh] = [await contentsOf(before.raw), await contentsOf(mail.raw)];
      expect(old.size).toBeGreaterThan(0);
      expect([...fresh].filter((url) => old.has(url))).toEqual([]);
    }
    for (const slot of [...first.slots, ...second.slots]) {
      const { matched, ...losses } = slot.funnel;
      expect(Object.values(losses).reduce((sum, members) => sum + members, 0)).toBe(matched);
      expect(Object.values(slot.outcome).reduce((sum, members) => sum + members, 0)).toBe(slot.funnel.planned);
    }
  });
});
