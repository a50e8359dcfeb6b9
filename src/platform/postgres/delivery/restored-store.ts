import { lastOf, type Mark } from "../../../core/submission-mark.ts";
import { statesBefore } from "../../../core/transitions.ts";
import type { DatabaseMark, RestoredSign, RestoredStore } from "../../../delivery/restored/ports.ts";
import type { Database } from "../database.ts";

/** Where a provider keeps its control file to itself, the timeline alone has to tell. */
const NOT_ALLOWED = new Set(["42501", "42883"]);
const SYSTEM = "(SELECT system_identifier::text FROM pg_control_system())";
const TIMELINE = "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";
/** A copy that is put back into the same server has another number, of its database or of its tables. */
const DATABASE =
  "(SELECT oid FROM pg_database WHERE datname = current_database()) || '.' || 'installation'::regclass::oid";

/** Ids that mails of the lost present carry in their links must never name somebody else. */
const IDS_LEFT_OUT = 1_000_000_000;

interface InstallationRow {
  readonly identity: string;
  readonly server: string | null;
  readonly restoredAt: Date | null;
  readonly restoredSign: RestoredSign | null;
  readonly sentUntil: Date | null;
}

export function createRestoredStore(database: Database): RestoredStore {
  let identifies = true;
  const presentServer = async (): Promise<string> => {
    const ask = async (system: string) => {
      const text = `SELECT ${system} || '/' || ${TIMELINE} || '/' || ${DATABASE} AS server`;
      const [row] = await database.query<{ server: string }>({ text, values: [] });
      return row?.server ?? "-";
    };
    if (identifies) {
      try {
        return await ask(SYSTEM);
      } catch (error) {
        if (!NOT_ALLOWED.has((error as { code?: string }).code ?? "")) throw error;
        identifies = false;
      }
    }
    return ask("'-'");
  };

  return {
    read: async (): Promise<DatabaseMark> => {
      const [server, [installation], rows] = await Promise.all([
        presentServer(),
        database.query<InstallationRow>({
          text: `SELECT identity, server, restored_at AS "restoredAt", restored_sign AS "restoredSign", sent_until AS "sentUntil"
FROM installation`,
          values: [],
        }),
        database.query<{ id: string; submissions: number; lastAt: Date | null }>({
          text: `SELECT id, submissions, last_at AS "lastAt" FROM submitter`,
          values: [],
        }),
      ]);
      if (installation === undefined) throw new Error("the installation's row is missing");
      const { identity, restoredAt, restoredSign, sentUntil } = installation;
      return {
        identity,
        server: installation.server,
        presentServer: server,
        submitters: new Map(rows.map(({ id, ...submitted }) => [id, submitted])),
        sentUntil,
        hold:
          restoredAt === null || restoredSign === null ? null : { sign: restoredSign, since: restoredAt, sentUntil },
      };
    },

    addSubmitter: async (id) => {
      await database.query({ text: "INSERT INTO submitter (id) VALUES ($1) ON CONFLICT DO NOTHING", values: [id] });
    },

    hold: (sign, known: Mark) =>
      database.transaction(async (transaction) => {
        await transaction.query({
          text: `UPDATE installation SET paused = true, restored_at = coalesce(restored_at, clock_timestamp()),
  restored_sign = coalesce(CASE WHEN restored_at IS NOT NULL THEN restored_sign END, $1),
  sent_until = CASE WHEN restored_at IS NULL THEN $2::timestamptz ELSE greatest(sent_until, $2::timestamptz) END`,
          values: [sign, lastOf(known)],
        });
        const entries = [...known.submitters];
        await transaction.query({
          text: `INSERT INTO submitter (id, submissions, last_at) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[])
ON CONFLICT (id) DO UPDATE SET submissions = greatest(submitter.submissions, excluded.submissions),
  last_at = greatest(submitter.last_at, excluded.last_at)`,
          values: [
            entries.map(([id]) => id),
            entries.map(([, { submissions }]) => submissions),
            entries.map(([, { lastAt }]) => lastAt),
          ],
        });
      }),

    settle: async (from, server) => {
      await database.query({
        text: "UPDATE installation SET server = $2 WHERE server IS NOT DISTINCT FROM $1",
        values: [from, server],
      });
    },

    confirm: async (sentUntil) => {
      const server = await presentServer();
      return database.transaction(async (transaction) => {
        const [held] = await transaction.query({
          text: `UPDATE installation SET paused = false, restored_at = NULL, restored_sign = NULL, server = $1, sent_until = $2
WHERE restored_at IS NOT NULL RETURNING id`,
          values: [server, sentUntil],
        });
        if (held === undefined) return null;
        const [row] = await transaction.query<{ uncertain: number }>({
          text: `WITH uncertain AS (
  UPDATE digest SET state = 'unknown', reason = 'restored', fence = fence + 1, lease_until = NULL, retry_at = NULL,
    hold_until = NULL, changed_by = 'person', changed_at = clock_timestamp()
  WHERE state = ANY($1::text[]) AND slot_at <= $2 AND arm = 'treated'
  RETURNING 1
) SELECT count(*) AS uncertain FROM uncertain`,
          values: [statesBefore("unknown"), sentUntil],
        });
        // What happened until then, rules that wait for it may have told already.
        await transaction.query({
          text: "UPDATE rule_status SET live_since = greatest(live_since, $1::timestamptz) WHERE live_since IS NOT NULL",
          values: [sentUntil],
        });
        for (const table of ["digest", "member", "content"]) {
          await transaction.query({
            text: "SELECT setval(pg_get_serial_sequence($1, 'id'), nextval(pg_get_serial_sequence($1, 'id')) + $2)",
            values: [table, IDS_LEFT_OUT],
          });
        }
        return row?.uncertain ?? 0;
      });
    },
  };
}
