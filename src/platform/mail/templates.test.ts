import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DigestModel, MailTemplates, ShownPick, Wording } from "../../digest/mails/ports.ts";
import { checkLiquid } from "./check-liquid.ts";
import { openTemplates } from "./templates.ts";

const EMAILS = fileURLToPath(new URL("../../../emails", import.meta.url));

const WORDING: Wording = {
  subject: "{% if member.firstName %}{{ member.firstName }}, {% endif %}{{ picks[0].title }}",
  preheader: null,
  intro: null,
  closing: null,
  button: null,
};

function pick(over: Partial<ShownPick> = {}): ShownPick {
  return {
    title: "How we cut churn",
    url: "https://club.example/c/12?a=1&b=2",
    kind: "hot",
    type: "article",
    theme: "Pricing",
    summary: "Three teams compared notes.",
    reason: "Popular this week in Pricing",
    image: null,
    startsOn: null,
    usefulUrl: "rekindle:useful:1",
    ...over,
  };
}

function model(over: Partial<DigestModel> = {}): DigestModel {
  return {
    language: "en",
    rule: "seven-days-away",
    brand: {
      name: "The Club",
      logo: null,
      colour: "#0b5fff",
      font: "Inter",
      postalAddress: "12 rue des Lilas, Paris",
      legal: "Club SAS",
    },
    member: { firstName: "Anna" },
    picks: [pick(), pick({ kind: "cold", title: "The quarterly review guide", reason: "Read by 214 members" })],
    subjects: [],
    moreSubjects: 0,
    events: [],
    lives: [],
    moreLives: 0,
    reading: null,
    why: { code: "away", duration: "7 days" },
    siteUrl: "https://club.example/",
    unsubscribeUrl: "https://news.example/u/token",
    preferencesUrl: "https://news.example/p/token",
    ...over,
  };
}

