import { Readable } from "node:stream";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection, { type SMTPConnectionAuth, type SMTPConnectionOptions } from "nodemailer/lib/smtp-connection";
import { RekindleError } from "../../core/errors.ts";
import type { BuiltMail, SubmitOutcome, SubmitStage } from "../../delivery/ports.ts";

/** Milliseconds that the server has for each part of the conversation. */
export interface SmtpTimeouts {
  readonly connectMs: number;
  /** From `MAIL FROM` to the server's 354. */
  readonly envelopeMs: number;
  /** From the 354 to the answer after the final dot. */
  readonly dataMs: number;
}

/** RFC 5321, 4.5.3.2: breaking off earlier after the final dot makes duplicates and unknown fates. */
export const SMTP_TIMEOUTS: SmtpTimeouts = { connectMs: 30_000, envelopeMs: 120_000, dataMs: 600_000 };

const RESET_TIMEOUT_MS = 10_000;
const QUIT_TIMEOUT_MS = 2_000;
const MAX_REPLY_LENGTH = 500;

export interface SmtpServer {
  readonly options: SMTPConnectionOptions;
  readonly auth: SMTPConnectionAuth | null;
  /** How many connections the server allows, where the URL tells. */
  readonly maxConnections: number | null;
}

/** `smtp://user:password@host:587?maxConnections=3`, `smtps://…`. Throws `configuration`. */
export function readSmtpUrl(url: string): SmtpServer {
  if (!URL.canParse(url) || !/^smtps?:\/\/[^/?#]/i.test(url)) {
    throw new RekindleError(
      "configuration",
      "SMTP_URL does not name an SMTP server.",
      "Set it like smtps://user:password@smtp.example.org.",
    );
  }
  const { auth, ...options } = parseConnectionUrl(url);
  const maxConnections = Number(new URL(url).searchParams.get("maxConnections"));
  return {
    options: options as SMTPConnectionOptions,
    auth: auth?.user ? { ...auth, credentials: { user: auth.user, pass: auth.pass } } : null,
    maxConnections: Number.isInteger(maxConnections) && maxConnections > 0 ? maxConnections : null,
  };
}

/** One connection on which one message at a time is sent, so that every reply belongs to a known message. */
export interface SmtpSession {
  isOpen(): boolean;
  /** How many messages went over it. */
  readonly used: number;
  submit(message: BuiltMail): Promise<SubmitOutcome>;
  /** Says goodbye; the server may take its time. */
  quit(): void;
  /** Breaks off: a message in flight ends as what is known of it. */
  abort(why: string): void;
}

interface SmtpFailure {
  readonly message: string;
  readonly code?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
}

/** One line of bounded length without control characters, for the database and the terminal. */
function replyText(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, MAX_REPLY_LENGTH);
}

/** 530, 534, 535, 538: it is our account that the server refuses, not this message. */
const ABOUT_ACCOUNT = new Set([530, 534, 535, 538]);

/** Only an answer of the server settles a message after the 354; before it, nothing can have gone out. */
function outcomeOf(failure: SmtpFailure, stage: SubmitStage): SubmitOutcome {
  const code = failure.responseCode ?? null;
  const text = replyText(failure.response ?? failure.message);
  if (stage === "data" && (code === null || code < 400)) return { kind: "unknown", code, text, stage };
  const tooLarge = stage === "envelope" && code === null && failure.code === "EMESSAGE";
  const refused = code !== null && code >= 500 && stage !== "connect" && !ABOUT_ACCOUNT.has(code);
  return { kind: refused || tooLarge ? "failed" : "deferred", code, text, stage };
}

