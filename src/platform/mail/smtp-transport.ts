import { setMaxListeners } from "node:events";
import type { DigestKey } from "../../core/community.ts";
import type { SubmitOutcome } from "../../core/smtp-replies.ts";
import type { BuiltMail, MailLane, MailTransport } from "../../delivery/ports.ts";
import type { SignMail } from "./dkim/sign-mail.ts";
import { buildMessage } from "./smtp-message.ts";
import { openSmtpSession, readSmtpUrl, SMTP_TIMEOUTS, type SmtpSession, type SmtpTimeouts } from "./smtp-session.ts";

export interface SmtpTransportOptions {
  readonly url: string;
  /** Connections at the same time, each with one message in flight; else `?maxConnections=` of the URL says so. */
  readonly lanes?: number;
  /** Where a digest comes back to, or null: to the sender. */
  readonly returnPath?: (key: DigestKey) => string | null;
  /** Signs what is built; none: it leaves as it is. */
  readonly sign?: SignMail | null;
  readonly timeouts?: Partial<SmtpTimeouts>;
}

/** Enough to hide commits and round trips from a processor that writes 1,600 mails a second. */
const DEFAULT_LANES = 10;
/** Servers count messages by connection; a hundred is what the careful ones allow. */
const MAX_MESSAGES_PER_SESSION = 100;
const IDLE_SESSION_MS = 5_000;
/** A server that could not be reached is not asked again for this long, so that a queue does not hammer or wait on it. */
const UNREACHABLE_FOR_MS = 2_000;

const CLOSING: SubmitOutcome = { kind: "deferred", code: null, text: "sending is stopping", stage: "connect" };

interface Lane {
  session: SmtpSession | null;
  idle: NodeJS.Timeout | null;
}

/** Opens nothing yet. Throws `configuration` for a URL that cannot be. */
export function openSmtpTransport(options: SmtpTransportOptions): MailTransport {
  const server = readSmtpUrl(options.url);
  const timeouts = { ...SMTP_TIMEOUTS, ...options.timeouts };

  const size = options.lanes ?? server.maxConnections ?? DEFAULT_LANES;
  const lanes: readonly Lane[] = Array.from({ length: size }, () => ({ session: null, idle: null }));
  const free = new Set<Lane>(lanes);
  const waiting: ((lane: Lane | null) => void)[] = [];
  const stop = new AbortController();
  setMaxListeners(size, stop.signal);
  let closing = false;
  let whenFree: (() => void) | null = null;
  let unreachable: { readonly until: number; readonly outcome: SubmitOutcome } | null = null;

  /** The one used last, so that the others fall idle and close. */
  const take = (): Promise<Lane | null> => {
    const lane = closing ? null : [...free].at(-1);
    if (lane === undefined) return new Promise((resolve) => waiting.push(resolve));
    if (lane === null) return Promise.resolve(null);
    free.delete(lane);
    if (lane.idle) clearTimeout(lane.idle);
    return Promise.resolve(lane);
  };

  const giveBack = (lane: Lane): void => {
    const next = waiting.shift();
    if (next) {
      next(lane);
      return;
    }
    free.add(lane);
    if (closing) lane.session?.quit();
    else lane.idle = setTimeout(() => lane.session?.quit(), IDLE_SESSION_MS);
    if (free.size === size) whenFree?.();
  };

  const open = async (lane: Lane): Promise<SmtpSession | SubmitOutcome> => {
    if (lane.session && lane.session.used >= MAX_MESSAGES_PER_SESSION) lane.session.quit();
    if (lane.session?.isOpen()) return lane.session;
    lane.session = null;
    if (unreachable && performance.now() < unreachable.until) return unreachable.outcome;
    const opened = await openSmtpSession(server, timeouts, stop.signal);
    if ("kind" in opened) unreachable = { until: performance.now() + UNREACHABLE_FOR_MS, outcome: opened };
    else {
      unreachable = null;
      lane.session = opened;
    }
    return opened;
  };

  const submit = async (lane: Lane, message: BuiltMail): Promise<SubmitOutcome> => {
    const session = await open(lane);
    if ("kind" in session) return session;
    const reused = session.used > 0;
    const outcome = await session.submit(message);
    // The server had closed an idle connection, or had enough of this one: nothing went out, a fresh one may do.
    const begun = outcome.stage === "sender" || outcome.stage === "envelope";
    const stale = reused && begun && !session.isOpen() && (outcome.code ?? 421) === 421;
    if (!stale) return outcome;
    if (closing) return CLOSING;
    const fresh = await open(lane);
    return "kind" in fresh ? fresh : fresh.submit(message);
  };

  const laneFor = (lane: Lane): MailLane => ({
    submit: (message) => submit(lane, message),
    release: () => giveBack(lane),
  });

  return {
    lanes: size,
    build: (mail) => buildMessage(mail, options.returnPath?.(mail.key) ?? null, options.sign ?? null),
    reserve: async () => {
      const lane = await take();
      if (lane === null) return null;
      const opened = await open(lane);
      if (!("kind" in opened)) return laneFor(lane);
      giveBack(lane);
      return opened;
    },
    close: async (withinMs) => {
      closing = true;
      for (const resolve of waiting.splice(0)) resolve(null);
      for (const lane of free) {
        if (lane.idle) clearTimeout(lane.idle);
        lane.session?.quit();
      }
      if (free.size === size) return;
      const limit = setTimeout(() => {
        stop.abort();
        for (const lane of lanes) if (!free.has(lane)) lane.session?.abort("sending was stopped");
      }, withinMs);
      await new Promise<void>((resolve) => {
        whenFree = resolve;
      });
      clearTimeout(limit);
    },
  };
}
