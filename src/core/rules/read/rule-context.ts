import type { Settings } from "../settings.ts";
import type { Mistake } from "../text/mistake.ts";
import type { ConditionContext } from "./read-condition.ts";

export interface LiquidMistake {
  /** The part of the text that is wrong, as it stands there; absent: all of it. */
  readonly text?: string;
  readonly message: string;
  /** What to write instead. */
  readonly hint: string;
}

/** What a rule file is read with. */
export interface RuleContext extends ConditionContext {
  readonly settings: Settings;
  /** Keys of settings.yaml that could not be read: what they say is not known, and nothing is held against it. */
  readonly doubtful: ReadonlySet<string>;
  /** Says all that is wrong with a Liquid template. */
  readonly checkLiquid: (template: string) => readonly LiquidMistake[];
  /** Templates of emails/ by name; null: not known here. */
  readonly templates: readonly string[] | null;
  /** Texts of the segments that the rule's condition has used, by name. */
  readonly usedSegments: ReadonlyMap<string, string>;
}

/** Reports a mistake at the value that stands at a path of the file. */
export type Complain = (
  path: readonly (string | number)[],
  message: string,
  hint: string | null,
  severity?: Mistake["severity"],
) => void;
