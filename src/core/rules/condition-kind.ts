import type * as z from "zod";
import type { CatalogueContent } from "../community.ts";
import type { Claims } from "./claims.ts";
import type { Condition } from "./condition.ts";
import type { CommunityNeed, Evaluation, MemberFacts } from "./evaluation.ts";
import type { Located } from "./text/document.ts";
import type { SpokenLanguage } from "./text/said.ts";

/** What conditions are evaluated on in memory: the contents open at the instant, published or not yet. */
export interface Scene {
  readonly evaluation: Evaluation;
  readonly catalogue: readonly CatalogueContent[];
}

export type MemberTest = (member: MemberFacts) => boolean;

/** As JSON shows it: counts as numbers, instants in ISO 8601, shares from 0 to 1; null where the member has none. */
export type Shown = string | number | boolean | null | readonly (string | number | boolean)[];

/** What `explain` lays side by side: what the member has, and what the condition asks for. */
export interface Measured {
  readonly value: Shown;
  readonly bound: Shown;
}

export type SqlType =
  | "text"
  | "text[]"
  | "bigint"
  | "integer"
  | "double precision"
  | "double precision[]"
  | "timestamptz"
  | "numeric"
  | "jsonb";

/**
 * The statement under construction. The member is `m`; fragments are complete boolean expressions that are never NULL,
 * so that `not` means what it says.
 */
export interface AudienceBuilder {
  readonly evaluation: Evaluation;
  /** A parameter; the same value is one parameter. */
  value(value: unknown, type: SqlType): string;
  /** The evaluation's instant. */
  readonly at: string;
  /** The members the statement may answer at all, as an expression over `m`. */
  readonly reach: string;
  /**
   * Relations that depend on nothing but `argument` and the evaluation: whoever asks for the same ones reads the same
   * ones, in this condition or another, in this rule or another of its send moment. `define` adds them, once, under names
   * that begin with the prefix (`unseen_1`), which is answered.
   */
  shared(word: string, argument: unknown, define: (prefix: string) => void): string;
  /** Adds `name AS MATERIALIZED (body)`; only while shared relations are defined. */
  relation(name: string, body: string): void;
  /** Joins a relation that has at most one row for each member; `alias.member_id` is the member. */
  joinMember(name: string): void;
  /** The end of the member's last visit at the instant; NULL when there was none. */
  lastAct(): string;
  /** The relation behind it where everything is dated: `member_id`, `ended_at`, a row for each member who ever visited. */
  lastActs(): string;
}

export type { SpokenLanguage };

/** Says a part, or its opposite. */
export type SaidPart = (negated: boolean) => string;

/** What a condition that combines others needs while it is read. */
export interface ConditionReader {
  readonly read: (located: Located) => Condition | null;
  readonly readSegment: (name: string, located: Located) => Condition | null;
}

/** All the faces of one condition, each in its own file under conditions/. */
export interface ConditionKind<Argument> {
  /** The key in YAML. */
  readonly name: string;
  /** What stands right of the key; its description is what editors show. */
  readonly schema: z.ZodType<Argument>;
  /** The conditions that this one combines; null when one of them is broken, which is then already reported. */
  readonly readParts?: (argument: Argument, located: Located, reader: ConditionReader) => readonly Condition[] | null;
  readonly compile: (argument: Argument, builder: AudienceBuilder, parts: readonly string[]) => string;
  readonly prepare: (argument: Argument, scene: Scene, parts: readonly MemberTest[]) => MemberTest;
  /** What of the community has to be known first. */
  readonly needs?: (argument: Argument) => readonly CommunityNeed[];
  /** The member's value and the bound. Conditions that only combine others have none. */
  readonly measure?: (argument: Argument, scene: Scene) => (member: MemberFacts) => Measured;
  /** What has to be true of a member for it to hold, or (`negated`) not to hold, in one of several ways. */
  readonly claims?: (argument: Argument, negated: boolean) => readonly Claims[];
  /** Completes "the member …" / « le membre … »; `negated` says the opposite. */
  readonly say: (argument: Argument, language: SpokenLanguage, negated: boolean, parts: readonly SaidPart[]) => string;
}

/** A kind in a list of kinds: only its own schema makes its argument, so its faces may take it as it comes. */
export type AnyConditionKind = ConditionKind<unknown>;

export function defineCondition<Argument>(kind: ConditionKind<Argument>): AnyConditionKind {
  return kind as unknown as AnyConditionKind;
}
