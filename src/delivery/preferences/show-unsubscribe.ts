import type { Links } from "../../core/links/token.ts";
import { languageOf, maskAddress } from "../address.ts";
import type { PageLanguage, UnsubscribeStore } from "./ports.ts";

export interface UnsubscribeDeps {
  readonly store: UnsubscribeStore;
  readonly links: Pick<Links, "verify" | "preferencesUrl">;
  /** The language of a page for somebody whose own is not known. */
  readonly language: PageLanguage;
}

/** What a page about unsubscribing may say of the member. */
export interface UnsubscribeView {
  readonly language: PageLanguage;
  /** `m•••@example.org`; null when the member has no address (any more). */
  readonly maskedAddress: string | null;
  readonly unsubscribed: boolean;
  /** Where the member chooses what else may come; null for somebody who was erased. */
  readonly preferencesUrl: string | null;
}

/** Reads, never acts. Null for a token that is not ours. */
export async function showUnsubscribe(deps: UnsubscribeDeps, token: string): Promise<UnsubscribeView | null> {
  const key = deps.links.verify(token, "unsubscribe");
  if (key === null) return null;
  const member = await deps.store.findMember(key.memberId);
  // Somebody who was erased meanwhile gets no digests.
  if (member === null) {
    return { language: deps.language, maskedAddress: null, unsubscribed: true, preferencesUrl: null };
  }
  return {
    language: languageOf(member.locale, deps.language),
    maskedAddress: member.email === null ? null : maskAddress(member.email),
    unsubscribed: member.unsubscribed,
    preferencesUrl: deps.links.preferencesUrl(key),
  };
}
