import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { body, EMAILS } from "../../../../test/support/sample-mail.ts";
import { hintInFrench, messageInFrench } from "../../../core/rules/text/french-mistakes.ts";
import { openTemplates } from "./templates.ts";

describe("a team's own templates", () => {
  let emails: string;
  const put = (file: string, text: string) => writeFile(join(emails, file), text);
  beforeEach(async () => {
    emails = await mkdtemp(join(tmpdir(), "rekindle-emails-"));
    await cp(EMAILS, emails, { recursive: true });
  });
  afterEach(() => rm(emails, { recursive: true }));

  it("are told of each name that no mail has, where it stands in their files", async () => {
    expect((await openTemplates({ emailsDirectory: emails })).strangers()).toEqual([]);
    await put(
      "mine.mjml",
      body(
        "<mj-text>{{ t.greting }}\n{{ member.firstname }} {{ member.plan }}</mj-text>\n<mj-raw>{% cards recent %}</mj-raw><mj-text>{{ pick.titel }}</mj-text><mj-raw>{% endcards %}</mj-raw>",
      ),
    );
    await put("mine.txt.liquid", "{{ brand.name }}\n{% for live in lifes %}x{% endfor %}");
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
  });

  it("are told of a name that a mail has and cards do not see, and of none that is put in beforehand", async () => {
    const cards = (list: string, inside: string) =>
      `<mj-raw>{% cards ${list} %}</mj-raw>${inside}<mj-raw>{% endcards %}</mj-raw>`;
    await put("partials/mine.mjml", "<mj-text>{{ pick.title }} {{ language }}</mj-text>");
    await put(
      "mine.mjml",
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
  });

  it("have all that is wrong with them told, where it stands in their files, in no library's words", async () => {
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
    const templates = await openTemplates({ emailsDirectory: emails });
    const told = templates.problems.flatMap(({ file, flaws }) =>
      flaws.map((flaw) => {
        const lines = flaw.text.slice(0, flaw.span[0]).split("\n");
        expect(flaw.file).toBe(file);
        expect(flaw.hint).not.toBe("");
        expect([messageInFrench(flaw.message), hintInFrench(flaw.hint)], flaw.message).not.toContain(null);
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
    ]);
    for (const { error } of templates.problems)
      expect(error.message).not.toMatch(/Malformed|JSON at|registered|illegal/);
  });

  it("have what is wrong with includes, MJML, Liquid and the text part told at once", async () => {
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
  });

  it("may open a block in one partial and close it in another, and are told of what is never closed alone", async () => {
    const include = (name: string) => `<mj-include path="./partials/${name}.mjml" />`;
    await put("partials/open.mjml", "<mj-raw>{% if member.firstName %}</mj-raw>");
    await put("partials/or.mjml", "<mj-raw>{% else %}</mj-raw>");
    await put("partials/shut.mjml", "<mj-raw>{% endif %}</mj-raw>");
    await put("partials/list.mjml", "<mj-raw>{% tablerow pick in picks %}</mj-raw>");
    await put("good.mjml", body(`${include("open")}${include("or")}${include("shut")}`));
    await put("other.mjml", body(`${include("open")}<mj-text>{{ a | b }}</mj-text>${include("or")}${include("shut")}`));
    await put("stray.mjml", body(`${include("list")}\n${include("list")}\n${include("shut")}`));
    const { problems } = await openTemplates({ emailsDirectory: emails });
    expect(problems.map(({ file, flaws }) => [file, ...flaws.map((one) => [one.file, one.message, one.hint])])).toEqual(
      [
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
      ],
    );
  });
});
