/** The kinds of files, as `rekindle import` names them. */
export const FILE_KINDS = ["members", "content", "events", "customers", "measures"] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** Columns that hardly any other kind of file has. */
const SIGNS: Readonly<Record<FileKind, readonly string[]>> = {
  members: ["email", "firstname", "lastname", "subscribed", "consentat", "renewalat", "reads"],
  content: ["title", "url", "publishedat", "authorid", "imageurl", "replayurl"],
  events: ["messageid", "event", "timestamp", "contentid"],
  customers: ["since", "renewedat", "leftat", "month", "orders", "amount", "tickets"],
  measures: ["indicator", "value", "date", "unit"],
};

/**
 * The kind whose file this plainly is instead: one with at least two signs more than the kind that is asked for.
 * null: it may well be what is asked for.
 */
export function otherKind(asked: FileKind, columns: readonly string[]): FileKind | null {
  const found = new Set(columns.map((name) => name.toLowerCase().replace(/[\s_-]/g, "")));
  const signs = (kind: FileKind) => SIGNS[kind].filter((name) => found.has(name)).length;
  const least = signs(asked) + 2;
  const others = FILE_KINDS.filter((kind) => kind !== asked && signs(kind) >= least);
  return others.toSorted((one, two) => signs(two) - signs(one))[0] ?? null;
}

/** The columns by which it is known, as they are written. */
export function signsOf(kind: FileKind, columns: readonly string[]): readonly string[] {
  return columns.filter((name) => SIGNS[kind].includes(name.toLowerCase().replace(/[\s_-]/g, "")));
}
