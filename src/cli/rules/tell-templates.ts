import type { RuleFolder } from "../../core/rules/read/check-folder.ts";
import { messageInFrench } from "../../core/rules/text/french-mistakes.ts";
import type { Mistake } from "../../core/rules/text/mistake.ts";
import { mistakeAt, openSource } from "../../core/rules/text/source.ts";
import { openWarner } from "../../core/rules/warn/warner.ts";
import type { TemplateFlaws } from "../context.ts";

/** Told at each rule that uses the template; at the file itself where none does, or where it is the words of a language. */
export function tellTemplates({ rules }: RuleFolder, { problems, withoutWayOut, strangers }: TemplateFlaws): Mistake[] {
  const lacking: Mistake[] = [];
  for (const { template, file } of withoutWayOut) {
    for (const rule of rules.filter(({ digest }) => digest.template === template)) {
      openWarner(rule.file, rule.source, lacking).warn(
        ["digest", "template"],
        {
          en: `nothing in ${file} leads to unsubscribing`,
          fr: `rien dans ${file} ne mène au désabonnement`,
        },
        file.endsWith(".mjml")
          ? {
              en: 'put <mj-include path="./partials/footer.mjml" /> in it, or a link to {{ unsubscribeUrl }}',
              fr: 'mettez-y <mj-include path="./partials/footer.mjml" />, ou un lien vers {{ unsubscribeUrl }}',
            }
          : { en: "put {{ unsubscribeUrl }} in it", fr: "mettez-y {{ unsubscribeUrl }}" },
      );
    }
  }
  const broken = problems.flatMap(({ file, template, error, flaws }): Mistake[] => {
    const users = rules.filter(({ digest }) => digest.template === template);
    const severity = template === null || users.length > 0 ? "mistake" : "warning";
    const hint = "correct it, then start Rekindle again if it runs";
    const inFiles = flaws.map((flaw): Mistake => {
      return { ...mistakeAt(openSource(flaw.file, flaw.text), flaw.span, flaw.message, flaw.hint), severity };
    });
    if (users.length === 0 && flaws.length === 0)
      return [{ ...mistakeAt(openSource(file, ""), [0, 0], error.message, hint), severity }];
    // The rest stands at its place in the files.
    const [first, ...more] = inFiles;
    const message =
      first === undefined || more.length === 0
        ? error.message
        : `The mail template ${template} cannot be used: ${first.message} (line ${first.line}), and ${more.length} more.`;
    const inRules = users.flatMap((rule) => {
      const told: Mistake[] = [];
      const { warn } = openWarner(rule.file, rule.source, told);
      warn(
        ["digest", "template"],
        { en: message, fr: messageInFrench(message) ?? message },
        {
          en: `correct ${file}: until then nothing of this rule is sent`,
          fr: `corrigez ${file} : d’ici là, rien ne part de cette règle`,
        },
      );
      return told.map((each) => ({ ...each, severity: "mistake" as const }));
    });
    return [...inFiles, ...inRules];
  });
  const unknown = strangers.map(({ file, text, span, message, hint }) =>
    mistakeAt(openSource(file, text), span, message, hint),
  );
  return [...once(broken), ...unknown, ...lacking];
}

/** A partial belongs to several templates; what stops the mails of a rule outweighs what stops none. */
function once(mistakes: readonly Mistake[]): Mistake[] {
  const told = new Map<string, Mistake>();
  for (const mistake of mistakes) {
    const key = `${mistake.file}:${mistake.line}:${mistake.column} ${mistake.message}`;
    if (told.get(key)?.severity !== "mistake") told.set(key, mistake);
  }
  return [...told.values()];
}
