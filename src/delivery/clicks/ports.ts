import type { ClickTag } from "../../core/clicks/tag-visitor.ts";
import type { DigestKey } from "../../core/community.ts";
import type { ClickTarget } from "../../core/links/mail-link-token.ts";

export interface ClickStore {
  /** The URL stored under a number; null: none. Throws `unreachable` when the database is. */
  findUrl(link: number): Promise<string | null>;
  /**
   * Keeps the click, at machine time. `human` becomes `unknown` where the mail left less than a minute ago, and all
   * clicks of a burst become `machine`. Answers the tag as it is now.
   */
  record(target: ClickTarget, tag: ClickTag): Promise<ClickTag>;
}

export interface OpenStore {
  /** Keeps the open, at machine time. `human` becomes `unknown` where the mail left less than a minute ago. */
  record(key: DigestKey, tag: ClickTag): Promise<void>;
}

/** Tags without an open are missing. */
export type OpenCounts = Readonly<Partial<Record<ClickTag, number>>>;

/** A click as it is shown. */
export interface ShownClick {
  readonly at: Date;
  readonly tag: ClickTag;
  /** Which of the mail's targets, from 0 on. */
  readonly position: number;
  readonly url: string;
}
