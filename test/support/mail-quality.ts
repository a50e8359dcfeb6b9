import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { ConfigData } from "html-validate";
import type { Page } from "playwright-core";

/** Mail is not the web: what is switched off has its reason. */
export const MAIL_HTML: ConfigData = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // Outlook for Windows lays out by tables and reads their attributes, and conditional comments: MJML writes both for it.
    "no-conditional-comment": "off",
    "no-deprecated-attr": "off",
    // Programs that drop <style> keep what stands inline.
    "no-inline-style": "off",
    // A mail becomes part of the program's own page, where <body> and <article> are taken away and role="article" stays.
    "prefer-native-element": ["error", { exclude: ["article"] }],
    // Taste: HTML allows both.
    "doctype-style": "off",
    "void-style": "off",
  },
};

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** A mail is part of a page that is the mail program's: its landmarks are not ours to set. */
const AXE_OPTIONS = JSON.stringify({ rules: { region: { enabled: false }, "landmark-one-main": { enabled: false } } });

/** What a reader with other eyes could not use. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate(`axe.run(document, ${AXE_OPTIONS})`)) as AxeResult;
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
