import { expect, it } from "vitest";
import type { RuleRow } from "../dependencies.ts";
import { wordingFor } from "../wording.ts";
import { renderRules } from "./rules-page.ts";

it("shows the rules that write to members first, and drafts last", () => {
  const row = (name: string, state: RuleRow["state"]): RuleRow => {
    return { name, state, file: `${name}.yaml`, about: null, who: "", when: "", next: null, waiting: [], funnel: [] };
  };
  const rules = [row("a", "draft"), row("b", "live"), row("c", "paused"), row("d", "live")];
  const page = String(renderRules({ rules, mistakes: [] }, wordingFor("en")));
  expect([...page.matchAll(/<h2>(.)<\/h2>/g)].map(([, name]) => name)).toEqual(["b", "d", "c", "a"]);
});
