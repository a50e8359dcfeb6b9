import type { DigestKey, LocalDate } from "../../../core/community.ts";
import { mayOpenSql } from "../../../core/openings.ts";
import type { Pick as ChosenPick } from "../../../core/picks/pick.ts";
import type { ComposedDigest, DigestStore, Settled } from "../../../digest/ports.ts";
import { packBody } from "../../mail/mail-body.ts";
import type { Database, Queryable } from "../database.ts";
import { experimentColumns, insertExposures, keyColumns } from "./expose-members.ts";
import { mayBeToldSql } from "./load-told.ts";

/** Locked in the order of the members, so that two composers of the same digests wait for each other and never both. */
const LOCK_PLANNED = `
  SELECT d.id AS "digestId"
  FROM digest d JOIN unnest($1::bigint[], $2::bigint[]) AS k(member_id, id) ON d.member_id = k.member_id AND d.id = k.id
  WHERE d.state = 'planned'
  ORDER BY d.member_id, d.id
  FOR UPDATE OF d`;

const FIND_CLOSED = `
  SELECT id, open_to IS NOT NULL AS restricted FROM content
  WHERE id = ANY($1::bigint[]) AND (withdrawn_at <= $2 OR open_to IS NOT NULL OR published_at IS NULL)`;

/** Of contents that are open only to some, the digests whose member may not open what they hold. */
const FIND_NOT_OPEN = `
  SELECT DISTINCT k.digest_id AS "digestId"
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS k(member_id, digest_id, content_id)
  JOIN content c ON c.id = k.content_id
  WHERE c.withdrawn_at <= $4 OR c.published_at IS NULL OR NOT ${mayOpenSql("c", "k.member_id")}`;

/** The unique index on held picks is what keeps a content from standing in two digests of a member. */
const INSERT_PICKS = `
  INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::bigint[], $5::text[], $6::float8[], $7::jsonb[])
  ON CONFLICT (member_id, content_id) WHERE held DO NOTHING
  RETURNING digest_id AS "digestId"`;

/** The index above lets a content stand in one held pick of a member: the older one gives way to the newer. */
const REPLACE_PICKS = `
  UPDATE pick p SET held = false, replaced_at = newer.slot_at
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS k(member_id, digest_id, content_id)
  JOIN digest newer ON newer.member_id = k.member_id AND newer.id = k.digest_id,
  digest older
  WHERE p.member_id = k.member_id AND p.content_id = k.content_id AND p.held
    AND older.member_id = p.member_id AND older.id = p.digest_id AND older.local_date <= $4::date
  RETURNING p.member_id AS "memberId", p.digest_id AS "digestId", p.position, k.digest_id AS by`;

const RESTORE_PICKS = `
  UPDATE pick p SET held = true, replaced_at = NULL
  FROM unnest($1::bigint[], $2::bigint[], $3::smallint[]) AS k(member_id, digest_id, position)
  WHERE p.member_id = k.member_id AND p.digest_id = k.digest_id AND p.position = k.position`;

const DELETE_PICKS = `
  DELETE FROM pick p USING unnest($1::bigint[], $2::bigint[]) AS k(member_id, digest_id)
  WHERE p.member_id = k.member_id AND p.digest_id = k.digest_id`;

const UPDATE_STATES = `
  UPDATE digest d SET state = k.state, reason = coalesce(k.reason, d.reason), changed_by = 'composer', changed_at = clock_timestamp(),
    exposes_programme = CASE WHEN k.state = 'skipped' THEN d.exposes_programme ELSE k.programme END,
    exposes_own = CASE WHEN k.state = 'skipped' THEN d.exposes_own ELSE k.own END
  FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::boolean[], $6::text[]) AS k(member_id, id, state, reason, programme, own)
  WHERE d.member_id = k.member_id AND d.id = k.id AND d.state = 'planned'`;

const INSERT_MAILS = `
  INSERT INTO digest_mail (member_id, digest_id, message_id, subject, body, links)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bytea[], $6::smallint[])`;

const GIVE_BACK = `
  DELETE FROM told t USING unnest($1::bigint[], $2::bigint[]) AS k(member_id, digest_id), content c
  WHERE t.member_id = k.member_id AND t.digest_id = k.digest_id AND c.id = t.content_id AND NOT ${mayBeToldSql("$3")}`;

type Picked = Extract<ComposedDigest, { state: "rendered" | "withheld" }>;

/** See `DigestStore.settle`. */
export function settleDigests(
  database: Database,
  digests: readonly ComposedDigest[],
  { at, holdoutBy, longAgo, exposes }: Parameters<DigestStore["settle"]>[1],
): Promise<Settled> {
  return database.transaction(async (transaction) => {
    const planned = await lockPlanned(transaction, digests);
    const picked = planned.filter((digest) => digest.state !== "skipped");
    const kept = await keepPicks(transaction, picked, at, longAgo);
    const settled = planned.filter((digest) => digest.state === "skipped" || kept.has(digest.key.digestId));
    await transaction.query({
      text: UPDATE_STATES,
      values: [
        ...keyColumns(settled),
        settled.map(({ state }) => state),
        settled.map((digest) => (digest.state === "skipped" ? digest.reason : null)),
        ...experimentColumns(
          settled.map((digest) => (exposes || digest.state === "skipped" ? null : digest.experiments)),
        ),
      ],
    });
    const telling = settled.filter((digest) =>
      digest.state === "skipped" ? digest.reason === "withdrawn" : digest.subjects !== null,
    );
    if (telling.length > 0) await transaction.query({ text: GIVE_BACK, values: [...keyColumns(telling), at] });
    await insertMails(transaction, settled);
    const exposed = settled.filter((digest) => digest.state !== "skipped");
    if (exposes) {
      await transaction.query(insertExposures(exposed, holdoutBy));
    }
    const lost = picked.filter(({ key }) => !kept.has(key.digestId));
    return { settled: settled.map(({ key }) => key), lost: lost.map(({ key }) => key) };
  });
}

