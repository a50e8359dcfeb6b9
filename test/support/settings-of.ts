import { checkFolder } from "../../src/core/rules/read/check-folder.ts";
import type { Mistake } from "../../src/core/rules/text/mistake.ts";

const RULE = `rule: a
when: { inactive: 7 days }
send: { every: day, at: "08:00" }
digest: { subject: { en: Hello, fr: Bonjour } }
`;

/** What is read of a settings.yaml beside one good rule, a.yaml. */
export function settings(text: string) {
  return checkFolder([
    { file: "settings.yaml", text },
    { file: "a.yaml", text: RULE },
  ]);
}

/** Severity, line, column and hint of each. */
export function brief(mistakes: readonly Mistake[]) {
  return mistakes.map(({ severity, line, column, hint }) => [severity, line, column, hint]);
}
