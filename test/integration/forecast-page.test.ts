import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/core/calendar.ts";
import { createInstallation, type Installation, type Running } from "../support/rekindle.ts";

const PASSWORD = "a password for the team";
const MEMBERS = 30;

const RULE = `rule: onboarding
state: live
when: { all: [ { inactive: 7 days }, { unseen: { at_least: 1 } } ] }
send: { every: day, at: "08:00" }
digest: { template: digest, subject: { en: "-", fr: "-" }, picks: { hot: 3, cold: 2 } }
limits: { again_after: 7 days }
`;

const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

/** Thirty members, of whom one still comes, and twelve old contents: after three digests nothing is left. */
function importCommunity(here: Installation): Promise<unknown> {
  const files = {
    members: `id,email,locale,timezone,createdAt\n${numbers(MEMBERS)
      .map((n) => `m${n},m${n}@members.example,en,UTC,${ago(300)}`)
      .join("\n")}\n`,
    content: `id,title,url,type,themes,language,publishedAt\n${numbers(12)
      .map((n) => `c${n},Content ${n},https://site.example/c/${n},article,pricing,en,${ago(100 + n)}`)
      .join("\n")}\n`,
    events: `messageId,timestamp,userId,event\n${numbers(20)
      .map((n) => `e${n},${ago(n / 2)},m1,Page Viewed`)
      .join("\n")}\n`,
  };
  return Object.entries(files).reduce<Promise<unknown>>(async (before, [kind, text]) => {
    await before;
    expect(await here.run("import", kind, here.writeFile(`${kind}.csv`, text))).toMatchObject({ status: 0 });
  }, Promise.resolve());
}

describe("the first page, of a rule that will have nothing left", { timeout: 120_000 }, () => {
  let here: Installation;
  let web: Running;
  let address = "";
  beforeAll(async () => {
    here = createInstallation({ ADMIN_PASSWORD: PASSWORD });
    here.editSettings((text) => text.replace(/^holdout:.*$/m, "holdout: { share: 0%, by: member }"));
    for (const name of ["seven-days-away", "three-new-in-ten-days", "first-steps"]) {
      here.writeRule(name, RULE.replace("rule: onboarding", `rule: ${name}`).replace("state: live", "state: draft"));
    }
    here.writeRule("onboarding", RULE);
    await importCommunity(here);
    web = here.start("web");
    address = /http:\/\/127\.0\.0\.1:\d+/.exec(await web.saw("Pages and unsubscribe links at http"))?.[0] ?? "";
  }, 120_000);
  afterAll(async () => {
    web.child.kill("SIGTERM");
    await web.ended;
    here.remove();
  });

  const read = async (language: "en" | "fr") => {
    const authorization = `Basic ${Buffer.from(`team:${PASSWORD}`).toString("base64")}`;
    const response = await fetch(`${address}/?lang=${language}`, { headers: { authorization } });
    expect(response.status).toBe(200);
    return response.text();
  };

  it("says so in one line, in English and in French, once it is foreseen, and never waits for that", async () => {
    let english = await read("en");
    expect(english).not.toContain("nothing left");
    for (let tries = 0; tries < 300 && !english.includes("nothing left"); tries++) {
      await sleep(200);
      english = await read("en");
    }
    expect(english).toMatch(/At this pace, onboarding has nothing left for \d+ members from \d+ \w+\./);
    expect(await read("fr")).toMatch(/À ce rythme, onboarding n’aura plus rien à proposer à \d+ membres/);
  });
});
