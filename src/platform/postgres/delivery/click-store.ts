import { BURST_LINKS, BURST_MS, type ClickTag, TOO_SOON_MS } from "../../../core/clicks/tag-visitor.ts";
import type { ClickStore } from "../../../delivery/clicks/ports.ts";
import type { Database } from "../database.ts";
import { ownerOfDigestSql } from "./current-member.ts";

const FIND_URL = "SELECT url FROM link WHERE id = $1";

/**
 * When a mail left is asked of the log of transitions, which has the machine's time of it. Of a digest that is gone, as
 * those of a member who was erased, nothing is kept.
 */
const KEEP = `
  INSERT INTO click (member_id, digest_id, at, link_id, position, tag)
  SELECT d.member_id, d.id, now.at, $3, $4, CASE
    WHEN $5::text = 'human' AND coalesce(now.at - (
      SELECT max(t.at) FROM digest_transition t
      WHERE t.member_id = d.member_id AND t.digest_id = $2 AND t.to_state = 'submitting'
    ) < make_interval(secs => ${TOO_SOON_MS / 1000}), true) THEN 'unknown' ELSE $5 END
  FROM (SELECT clock_timestamp() AS at) now
  JOIN digest d ON d.member_id = ${ownerOfDigestSql("$1::bigint", "$2::bigint")} AND d.id = $2
  RETURNING member_id AS "memberId", id, at, tag`;

/**
 * All clicks of every burst that this click may be part of, whichever of them came last. A statement of its own, after
 * the click is committed: of several that come at once the last one to look sees them all.
 */
const RETAG_BURSTS = `
  WITH near AS (
    SELECT c.id, c.at, c.position FROM click c
    WHERE c.member_id = $1 AND c.digest_id = $2
      AND c.at BETWEEN $3::timestamptz - make_interval(secs => ${BURST_MS / 1000}) AND $3::timestamptz + make_interval(secs => ${BURST_MS / 1000})
  ), burst AS (
    SELECT last.at AS until FROM near last JOIN near one
      ON one.at <= last.at AND one.at > last.at - make_interval(secs => ${BURST_MS / 1000})
    GROUP BY last.id, last.at
    HAVING count(DISTINCT one.position) >= ${BURST_LINKS} AND 2 * count(DISTINCT one.position) > (
      SELECT m.links FROM digest_mail m WHERE m.member_id = $1 AND m.digest_id = $2
    )
  )
  UPDATE click c SET tag = 'machine' FROM near n
  WHERE c.member_id = $1 AND c.digest_id = $2 AND c.id = n.id AND c.tag <> 'machine'
    AND EXISTS (SELECT FROM burst b WHERE n.at <= b.until AND n.at > b.until - make_interval(secs => ${BURST_MS / 1000}))
  RETURNING c.id`;

interface KeptClick {
  readonly memberId: number;
  readonly id: number;
  readonly at: Date;
  readonly tag: ClickTag;
}

export function createClickStore(database: Database): ClickStore {
  return {
    findUrl: async (link) => {
      const [row] = await database.query<{ url: string }>({ text: FIND_URL, values: [link] });
      return row?.url ?? null;
    },
    record: async ({ key: { memberId, digestId }, link, position }, tag) => {
      const values = [memberId, digestId, link, position, tag];
      const [click] = await database.query<KeptClick>({ text: KEEP, values });
      if (click === undefined) return tag;
      const retagged = await database.query<{ id: number }>({
        text: RETAG_BURSTS,
        values: [click.memberId, digestId, click.at],
      });
      return retagged.some(({ id }) => id === click.id) ? "machine" : click.tag;
    },
  };
}
