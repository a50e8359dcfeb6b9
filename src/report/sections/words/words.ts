import type { PickKind } from "../../../core/picks/pick.ts";
import type { NumberWriter } from "../../write/write-numbers.ts";
import type { HotCold } from "../lift-hot-cold.ts";
import type { Mix } from "../ports.ts";
import type { SlippingBand, SlippingReport, UnseenReport } from "../report-sections.ts";

/** What the sections say, in one language. */
export interface SectionWords {
  readonly numbers: string;
  readonly notes: string;
  readonly note: (date: string, text: string) => string;
  readonly weeks: {
    readonly title: string;
    readonly about: string;
    readonly axis: string;
    readonly came: string;
    readonly week: string;
    readonly visits: string;
    readonly noted: string;
  };
  readonly months: {
    readonly title: string;
    readonly about: string;
    readonly axis: string;
    readonly part: (month: string) => string;
    readonly month: string;
    /** Titles of the tables, and what stands below the figures of each. */
    readonly visits: string;
    readonly visitsNote: string;
    readonly visibility: string;
    readonly visibilityNote: string;
  };
  readonly hotCold: {
    readonly title: string;
    readonly lead: (write: NumberWriter, mailed: HotCold["mailed"]) => string;
    readonly about: string;
    readonly mailed: string;
    readonly first: string;
    readonly back: string;
    readonly kind: string;
    readonly picked: string;
    readonly seen: string;
    readonly firstHad: string;
    readonly kinds: Readonly<Record<PickKind, string>>;
    readonly mixes: Readonly<Record<Mix, string>>;
  };
  readonly slipping: {
    readonly title: string;
    readonly lead: (write: NumberWriter, slipping: SlippingReport) => string;
    readonly moves: (write: NumberWriter, slipping: SlippingReport) => string;
    readonly about: (write: NumberWriter, slipping: SlippingReport) => string;
    readonly band: (write: NumberWriter, band: Pick<SlippingBand, "above" | "upTo">) => string;
    readonly absence: string;
    readonly now: string;
    readonly before: string;
    readonly usual: string;
    readonly away: string;
    readonly days: (days: number, written: string) => string;
  };
  readonly unseen: {
    readonly title: string;
    readonly lead: (write: NumberWriter, unseen: UnseenReport) => string;
    readonly altogether: (write: NumberWriter, unseen: UnseenReport) => string;
    readonly themes: string;
    readonly theme: string;
    readonly published: string;
    readonly nearlyUnseen: string;
    readonly visibility: string;
    readonly list: (write: NumberWriter, listed: number, all: number) => string;
  };
}
