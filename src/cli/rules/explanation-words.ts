import type { NextChance } from "../../audience/explaining/next-chance.ts";
import type { OutsideContent } from "../../audience/explaining/ports.ts";
import type { ContentFate } from "../../core/picks/explain-picks.ts";
import type { PickKind } from "../../core/picks/pick.ts";
import type { SpokenLanguage } from "../../core/rules/condition-kind.ts";
import type { RuleState } from "../../core/rules/rule.ts";

/** The words around an explanation. What a condition or a verdict says comes from where it is decided. */
export interface ExplanationWords {
  /** Between a name and what is said of it. */
  readonly colon: string;
  /** With two decimals. */
  readonly score: (value: number) => string;
  readonly percent: (whole: number) => string;
  readonly title: (member: string, at: string, timezone: string) => string;
  readonly states: Readonly<Record<RuleState, string>>;
  /** Conditions that only combine others, which stand below them. */
  readonly combinations: Readonly<Record<string, string>>;
  /** Heads of the columns: what the member has, what the rule asks for. */
  readonly value: string;
  readonly bound: string;
  /** Where a member has no such value. */
  readonly none: string;
  readonly yes: string;
  readonly no: string;
  readonly closed: Readonly<Record<"unsubscribed" | "suppressed" | "no_email", string>>;
  readonly onPause: (until: string) => string;
  readonly waits: (digest: string, until: string) => string;
  readonly cap: (cap: string, digests: readonly string[], roomFrom: string) => string;
  readonly order: (winner: string) => string;
  readonly kinds: Readonly<Record<PickKind, string>>;
  readonly terms: (worth: string, taste: string, variety: string, viewers: number, days: number) => string;
  readonly leftOut: (counts: string) => string;
  readonly counted: (why: string, count: number) => string;
  readonly whys: Readonly<Record<ContentFate["why"] | OutsideContent["why"], string>>;
  readonly viewedOn: (date: string) => string;
  readonly mailedIn: (rule: string, date: string) => string;
  readonly lower: (score: string, lowest: string | null, terms: string) => string;
  readonly more: (count: number) => string;
  readonly next: (said: string) => string;
  readonly obstacles: Readonly<Record<Extract<NextChance, { at: null }>["obstacle"], string>>;
}

export function wordsOf(language: SpokenLanguage): ExplanationWords {
  return language === "fr" ? FRENCH : ENGLISH;
}

const ENGLISH: ExplanationWords = {
  colon: ":",
  score: (value) => value.toFixed(2),
  percent: (whole) => `${whole}%`,
  title: (member, at, timezone) => `Member ${member}, at ${at} UTC; dates below are those of ${timezone}`,
  states: { draft: "draft, as if it were live", live: "live", paused: "paused, as if it were live" },
  combinations: { all: "all of these:", any: "at least one of these:" },
  value: "has",
  bound: "asked",
  none: "nothing",
  yes: "yes",
  no: "no",
  closed: {
    unsubscribed: "consent: the member said no, or has not said yes where settings.yaml asks for it",
    suppressed: "address: suppressed (unsubscribed, bounced or complained)",
    no_email: "address: none",
  },
  onPause: (until) => `pause: by the member's own choice, until ${until}`,
  waits: (digest, until) => `spacing: ${digest} was the last; again from ${until}`,
  cap: (cap, digests, roomFrom) => `cap ${cap}: ${digests.join(", ")}; room from ${roomFrom}`,
  order: (winner) => `order: ${winner} comes first`,
  kinds: { pinned: "pinned", hot: "hot", cold: "cold", evergreen: "evergreen" },
  terms: (worth, taste, variety, viewers, days) =>
    `worth ${worth} (${viewers} ${viewers === 1 ? "viewer" : "viewers"}, ${days} ${days === 1 ? "day" : "days"} old) × taste ${taste} × variety ${variety}`,
  leftOut: (counts) => `left out — ${counts}`,
  counted: (why, count) => `${why}: ${count}`,
  whys: {
    picked: "picked",
    too_few: "would be a pick, were there more of them",
    scored_lower: "scored lower",
    viewed: "viewed",
    own: "the member's own",
    switched_off: "on a theme the member switched off",
    other_language: "in another language",
    mailed: "in an earlier digest",
    side_off: "of a side that the rule does not use",
    off_themes: "old and on no theme the member reads",
    not_published: "not published yet",
    not_open: "not open to the member",
    withdrawn: "withdrawn",
    over: "over",
    blocked: "blocked",
    no_page: "without a title or a link",
  },
  viewedOn: (date) => `viewed on ${date}`,
  mailedIn: (rule, date) => `in the digest of ${rule} of ${date}`,
  lower: (score, lowest, terms) =>
    `${score}${lowest === null ? ", no place left" : `, the lowest chosen ${lowest}`} (${terms})`,
  more: (count) => `… and ${count} more (--all)`,
  next: (said) => `next: ${said}`,
  obstacles: {
    never_due: "not within 40 days, the rule is not due until then",
    no_match: "not within 40 days, the conditions will not hold",
    again_after: "not within 40 days, the rule's last digest is too recent",
    capped: "not within 40 days, the caps are full",
    outranked: "not within 40 days",
    on_pause: "not within 40 days, the member paused their mails",
    unsubscribed: "never, while the member does not want mail",
    suppressed: "never, while the address is suppressed",
    no_email: "never, while there is no e-mail address",
  },
};

