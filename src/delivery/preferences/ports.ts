import type { CommunityClock } from "../../core/clock.ts";
import type { Links } from "../../core/links/token.ts";
import type { LeavingReason, Preferences } from "../../core/preferences.ts";
import type { Settings } from "../../core/rules/settings.ts";

/** Who changes something, as the tables keep it, and when in community time. */
export interface Act {
  /** `preference page`, `person NAME`. */
  readonly by: string;
  readonly at: Date;
}

export interface PreferenceMember {
  readonly memberId: number;
  readonly email: string | null;
  readonly locale: string | null;
  /** null: that of the settings. */
  readonly timezone: string | null;
  readonly subscribed: boolean | null;
  /** Why no mail may go to the address; null: none of these reasons. */
  readonly suppressed: string | null;
  readonly preferences: Preferences;
  /** Of the last change; 0: nothing was ever chosen. */
  readonly version: number;
  readonly changedAt: Date | null;
  /** Whether that change can be taken back. */
  readonly hasBefore: boolean;
}

export interface PreferenceStore {
  find(memberId: number): Promise<PreferenceMember | null>;
  /** Themes of what is published at `at` and open to the member, those of most contents first. */
  listThemes(memberId: number, at: Date, limit: number): Promise<readonly string[]>;
  /** Keeps what `choose` makes of the choices that stand, if it differs. False: nothing was to change, or nobody is there. */
  change(memberId: number, choose: (standing: Preferences) => Preferences, act: Act): Promise<boolean>;
  /** Brings back what stood before the change of that version. False: it is not the last one, or taken back already. */
  undo(memberId: number, version: number, act: Act): Promise<boolean>;
  keepReason(memberId: number, reason: LeavingReason, at: Date): Promise<void>;
}

export interface PreferenceDeps {
  readonly store: PreferenceStore;
  readonly consents: UnsubscribeStore;
  readonly links: Pick<Links, "verify">;
  readonly clock: CommunityClock;
  /** As settings.yaml has them now. */
  readonly settings: () => Promise<Pick<Settings, "languages" | "timezone">>;
  /** The language of a page for somebody whose own is not known. */
  readonly language: PageLanguage;
}

export const PREFERENCE_PAGE = "preference page";

export interface UnsubscribeMember {
  readonly memberId: number;
  readonly email: string | null;
  readonly locale: string | null;
  /** Neither they nor their address gets digests. */
  readonly unsubscribed: boolean;
}

export interface UnsubscribeStore {
  findMember(memberId: number): Promise<UnsubscribeMember | null>;
  /** The member, everyone with the same address, and what is queued for them. Repeating it changes nothing. */
  unsubscribe(memberId: number, act: UnsubscribeAct): Promise<void>;
  /**
   * Takes it back by a yes of that date, also for those with the same address to whom the same no was extended. Nothing
   * else that stops mails to the address is lifted.
   */
  resubscribe(memberId: number, source: string, at: Date): Promise<void>;
}

export interface UnsubscribeAct {
  /** Of the no: `digest 12.345` where one led to it, else `person NAME`. */
  readonly source: string;
  /** Who ends what is queued, as the log of transitions keeps it. */
  readonly by: string;
  readonly at: Date;
}

/** The languages in which pages and mails of ours speak. */
export type PageLanguage = "en" | "fr";
