import type { RuleFolder } from "../core/rules/read/check-folder.ts";
import type { Mistake } from "../core/rules/text/mistake.ts";
import { mistakeAt, openSource } from "../core/rules/text/source.ts";
import { openWarner } from "../core/rules/warn/warner.ts";
import type { TemplateFlaws } from "./context.ts";

/** Told at each rule that uses the template; at the file itself where none does, or where it is the words of a language. */
export function tellTemplates({ rules }: RuleFolder, { problems, withoutWayOut, strangers }: TemplateFlaws): Mistake[] {
  const lacking: Mistake[] = [];
  for (const { template, file } of withoutWayOut) {
    for (const rule of rules.filter(({ digest }) => digest.template === template)) {
      openWarner(rule.file, rule.source, lacking).warn(
        ["digest", "template"],
        `nothing in ${file} leads to unsubscribing`,
        file.endsWith(".mjml")
          ? 'put <mj-include path="./partials/footer.mjml" /> in it, or a link to {{ unsubscribeUrl }}'
          : "put {{ unsubscribeUrl }} in it",
      );
    }
  }
  const broken = problems.flatMap(({ file, template, error }): Mistake[] => {
    const users = rules.filter(({ digest }) => digest.template === template);
    if (users.length === 0) {
      const severity = template === null ? "mistake" : "warning";
      const hint = "correct it, then start Rekindle again if it runs";
      return [{ ...mistakeAt(openSource(file, ""), [0, 0], error.message, hint), severity }];
    }
    return users.flatMap((rule) => {
      const told: Mistake[] = [];
      const { warn } = openWarner(rule.file, rule.source, told);
      warn(["digest", "template"], error.message, `correct ${file}: until then nothing of this rule is sent`);
      return told.map((each) => ({ ...each, severity: "mistake" as const }));
    });
  });
  const unknown = strangers.map(({ file, text, span, message, hint }) =>
    mistakeAt(openSource(file, text), span, message, hint),
  );
  return [...broken, ...unknown, ...lacking];
}
