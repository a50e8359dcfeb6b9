import type { DigestState } from "../../../core/community.ts";
import type { KeptKind, RetentionStore } from "../../../delivery/retention/ports.ts";
import type { Database } from "../database.ts";

/** Whose mail may still be needed: to leave, to be tried again, or by the person who says what became of it. */
const MAY_LEAVE = [
  "planned",
  "rendered",
  "claimed",
  "submitting",
  "deferred",
  "unknown",
] as const satisfies readonly DigestState[];

/** `$1` days, `$2` community time, `$3` rows. Clicks and opens have the machine's time. */
const OLD: Readonly<
  Record<KeptKind, { readonly table: string; readonly key: readonly string[]; readonly rows: string }>
> = {
  mails: {
    table: "digest_mail",
    key: ["member_id", "digest_id"],
    // A day more, so that the summaries of `local_date` bound what is read, whatever the timezone.
    rows: `SELECT k.member_id, k.digest_id FROM digest d JOIN digest_mail k ON k.member_id = d.member_id AND k.digest_id = d.id
      WHERE d.slot_at < $2::timestamptz - make_interval(days => $1)
        AND d.local_date <= ($2::timestamptz - make_interval(days => $1) + interval '1 day')::date
        AND d.state NOT IN (${MAY_LEAVE.map((state) => `'${state}'`).join(", ")})`,
  },
  clicks: { table: "click", key: ["member_id", "digest_id", "id"], rows: ofMachine("click") },
  opens: { table: "mail_open", key: ["member_id", "digest_id", "id"], rows: ofMachine("mail_open") },
  returns: {
    table: "feedback",
    key: ["source", "source_id"],
    rows: "SELECT source, source_id FROM feedback WHERE received_at < $2::timestamptz - make_interval(days => $1)",
  },
};

function ofMachine(table: string): string {
  return `SELECT member_id, digest_id, id FROM ${table}
      WHERE at < clock_timestamp() - make_interval(days => $1) AND $2::timestamptz IS NOT NULL`;
}

export function createRetentionStore(database: Database): RetentionStore {
  return {
    letGo: async (kind, days, at, limit) => {
      const { table, key, rows } = OLD[kind];
      const gone = await database.query({
        text: `DELETE FROM ${table} t USING (${rows} LIMIT $3) k
          WHERE ${key.map((name) => `t.${name} = k.${name}`).join(" AND ")} RETURNING 1`,
        values: [days, at, limit],
      });
      return gone.length;
    },
  };
}