describe("the shipped digest", () => {
  let templates: MailTemplates;
  beforeAll(async () => {
    templates = await openTemplates({ emailsDirectory: EMAILS });
  });

  it("shows each pick with its title, theme, summary, reason and link, in HTML and in text", () => {
    const { html, text } = templates.render("digest", WORDING, model());
    for (const part of [
      "How we cut churn",
      "Article · Pricing",
      "Three teams compared notes.",
      "Read by 214 members",
    ]) {
      expect(html).toContain(part);
      expect(text).toContain(part);
    }
    expect(html).toContain('href="https://club.example/c/12?a=1&amp;b=2"');
    expect(text).toContain("\nhttps://club.example/c/12?a=1&b=2\n");
  });

  it("says why it comes, who sends it, and how to stop it", () => {
    const { html, text } = templates.render("digest", WORDING, model());
    for (const part of [
      "have not visited it for 7 days",
      "12 rue des Lilas, Paris",
      "Club SAS",
      "https://news.example/u/token",
    ]) {
      expect(html).toContain(part);
      expect(text).toContain(part);
    }
  });

  it("speaks the member's language, and says so to screen readers", () => {
    const { html, text } = templates.render("digest", WORDING, model({ language: "fr" }));
    expect(html).toContain('<html lang="fr"');
    expect(text).toContain("Bonjour Anna,");
    expect(text).toContain("À (re)découvrir");
    expect(text).toContain("Me désabonner :\nhttps://news.example/u/token");
  });

  it("speaks English where it has no words of the language", () => {
    expect(templates.render("digest", WORDING, model({ language: "pt" })).text).toContain("Hello Anna,");
  });

  it("greets who has no first name", () => {
    const { subject, text } = templates.render("digest", WORDING, model({ member: {} }));
    expect(subject).toBe("How we cut churn");
    expect(text).toContain("Hello,");
  });

  it.each([
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% assign x = 1 %}",
    "&quot;",
    `' onmouseover="x`,
    "$& $1 \\u0041",
  ])("shows the title %s letter for letter", (title) => {
    const hostile = model({
      picks: [pick({ title, summary: title, reason: title, theme: title })],
      member: { firstName: title },
      brand: { ...model().brand, name: title, postalAddress: title, legal: title },
    });
    const { subject, html, text } = templates.render("digest", WORDING, hostile);
    expect(subject).toBe(`${title}, ${title}`);
    expect(text).toContain(`\n${title}\n`);
    expect(html).not.toContain("<script>");
    expect(html).not.toMatch(/<[^>]*onmouseover="/);
    const shown = html
      .replace(/<style[\s\S]*?<\/style>/g, "")
      .replace(/&#123;/g, "{")
      .replace(/&#125;/g, "}")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&#34;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, "&");
    expect(shown.split(title).length).toBeGreaterThan(7);
  });

  it("writes the subject on one line, whatever stands in it", () => {
    const wording = { ...WORDING, subject: "Hello\r\nBcc: all@x.example {{ member.firstName }}" };
    const { subject } = templates.render("digest", wording, model({ member: { firstName: "A\u0000\nB" } }));
    expect(subject).toBe("Hello Bcc: all@x.example A B");
  });

  it("never has an empty subject", () => {
    expect(templates.render("digest", { ...WORDING, subject: "{{ nothing }}" }, model()).subject).toBe("The Club");
  });

  it("shows the rule's own texts, with paragraphs, escaped", () => {
    const wording = { ...WORDING, intro: "One <b>\n\nTwo", closing: "Bye, {{ member.firstName }}", button: "Go & see" };
    const { html, text } = templates.render("digest", wording, model());
    expect(html).toContain(">One &lt;b&gt;</div>");
    expect(html).toContain(">Two</div>");
    expect(html).toContain("Bye, Anna");
    expect(html).toContain("Go &amp; see");
    expect(text).toContain("One <b>\n");
  });

  it("stays under 100 KB with fifty long contents, and links to the rest", () => {
    const long = pick({
      title: "A long title with accents éèà & <marks> ".repeat(4).trim(),
      summary: "A long summary, with « quotes » & more. ".repeat(6).trim(),
      url: `https://club.example/c/${"long-path-".repeat(20)}?utm_source=rekindle&utm_medium=email&utm_campaign=x`,
    });
    const { html, text } = templates.render(
      "digest",
      WORDING,
      model({ picks: Array.from({ length: 50 }, () => long) }),
    );
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
    expect(html).toContain("https://news.example/u/token");
    const endless = pick({ url: `https://club.example/${"x".repeat(2000)}` });
    const most = templates.render("digest", WORDING, model({ picks: Array.from({ length: 50 }, () => endless) }));
    expect(Buffer.byteLength(most.html)).toBeLessThan(100_000);
    expect(most.html).toContain('href="https://club.example/"');
    expect(text.length).toBeGreaterThan(0);
  });

  it("needs no image, and every image it has stands with words for it", () => {
    const plain = templates.render("digest", WORDING, model()).html;
    expect(plain).not.toContain("<img");
    const withImages = model({
      brand: { ...model().brand, logo: "https://club.example/logo.png" },
      picks: [pick({ image: "https://club.example/c.jpg" })],
    });
    const { html } = templates.render("digest", WORDING, withImages);
    expect(html.match(/<img/g)).toHaveLength(2);
    for (const [image] of html.matchAll(/<img[^>]*>/g)) expect(image).toMatch(/alt="/);
    expect(html).toContain('alt="The Club"');
  });

  it("loads nothing from elsewhere, and runs nothing", () => {
    const { html } = templates.render("digest", WORDING, model());
    expect(html).not.toMatch(/<script|<link|@import|fonts\.googleapis/i);
  });

  it("adapts to the dark, and to a reader's own colours", () => {
    const { html } = templates.render("digest", WORDING, model());
    expect(html).toContain("prefers-color-scheme: dark");
    expect(html).toContain('<meta name="color-scheme" content="light dark"');
  });

  it("gives one member's words to no other", () => {
    const first = templates.render("digest", WORDING, model({ member: { firstName: "Anna" } }));
    const second = templates.render("digest", WORDING, model({ member: { firstName: "Bertrand" } }));
    expect(first.html).toContain("Anna");
    expect(second.html + second.text + second.subject).not.toContain("Anna");
  });

  it("names the templates there are when there is no such one", () => {
    expect(() => templates.render("newsletter", WORDING, model())).toThrow(/no mail template "newsletter"/);
    expect(templates.names).toContain("digest");
  });

  it("says which rule's text fails", () => {
    const wording = { ...WORDING, subject: "{% for i in (1..999999999) %}x{% endfor %}" };
    expect(() => templates.render("digest", wording, model())).toThrow(/rule seven-days-away/);
  });
});

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
  const body = (inner: string) =>
    `<mjml><mj-body><mj-section><mj-column>${inner}</mj-column></mj-section></mj-body></mjml>`;

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

  it("are told of each name that no mail has, where it stands in their files", async () => {
    const emails = await mkdtemp(join(tmpdir(), "rekindle-emails-"));
    try {
      await cp(EMAILS, emails, { recursive: true });
      expect((await openTemplates({ emailsDirectory: emails })).strangers()).toEqual([]);
      await writeFile(
        join(emails, "mine.mjml"),
        body(
          "<mj-text>{{ t.greting }}\n{{ member.firstname }} {{ member.plan }}</mj-text>\n<mj-raw>{% cards recent %}</mj-raw><mj-text>{{ pick.titel }}</mj-text><mj-raw>{% endcards %}</mj-raw>",
        ),
      );
      await writeFile(join(emails, "mine.txt.liquid"), "{{ brand.name }}\n{% for live in lifes %}x{% endfor %}");
      const found = (await openTemplates({ emailsDirectory: emails })).strangers();
      expect(
        found.map(({ file, text, span, hint }) => [
          file,
          text.slice(0, span[0]).split("\n").length,
          text.slice(...span),
          hint,
        ]),
      ).toEqual([
        ["mine.mjml", 1, "t.greting", 'did you mean "t.greeting"?'],
        ["mine.mjml", 2, "member.firstname", 'did you mean "member.firstName"?'],
        ["mine.mjml", 3, "pick.titel", 'did you mean "pick.title"?'],
        ["mine.txt.liquid", 2, "lifes", 'did you mean "lives"?'],
      ]);
    } finally {
      await rm(emails, { recursive: true });
    }
  });

  it("are told of a name that a mail has and cards do not see, and of none that is put in beforehand", async () => {
    const emails = await mkdtemp(join(tmpdir(), "rekindle-emails-"));
    try {
      await cp(EMAILS, emails, { recursive: true });
      const cards = (list: string, inside: string) =>
        `<mj-raw>{% cards ${list} %}</mj-raw>${inside}<mj-raw>{% endcards %}</mj-raw>`;
      await writeFile(join(emails, "partials", "mine.mjml"), "<mj-text>{{ pick.title }} {{ language }}</mj-text>");
      await writeFile(
        join(emails, "mine.mjml"),
        body(
          `<mj-text>{{ member.firstName }} {{ t.greeting }} {{ language }}</mj-text>
${cards("recent", "<mj-text>{{ t.useful }} {{ brand.name }} {{ palette.ink }} {% assign x = pick.title %}{{ x }}</mj-text>")}
${cards("earlier", "<mj-text>{{ member.firstName }} {{ t.greeting }} {{ brand.name | upcase }}</mj-text>")}
${cards("recent", '<mj-include path="./partials/mine.mjml" />')}`,
        ),
      );
      const found = (await openTemplates({ emailsDirectory: emails })).strangers();
      expect(
        found.map(({ file, text, span, message }) => [file, text.slice(0, span[0]).split("\n").length, message]),
      ).toEqual([
        ...["member.firstName", "t.greeting", "brand.name"].map((path) => [
          "mine.mjml",
          3,
          `there is no "${path}" within {% cards earlier %}, which sees each pick alone`,
        ]),
        ["partials/mine.mjml", 1, 'there is no "language" within {% cards recent %}, which sees each pick alone'],
      ]);
      expect(found[0]?.hint).toBe("write {% for pick in earlier %} … {% endfor %} in its place, or take it out");
    } finally {
      await rm(emails, { recursive: true });
    }
  });

  it("are refused with the file's name when they are broken", async () => {
    await expect(open(body("<mj-nonsense>x</mj-nonsense>"))).rejects.toThrow(/digest\.mjml.*mj-nonsense/);
    await expect(open(body("<mj-text>{% if %}</mj-text>"))).rejects.toThrow(/digest\.mjml/);
  });

  it("have all that is wrong with them told, where it stands in their files, in no library's words", async () => {
    const emails = await mkdtemp(join(tmpdir(), "rekindle-emails-"));
    const put = (file: string, text: string) => writeFile(join(emails, file), text);
    try {
      await cp(EMAILS, emails, { recursive: true });
      const french = JSON.parse(await readFile(join(EMAILS, "locales/fr.json"), "utf8")) as object;
      await put("open.mjml", "<mjml>\n<mj-body>\n<mj-sectin>\n</mj-section>\n</mj-body>\n</mjml>\n<mj-text>");
      await put(
        "tags.mjml",
        body('<mj-text foo="1" padding="much">x</mj-text>\n<mj-nonsense />\n<mj-column></mj-column>'),
      );
      await put(
        "filters.mjml",
        body("<mj-text>{{ subject | upcas }}\n{{ why | sise }}</mj-text>\n<mj-raw>{% iff %}</mj-raw>"),
      );
      await put("text.mjml", body("<mj-text>x</mj-text>"));
      await put("text.txt.liquid", "one\n{% include 'x' %}");
      await put(
        "locales/fr.json",
        JSON.stringify({ ...french, more: 5, useful: "{% if x %}", t: "{{ a | b }}" }, null, 1),
      );
      await put("locales/de.json", '{\n "greeting": "x"\n "intro": "y"\n}');
      await put("locales/es.json", '{\n "greeting": "x",\n "greting": "y"\n}');
      await put("locales/it.json", "[]");
      const templates = await openTemplates({ emailsDirectory: emails });
      const told = templates.problems.flatMap(({ file, flaws }) =>
        flaws.map((flaw) => {
          const lines = flaw.text.slice(0, flaw.span[0]).split("\n");
          expect(flaw.file).toBe(file);
          expect(flaw.hint).not.toBe("");
          return `${file}:${lines.length} ${flaw.message}`;
        }),
      );
      expect(told).toEqual([
        'filters.mjml:3 there is no tag "iff"',
        'filters.mjml:1 there is no filter "upcas"',
        'filters.mjml:2 there is no filter "sise"',
        "open.mjml:3 <mj-sectin> is never closed",
        "open.mjml:4 </mj-section> closes nothing that is open",
        "open.mjml:7 <mj-text> is never closed",
        "tags.mjml:3 <mj-column> cannot stand in <mj-column>",
        "tags.mjml:1 <mj-text> has no attribute foo",
        'tags.mjml:1 "much" is no value of padding',
        "tags.mjml:2 there is no tag <mj-nonsense>",
        'text.txt.liquid:2 there is no tag "include"',
        "locales/de.json:3 a comma is missing",
        'locales/fr.json:21 "more" is no text',
        'locales/fr.json:53 "useful": {% if x %} is never closed',
        'locales/fr.json:57 "t": there is no filter "b"',
        "locales/it.json:1 it is no block of names and texts",
      ]);
      for (const { error } of templates.problems)
        expect(error.message).not.toMatch(/Malformed|JSON at|registered|illegal/);
      expect(templates.strangers()).toMatchObject([
        {
          file: "locales/es.json",
          message: 'there is no word "greting" in locales/en.json',
          hint: 'did you mean "greeting"?',
        },
      ]);
    } finally {
      await rm(emails, { recursive: true });
    }
  });

  it("have what is wrong with includes, MJML, Liquid and the text part told at once", async () => {
    const emails = await mkdtemp(join(tmpdir(), "rekindle-emails-"));
    const put = (file: string, text: string) => writeFile(join(emails, file), text);
    try {
      await cp(EMAILS, emails, { recursive: true });
      const include = (path: string) => `<mj-include path="${path}" />`;
      const text = '<mj-text foo="1">{{ subject | upcas }}</mj-text>';
      await put("black friday.mjml", body(`${include("./partials/footr.mjml")}\n${text}\n${include("../x")}`));
      await put("black friday.txt.liquid", "{% cards recent %}");
      await put(
        "shut.mjml",
        `<mjml>\n<mj-body>${include("./partials/no.mjml")}{{ a | b }}\n<mj-sectin>\n</mj-section>\n</mj-body>\n</mjml>\n<mj-text>`,
      );
      const told = (await openTemplates({ emailsDirectory: emails })).problems.map(({ file, flaws }) => [
        file,
        ...flaws.map((flaw) => `${flaw.file}:${flaw.text.slice(0, flaw.span[0]).split("\n").length} ${flaw.message}`),
        flaws.at(-1)?.hint,
      ]);
      expect(told).toEqual([
        [
          "black friday.mjml",
          "black friday.mjml:1 there is no partials/footr.mjml",
          'black friday.mjml:3 <mj-include path="../x" /> includes what is no partial',
          "black friday.mjml:2 <mj-text> has no attribute foo",
          'black friday.mjml:2 there is no filter "upcas"',
          "black friday.txt.liquid:1 {% cards recent %} is never closed",
          "write {% endcards %} where it ends",
        ],
        [
          "shut.mjml",
          "shut.mjml:2 there is no partials/no.mjml",
          "shut.mjml:3 <mj-sectin> is never closed",
          "shut.mjml:4 </mj-section> closes nothing that is open",
          "shut.mjml:7 <mj-text> is never closed",
          'shut.mjml:2 there is no filter "b"',
          expect.any(String),
        ],
      ]);
    } finally {
      await rm(emails, { recursive: true });
    }
  });

  it("may open a block in one partial and close it in another, and are told of what is never closed alone", async () => {
    const emails = await mkdtemp(join(tmpdir(), "rekindle-emails-"));
    const put = (file: string, text: string) => writeFile(join(emails, file), text);
    const include = (name: string) => `<mj-include path="./partials/${name}.mjml" />`;
    try {
      await cp(EMAILS, emails, { recursive: true });
      await put("partials/open.mjml", "<mj-raw>{% if member.firstName %}</mj-raw>");
      await put("partials/or.mjml", "<mj-raw>{% else %}</mj-raw>");
      await put("partials/shut.mjml", "<mj-raw>{% endif %}</mj-raw>");
      await put("partials/list.mjml", "<mj-raw>{% tablerow pick in picks %}</mj-raw>");
      await put("good.mjml", body(`${include("open")}${include("or")}${include("shut")}`));
      await put(
        "other.mjml",
        body(`${include("open")}<mj-text>{{ a | b }}</mj-text>${include("or")}${include("shut")}`),
      );
      await put("stray.mjml", body(`${include("list")}\n${include("list")}\n${include("shut")}`));
      const { problems } = await openTemplates({ emailsDirectory: emails });
      expect(
        problems.map(({ file, flaws }) => [file, ...flaws.map((one) => [one.file, one.message, one.hint])]),
      ).toEqual([
        ["other.mjml", ["other.mjml", 'there is no filter "b"', expect.any(String)]],
        [
          "stray.mjml",
          [
            "partials/list.mjml",
            "{% tablerow pick in picks %} is never closed",
            "write {% endtablerow %} where it ends",
          ],
          [
            "partials/shut.mjml",
            "{% endif %} belongs to nothing that is open",
            "write {% if … %} before it, or remove it",
          ],
        ],
      ]);
    } finally {
      await rm(emails, { recursive: true });
    }
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

describe("a Liquid text", () => {
  it("is checked for what cannot be read", () => {
    expect(checkLiquid("{{ member.firstName | default: 'you' }}, {{ picks.size }}")).toEqual([]);
    expect(checkLiquid("{% if member.firstName %}never closed")).toMatchObject([
      { message: expect.stringMatching(/if/), hint: "write {% endif %} where it ends" },
    ]);
    expect(checkLiquid("{{ member.firstName | upcas }}")).toMatchObject([
      { message: expect.stringMatching(/upcas/), hint: 'did you mean "upcase"?' },
    ]);
    expect(checkLiquid("{% nonsense %}")[0]?.message).toMatch(/nonsense/);
  });

  it("knows the names that a mail has, and no others", () => {
    const names =
      "{% for pick in picks %}{{ pick.title }}{% endfor %}{% assign n = member.plan %}{{ n }}{{ lives.size }}";
    expect(checkLiquid(names)).toEqual([]);
    expect(checkLiquid("{{ membre.prenom }}, {{ picks.size }}")).toEqual([
      { text: "membre", message: 'there is no "membre" in a mail', hint: 'did you mean "member"?' },
    ]);
    expect(checkLiquid("{% if contact.name %}x{% endif %}")[0]?.message).toBe('there is no "contact" in a mail');
  });

  it("reaches no file and nothing that is inherited", () => {
    expect(checkLiquid("{% include 'secrets' %}")[0]?.message).toMatch(/include/);
    expect(checkLiquid("{% render 'secrets' %}")[0]?.message).toMatch(/render/);
  });
});
