import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { body, EMAILS, model, WORDING } from "../../../../test/support/sample-mail.ts";
import type { MailTemplates } from "../../../digest/mails/ports.ts";
import { openTemplates } from "./templates.ts";

describe("a team's own templates", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "rekindle-emails-"));
    await mkdir(join(folder, "partials"));
    await writeFile(join(folder, "digest.txt.liquid"), "{{ subject }}");
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function open(mjml: string): Promise<MailTemplates> {
    await writeFile(join(folder, "digest.mjml"), mjml);
    const templates = await openTemplates({ emailsDirectory: folder });
    for (const { error } of templates.problems) throw error;
    return templates;
  }

  it("can include their own partials and no other file", async () => {
    await writeFile(join(folder, "partials", "note.mjml"), "<mj-text>A note</mj-text>");
    const { html } = (await open(body('<mj-include path="./partials/note.mjml" />'))).render(
      "digest",
      WORDING,
      model(),
    );
    expect(html).toContain("A note");
    await expect(open(body('<mj-include path="./partials/none.mjml" />'))).rejects.toThrow(/no partials\/none\.mjml/);
  });

  it.each([
    '<mj-include path="/etc/passwd" />',
    '<mj-include path="/etc/hostname" type="html" />',
    '<mj-include path="../../package.json" />',
    '<mj-include path="./partials/../../package.json" />',
    "<mj-include path='./partials/note.mjml' type='css' />",
    "<MJ-INCLUDE path=/etc/passwd>",
  ])("are refused when they reach for another file: %s", async (include) => {
    await writeFile(join(folder, "partials", "note.mjml"), "<mj-text>A note</mj-text>");
    await expect(open(body(`${include}<mj-text>Here</mj-text>`))).rejects.toThrow(
      /digest\.mjml.*includes what is no partial/i,
    );
  });

  it("are refused when a file of theirs is a link out of their folder", async () => {
    await symlink("/etc/hostname", join(folder, "partials", "linked.mjml"));
    await expect(open(body('<mj-include path="./partials/linked.mjml" />'))).rejects.toThrow(/linked\.mjml.*outside/);
    await rm(join(folder, "partials", "linked.mjml"));
  });

  it("can share partials within partials, but no partial holds itself", async () => {
    await writeFile(join(folder, "partials", "inner.mjml"), "<mj-text>Inner</mj-text>");
    await writeFile(join(folder, "partials", "outer.mjml"), '<mj-include path="./partials/inner.mjml" />');
    const templates = await open(body('<mj-include path="./partials/outer.mjml" />'));
    expect(templates.render("digest", WORDING, model()).html).toContain("Inner");
    await writeFile(join(folder, "partials", "inner.mjml"), '<mj-include path="./partials/outer.mjml" />');
    await expect(open(body('<mj-include path="./partials/outer.mjml" />'))).rejects.toThrow(/includes itself/);
    const doubling = '<mj-include path="./partials/twice-9.mjml" />';
    for (let level = 1; level < 40; level++) {
      const inner = `<mj-include path="./partials/twice-${level - 1}.mjml" />`;
      await writeFile(join(folder, "partials", `twice-${level}.mjml`), inner + inner);
    }
    await writeFile(join(folder, "partials", "twice-0.mjml"), `<mj-text>${"x".repeat(2000)}</mj-text>`);
    await expect(open(body(doubling.replace("9", "39")))).rejects.toThrow(/longer than/);
  });

  it("cannot write as markup what members wrote", async () => {
    await expect(open(body("<mj-text>{{ member.firstName | raw }}</mj-text>"))).rejects.toThrow(
      /there is no filter "raw"/,
    );
  });

  it("have a font of the system's where the brand names none that can be written, also within a card", async () => {
    const templates = await openTemplates({ emailsDirectory: EMAILS });
    const { html } = templates.render("digest", WORDING, model({ brand: { ...model().brand, font: "!" } }));
    const families = [...html.matchAll(/font-family:([^;"]*)/g)].map(([, names = ""]) => names.trim());
    expect(families.length).toBeGreaterThan(5);
    expect(families.filter((names) => names.startsWith(","))).toEqual([]);
  });

  it("see nothing but the pick within a card", async () => {
    const card =
      "<mj-raw>{% cards recent %}</mj-raw><mj-text>[{{ pick.title }}|{{ member.firstName }}]</mj-text><mj-raw>{% endcards %}</mj-raw>";
    const { html } = (await open(body(card))).render("digest", WORDING, model());
    expect(html).toContain("[How we cut churn|]");
  });

  it("are refused with the file's name when they are broken", async () => {
    await expect(open(body("<mj-nonsense>x</mj-nonsense>"))).rejects.toThrow(/digest\.mjml.*mj-nonsense/);
    await expect(open(body("<mj-text>{% if %}</mj-text>"))).rejects.toThrow(/digest\.mjml/);
  });

  it("hold up no other template when one is broken, nor another language when its words are", async () => {
    const emails = await mkdtemp(join(tmpdir(), "rekindle-emails-"));
    try {
      await cp(EMAILS, emails, { recursive: true });
      await writeFile(join(emails, "mine.mjml"), body("<mj-text>{% cardz %}</mj-text>"));
      await writeFile(join(emails, "rubbish.mjml"), "no MJML");
      await writeFile(join(emails, "texted.mjml"), body("<mj-text>Here</mj-text>"));
      await writeFile(join(emails, "texted.txt.liquid"), "{% if subject %}");
      await symlink("/etc/hostname", join(emails, "partials", "linked.mjml"));
      await writeFile(join(emails, "linking.mjml"), body('<mj-include path="./partials/linked.mjml" />'));
      await writeFile(join(emails, "locales", "fr.json"), "{");
      const templates = await openTemplates({ emailsDirectory: emails });
      expect(templates.problems.map(({ file }) => file)).toEqual([
        "partials/linked.mjml",
        "mine.mjml",
        "rubbish.mjml",
        "texted.txt.liquid",
        "locales/fr.json",
      ]);
      expect(templates.render("digest", WORDING, model()).html).toContain("<html");
      expect(() => templates.render("mine", WORDING, model())).toThrow(/mine\.mjml cannot be used.*cardz/);
      expect(() => templates.render("texted", WORDING, model())).toThrow(/texted\.txt\.liquid cannot be used/);
      expect(() => templates.render("digest", WORDING, model({ language: "fr" }))).toThrow(/locales\/fr\.json/);
    } finally {
      await rm(emails, { recursive: true });
    }
  });

  it("cannot be looked for in an empty folder", async () => {
    await expect(openTemplates({ emailsDirectory: join(folder, "nowhere") })).rejects.toThrow(/no mail template in/);
  });
});
