import { type ClickTag, tagVisitor, type Visitor } from "../../core/clicks/tag-visitor.ts";
import type { CommunityClock } from "../../core/clock.ts";
import { formatDigestKey } from "../../core/digest-key.ts";
import { RekindleError } from "../../core/errors.ts";
import type { ClickLinks, ClickTarget } from "../../core/links/mail-link-token.ts";
import type { FeedbackStore } from "../feedback/ports.ts";
import type { ClickStore } from "./ports.ts";

export interface FollowDeps {
  readonly links: Pick<ClickLinks, "verifyClick">;
  readonly store: ClickStore;
  readonly feedback: Pick<FeedbackStore, "record">;
  readonly clock: CommunityClock;
  /** Of targets that were read before, which are never changed: a click on one needs no database. */
  readonly known: Map<number, string>;
  /** What keeping a click cannot do is told, and keeps nobody from where they want to go. */
  readonly onTrouble: (error: unknown) => void;
}

export type Followed =
  /** `kept`: settles once the click is, and never rejects. */
  | { readonly kind: "found"; readonly url: string; readonly kept: Promise<void> }
  /** The token is not ours, or its target is gone. */
  | { readonly kind: "broken" }
  /** Where it leads is in the database, which is away. */
  | { readonly kind: "away" };

const MOST_KNOWN = 20_000;

/**
 * Where a link of a digest leads: a stored URL, and nothing else. The click is kept with what made it; that of a person
 * is evidence that the mail arrived. It changes nothing else.
 */
export async function followLink(deps: FollowDeps, token: string, visitor: Visitor): Promise<Followed> {
  const target = deps.links.verifyClick(token);
  if (target === null) return { kind: "broken" };
  const url = await findUrl(deps, target.link);
  if (typeof url !== "string") return url;
  return { kind: "found", url, kept: keep(deps, target, tagVisitor(visitor)) };
}

async function findUrl({ store, known, onTrouble }: FollowDeps, link: number): Promise<string | Followed> {
  const before = known.get(link);
  if (before !== undefined) return before;
  try {
    const url = await store.findUrl(link);
    if (url === null) return { kind: "broken" };
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(link, url);
    return url;
  } catch (error) {
    if (!(error instanceof RekindleError && error.code === "unreachable")) throw error;
    onTrouble(error);
    return { kind: "away" };
  }
}

async function keep(deps: FollowDeps, target: ClickTarget, tag: ClickTag): Promise<void> {
  const { store, feedback, clock, onTrouble } = deps;
  try {
    if ((await store.record(target, tag)) !== "human") return;
    const { key } = target;
    const at = clock.now();
    const says = { kind: "delivered", source: "click", status: null, text: "a link of the mail was followed" } as const;
    await feedback.record([{ ...says, key, address: null, sourceId: formatDigestKey(key), at }], at);
  } catch (error) {
    onTrouble(error);
  }
}
