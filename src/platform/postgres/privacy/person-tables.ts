/**
 * Every table that holds rows of a member, by `member_id`: what erasing takes out, in this order, and what an export shows.
 * `digest` first: whoever composes or submits one waits for its row, and then finds nothing to write to. A test compares this
 * with the catalogue, so that a table added later is not forgotten.
 */
export const PERSON_TABLES: readonly {
  readonly table: string;
  /** What an export calls it. */
  readonly called: string;
  /** The columns of an export, of `t` and the joins; rows are ordered by the first. */
  readonly columns: string;
  readonly joins?: string;
}[] = [
  {
    table: "digest",
    called: "digests",
    columns: `t.slot_at AS "plannedFor", t.id AS digest, t.rule, t.arm, t.state, t.reason, t.submitted_at AS "submittedAt",
      t.accepted_at AS "acceptedAt", t.attempts, t.relay AS "mailServer", t.smtp_code AS "answerCode", t.smtp_text AS answer`,
  },
  {
    table: "digest_transition",
    called: "whatBecameOfDigests",
    columns: `t.at, t.digest_id AS digest, t.from_state AS "from", t.to_state AS "to", t.by, t.reason, t.smtp_code AS "answerCode",
      t.smtp_text AS answer`,
  },
  {
    table: "digest_mail",
    called: "mails",
    columns: `t.digest_id AS digest, t.message_id AS "messageId", t.subject, encode(t.body, 'base64') AS body`,
  },
  {
    table: "pick",
    called: "proposedContents",
    columns: `t.digest_id AS digest, t.position, c.external_id AS content, c.title, t.kind, t.score, t.reason`,
    joins: "LEFT JOIN content c ON c.id = t.content_id",
  },
  {
    table: "told",
    called: "toldOf",
    columns: `t.occurred_at AS at, t.digest_id AS digest, t.rule, t.kind, t.via, c.external_id AS content, c.title`,
    joins: "LEFT JOIN content c ON c.id = t.content_id",
  },
  {
    table: "waiting_window",
    called: "notTold",
    columns: `t.opened_at AS since, t.rule, t.loss AS because`,
  },
  {
    table: "exposure",
    called: "experiments",
    columns: `t.exposed_at AS since, t.experiment, t.arm, t.phase, t.rule, t.digest_id AS digest`,
  },
  {
    table: "click",
    called: "clicks",
    columns: `t.at, t.digest_id AS digest, l.url, t.tag AS "madeBy"`,
    joins: "LEFT JOIN link l ON l.id = t.link_id",
  },
  { table: "mail_open", called: "opens", columns: `t.at, t.digest_id AS digest, t.tag AS "madeBy"` },
  {
    table: "vote",
    called: "calledUseful",
    columns: `t.at, t.digest_id AS digest, c.external_id AS content, c.title`,
    joins: "LEFT JOIN content c ON c.id = t.content_id",
  },
  {
    table: "feedback",
    called: "reportsOfMailServers",
    columns: `t.at, t.digest_id AS digest, t.kind, t.source, t.source_id AS "sourceId", t.status, t.text`,
  },
  {
    table: "member_preference",
    called: "preferences",
    columns: `t.changed_at AS "changedAt", t.changed_by AS "changedBy", t.frequency, t.themes_off AS "themesOff", t.language,
      t.paused_until AS "pausedUntil", t.before`,
  },
  { table: "unsubscribe_reason", called: "whyTheyLeft", columns: `t.at, t.reason` },
  {
    table: "consent_log",
    called: "consent",
    columns: `t.written_at AS "writtenAt", t.subscribed, t.consent_at AS "saidAt", t.source`,
  },
  {
    table: "activity",
    called: "activities",
    columns: `t.occurred_at AS at, t.name, t.passive, c.external_id AS content, c.title, t.properties`,
    joins: "LEFT JOIN content c ON c.id = t.content_id",
  },
  { table: "identity", called: "otherIds", columns: "t.kind, t.value" },
  { table: "segment_member", called: "segments", columns: "t.segment, NULL AS since" },
  { table: "visit", called: "visits", columns: `t.started_at AS "from", t.ended_at AS "to", t.acts` },
  {
    table: "view",
    called: "views",
    columns: `t.first_viewed_at AS at, c.external_id AS content, c.title`,
    joins: "LEFT JOIN content c ON c.id = t.content_id",
  },
  {
    table: "replay_view",
    called: "livesSeen",
    columns: `t.seen_at AS at, c.external_id AS content, c.title`,
    joins: "LEFT JOIN content c ON c.id = t.content_id",
  },
];
