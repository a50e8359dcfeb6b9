import type { SpokenLanguage } from "../../core/rules/condition-kind.ts";
import { sayCount } from "../../core/rules/text/said.ts";
import type { ProposedDigest } from "../../digest/propose-picks.ts";

/** What `rules preview` says, in a language. */
export interface PreviewWords {
  readonly colon: string;
  readonly nothingFor: (member: string, explain: string) => string;
  readonly nothingWritten: (folder: string) => string;
  readonly wrote: (file: string) => string;
  /** The held out are planned too, and get none. */
  readonly title: (rule: string, when: string, mailed: number, heldOut: number) => string;
  /** `digests` null: all. */
  readonly held: (digests: number | null, release: string) => string;
  readonly heldOut: string;
  readonly kinds: Readonly<Record<ProposedDigest["picks"][number]["kind"], string>>;
  readonly noMail: Readonly<Record<NonNullable<ProposedDigest["skipped"]>, string>>;
  readonly more: (members: number) => string;
  readonly next: (when: string) => string;
  readonly never: Readonly<Record<"draft" | "paused", string>>;
  readonly neverAsThingsStand: string;
  readonly whenItHappens: string;
}

export const PREVIEW_WORDS: Readonly<Record<SpokenLanguage, PreviewWords>> = {
  en: {
    colon: ": ",
    nothingFor: (member, explain) => `${member} would get nothing. Why: ${explain}`,
    nothingWritten: (folder) => `Nothing is written to ${folder}: nobody would get a mail.`,
    wrote: (file) => `Wrote ${file}`,
    title: (rule, when, mailed, heldOut) => {
      const members = `${sayCount(mailed, ["member", "members"], "en")} would get a digest`;
      const others = heldOut === 0 ? "" : `, ${sayCount(heldOut, ["more is", "more are"], "en")} held out,`;
      return `${rule}: ${members}${others} at ${when}`;
    },
    held: (digests, release) =>
      `${digests === null ? "All" : sayCount(digests, ["digest", "digests"], "en")} of them would be held, until: ${release}`,
    heldOut: " (held out: withheld)",
    kinds: { pinned: "pinned", hot: "hot", cold: "cold", evergreen: "evergreen" },
    noMail: {
      already_proposed: "no mail: what is left unseen was proposed before",
      nothing_open: "no mail: too little unseen content",
    },
    more: (members) => `… and ${members} more (--limit).`,
    next: (when) => `Next due: ${when}.`,
    never: { draft: "never, the rule is draft", paused: "never, the rule is paused" },
    neverAsThingsStand: "never as things stand: its last moment has passed, or there is no member",
    whenItHappens: "when it happens",
  },
  fr: {
    colon: " : ",
    nothingFor: (member, explain) => `${member} ne recevrait rien. Pourquoi : ${explain}`,
    nothingWritten: (folder) => `Rien n’est écrit dans ${folder} : personne ne recevrait d’e-mail.`,
    wrote: (file) => `Écrit : ${file}`,
    title: (rule, when, mailed, heldOut) => {
      const members = `${sayCount(mailed, ["membre recevrait", "membres recevraient"], "fr")} un récapitulatif`;
      const others =
        heldOut === 0 ? "" : `, ${sayCount(heldOut, ["autre est", "autres sont"], "fr")} dans le groupe témoin,`;
      return `${rule} : ${members}${others} le ${when}`;
    },
    held: (digests, release) =>
      `${digests === null ? "Tous seraient retenus" : sayCount(digests, ["serait retenu", "seraient retenus"], "fr")}, jusqu’à : ${release}`,
    heldOut: " (groupe témoin : rien n’est envoyé)",
    kinds: { pinned: "épinglé", hot: "chaud", cold: "froid", evergreen: "incontournable" },
    noMail: {
      already_proposed: "pas d’e-mail : ce qui reste à voir a déjà été proposé",
      nothing_open: "pas d’e-mail : trop peu de contenus non consultés",
    },
    more: (members) => `… et ${members} de plus (--limit).`,
    next: (when) => `Prochain envoi : ${when}.`,
    never: { draft: "jamais, la règle est en brouillon", paused: "jamais, la règle est suspendue" },
    neverAsThingsStand: "jamais en l’état : son dernier moment est passé, ou il n’y a aucun membre",
    whenItHappens: "quand cela se produit",
  },
};
