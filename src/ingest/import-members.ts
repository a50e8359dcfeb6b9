import { MEMBER_COLUMNS, memberReader } from "../core/tracking/member.ts";
import { type ImportOptions, type ImportResult, importRows, timeReadingOf } from "./import-rows.ts";
import type { ImportInput, IngestDeps } from "./ports.ts";
import { recordMembers } from "./record-members.ts";

const COLUMNS = {
  known: MEMBER_COLUMNS,
  required: ["id"],
  aliases: { userid: "id", memberid: "id", mail: "email", emailaddress: "email", language: "locale" },
  others: "attribute",
} as const;

/** What is said of members, one a row; lines of Segment's `identify` are read as well. */
export async function importMembers(
  deps: Pick<IngestDeps, "store" | "clock">,
  input: ImportInput,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const read = memberReader(timeReadingOf(options));
  return importRows(
    input,
    {
      name: "members",
      columns: COLUMNS,
      read: (row) => read(input.source.columns === null ? unwrapIdentify(row) : row),
      record: (batch) => recordMembers(deps, batch),
    },
    options,
  );
}

function unwrapIdentify(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (row.type === "identify") return { ...(row.traits as object | undefined), id: row.userId };
  if (row.id !== undefined || row.userId === undefined) return row;
  const { userId, ...fields } = row;
  return { ...fields, id: userId };
}
