import { createHash } from "node:crypto";
import type { DigestKey, DigestState, LocalDate } from "../../src/core/community.ts";
import { messageIdOf } from "../../src/core/mail.ts";
import { NO_PACE } from "../../src/core/pace/pace.ts";
import type { ClaimPace, DeliverySettings, MailTransport, SubmitDeps } from "../../src/delivery/ports.ts";
import { type SubmittedDigests, submitDigests } from "../../src/delivery/submit-digests.ts";
import { openLinks } from "../../src/platform/links/sign-links.ts";
import { packBody } from "../../src/platform/mail/mail-body.ts";
import { openSmtpTransport, type SmtpTransportOptions } from "../../src/platform/mail/smtp/smtp-transport.ts";
import type { Database } from "../../src/platform/postgres/database.ts";
import { createLimitStore } from "../../src/platform/postgres/delivery/limit-store.ts";
import { createSubmitStore } from "../../src/platform/postgres/delivery/submit-store.ts";
import { HERE } from "./signing.ts";

/** A Tuesday, 08:30 in Paris. */
export const NOW = new Date("2026-11-24T07:30:00Z");
export const TODAY = "2026-11-24";

export const SETTINGS: DeliverySettings = {
  sending: "on",
  quietHours: null,
  closed: [],
  caps: [],
  consent: "assumed",
  unknown: "hold",
  from: { name: "News", address: "news@example.org" },
  timezone: "Europe/Paris",
  pace: NO_PACE,
};

/** As fast as it goes. */
export const UNPACED: ClaimPace = {
  limits: NO_PACE,
  preferredRelay: "relay:25",
  onlyRelay: null,
  warmUp: null,
  random: () => 0.5,
};

/** Of the installation whose mails these are. */
const IDENTITY = "1b4e28ba-2fa1-4d2b-883f-0016d3cca427";
export const LINKS = openLinks({
  secretKeys: ["test secret"],
  baseUrl: "https://news.example.org",
  installation: HERE,
});

export interface NewDigest {
  readonly memberId?: number;
  readonly email?: string | null;
  readonly state?: DigestState;
  readonly rule?: string;
  readonly timezone?: string;
  readonly slotAt?: Date;
  readonly capDate?: LocalDate;
  readonly expiresAt?: Date;
  readonly contentIds?: readonly number[];
}

export const hashOf = (email: string): Buffer => createHash("sha256").update(email.trim().toLowerCase()).digest();

