import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createInstallation, type Installation } from "../support/rekindle.ts";
import { openSmtpSink, type SmtpSink } from "../support/smtp-sink.ts";

interface Cycle {
  readonly slots: {
    readonly rule: string;
    readonly localDate: string;
    readonly funnel: Record<string, number>;
    readonly outcome: Record<string, number>;
  }[];
}

const MEMBERS = `id,email,firstName,locale,timezone,createdAt
lea,lea@members.example,Léa,fr,Europe/Paris,2026-01-05T00:00:00Z
tom,tom@members.example,Tom,en,Europe/Paris,2026-01-05T00:00:00Z
zoe,zoe@members.example,Zoé,fr,Europe/Paris,2026-01-05T00:00:00Z
`;
const CONTENT = `id,title,url,type,authorId,publishedAt,startsAt
d1,How do you price?,https://site.example/d/1,discussion,lea,2026-03-01T08:00:00Z,
l1,Ask us anything,https://site.example/l/1,live,,2026-03-01T08:00:00Z,2026-03-11T15:00:00Z
`;
const EVENTS = `messageId,timestamp,userId,event,contentId,fromUserId
1,2026-03-09T10:00:00Z,zoe,Live Registered,l1,
2,2026-03-10T09:00:00Z,tom,Comment Created,d1,
3,2026-03-10T09:10:00Z,zoe,Comment Created,d1,
4,2026-03-10T09:20:00Z,lea,Message Received,,tom
`;

describe("rules that wait for something, through the commands", { timeout: 300_000 }, () => {
  let sink: SmtpSink;
  let here: Installation;
  const load = async (kind: "members" | "content" | "events", text: string) => {
    const file = join(here.folder, `${kind}.csv`);
    writeFileSync(file, text);
    expect(await here.run("import", kind, file)).toMatchObject({ status: 0, stderr: "" });
  };
  const outcomes = ({ slots }: Cycle) =>
    slots.map(({ rule, localDate, funnel, outcome }) => [rule, localDate, funnel.planned, outcome.accepted]);
  beforeAll(async () => {
    sink = await openSmtpSink();
    here = createInstallation({ SMTP_URL: sink.url });
    here.editSettings((text) => text.replace(/^holdout: .*$/m, "holdout: { share: 0% }"));
    for (const name of ["replies", "messages", "live-reminder"]) here.goLive(name);
    await load("members", MEMBERS);
    await load("content", CONTENT);
  }, 300_000);
  afterAll(async () => {
    here.remove();
    await sink.close();
  });

  it("are listed with what they wait for and whom they tell", async () => {
    const list = await here.run("rules", "list", "--lang", "fr");
    expect(list.stdout).toContain(
      "30 minutes après la première activité « Comment Created », avec ce qui suit d’ici là",
    );
    expect(list.stdout).toContain("a écrit le contenu, y a déjà participé ou le suit");
    expect(list.stdout).toMatch(/messages +active +quand cela se produit/);
    const sql = await here.run("rules", "sql", "replies");
    expect(sql.stdout).toContain("telling_0");
  });

  it("mail what happens while they are live, once, each rule's windows by themselves", async () => {
    expect(outcomes(await here.json<Cycle>("run", "--at", "2026-03-09T09:00:00Z", "--rule", "replies"))).toEqual([]);
    await load("events", EVENTS);
    const preview = await here.json<{ matched: number; members: { id: string }[] }>(
      ...(["rules", "preview", "replies", "--at", "2026-03-10T09:21:00Z"] as const),
    );
    expect(preview).toMatchObject({ matched: 2, members: [{ id: "lea" }, { id: "tom" }] });

    const early = ["run", "--at", "2026-03-10T09:30:00Z", "--ignore-hour", "--rule"] as const;
    const rehearsed = await here.json<Cycle>(...early, "replies", "--dry-run");
    expect(rehearsed.slots.map(({ rule, funnel }) => [rule, funnel.planned])).toEqual([["replies", 1]]);
    // Tom's window opened ten minutes after Léa's: no hour that is ignored makes it end earlier.
    expect(outcomes(await here.json<Cycle>(...early, "replies"))).toEqual([["replies", "2026-03-10", 1, 1]]);
    expect(outcomes(await here.json<Cycle>("run", "--at", "2026-03-10T09:31:00Z", "--rule", "messages"))).toEqual([
      ["messages", "2026-03-10", 1, 1],
    ]);
    expect(outcomes(await here.json<Cycle>("run", "--at", "2026-03-10T09:40:00Z", "--rule", "replies"))).toEqual([
      ["replies", "2026-03-10", 1, 1],
    ]);
    expect(outcomes(await here.json<Cycle>("run", "--at", "2026-03-10T15:00:00Z", "--rule", "live-reminder"))).toEqual([
      ["live-reminder", "2026-03-10", 1, 1],
    ]);
    expect(outcomes(await here.json<Cycle>("run", "--at", "2026-03-10T15:30:00Z", "--rule", "replies"))).toEqual([]);

    const mails = await Promise.all(sink.mails.map(async ({ to, raw }) => ({ to, mail: await simpleParser(raw) })));
    expect(mails.map(({ to, mail }) => [to, mail.subject])).toEqual([
      ["lea@members.example", "Zoé et Tom ont écrit 2 commentaires"],
      ["lea@members.example", "Tom vous a envoyé un message"],
      ["tom@members.example", "Zoé wrote a comment"],
      ["zoe@members.example", "Bientôt : Ask us anything"],
    ]);
    expect(mails[0]?.mail.text).toMatch(
      /How do you price\?\nZoé et Tom ont écrit 2 commentaires\nhttp:\/\/[\d.:]+\/l\/1l-[\w-]+\n/,
    );
    expect(mails[2]?.mail.text).toContain("because you take part in this discussion");
    expect(mails[3]?.mail.text).toMatch(/Le live commence mercredi 11 mars à 16:00[^\n]*\n/);
    expect(mails[3]?.mail.text).toMatch(/\/c\/1c-[\w-]+\/\d+\.ics/);
  });
});
