import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkWeekPage } from "./week-page.ts";

const EMAILS = fileURLToPath(new URL("../../../../emails", import.meta.url));

const WEEK_FILE = "reports/weekly.mjml";

let emails: string;

beforeEach(async () => {
  emails = await mkdtemp(join(tmpdir(), "rekindle-week-"));
  await cp(EMAILS, emails, { recursive: true });
});
afterEach(() => rm(emails, { recursive: true }));

const edit = async (file: string, change: (text: string) => string) =>
  writeFile(join(emails, file), change(await readFile(join(emails, file), "utf8")));

describe("the files of the weekly report", () => {
  it("name nothing that it has not, as they ship", async () => {
    expect(await checkWeekPage(emails)).toEqual({ problems: [], strangers: [] });
  });

  it("are told of each name that it has not, also in what it includes, and behind a name that stands for another", async () => {
    await edit(WEEK_FILE, (text) =>
      text
        .replace("{{ told.headline }}", "{{ told.headlin }} {{ member.firstName }}")
        .replace("told.costs.says", "told.cost.says"),
    );
    await edit("partials/figures.mjml", (text) => text.replace("row.saysVerdict != ", "row.says != "));
    await edit("partials/header.mjml", (text) =>
      text.replace("{{ brand.name }}</mj-text>", "{{ t.greeting }}</mj-text>"),
    );
    const { problems, strangers } = await checkWeekPage(emails);
    expect(problems).toEqual([]);
    expect(strangers.map(({ file, text, span, message, hint }) => [file, text.slice(...span), message, hint])).toEqual([
      [
        "partials/header.mjml",
        "t",
        'there is no "t" in the weekly report',
        expect.stringContaining("one of: language, told"),
      ],
      [WEEK_FILE, "told.headlin", 'there is no "told.headlin" in the weekly report', 'did you mean "told.headline"?'],
      [WEEK_FILE, "member", 'there is no "member" in the weekly report', expect.stringContaining("told")],
      ["partials/figures.mjml", "row.says", 'there is no "row.says" in the weekly report', expect.any(String)],
      [WEEK_FILE, "told.cost", 'there is no "told.cost" in the weekly report', 'did you mean "told.costs"?'],
    ]);
  });

  it("are refused in plain words where nothing can be made of them", async () => {
    await edit(WEEK_FILE, (text) => text.replace("{% endfor %}", ""));
    expect((await checkWeekPage(emails)).problems[0]?.error.message).toMatch(
      /^The mail template reports\/weekly\.mjml cannot be used: /,
    );
    await rm(join(emails, "partials/figures.mjml"));
    expect((await checkWeekPage(emails)).problems[0]?.error.message).toContain(
      "partials/figures.mjml cannot be read (ENOENT)",
    );
  });
});
