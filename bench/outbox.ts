import type { DigestKey } from "../src/core/community.ts";
import { wordingIn } from "../src/digest/describe-digest.ts";
import { packBody } from "../src/platform/mail/mail-body.ts";
import { openTemplates } from "../src/platform/mail/templates/templates.ts";
import { describeMails } from "./render.ts";
import { AT, EMAILS_DIRECTORY, type Scene, TIMEZONE, TODAY } from "./scene.ts";
import type { Community } from "./world.ts";

/** Different enough that no mail is always the same; the rest are these again. */
const BODIES = 200;

const DIGESTS = `
  INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state)
  SELECT id, 1, 'planned', 'hash', $1::text, $2, $3::timestamptz, $1::date, $1::date, $3::timestamptz + interval '20 hours', 'treated', 'rendered'
  FROM member WHERE subscribed IS DISTINCT FROM false ORDER BY id LIMIT $4
  RETURNING member_id AS "memberId", id AS "digestId"`;

const MAILS = `
  INSERT INTO digest_mail (member_id, digest_id, message_id, subject, body)
  SELECT d.member_id, d.id, '<d.' || d.member_id || '.' || d.id || '.1b4e28ba@example.org>', b.subject, b.body
  FROM digest d JOIN unnest($1::text[], $2::bytea[]) WITH ORDINALITY AS b(subject, body, n) ON b.n = 1 + d.id % $3`;

/** Rendered digests of that many members, as composing leaves them but for their picks, which are a few contents at random. */
export async function fillOutbox(community: Community, scene: Scene, count: number): Promise<DigestKey[]> {
  const { database } = community;
  const templates = await openTemplates({ emailsDirectory: EMAILS_DIRECTORY });
  const rule = scene.rule("planned");
  const mails = (await describeMails(community, scene, BODIES)).map((model) =>
    templates.render("digest", wordingIn(rule, model.language), model),
  );
  await emptyOutbox(community);
  const keys = await database.query<DigestKey>({ text: DIGESTS, values: [TODAY, TIMEZONE, AT, count] });
  await database.query({
    text: MAILS,
    values: [mails.map(({ subject }) => subject), mails.map(packBody), mails.length],
  });
  await database.query({
    text: `INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason)
SELECT member_id, id, position, 2900 + (id * 7 + position) % 100, 'hot', 1, '{"code":"recent"}' FROM digest, generate_series(0, 4) AS position`,
    values: [],
  });
  await database.query({ text: "VACUUM (ANALYZE) digest, digest_mail, pick", values: [] });
  return keys;
}

export async function emptyOutbox({ database }: Community): Promise<void> {
  await database.query({
    text: "TRUNCATE slot, digest, digest_mail, pick, exposure, assignment, experiment_phase",
    values: [],
  });
}
