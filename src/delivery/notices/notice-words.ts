import type { BrokenFacts, FUNNEL_LOSSES, HeldFacts, ProofFacts, ReturnedFacts, SilentFacts } from "./notice.ts";

/** How the facts of a notice are written in one language and the settings' timezone. */
export interface Writer {
  readonly count: (count: number) => string;
  /** 0 to 1, as a percentage. */
  readonly share: (share: number) => string;
  readonly date: (localDate: string) => string;
  readonly instant: (at: Date) => string;
}

/** A subject, and paragraphs of lines. */
export interface Told {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

export interface NoticeWords {
  readonly locale: string;
  readonly losses: Readonly<Record<(typeof FUNNEL_LOSSES)[number], string>>;
  /** `funnel`: a line a step, laid out. */
  readonly proof: (facts: ProofFacts, write: Writer, funnel: string) => Told;
  readonly broken: (facts: BrokenFacts) => Told;
  readonly silent: (facts: SilentFacts, write: Writer) => Told;
  readonly held: (facts: HeldFacts, write: Writer) => Told;
  readonly returned: (facts: ReturnedFacts, write: Writer) => Told;
  readonly matched: string;
  readonly planned: string;
  /** What stands under each of them. */
  readonly footer: string;
}
