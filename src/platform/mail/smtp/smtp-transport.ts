import type { DigestKey } from "../../../core/community.ts";
import { RekindleError } from "../../../core/errors.ts";
import { readRelayUrls } from "../../../core/relay-urls.ts";
import type { SubmitOutcome } from "../../../core/smtp-replies.ts";
import type { MailTransport } from "../../../delivery/ports.ts";
import type { SignMail } from "../dkim/sign-mail.ts";
import { createRelayRest, type RestTimes } from "./relay-rest.ts";
import { buildMessage } from "./smtp-message.ts";
import { openSmtpRelay, type SmtpRelay } from "./smtp-relay.ts";
import { readSmtpUrl, SMTP_TIMEOUTS, type SmtpTimeouts } from "./smtp-session.ts";

export interface SmtpTransportOptions {
  /** One URL, or several as `readRelayUrls` reads them: the first takes what is new, as long as it can. */
  readonly url: string;
  /** Connections at the same time to each server, each with one message in flight; else `?maxConnections=` says so. */
  readonly lanes?: number;
  /** Where a digest comes back to, or null: to the sender. */
  readonly returnPath?: (key: DigestKey) => string | null;
  /** Signs what is built; none: it leaves as it is. */
  readonly sign?: SignMail | null;
  readonly timeouts?: Partial<SmtpTimeouts>;
  /** How long a server that could not be used is left alone. */
  readonly rest?: RestTimes;
  /** A server began to rest, for that reason, or is of use again (null). */
  readonly onRelayChange?: (relay: string, outcome: SubmitOutcome | null) => void;
}

/** Enough to hide commits and round trips from a processor that writes 1,600 mails a second. */
const DEFAULT_LANES = 10;
/** Nobody else takes the mails: the only server is asked again soon, and each mail has a back-off of its own. */
const REST_OF_THE_ONLY: RestTimes = { firstMs: 2_000, longestMs: 2_000 };
const REST_OF_SEVERAL: RestTimes = { firstMs: 30_000, longestMs: 10 * 60_000 };
/** When all of several rest, each is tried again this soon. */
const LAST_RESORT_MS = 2_000;

interface Chosen {
  readonly relay: SmtpRelay;
  readonly onTrial: boolean;
}

/** Opens nothing yet. Throws `configuration` for URLs that cannot be. */
export function openSmtpTransport(options: SmtpTransportOptions): MailTransport {
  const { relays: urls, mistakes } = readRelayUrls(options.url);
  if (mistakes.length > 0) {
    throw new RekindleError(
      "configuration",
      `SMTP_URL: ${mistakes.join("; ")}.`,
      "Set it like smtps://user:password@smtp.example.org, several with commas between.",
    );
  }
  const timeouts = { ...SMTP_TIMEOUTS, ...options.timeouts };
  const isOnly = urls.length === 1;
  let lanes = 0;
  const relays = urls.map(({ name, url }): SmtpRelay => {
    const server = readSmtpUrl(url);
    const size = options.lanes ?? server.maxConnections ?? DEFAULT_LANES;
    lanes += size;
    const times = options.rest ?? (isOnly ? REST_OF_THE_ONLY : REST_OF_SEVERAL);
    const rest = createRelayRest(times, Math.random);
    const onChange = (outcome: SubmitOutcome | null) => options.onRelayChange?.(name, outcome);
    return openSmtpRelay({ name, server, lanes: size, timeouts, rest, restsWhenRefused: !isOnly, onChange });
  });
  let closing = false;

  /** The first that takes mail, or may by now; what to wait for, when one is just being tried; null: all of them rest. */
  const choose = (among: readonly SmtpRelay[]): Chosen | Promise<void> | null => {
    const now = performance.now();
    const onTrial = (relay: SmtpRelay): Chosen => {
      relay.rest.beginTrial();
      return { relay, onTrial: true };
    };
    for (const relay of among) {
      const readiness = relay.rest.readiness(now);
      if (readiness === "up") return { relay, onTrial: false };
      if (readiness === "trial") return onTrial(relay);
    }
    const tried = among.find(({ rest }) => rest.readiness(now) === "on trial");
    if (tried !== undefined) return tried.rest.trialOver();
    const patient = among.find(({ rest }) => now - (rest.why?.at ?? now) >= LAST_RESORT_MS);
    return patient === undefined ? null : onTrial(patient);
  };

  const names = relays.map(({ name }) => name) as [string, ...string[]];

  return {
    lanes,
    relays: names,
    preferredRelay: () => relays.find(({ rest }) => rest.why === null)?.name ?? names[0],
    build: (mail, relay) => buildMessage(mail, options.returnPath?.(mail.key) ?? null, options.sign ?? null, relay),
    reserve: async (boundTo = null) => {
      // Taken out of SMTP_URL, a server binds nobody any more.
      const bound = relays.filter(({ name }) => name === boundTo);
      const among = bound.length > 0 ? bound : relays;
      const [preferred] = among as [SmtpRelay, ...SmtpRelay[]];
      while (!closing) {
        const chosen = choose(among);
        if (chosen === null) {
          const outcome = preferred.rest.why?.outcome;
          if (outcome !== undefined) return { ...outcome, stage: "connect", relay: preferred.name };
        } else if (chosen instanceof Promise) await chosen;
        else {
          const lane = await chosen.relay.reserve(chosen.onTrial);
          if (lane === null || !("kind" in lane) || among.length === 1) return lane;
        }
      }
      return null;
    },
    close: async (withinMs) => {
      closing = true;
      await Promise.all(relays.map((relay) => relay.close(withinMs)));
    },
  };
}
