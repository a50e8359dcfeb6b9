import type { SpokenLanguage } from "../core/rules/condition-kind.ts";
import type { RuleState } from "../core/rules/rule.ts";

/** The words around an explanation. What a condition or a verdict says comes from where it is decided. */
export interface ExplanationWords {
  readonly title: (member: string, at: string) => string;
  readonly states: Readonly<Record<RuleState, string>>;
  /** Conditions that only combine others, which stand below them. */
  readonly combinations: Readonly<Record<string, string>>;
  readonly measured: (value: string, bound: string) => string;
  /** Where a member has no such value. */
  readonly none: string;
  readonly closed: Readonly<Record<"unsubscribed" | "suppressed" | "no_email", string>>;
  readonly waits: (digest: string, until: string) => string;
  readonly cap: (cap: string, digests: readonly string[], roomFrom: string) => string;
  readonly order: (winner: string) => string;
}

export function wordsOf(language: SpokenLanguage): ExplanationWords {
  return language === "fr" ? FRENCH : ENGLISH;
}

const ENGLISH: ExplanationWords = {
  title: (member, at) => `Member ${member}, at ${at} UTC`,
  states: { draft: "draft, as if it were live", live: "live", paused: "paused, as if it were live" },
  combinations: { all: "all of these:", any: "at least one of these:" },
  measured: (value, bound) => `  is ${value}, asked ${bound}`,
  none: "nothing",
  closed: {
    unsubscribed: "consent: the member said no, or has not said yes where settings.yaml asks for it",
    suppressed: "address: suppressed (unsubscribed, bounced or complained)",
    no_email: "address: none",
  },
  waits: (digest, until) => `spacing: ${digest} was the last; again from ${until}`,
  cap: (cap, digests, roomFrom) => `cap ${cap}: ${digests.join(", ")}; room from ${roomFrom}`,
  order: (winner) => `order: ${winner} comes first`,
};

const FRENCH: ExplanationWords = {
  title: (member, at) => `Membre ${member}, le ${at} UTC`,
  states: {
    draft: "brouillon, comme si elle était active",
    live: "active",
    paused: "suspendue, comme si elle était active",
  },
  combinations: {
    all: "toutes ces conditions :",
    any: "au moins une de ces conditions :",
  },
  measured: (value, bound) => `  vaut ${value}, demandé ${bound}`,
  none: "rien",
  closed: {
    unsubscribed: "consentement : le membre a dit non, ou n’a pas dit oui alors que settings.yaml l’exige",
    suppressed: "adresse : bloquée (désinscription, rejet ou plainte)",
    no_email: "adresse : aucune",
  },
  waits: (digest, until) => `espacement : ${digest} est le dernier ; à nouveau dès le ${until}`,
  cap: (cap, digests, roomFrom) => `plafond ${cap} : ${digests.join(", ")} ; de la place dès le ${roomFrom}`,
  order: (winner) => `ordre : ${winner} passe avant`,
};
