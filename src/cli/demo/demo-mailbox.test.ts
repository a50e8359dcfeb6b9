import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import MailComposer from "nodemailer/lib/mail-composer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMailbox, readMail } from "./demo-mailbox.ts";

async function compose(
  digestId: number,
  subject: string,
  textEncoding: "base64" | "quoted-printable",
): Promise<Buffer> {
  const link =
    "https://club.example/articles/prix-à-l-usage-1?utm_source=rekindle&utm_campaign=seven-days-away-and-much-longer";
  return new MailComposer({
    from: { name: "Club", address: "club@club.example" },
    to: { name: "Élodie O’Brien", address: "elodie@site.example" },
    messageId: `<d.7.${digestId}.1b4e28ba@club.example>`,
    date: new Date("2026-09-08T06:00:00Z"),
    subject,
    text: `Bonjour Élodie\n\nUn titre\n${encodeURI(link)}\n`,
    html: `<p>Bonjour</p>`,
    headers: { "Feedback-ID": "seven-days-away:digest:rekindle:club.example" },
    textEncoding,
  })
    .compile()
    .build();
}

const LONG_SUBJECT =
  "Élodie, 5 contenus que vous n’avez pas encore vus vous attendent dans votre communauté préférée cette semaine";

describe("reading a mail that arrived", () => {
  it.each(["base64", "quoted-printable"] as const)(
    "finds whose digest it is, its subject and its links (%s)",
    async (encoding) => {
      const mail = readMail(await compose(12, LONG_SUBJECT, encoding));
      expect(mail.key).toEqual({ memberId: 7, digestId: 12 });
      expect(mail).toMatchObject({
        name: "Élodie O’Brien",
        address: "elodie@site.example",
        subject: LONG_SUBJECT,
        rule: "seven-days-away",
      });
      expect(mail.links).toHaveLength(1);
      expect(mail.links[0]).toContain("utm_campaign=seven-days-away-and-much-longer");
    },
  );

  it("knows a digest by a Message-ID of before installations stood in it", async () => {
    const message = (await compose(12, "x", "base64")).toString().replace("<d.7.12.1b4e28ba@", "<d.7.12@");
    expect(readMail(Buffer.from(message)).key).toEqual({ memberId: 7, digestId: 12 });
  });

  it("refuses a mail that is no digest", async () => {
    const message = (await compose(1, "x", "base64")).toString().replace("<d.7.1.1b4e28ba@", "<other@");
    expect(() => readMail(Buffer.from(message))).toThrow("no digest");
  });
});

describe("the demo's mailbox", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "rekindle-mailbox-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("hands out what arrived once, keeps it all, and opens each as it came", async () => {
    const mailbox = await createMailbox(join(folder, "mails"));
    expect((await stat(join(folder, "mails"))).mode & 0o777).toBe(0o600);
    await Promise.all([1, 2, 3].map(async (id) => mailbox.deliver(await compose(id, `Sujet n° ${id}`, "base64"))));
    expect(
      mailbox
        .takeArrivals()
        .map(({ key }) => key.digestId)
        .sort(),
    ).toEqual([1, 2, 3]);
    expect(mailbox.takeArrivals()).toEqual([]);
    expect(mailbox.search("SUJET N° 2").map(({ id }) => id)).toEqual(["7.2"]);
    expect(mailbox.search("elodie@").length).toBe(3);
    const opened = await mailbox.open("7.3");
    expect(opened).toMatchObject({ subject: "Sujet n° 3", html: "<p>Bonjour</p>" });
    expect(opened?.text).toContain("Bonjour Élodie");
    expect(opened?.headers).toContain("Message-ID: <d.7.3.1b4e28ba@club.example>");
    expect(await mailbox.open("7.4")).toBeNull();
    await mailbox.close();
  });

  it("keeps a mail to the team with its pictures, and hands it out to nobody", async () => {
    const mailbox = await createMailbox(join(folder, "team"));
    const message = await new MailComposer({
      from: "club@club.example",
      to: "team@club.example",
      messageId: "<w.2026-09-14@club.example>",
      date: new Date("2026-09-14T06:00:00Z"),
      subject: "The week",
      html: '<p><img src="cid:effects" alt="Effects"></p>',
      attachments: [{ filename: "effects.png", cid: "effects", content: Buffer.from([137, 80, 78, 71]) }],
    })
      .compile()
      .build();
    await mailbox.deliver(message);
    expect(mailbox.takeArrivals()).toEqual([]);
    expect(mailbox.search("")).toMatchObject([{ id: "w.2026-09-14", address: "team@club.example", rule: "" }]);
    expect((await mailbox.open("w.2026-09-14"))?.html).toMatch(/src="data:image\/png;base64,iVBORw/);
    await mailbox.close();
  });
});
