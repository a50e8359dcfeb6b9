import type { CommunityClock } from "../../core/clock.ts";
import type { UsefulLinks } from "../../core/links/useful-token.ts";
import { oneLine } from "../../core/plain-text.ts";
import { languageOf } from "../address.ts";
import type { PageLanguage } from "../preferences/ports.ts";
import type { VoteStore } from "./ports.ts";

export interface VoteDeps {
  readonly links: Pick<UsefulLinks, "verifyUseful">;
  readonly store: VoteStore;
  readonly clock: CommunityClock;
  /** The language of a page for somebody whose own is not known. */
  readonly language: PageLanguage;
}

export interface UsefulView {
  readonly language: PageLanguage;
  readonly title: string;
  /** Where the content is; null: nowhere on the web. */
  readonly url: string | null;
  /** Whether the member has called it useful. */
  readonly useful: boolean;
}

/** Reads, never acts. Null for a token that is not ours, or of what is no longer there. */
export async function showUseful({ links, store, language }: VoteDeps, token: string): Promise<UsefulView | null> {
  const target = links.verifyUseful(token);
  const vote = target === null ? null : await store.find(target);
  if (vote === null) return null;
  return {
    language: languageOf(vote.mailLanguage ?? vote.locale, language),
    title: oneLine(vote.title ?? ""),
    url: vote.url !== null && /^https?:\/\//i.test(vote.url) ? vote.url : null,
    useful: vote.useful,
  };
}

/**
 * Keeps that the member of a digest calls a content of it useful, or takes it back. It counts in what is proposed to
 * others, and is no activity: no visit and no view follow from it. Repeating it changes nothing.
 */
export async function voteUseful(deps: VoteDeps, token: string, useful: boolean): Promise<UsefulView | null> {
  const target = deps.links.verifyUseful(token);
  if (target === null) return null;
  if (useful) await deps.store.add(target, deps.clock.now());
  else await deps.store.remove(target);
  return showUseful(deps, token);
}
