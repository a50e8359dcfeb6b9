import type { Person } from "../../../audience/privacy/ports.ts";
import { unpackBody } from "../../mail/mail-body.ts";
import type { Queryable } from "../database.ts";
import { PERSON_TABLES } from "./person-tables.ts";

const MEMBER = `
  SELECT t.external_id AS id, t.merged_into IS NOT NULL AS joined, t.email, t.name, t.first_name AS "firstName", t.last_name AS "lastName", t.locale, t.reads,
    t.timezone, t.role, t.company, t.attributes, t.created_at AS "createdAt", t.joined_at AS "joinedAt",
    t.renewal_at AS "renewalAt", t.subscribed, t.consent_at AS "consentAt", t.consent_source AS "consentSource",
    t.visit_count AS visits, t.visit_days AS "visitDays", t.first_visit_at AS "firstVisitAt", t.last_visit_at AS "lastVisitAt",
    t.last_act_at AS "lastActAt", t.usual_interval_days AS "usualIntervalDays", t.mean_interval_days AS "meanIntervalDays",
    t.interval_trend AS "intervalTrend", t.view_count AS views
  FROM member t WHERE t.id = ANY($1::bigint[]) ORDER BY t.id`;

/** Rows that belong to the person by another key than the member's number. */
const OTHERS = [
  {
    called: "noMailBecause",
    text: `SELECT s.reason, s.source, s.at FROM suppression s
      WHERE s.email_hash IN (SELECT email_hash FROM member WHERE id = ANY($1::bigint[]))`,
  },
  {
    called: "arms",
    text: `SELECT a.experiment, a.phase, a.arm FROM assignment a
      WHERE a.unit IN (SELECT external_id FROM member WHERE id = ANY($1::bigint[])) ORDER BY a.experiment`,
  },
  {
    called: "contentsWritten",
    text: `SELECT c.external_id AS content, c.title, c.published_at AS "publishedAt" FROM content c
      WHERE c.author_id IN (SELECT external_id FROM member WHERE id = ANY($1::bigint[])) ORDER BY c.published_at`,
  },
  {
    called: "noticesToTheTeam",
    text: `SELECT n.at, n.kind, n.state FROM notice n
      WHERE lower(n.recipient) IN (SELECT lower(trim(email)) FROM member WHERE id = ANY($1::bigint[])) ORDER BY n.at`,
  },
  {
    called: "customer",
    text: `SELECT c.customer_id AS id, c.since, c.renewed_at AS "renewedAt", c.left_at AS "leftAt", (
        SELECT coalesce(json_agg(json_build_object('month', to_char(t.month, 'YYYY-MM'), 'orders', t.orders, 'amount', t.amount,
          'currency', t.currency, 'tickets', t.tickets) ORDER BY t.month), '[]')
        FROM customer_month t WHERE t.customer_key = c.key
      ) AS months
      FROM customer c
      WHERE c.customer_id IN (SELECT external_id FROM member WHERE id = ANY($1::bigint[]))
        OR c.email_hash IN (SELECT email_hash FROM member WHERE id = ANY($1::bigint[]))`,
  },
];

/** See `PrivacyStore.exportPerson`: one statement for each kind of row. */
export async function exportPerson(queryable: Queryable, { memberIds }: Person): Promise<Record<string, unknown>> {
  const document: Record<string, unknown> = { member: await queryable.query({ text: MEMBER, values: [memberIds] }) };
  for (const { table, called, columns, joins = "" } of PERSON_TABLES) {
    const rows = await queryable.query<object>({
      text: `SELECT ${columns} FROM ${table} t ${joins} WHERE t.member_id = ANY($1::bigint[]) ORDER BY 1, 2`,
      values: [memberIds],
    });
    document[called] = table === "digest_mail" ? rows.map(readable) : rows;
  }
  for (const { called, text } of OTHERS) document[called] = await queryable.query({ text, values: [memberIds] });
  return document;
}

function readable(row: object): object {
  const { body, ...mail } = row as { readonly body: string };
  return { ...mail, ...unpackBody(Buffer.from(body, "base64")) };
}
