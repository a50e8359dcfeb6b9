import type { HeldSlot } from "../../audience/holding/ports.ts";
import type { SpokenLanguage } from "../../core/rules/condition-kind.ts";
import { sayCount } from "../../core/rules/text/said.ts";
import { HOLDER_WORDS } from "../outbox/release.ts";

type Held = Pick<HeldSlot, "digests" | "localDate" | "timezone" | "heldBy">;

/** What `rules list` says, in a language. */
interface ListWords {
  readonly colon: string;
  readonly rule: string;
  readonly state: string;
  readonly next: string;
  readonly paused: string;
  readonly noRule: (folder: string) => string;
  readonly states: Readonly<Record<"draft" | "live" | "paused" | "paused by command", string>>;
  readonly whenItHappens: string;
  /** Ends before the command that lets them go. */
  readonly held: (held: Held) => string;
}

export const LIST_WORDS: Readonly<Record<SpokenLanguage, ListWords>> = {
  en: {
    colon: ": ",
    rule: "rule",
    state: "state",
    next: "next",
    paused: "All sending is paused. Go on with: rekindle resume",
    noRule: (folder) => `There is no valid rule in ${folder}. See why with: rekindle rules check`,
    states: { draft: "draft", live: "live", paused: "paused", "paused by command": "paused by command" },
    whenItHappens: "when it happens",
    held: ({ digests, localDate, timezone, heldBy }) =>
      `${sayCount(digests, ["digest", "digests"], "en")} of ${localDate}, ${timezone}: held by ${HOLDER_WORDS[heldBy]}. Let go with:`,
  },
  fr: {
    colon: " : ",
    rule: "règle",
    state: "état",
    next: "prochain envoi",
    paused: "Tous les envois sont suspendus. Pour reprendre : rekindle resume",
    noRule: (folder) =>
      `Il n’y a aucune règle valide dans ${folder}. Pour voir pourquoi : rekindle rules check --lang fr`,
    states: { draft: "brouillon", live: "active", paused: "suspendue", "paused by command": "suspendue à la main" },
    whenItHappens: "quand cela se produit",
    held: ({ digests, localDate, timezone, heldBy }) =>
      `${sayCount(digests, ["récapitulatif", "récapitulatifs"], "fr")} du ${localDate}, ${timezone} : ${HOLDERS_IN_FRENCH[heldBy]}. Pour laisser partir :`,
  },
};

const HOLDERS_IN_FRENCH = { brake: "retenus par le frein", review: "retenus par un lecteur du BAT" } as const;
