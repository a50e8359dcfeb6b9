import type { CommunityClock } from "../../core/clock.ts";
import { domainOf } from "../../core/mail.ts";
import { hashOf } from "../../core/rules/read/read-rule.ts";
import type { Settings } from "../../core/rules/settings.ts";
import type { SubmitOutcome } from "../../core/smtp-replies.ts";
import type { BuiltMail, MailLane, MailTransport } from "../ports.ts";
import type { Notice, TeamMail } from "./notice.ts";
import type { NoticeKey, NoticeStore, TeamMailWriter } from "./ports.ts";
import { type NoticeStyle, writeNotice } from "./write-notice.ts";

export interface SendNoticesDeps {
  readonly store: NoticeStore;
  readonly writer: TeamMailWriter;
  readonly transport: Pick<MailTransport, "reserve">;
  readonly clock: CommunityClock;
  readonly settings: Pick<Settings, "from" | "languages" | "timezone">;
}

/**
 * Tells each recipient of each notice once, over restarts and beside other workers: `submitting` is committed before the
 * first byte leaves, and what cannot be told to have arrived is not sent again. A notice of which nothing can have gone
 * out stays open for the next time. Answers how many the mail server accepted. Throws what kept one of them from being
 * told, after the others.
 */
export async function sendNotices(deps: SendNoticesDeps, notices: readonly Notice[]): Promise<number> {
  const style = { language: deps.settings.languages[0], timezone: deps.settings.timezone };
  const open = await deps.store.findOpen(notices.flatMap(keysOf));
  if (open.length === 0) return 0;
  const identity = await deps.store.findIdentity();
  let accepted = 0;
  const failures: unknown[] = [];
  for (const notice of notices) {
    const keys = keysOf(notice).filter(({ kind, key, recipient }) =>
      open.some((one) => one.kind === kind && one.key === key && one.recipient === recipient),
    );
    if (keys.length === 0) continue;
    try {
      const mail = await write(notice, style);
      for (const key of keys) if ((await sendOne(deps, identity, key, mail))?.kind === "accepted") accepted += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return accepted;
}

async function write(notice: Notice, style: NoticeStyle): Promise<TeamMail> {
  return notice.kind === "weekly" ? notice.write() : writeNotice(await notice.facts(), style);
}

function keysOf({ kind, key, to }: Notice): NoticeKey[] {
  return [...new Set(to)].map((recipient) => ({ kind, key, recipient }));
}

/** null: it was not handed over, and stays open. */
async function sendOne(
  deps: SendNoticesDeps,
  identity: string,
  key: NoticeKey,
  mail: TeamMail,
): Promise<SubmitOutcome | null> {
  const { from } = deps.settings;
  const built = await deps.writer.build({
    ...mail,
    from,
    to: key.recipient,
    messageId: messageIdOf(key, identity, from.address),
    date: deps.clock.now(),
  });
  if ("kind" in built) return settle(deps, key, built);
  const lane = await deps.transport.reserve();
  if (lane === null || "kind" in lane) return null;
  try {
    return await submit(deps, key, built, lane);
  } finally {
    lane.release();
  }
}

async function submit(
  deps: SendNoticesDeps,
  key: NoticeKey,
  built: BuiltMail,
  lane: MailLane,
): Promise<SubmitOutcome | null> {
  if (!(await deps.store.markSubmitting(key, deps.clock.now()))) return null;
  const outcome = await lane.submit(built);
  await deps.store.record(key, outcome);
  return outcome;
}

/** A mail that cannot be written will not be next time either. */
async function settle(deps: SendNoticesDeps, key: NoticeKey, outcome: SubmitOutcome): Promise<SubmitOutcome | null> {
  if (!(await deps.store.markSubmitting(key, deps.clock.now()))) return null;
  await deps.store.record(key, outcome);
  return outcome;
}

const ID_CHARACTERS = 24;

/** Two installations of one team tell the same week to the same people: with one Message-ID, only one would be shown. */
function messageIdOf({ kind, key, recipient }: NoticeKey, identity: string, from: string): string {
  return `<n.${hashOf([identity, kind, key, recipient]).slice(0, ID_CHARACTERS)}@${domainOf(from)}>`;
}