const FRENCH: ExplanationWords = {
  colon: " :",
  score: (value) => value.toFixed(2).replace(".", ","),
  percent: (whole) => `${whole} %`,
  title: (member, at, timezone) =>
    `Membre ${member}, le ${at} UTC ; les dates ci-dessous sont celles du fuseau ${timezone}`,
  states: {
    draft: "brouillon, comme si elle était active",
    live: "active",
    paused: "suspendue, comme si elle était active",
  },
  combinations: {
    all: "toutes ces conditions :",
    any: "au moins une de ces conditions :",
  },
  value: "a",
  bound: "demandé",
  none: "rien",
  yes: "oui",
  no: "non",
  closed: {
    unsubscribed: "consentement : le membre a dit non, ou n’a pas dit oui alors que settings.yaml l’exige",
    suppressed: "adresse : bloquée (désabonnement, rejet ou plainte)",
    no_email: "adresse : aucune",
  },
  onPause: (until) => `pause : par choix personnel, jusqu’au ${until}`,
  waits: (digest, until) => `espacement : ${digest} est le dernier ; à nouveau dès le ${until}`,
  cap: (cap, digests, roomFrom) => `plafond ${cap} : ${digests.join(", ")} ; de la place dès le ${roomFrom}`,
  order: (winner) => `ordre : ${winner} passe avant`,
  kinds: { pinned: "épinglé", hot: "chaud", cold: "froid", evergreen: "incontournable" },
  terms: (worth, taste, variety, viewers, days) =>
    `valeur ${worth} (${viewers} ${viewers < 2 ? "lecteur" : "lecteurs"}, ${days} ${days < 2 ? "jour" : "jours"}) × goût ${taste} × variété ${variety}`,
  leftOut: (counts) => `écartés — ${counts}`,
  counted: (why, count) => `${why} : ${count}`,
  whys: {
    picked: "proposé",
    too_few: "proposé s’il y en avait davantage",
    scored_lower: "moins bien noté",
    viewed: "consulté",
    own: "écrit par le membre",
    switched_off: "d’une thématique que le membre ne veut plus",
    other_language: "dans une autre langue",
    mailed: "déjà dans un récapitulatif",
    side_off: "d’une sorte que la règle n’emploie pas",
    off_themes: "ancien et hors des thématiques du membre",
    not_published: "pas encore publié",
    not_open: "pas ouvert à ce membre",
    withdrawn: "retiré",
    over: "terminé",
    blocked: "bloqué",
    no_page: "sans titre ou sans lien",
  },
  viewedOn: (date) => `consulté le ${date}`,
  mailedIn: (rule, date) => `dans le récapitulatif de ${rule} du ${date}`,
  lower: (score, lowest, terms) =>
    `${score}${lowest === null ? ", plus de place" : `, la note la plus basse retenue est ${lowest}`} (${terms})`,
  more: (count) => `… et ${count} de plus (--all)`,
  next: (said) => `prochaine fois : ${said}`,
  obstacles: {
    never_due: "pas d’ici 40 jours, la règle n’a pas d’envoi prévu",
    no_match: "pas d’ici 40 jours, les conditions ne seront pas remplies",
    again_after: "pas d’ici 40 jours, le dernier récapitulatif de la règle est trop récent",
    capped: "pas d’ici 40 jours, les plafonds sont atteints",
    outranked: "pas d’ici 40 jours",
    on_pause: "pas d’ici 40 jours, le membre a suspendu ses e-mails",
    unsubscribed: "jamais, tant que le membre ne souhaite pas d’e-mails",
    suppressed: "jamais, tant que l’adresse est bloquée",
    no_email: "jamais, tant qu’il n’y a pas d’adresse e-mail",
  },
};