/** Puts members, contents and digests straight into the tables, as planning and composing leave them. */
export function fillOutbox(database: Database) {
  let count = 0;
  const value = async (text: string, values: unknown[]): Promise<number> => {
    const [row] = await database.query<{ id: number }>({ text, values });
    return row?.id ?? 0;
  };

  const addMember = (email: string | null = `member${++count}@members.example`): Promise<number> =>
    value(
      `INSERT INTO member (external_id, email, email_hash, name, joined_at)
       VALUES ($1, $2, $3, 'Zoé', $4) RETURNING id`,
      [`ext-${++count}`, email, email === null ? null : hashOf(email), NOW],
    );

  const addContent = (): Promise<number> =>
    value(
      "INSERT INTO content (external_id, title, url, published_at) VALUES ($1, 'One', 'https://a.example', $2) RETURNING id",
      [`content-${++count}`, new Date("2026-11-20T00:00:00Z")],
    );

  const addDigest = async (digest: NewDigest = {}): Promise<DigestKey> => {
    const memberId = digest.memberId ?? (await addMember(digest.email));
    const state = digest.state ?? "rendered";
    const digestId = await value(
      `INSERT INTO digest (member_id, slot_id, rule, rule_hash, period, timezone, slot_at, local_date, cap_date, expires_at, arm, state)
       VALUES ($1, 1, $2, 'hash', $3, $4, $5, $6::date, $6::date, $7, 'treated', $8) RETURNING id`,
      [
        memberId,
        digest.rule ?? "seven-days-away",
        `period-${++count}`,
        digest.timezone ?? "Europe/Paris",
        digest.slotAt ?? NOW,
        digest.capDate ?? TODAY,
        digest.expiresAt ?? new Date("2026-11-25T03:00:00Z"),
        state,
      ],
    );
    const key = { memberId, digestId };
    for (const [position, contentId] of (digest.contentIds ?? [await addContent()]).entries()) {
      await database.query({
        text: `INSERT INTO pick (member_id, digest_id, position, content_id, kind, score, reason)
               VALUES ($1, $2, $3, $4, 'hot', 1, '{"code":"recent"}')`,
        values: [memberId, digestId, position, contentId],
      });
    }
    if (state !== "planned") {
      await database.query({
        text: "INSERT INTO digest_mail (member_id, digest_id, message_id, subject, body) VALUES ($1, $2, $3, $4, $5)",
        values: [
          memberId,
          digestId,
          messageIdOf(key, IDENTITY, "example.org"),
          "Hello",
          packBody({ html: "<p>Hello</p>", text: "Hello" }),
        ],
      });
    }
    return key;
  };

  const addDigests = (howMany: number): Promise<DigestKey[]> =>
    Promise.all(Array.from({ length: howMany }, () => addDigest()));

  const read = async (key: DigestKey) => {
    const [row] = await database.query<{
      state: DigestState;
      reason: string | null;
      fence: number;
      attempts: number;
      heldPicks: number;
      picks: number;
      capDate: string;
      acceptedAt: Date | null;
      holdUntil: Date | null;
      smtpCode: number | null;
      smtpText: string | null;
      retryInMs: number | null;
    }>({
      text: `SELECT state, reason, fence, attempts, cap_date AS "capDate", accepted_at AS "acceptedAt", hold_until AS "holdUntil",
               smtp_code AS "smtpCode", smtp_text AS "smtpText",
               (extract(epoch FROM retry_at - clock_timestamp()) * 1000)::float8 AS "retryInMs",
               (SELECT count(*) FROM pick p WHERE p.member_id = d.member_id AND p.digest_id = d.id AND p.held) AS "heldPicks",
               (SELECT count(*) FROM pick p WHERE p.member_id = d.member_id AND p.digest_id = d.id) AS picks
             FROM digest d WHERE member_id = $1 AND id = $2`,
      values: [key.memberId, key.digestId],
    });
    if (!row) throw new Error("no such digest");
    return row;
  };

  /** Lets what waits for machine time be due now. */
  const makeDue = (): Promise<unknown> =>
    database.query({ text: "UPDATE digest SET retry_at = clock_timestamp() WHERE state = 'deferred'", values: [] });
  const lapseLeases = (): Promise<unknown> =>
    database.query({
      text: "UPDATE digest SET lease_until = clock_timestamp() - interval '1 second' WHERE lease_until IS NOT NULL",
      values: [],
    });

  return { addMember, addContent, addDigest, addDigests, read, makeDue, lapseLeases };
}

export interface Submitter {
  readonly transport: MailTransport;
  submit(keys: readonly DigestKey[], change?: Partial<SubmitDeps>): Promise<SubmittedDigests>;
}

/** One process that submits: its own store and its own connections. */
export function openSubmitter(database: Database, options: SmtpTransportOptions, at: Date = NOW): Submitter {
  const transport = openSmtpTransport(options);
  const deps: SubmitDeps = {
    store: createSubmitStore(database, database),
    // Who tests what follows from a refusal gives the real one.
    feedback: { record: async () => ({ recorded: 0, unmatched: 0, suppressed: 0 }) },
    limits: createLimitStore(database),
    transport,
    clock: { now: () => at },
    random: () => 0.5,
    settings: SETTINGS,
    rules: [],
    unsubscribeUrl: LINKS.unsubscribeUrl,
    echoedBy: [],
    claimedBy: "test",
  };
  return { transport, submit: (keys, change) => submitDigests({ ...deps, ...change }, keys) };
}

export const messageId = (key: DigestKey): string => messageIdOf(key, IDENTITY, "example.org");
