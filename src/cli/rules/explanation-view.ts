import type { OutsideContent } from "../../audience/explaining/ports.ts";
import type { SpokenLanguage } from "../../core/rules/condition-kind.ts";

/** What an explanation shows beside the member's own. */
export interface ExplanationView {
  readonly outside: readonly OutsideContent[];
  readonly at: Date;
  readonly language: SpokenLanguage;
  /** Every content that is left out, of every rule. */
  readonly all: boolean;
}
