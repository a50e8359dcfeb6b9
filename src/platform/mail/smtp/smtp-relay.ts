import { setMaxListeners } from "node:events";
import { holdsRelay, type SubmitOutcome } from "../../../core/smtp-replies.ts";
import type { BuiltMail, MailLane, RefusedLane } from "../../../delivery/ports.ts";
import type { RelayRest } from "./relay-rest.ts";
import { openSmtpSession, type SmtpServer, type SmtpSession, type SmtpTimeouts } from "./smtp-session.ts";

export interface SmtpRelayOptions {
  /** `host:port`. */
  readonly name: string;
  readonly server: SmtpServer;
  readonly lanes: number;
  readonly timeouts: SmtpTimeouts;
  readonly rest: RelayRest;
  /** Rests after a refusal of our account or our sender as well: another server may take what this one does not. */
  readonly restsWhenRefused: boolean;
  /** Called when it begins to rest, and when it is of use again (null). */
  readonly onChange: (outcome: SubmitOutcome | null) => void;
}

/** One mail server and its connections. */
export interface SmtpRelay {
  readonly name: string;
  readonly rest: RelayRest;
  /** Waits for a free, open connection; null once it is closing. `onTrial`: although it rests. */
  reserve(onTrial: boolean): Promise<MailLane | RefusedLane | null>;
  close(withinMs: number): Promise<void>;
}

/** Servers count messages by connection; a hundred is what the careful ones allow. */
const MAX_MESSAGES_PER_SESSION = 100;
const IDLE_SESSION_MS = 5_000;
/** A server that takes some connections and refuses more is asked for no more of them for so long. */
const CROWDED_FOR_MS = 10_000;
/** So many connections that broke off without a word, one after another, are no accident. */
const MOST_BROKEN_OFF = 3;

const CLOSING: SubmitOutcome = { kind: "deferred", code: null, text: "sending is stopping", stage: "connect" };

interface Lane {
  session: SmtpSession | null;
  idle: NodeJS.Timeout | null;
}

/** Opens nothing yet. */
export function openSmtpRelay(options: SmtpRelayOptions): SmtpRelay {
  const { name, server, timeouts, rest } = options;
  const lanes: readonly Lane[] = Array.from({ length: options.lanes }, () => ({ session: null, idle: null }));
  const free = new Set<Lane>(lanes);
  const waiting: ((lane: Lane | null) => void)[] = [];
  const stop = new AbortController();
  setMaxListeners(lanes.length, stop.signal);
  let closing = false;
  let whenFree: (() => void) | null = null;
  let crowdedUntil = 0;
  let brokenOff = 0;

  const hasOpen = (): boolean => lanes.some(({ session }) => session?.isOpen() === true);

  /** The one used last, so that the others fall idle and close. */
  const take = (): Promise<Lane | null> => {
    if (closing) return Promise.resolve(null);
    const idle = [...free];
    const last = idle.findLast(({ session }) => session?.isOpen() === true) ?? idle.at(-1);
    const crowded = performance.now() < crowdedUntil && last?.session?.isOpen() !== true && hasOpen();
    if (last === undefined || crowded) return new Promise((resolve) => waiting.push(resolve));
    free.delete(last);
    if (last.idle) clearTimeout(last.idle);
    return Promise.resolve(last);
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
    if (free.size === lanes.length) whenFree?.();
  };

  const failed = (outcome: SubmitOutcome): void => {
    if (rest.failed(outcome, performance.now())) options.onChange(outcome);
  };

  const open = async (lane: Lane): Promise<SmtpSession | SubmitOutcome> => {
    if (lane.session && lane.session.used >= MAX_MESSAGES_PER_SESSION) lane.session.quit();
    if (lane.session?.isOpen()) return lane.session;
    lane.session = null;
    const opened = await openSmtpSession(server, timeouts, stop.signal);
    if (!("kind" in opened)) lane.session = opened;
    return opened;
  };

  /** What a submission tells of the server itself. */
  const judge = (outcome: SubmitOutcome): void => {
    const silent = outcome.code === null && outcome.stage === "envelope";
    brokenOff = silent ? brokenOff + 1 : 0;
    if (outcome.stage === "connect" || (options.restsWhenRefused && holdsRelay(outcome))) failed(outcome);
    else if (brokenOff >= MOST_BROKEN_OFF) failed(outcome);
    else if (!silent && rest.worked()) options.onChange(null);
    else rest.endTrial();
  };

  const submit = async (lane: Lane, session: SmtpSession, message: BuiltMail): Promise<SubmitOutcome> => {
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

  const laneOver = (lane: Lane, session: SmtpSession): MailLane => ({
    relay: name,
    submit: async (message) => {
      const outcome = await submit(lane, session, message);
      if (outcome !== CLOSING) judge(outcome);
      return outcome;
    },
    release: () => {
      rest.endTrial();
      giveBack(lane);
    },
  });

  return {
    name,
    rest,
    reserve: async (onTrial) => {
      for (;;) {
        const lane = await take();
        if (lane === null) return null;
        if (rest.why !== null && !onTrial) {
          // It began to rest while this one waited for a connection.
          giveBack(lane);
          return { ...rest.why.outcome, stage: "connect", relay: name };
        }
        const opened = await open(lane);
        if (!("kind" in opened)) return laneOver(lane, opened);
        const crowded = hasOpen() && !closing;
        if (crowded) crowdedUntil = performance.now() + CROWDED_FOR_MS;
        else failed(opened);
        giveBack(lane);
        if (!crowded) return { ...opened, relay: name };
      }
    },
    close: async (withinMs) => {
      closing = true;
      rest.endTrial();
      for (const resolve of waiting.splice(0)) resolve(null);
      for (const lane of free) {
        if (lane.idle) clearTimeout(lane.idle);
        lane.session?.quit();
      }
      if (free.size === lanes.length) return;
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