async function lockPlanned(transaction: Queryable, digests: readonly ComposedDigest[]): Promise<ComposedDigest[]> {
  const values = keyColumns(digests);
  const rows = await transaction.query<{ digestId: number }>({ text: LOCK_PLANNED, values });
  const planned = new Set(rows.map(({ digestId }) => digestId));
  return digests.filter(({ key }) => planned.has(key.digestId)).sort((a, b) => a.key.memberId - b.key.memberId);
}

/** Writes the picks, and answers the digests that got all of theirs; the others have none. */
async function keepPicks(
  transaction: Queryable,
  digests: readonly Picked[],
  at: Date,
  longAgo: LocalDate | null,
): Promise<Set<number>> {
  const open = await openDigests(transaction, digests, at);
  const rows = open.flatMap(({ key, picks }) => picks.map((pick, position) => ({ ...key, ...pick, position })));
  const replaced = longAgo === null ? [] : await replacePicks(transaction, rows, longAgo);
  const written = await transaction.query<{ digestId: number }>({
    text: INSERT_PICKS,
    values: [
      rows.map(({ memberId }) => memberId),
      rows.map(({ digestId }) => digestId),
      rows.map(({ position }) => position),
      rows.map(({ contentId }) => contentId),
      rows.map(({ kind }) => kind),
      rows.map(({ score }) => score),
      rows.map(({ reason }) => JSON.stringify(reason)),
    ],
  });
  const counts = new Map<number, number>();
  for (const { digestId } of written) counts.set(digestId, (counts.get(digestId) ?? 0) + 1);
  const isWhole = ({ key, picks }: Picked): boolean => (counts.get(key.digestId) ?? 0) === picks.length;
  const broken = open.filter((digest) => !isWhole(digest));
  if (broken.length > 0) {
    await transaction.query({ text: DELETE_PICKS, values: keyColumns(broken) });
    const lost = new Set(broken.map(({ key }) => key.digestId));
    const restored = replaced.filter(({ by }) => lost.has(by));
    const values = [
      restored.map(({ memberId }) => memberId),
      restored.map(({ digestId }) => digestId),
      restored.map(({ position }) => position),
    ];
    if (restored.length > 0) await transaction.query({ text: RESTORE_PICKS, values });
  }
  return new Set(open.filter(isWhole).map(({ key }) => key.digestId));
}

/** Those of whose contents none has been withdrawn, or closed to the member, since they were chosen. */
async function openDigests(transaction: Queryable, digests: readonly Picked[], at: Date): Promise<Picked[]> {
  const contentIds = [...new Set(digests.flatMap(contentsOf))];
  const rows = await transaction.query<{ id: number; restricted: boolean }>({
    text: FIND_CLOSED,
    values: [contentIds, at],
  });
  const closed = new Set(rows.filter(({ restricted }) => !restricted).map(({ id }) => id));
  const restricted = new Set(rows.filter((row) => row.restricted).map(({ id }) => id));
  const open = digests.filter((digest) => !contentsOf(digest).some((contentId) => closed.has(contentId)));
  const asked = open.flatMap((digest) =>
    contentsOf(digest).flatMap((contentId) => (restricted.has(contentId) ? { ...digest.key, contentId } : [])),
  );
  if (asked.length === 0) return open;
  const notOpen = await transaction.query<{ digestId: number }>({
    text: FIND_NOT_OPEN,
    values: [
      asked.map(({ memberId }) => memberId),
      asked.map(({ digestId }) => digestId),
      asked.map(({ contentId }) => contentId),
      at,
    ],
  });
  const without = new Set(notOpen.map(({ digestId }) => digestId));
  return open.filter(({ key }) => !without.has(key.digestId));
}

function contentsOf({ picks, subjects }: Picked): number[] {
  return [...picks.map(({ contentId }) => contentId), ...(subjects ?? [])];
}

interface ReplacedPick extends DigestKey {
  readonly position: number;
  /** The digest that proposes the content again. */
  readonly by: number;
}

function replacePicks(
  transaction: Queryable,
  rows: readonly (DigestKey & ChosenPick)[],
  longAgo: LocalDate,
): Promise<ReplacedPick[]> {
  const cold = rows.filter(({ kind }) => kind === "cold");
  const ids = cold.map(({ contentId }) => contentId);
  const values = [cold.map(({ memberId }) => memberId), cold.map(({ digestId }) => digestId), ids, longAgo];
  return transaction.query<ReplacedPick>({ text: REPLACE_PICKS, values });
}

async function insertMails(transaction: Queryable, digests: readonly ComposedDigest[]): Promise<void> {
  const rendered = digests.filter((digest) => digest.state === "rendered");
  if (rendered.length === 0) return;
  await transaction.query({
    text: INSERT_MAILS,
    values: [
      ...keyColumns(rendered),
      rendered.map(({ mail }) => mail.messageId),
      rendered.map(({ mail }) => mail.subject),
      rendered.map(({ mail }) => packBody(mail)),
      rendered.map(({ mail }) => mail.links),
    ],
  });
}
