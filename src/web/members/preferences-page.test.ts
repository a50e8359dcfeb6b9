import { HtmlValidate } from "html-validate";
import { describe, expect, it } from "vitest";
import type { PreferencesView } from "../../delivery/preferences/preferences-view.ts";
import { renderPreferences } from "./preferences-page.ts";
import { renderUnsubscribe } from "./unsubscribe-page.ts";

const BRAND = { name: 'Café & <"Co">', colour: "#0b5fff" };
const HOSTILE = ['"><script>alert(1)</script>', "{{7*7}}", "&quot;", "' onfocus='alert(1)", "a\u202eb"];
const VIEW: PreferencesView = {
  language: "fr",
  maskedAddress: "m•••@members.example",
  standing: "on",
  frequency: "any",
  mailLanguage: "fr",
  mailLanguages: ["en", "fr"],
  themes: [...HOSTILE, ...Array.from({ length: 30 }, (_, n) => `theme ${n}`)].map((name, n) => ({
    name,
    wanted: n % 3 > 0,
  })),
  pausedUntil: null,
  undo: { version: 1, on: "2026-11-01" },
  said: null,
  mistakes: [],
};
const CHANGES: readonly Partial<PreferencesView>[] = [
  {},
  { said: "saved" },
  { standing: "paused", pausedUntil: "2027-01-01", language: "en" },
  { standing: "unsubscribed", said: "unsubscribed" },
  { standing: "complained" },
  { standing: "gone", themes: [], mailLanguages: ["fr"], undo: null },
  { mistakes: ["frequency", "language"], themes: VIEW.themes.slice(0, 5) },
];
const validator = new HtmlValidate({ extends: ["html-validate:standard", "html-validate:a11y"] });

async function faultsOf(page: string): Promise<string[]> {
  const { results } = await validator.validateString(page);
  return results.flatMap(({ messages }) => messages.map(({ line, ruleId, message }) => `${line} ${ruleId} ${message}`));
}

describe("the pages that mails lead to", () => {
  it.each(CHANGES)("are valid HTML: %j", async (change) => {
    expect(await faultsOf(renderPreferences(BRAND, { ...VIEW, ...change }))).toEqual([]);
  });

  it.each([true, false])("are valid HTML before and after unsubscribing: %j", async (unsubscribed) => {
    const preferencesUrl = "https://news.example/community/p/1p-token";
    const page = renderUnsubscribe(BRAND, { language: "en", maskedAddress: null, unsubscribed, preferencesUrl });
    expect(await faultsOf(page)).toEqual([]);
    // Beside this page, wherever a proxy has put it.
    expect(page).toContain('"../p/1p-token"');
  });

  it("show themes letter for letter, whatever they are called", () => {
    const page = renderPreferences(BRAND, VIEW);
    expect(page).not.toContain("<script");
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect(page).toContain("<span>{{7*7}}</span>");
    expect(page).toContain("<span>&amp;quot;</span>");
    expect(page).not.toMatch(/'\s*onfocus=/);
  });

  it("say a day as people do, the first of a French month too", () => {
    expect(renderPreferences(BRAND, { ...VIEW, standing: "paused", pausedUntil: "2027-01-01" })).toContain(
      "avant le 1er janvier 2027",
    );
  });
});
