import type { OwnLimit } from "../../core/preferences.ts";
import type { SpokenLanguage } from "../../core/rules/condition-kind.ts";
import { describeTiming } from "../../core/rules/describe-timing.ts";
import type { OutOfReach } from "../../core/rules/evaluate-member.ts";
import type { Cap } from "../ports.ts";
import type { RuleExplanation } from "./explain-members.ts";
import type { FullCap, Wait } from "./walk-road.ts";

/** Why a rule mails a member or does not, in one sentence that goes on from the rule's name. */
export function sayVerdict(explanation: RuleExplanation, language: SpokenLanguage): string {
  const words = WORDS[language];
  const { rule, verdict, road, outOfReach, winner, arm } = explanation;
  switch (verdict) {
    case "planned":
      return arm === "held_out" ? words.heldOut : words.planned;
    case "no_match":
      return words.noMatch;
    case "not_in_rules":
      return words.notInRules[outOfReach ?? "role"];
    case "again_after":
      return road.wait === null ? words.againAfter : words.spaced(road.wait, untilOf(road.wait));
    case "capped":
      return words.capped(longest(road.fullCaps));
    case "unsubscribed":
      return road.closed === "on_pause" && road.pausedUntil !== null
        ? words.onPause(sayInstant(road.pausedUntil))
        : words.unsubscribed;
    case "waits":
      return words.waits(describeTiming(rule, language));
    case "outranked":
      return winner === null ? words.outranked : words.outrankedBy(winner);
    default:
      return words[verdict];
  }
}

/** `3 per 7 days`, as settings.yaml has it; « 3 sur 7 jours ». A member's own limit says that it is theirs. */
export function sayCap(cap: Cap | OwnLimit, language: SpokenLanguage): string {
  if (typeof cap === "string") return WORDS[language].ownLimits[cap];
  const { count, days } = cap;
  if (language === "en") return days === 1 ? `${count} per day` : `${count} per ${days} days`;
  return days === 1 ? `${count} par jour` : `${count} sur ${days} jours`;
}

/** A date, or an instant to the minute. */
export function untilOf({ until }: Wait): string {
  return typeof until === "string" ? until : sayInstant(until);
}

/** `2026-11-24 08:00 UTC` */
export function sayInstant(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** The cap that has no room longest. */
function longest(caps: readonly FullCap[]): FullCap | null {
  return caps.reduce<FullCap | null>((last, cap) => (last === null || cap.roomFrom > last.roomFrom ? cap : last), null);
}

interface Words {
  readonly planned: string;
  readonly heldOut: string;
  readonly noMatch: string;
  readonly notInRules: Readonly<Record<OutOfReach, string>>;
  readonly already_proposed: string;
  readonly nothing_open: string;
  readonly unsubscribed: string;
  readonly onPause: (until: string) => string;
  readonly suppressed: string;
  readonly no_email: string;
  readonly againAfter: string;
  readonly spaced: (wait: Wait, until: string) => string;
  readonly capped: (full: FullCap | null) => string;
  readonly ownLimits: Readonly<Record<OwnLimit, string>>;
  readonly outranked: string;
  readonly outrankedBy: (rule: string) => string;
  readonly waits: (timing: string) => string;
}

const WORDS: Readonly<Record<SpokenLanguage, Words>> = {
  en: {
    planned: "the member gets a digest",
    heldOut: "the member is held out: a digest is planned, picked and withheld",
    noMatch: "the conditions do not hold",
    notInRules: {
      role: "moderators and staff are outside the rules",
      team: "the address is one of the team's (settings.yaml, team)",
      not_joined: "the member joins later than this",
      timezone: "the member lives in another timezone",
    },
    already_proposed: "no mail: what the member has left unseen was proposed before",
    nothing_open: "no mail: too little unseen content for a digest",
    unsubscribed: "the member does not want mail",
    onPause: (until) => `the member paused their mails until ${until}`,
    suppressed: "no mail may go to the member's address",
    no_email: "no e-mail address is known",
    againAfter: "the rule mailed the member too recently",
    spaced: ({ digest }, until) => `the member has this rule's digest of ${digest.localDate}; again from ${until}`,
    capped: (full) => {
      if (full === null) return "a cap is reached";
      const { cap, roomFrom } = full;
      if (typeof cap === "string") return `the member wants mail ${sayCap(cap, "en")}; room from ${roomFrom}`;
      return `the cap ${sayCap(cap, "en")} is reached; room from ${roomFrom}`;
    },
    ownLimits: {
      weekly: "at most once a week by their own choice",
      monthly: "at most once a month by their own choice",
    },
    outranked: "the member has a digest from this moment already",
    outrankedBy: (rule) => `${rule} comes first in the order and wins the member`,
    waits: (timing) => `the conditions hold; the rule writes ${timing}`,
  },
  fr: {
    planned: "le membre reçoit un récapitulatif",
    heldOut: "le membre fait partie du groupe témoin : son récapitulatif est prévu, composé et retenu",
    noMatch: "les conditions ne sont pas remplies",
    notInRules: {
      role: "les règles ne concernent ni les modérateurs ni le personnel",
      team: "cette adresse est de l’équipe (settings.yaml, team)",
      not_joined: "le membre ne s’inscrit que plus tard",
      timezone: "le membre vit dans un autre fuseau horaire",
    },
    already_proposed: "pas d’e-mail : ce que le membre n’a pas consulté lui a déjà été proposé",
    nothing_open: "pas d’e-mail : trop peu de contenus non consultés pour un récapitulatif",
    unsubscribed: "le membre ne souhaite pas recevoir d’e-mails",
    onPause: (until) => `le membre a suspendu ses e-mails jusqu’au ${until}`,
    suppressed: "aucun e-mail ne doit partir vers cette adresse",
    no_email: "aucune adresse e-mail n’est connue",
    againAfter: "la règle a écrit à ce membre il y a trop peu de temps",
    spaced: ({ digest }, until) =>
      `le membre a déjà le récapitulatif du ${digest.localDate} ; à nouveau dès le ${until}`,
    capped: (full) => {
      if (full === null) return "un plafond est atteint";
      const { cap, roomFrom } = full;
      if (typeof cap === "string")
        return `le membre veut des e-mails ${sayCap(cap, "fr")} ; de la place dès le ${roomFrom}`;
      return `le plafond de ${sayCap(cap, "fr")} est atteint ; de la place dès le ${roomFrom}`;
    },
    ownLimits: {
      weekly: "au plus une fois par semaine, par choix personnel",
      monthly: "au plus une fois par mois, par choix personnel",
    },
    outranked: "le membre a déjà un récapitulatif de ce moment d’envoi",
    outrankedBy: (rule) => `${rule} passe avant dans l’ordre et l’emporte`,
    waits: (timing) => `les conditions sont remplies ; la règle écrit ${timing}`,
  },
};
