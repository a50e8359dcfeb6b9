import type { ReportLanguage } from "../words/words.ts";

/** `report`: what the digests changed. `sponsor`: the page for who pays. */
export type SavedKind = "report" | "sponsor";

/** In the order in which they are offered. */
export const SAVED_FORMATS = ["html", "xlsx", "text", "csv", "json"] as const;
export type SavedFormat = (typeof SAVED_FORMATS)[number];

/** What a report is about. */
export interface SavedSubject {
  readonly kind: SavedKind;
  /** `from` null: since each member's first digest. `to` is not included. */
  readonly period: { readonly from: Date | null; readonly to: Date; readonly timezone: string };
  /** null: of all rules. */
  readonly rule: string | null;
  readonly language: ReportLanguage;
}

export interface SavedFile {
  readonly format: SavedFormat;
  /** In bytes. */
  readonly size: number;
  /** SHA-256 in hex, of when it was saved. */
  readonly hash: string;
}

export interface SavedReport extends SavedSubject {
  readonly id: number;
  /** By the machine's clock. */
  readonly savedAt: Date;
  readonly files: readonly SavedFile[];
}

export interface NewFile extends SavedFile {
  readonly bytes: Uint8Array;
}

/** So many are listed at once. */
export const SAVED_AT_ONCE = 50;

export interface SavedList {
  /** The newest first. */
  readonly reports: readonly SavedReport[];
  /** Those saved before this one come next; null: there are none. */
  readonly olderThan: number | null;
}

/** Keeps reports and never changes one. */
export interface SavedReportStore {
  /** All of it or nothing. */
  keep(subject: SavedSubject, files: readonly NewFile[]): Promise<SavedReport>;
  /** @param before only those saved before this one; null: the newest */
  list(before: number | null, most?: number): Promise<SavedList>;
  find(id: number): Promise<SavedReport | null>;
  /** The bytes as they lie there now; null: this report was not saved so. */
  read(id: number, format: SavedFormat): Promise<Uint8Array | null>;
}
