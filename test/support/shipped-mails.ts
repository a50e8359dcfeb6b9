import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkFolder, type RuleFolder } from "../../src/core/rules/read/check-folder.ts";
import { wordingIn } from "../../src/digest/describe-digest.ts";
import type { RenderedMail } from "../../src/digest/mails/ports.ts";
import { checkLiquid } from "../../src/platform/mail/templates/check-liquid.ts";
import { listTemplates, openTemplates } from "../../src/platform/mail/templates/templates.ts";
import { RULE_OF, SCENES, type SceneName, sceneModel } from "./mail-scenes.ts";

const RULES = new URL("../../rules/", import.meta.url);
const emailsDirectory = fileURLToPath(new URL("../../emails", import.meta.url));

export const shippedTemplates: readonly string[] = await listTemplates({ emailsDirectory });
export const templates = await openTemplates({ emailsDirectory });

export const shippedRules: RuleFolder = checkFolder(
  readdirSync(RULES, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => ({ file, text: readFileSync(new URL(file, RULES), "utf8") })),
  { checkLiquid, templates: shippedTemplates },
);

export interface ShippedMail extends RenderedMail {
  readonly template: string;
  readonly language: "en" | "fr";
  readonly scene: SceneName;
}

export function ruleFor(template: string) {
  const rule = shippedRules.rules.find(({ name }) => name === RULE_OF[template]);
  if (rule === undefined) throw new Error(`no shipped rule is named for the template ${template}`);
  return rule;
}

/** Every shipped template in each language and scene, with the texts of a shipped rule. */
export function shippedMails(scenes: readonly SceneName[] = SCENES): ShippedMail[] {
  return shippedTemplates.flatMap((template) =>
    (["en", "fr"] as const).flatMap((language) =>
      scenes.map((scene) => {
        const rule = ruleFor(template);
        const mail = templates.render(template, wordingIn(rule, language), sceneModel(scene, rule, language));
        return { template, language, scene, ...mail };
      }),
    ),
  );
}
