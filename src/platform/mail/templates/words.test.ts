import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EMAILS } from "../../../../test/support/sample-mail.ts";
import { hintInFrench, messageInFrench } from "../../../core/rules/text/french-mistakes.ts";
import { openTemplates } from "./templates.ts";

describe("the words of a language", () => {
  let emails: string;
  beforeEach(async () => {
    emails = await mkdtemp(join(tmpdir(), "rekindle-emails-"));
    await cp(EMAILS, emails, { recursive: true });
  });
  afterEach(() => rm(emails, { recursive: true }));

  it("have all that is wrong with them told, where it stands in their file", async () => {
    const put = (file: string, text: string) => writeFile(join(emails, file), text);
    const french = JSON.parse(await readFile(join(EMAILS, "locales/fr.json"), "utf8")) as object;
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
        expect(flaw.file).toBe(file);
        expect(flaw.hint).not.toBe("");
        expect([messageInFrench(flaw.message), hintInFrench(flaw.hint)], flaw.message).not.toContain(null);
        return `${file}:${flaw.text.slice(0, flaw.span[0]).split("\n").length} ${flaw.message}`;
      }),
    );
    expect(told).toEqual([
      "locales/de.json:3 a comma is missing",
      'locales/fr.json:21 "more" is no text',
      'locales/fr.json:53 "useful": {% if x %} is never closed',
      'locales/fr.json:57 "t": there is no filter "b"',
      "locales/it.json:1 it is no block of names and texts",
    ]);
    for (const { error } of templates.problems) expect(error.message).not.toMatch(/Malformed|JSON at/);
    expect(templates.strangers()).toMatchObject([
      {
        file: "locales/es.json",
        message: 'there is no word "greting" in locales/en.json',
        hint: 'did you mean "greeting"?',
      },
    ]);
  });
});
