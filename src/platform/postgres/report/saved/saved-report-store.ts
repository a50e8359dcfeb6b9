import type { NewFile, SavedFile, SavedReport, SavedReportStore } from "../../../../report/saved/ports.ts";
import { SAVED_AT_ONCE, SAVED_FORMATS } from "../../../../report/saved/ports.ts";
import type { Database } from "../../database.ts";

interface ReportRow extends Omit<SavedReport, "period" | "files"> {
  readonly from: Date | null;
  readonly to: Date;
  readonly timezone: string;
}

interface FileRow extends SavedFile {
  readonly reportId: number;
}

const COLUMNS = `id, saved_at AS "savedAt", kind, period_from AS "from", period_to AS "to", timezone, rule, language`;

const INSERT = `
INSERT INTO saved_report (kind, period_from, period_to, timezone, rule, language)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`;

const INSERT_FILES = `
INSERT INTO saved_report_file (report_id, format, bytes, hash)
SELECT $1, format, bytes, decode(hash, 'hex') FROM unnest($2::text[], $3::bytea[], $4::text[]) AS f (format, bytes, hash)`;

const FIND = `SELECT ${COLUMNS} FROM saved_report WHERE id = $1`;

/** $1: only those before this one, or NULL. $2: how many. */
const LIST = `SELECT ${COLUMNS} FROM saved_report WHERE $1::bigint IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`;

const LIST_FILES = `
SELECT report_id AS "reportId", format, octet_length(bytes) AS size, encode(hash, 'hex') AS hash
FROM saved_report_file WHERE report_id = ANY ($1::bigint[])`;

const READ = "SELECT bytes FROM saved_report_file WHERE report_id = $1 AND format = $2";

export function createSavedReportStore(database: Database): SavedReportStore {
  const withFiles = async (rows: readonly ReportRow[]): Promise<SavedReport[]> => {
    const files = await database.query<FileRow>({ text: LIST_FILES, values: [rows.map(({ id }) => id)] });
    return rows.map((row) =>
      join(
        row,
        files.filter(({ reportId }) => reportId === row.id),
      ),
    );
  };
  return {
    keep: ({ kind, period, rule, language }, files) =>
      database.transaction(async (transaction) => {
        const values = [kind, period.from, period.to, period.timezone, rule, language];
        const [row] = await transaction.query<ReportRow>({ text: INSERT, values });
        if (row === undefined) throw new Error("a report that is saved has a row");
        const column = <Key extends keyof NewFile>(key: Key) => files.map((file) => file[key]);
        const bytes = column("bytes").map((part) => Buffer.from(part));
        await transaction.query({ text: INSERT_FILES, values: [row.id, column("format"), bytes, column("hash")] });
        return join(row, files);
      }),
    list: async (before, most = SAVED_AT_ONCE) => {
      // One more than is shown tells whether there are others.
      const rows = await database.query<ReportRow>({ text: LIST, values: [before, most + 1] });
      const reports = await withFiles(rows.slice(0, most));
      return { reports, olderThan: rows.length > most ? (reports.at(-1)?.id ?? null) : null };
    },
    find: async (id) => {
      const rows = await database.query<ReportRow>({ text: FIND, values: [id] });
      return (await withFiles(rows))[0] ?? null;
    },
    read: async (id, format) => {
      const [row] = await database.query<{ bytes: Buffer }>({ text: READ, values: [id, format] });
      return row?.bytes ?? null;
    },
  };
}

function join({ from, to, timezone, ...row }: ReportRow, files: readonly SavedFile[]): SavedReport {
  const place = ({ format }: SavedFile) => SAVED_FORMATS.indexOf(format);
  return {
    ...row,
    period: { from, to, timezone },
    files: files
      .map(({ format, size, hash }) => ({ format, size, hash }))
      .sort((one, other) => place(one) - place(other)),
  };
}