/** Connects, greets and logs in. The outcome tells why it could not; it is always `deferred`. */
export function openSmtpSession(
  server: SmtpServer,
  timeouts: SmtpTimeouts,
  stop: AbortSignal,
): Promise<SmtpSession | SubmitOutcome> {
  const connection = new SMTPConnection({
    ...server.options,
    logger: false,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    dnsTimeout: timeouts.connectMs,
    // The stages have clocks of their own; this one only outlives them.
    socketTimeout: Math.max(timeouts.connectMs, timeouts.envelopeMs, timeouts.dataMs) + 60_000,
  });
  return new Promise((resolve) => {
    const ended = (): void => opened({ message: "the server closed the connection" });
    const stopped = (): void => opened({ message: "sending was stopped" });
    const opened = (error?: SmtpFailure | null): void => {
      clearTimeout(timer);
      stop.removeEventListener("abort", stopped);
      connection.removeListener("end", ended);
      if (!error) {
        connection.removeListener("error", opened);
        resolve(sessionOver(connection, timeouts));
        return;
      }
      connection.close();
      resolve(outcomeOf(error, "connect"));
    };
    const timer = setTimeout(() => opened({ message: "the server took too long to greet" }), timeouts.connectMs);
    stop.addEventListener("abort", stopped);
    connection.on("error", opened);
    connection.once("end", ended);
    connection.connect((error) => {
      if (error || !server.auth) return opened(error);
      connection.login(server.auth, opened);
    });
  });
}

function sessionOver(connection: SMTPConnection, timeouts: SmtpTimeouts): SmtpSession {
  let open = true;
  let used = 0;
  let inFlight: ((failure: SmtpFailure) => void) | null = null;
  const ended = (failure: SmtpFailure): void => {
    open = false;
    inFlight?.(failure);
  };
  connection.on("error", ended);
  connection.once("end", () => {
    open = false;
    // A refusal may close the connection first and be told afterwards: it says more than the end does.
    setImmediate(ended, { message: "the server closed the connection" });
  });

  const abort = (why: string): void => {
    ended({ message: why });
    connection.close();
  };

  const submit = (message: BuiltMail): Promise<SubmitOutcome> =>
    new Promise((resolve) => {
      let stage: SubmitStage = "envelope";
      const startClock = (ms: number, why: string) => setTimeout(() => abort(why), ms);
      let clock = startClock(timeouts.envelopeMs, "the server took too long to answer");
      const settle = (outcome: SubmitOutcome): void => {
        if (inFlight === null) return;
        inFlight = null;
        clearTimeout(clock);
        resolve(outcome);
      };
      inFlight = (failure) => settle(outcomeOf(failure, stage));
      // Read for the first time when the 354 is there, and never before: from here on bytes may be on the wire.
      const body = new Readable({
        read() {
          stage = "data";
          clearTimeout(clock);
          clock = startClock(timeouts.dataMs, "the server did not answer after the final dot");
          this.push(message.bytes);
          this.push(null);
        },
      });
      used += 1;
      connection.send({ ...message.envelope, size: message.bytes.length }, body, (error, info) => {
        if (!error)
          return settle({
            kind: "accepted",
            code: codeOf(info?.response),
            text: replyText(info?.response ?? ""),
            stage,
          });
        settle(outcomeOf(error, stage));
        // A connection whose message broke off cannot be trusted with the next one.
        if (error.responseCode === undefined) abort(error.message);
      });
    });

  const reset = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        abort("the server took too long to answer");
        resolve();
      }, RESET_TIMEOUT_MS);
      connection.once("end", resolve);
      connection.reset((error) => {
        clearTimeout(timer);
        connection.removeListener("end", resolve);
        if (error) abort(error.message);
        resolve();
      });
    });

  return {
    isOpen: () => open,
    get used() {
      return used;
    },
    submit: async (message) => {
      const outcome = await submit(message);
      if (open && outcome.stage === "envelope") await reset();
      return outcome;
    },
    quit: () => {
      if (!open) return;
      open = false;
      const timer = setTimeout(() => connection.close(), QUIT_TIMEOUT_MS);
      connection.once("end", () => clearTimeout(timer));
      connection.quit();
    },
    abort,
  };
}

function codeOf(response: string | undefined): number | null {
  const code = Number(response?.slice(0, 3));
  return Number.isInteger(code) && code > 0 ? code : null;
}
