import type { SpokenLanguage } from "./condition-kind.ts";
import { describeCondition } from "./describe.ts";
import type { CheckedRule, Upon, UponRecipient, UponRole } from "./rule.ts";
import { sayList } from "./say-words.ts";

/** Whom a rule is for, in plain words that complete "the member …" or « le membre … ». */
export function describeAudience({ when, upon }: CheckedRule, language: SpokenLanguage): string {
  if (upon === null) return describeCondition(when, language);
  const told = describeRecipients(upon, language);
  // A rule without a condition of its own holds an empty one.
  if (when.kind === "all" && when.parts.length === 0) return told;
  return `${told}; ${language === "en" ? "and" : "et"} ${describeCondition(when, language)}`;
}

function describeRecipients({ to, types, themes }: Upon, language: SpokenLanguage): string {
  const parts = sayList(
    to.map((recipient) => describeRecipient(recipient, language)),
    "or",
    language,
  );
  const english = language === "en";
  const only = [
    types === null ? [] : [`${english ? "of type" : "de type"} ${sayList(types, "or", language)}`],
    themes === null ? [] : [`${english ? "on" : "sur"} ${sayList(themes, "or", language)}`],
  ].flat();
  if (only.length === 0) return parts;
  return `${parts} (${english ? "only contents" : "uniquement les contenus"} ${only.join(english ? " and " : " et ")})`;
}

const ROLES: Readonly<Record<UponRole, Readonly<Record<SpokenLanguage, string>>>> = {
  author: { en: "wrote the content", fr: "a écrit le contenu" },
  participants: { en: "has taken part in it", fr: "y a déjà participé" },
  followers: { en: "follows it", fr: "le suit" },
  interested: { en: "cares for its themes", fr: "s’intéresse à ses thématiques" },
  registered: { en: "is registered for it", fr: "y est inscrit" },
  member: { en: "is the one it happened to", fr: "est la personne concernée" },
};

function describeRecipient(recipient: UponRecipient, language: SpokenLanguage): string {
  if ("role" in recipient) return ROLES[recipient.role][language];
  return language === "en"
    ? `is the one that its “${recipient.property}” names`
    : `est la personne que désigne « ${recipient.property} »`;
}
