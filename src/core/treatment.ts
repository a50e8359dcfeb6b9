import type { LocalDate } from "./community.ts";

/** Activities of these names, with all of these properties. */
export interface TreatmentActs {
  readonly activities: readonly string[];
  readonly with: Readonly<Record<string, string>>;
}

/** How the site says who was drawn into which arm, and by what chance. */
export interface Draw {
  /** activity: its property `arm` says which, and it happened when it was drawn. trait: one of the member's, drawn on that day. */
  readonly by:
    | { readonly kind: "activity"; readonly activities: readonly string[]; readonly arm: string }
    | { readonly kind: "trait"; readonly trait: string; readonly on: LocalDate };
  readonly treated: string;
  readonly control: string;
  /** Of those drawn, the share that was to be treated; above 0, below 1. */
  readonly share: number;
}

/** Something that the site does with members, such as a badge, and whose members are compared on the report. */
export type Treatment =
  | { readonly name: string; readonly assignment: "none"; readonly told: TreatmentActs }
  | { readonly name: string; readonly assignment: "none"; readonly traits: Readonly<Record<string, string>> }
  | {
      readonly name: string;
      readonly assignment: "random";
      readonly draw: Draw;
      /** What tells that a member got it; null: nothing does. */
      readonly told: TreatmentActs | null;
    };
