import type { Language } from "../../core/community.ts";
import type { UsefulTarget } from "../../core/links/useful-token.ts";

export interface VoteStore {
  /** Null: the member or the content is no longer there. */
  find(target: UsefulTarget): Promise<StoredVote | null>;
  /** Once for each member and content; repeating it changes nothing. */
  add(target: UsefulTarget, at: Date): Promise<void>;
  remove(target: UsefulTarget): Promise<void>;
}

export interface StoredVote {
  /** The content's; null: it has none any more. */
  readonly title: string | null;
  readonly url: string | null;
  /** In which the member has asked for their mails. */
  readonly mailLanguage: Language | null;
  readonly locale: string | null;
  readonly useful: boolean;
}
