import { RekindleError } from "../core/errors.ts";
import type { SavedFormat, SavedSubject } from "./saved/ports.ts";

export interface WriteOptions {
  /** Escape codes for a terminal; only the text has any. */
  readonly colour?: boolean;
}

/** A report that has been measured once, and can be written in several forms of the same figures. */
export interface PreparedReport {
  readonly subject: SavedSubject;
  readonly formats: readonly SavedFormat[];
  /** Rejects with `usage` for a form that this report does not have. */
  write(format: SavedFormat, options?: WriteOptions): Promise<string | Uint8Array>;
}

/** The period as a report of lift tells it. */
export function periodOf(period: {
  readonly from: string | null;
  readonly to: string;
  readonly timezone: string;
}): SavedSubject["period"] {
  return {
    from: period.from === null ? null : new Date(period.from),
    to: new Date(period.to),
    timezone: period.timezone,
  };
}

export function refuseFormat(what: string, format: string, known: readonly SavedFormat[]): RekindleError {
  return new RekindleError("usage", `${what} is not written as ${format}.`, `Choose one of ${known.join(", ")}.`);
}
