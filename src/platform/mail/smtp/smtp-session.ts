import { Readable } from "node:stream";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection, { type SMTPConnectionAuth, type SMTPConnectionOptions } from "nodemailer/lib/smtp-connection";
import { RekindleError } from "../../../core/errors.ts";
import { fateOf, readReply, type SubmitOutcome, type SubmitStage } from "../../../core/smtp-replies.ts";
import type { BuiltMail } from "../../../delivery/ports.ts";

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
  readonly command?: string | undefined;
  /** The server's reply, whole. */
  readonly response?: string | undefined;
}

/** One line of bounded length without control characters, for the database and the terminal. */
function replyText(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, MAX_REPLY_LENGTH);
}

function outcomeOf(failure: SmtpFailure, stage: SubmitStage): SubmitOutcome {
  const text = replyText(failure.response || failure.message);
  // It says itself how much it takes, and this is more.
  if (stage === "envelope" && !failure.response && failure.code === "EMESSAGE") {
    return { kind: "failed", code: null, text, stage };
  }
  const reply = readReply(failure.response);
  const at = stage === "envelope" && failure.command === "MAIL FROM" && reply.code !== null ? "sender" : stage;
  return { kind: fateOf(reply, at), code: reply.code, text, stage: at };
}

/** Connects, greets and logs in. The outcome tells why it could not; it is always `deferred`. */
export function openSmtpSession(
  server: SmtpServer,
  timeouts: SmtpTimeouts,
  stop: AbortSignal,
): Promise<SmtpSession | SubmitOutcome> {
  let dotLeft = (): void => undefined;
  const connection = new SMTPConnection({
    ...server.options,
    // nodemailer tells nobody else that the final dot was handed to the connection.
    logger: { info: ({ tnx }: { readonly tnx?: unknown }) => (tnx === "message" ? dotLeft() : undefined) },
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
        resolve(
          sessionOver(connection, timeouts, (listener) => {
            dotLeft = listener;
          }),
        );
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

function sessionOver(
  connection: SMTPConnection,
  timeouts: SmtpTimeouts,
  onDot: (listener: () => void) => void,
): SmtpSession {
  let open = true;
  let used = 0;
  let whole = false;
  onDot(() => {
    whole = true;
  });
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
      whole = false;
      // Read for the first time when the server has answered DATA, and never before: from here on bytes may be on the wire.
      const body = new Readable({
        read() {
          const response = connection.lastServerResponse || undefined;
          if (readReply(response).code !== 354) {
            // nodemailer would go on after any 2xx or 3xx, which may be the answer to something else.
            ended({ message: "the server answered DATA without a 354", response });
            connection.close();
            return;
          }
          stage = "data";
          clearTimeout(clock);
          clock = startClock(timeouts.dataMs, "the server did not answer after the final dot");
          this.push(message.bytes);
          this.push(null);
        },
      });
      used += 1;
      connection.send({ ...message.envelope, size: message.bytes.length }, body, (error, info) => {
        const failure: SmtpFailure = error ?? { message: "", response: info?.response };
        const early = stage === "data" && !whole;
        const outcome = outcomeOf(failure, stage);
        // Nobody can have taken a message whose final dot has not left.
        settle(early && outcome.kind === "accepted" ? { ...outcome, kind: "unknown" } : outcome);
        // What is left of a message that broke off must not follow, nor what the server says of it answer the next one.
        const odd = outcome.kind !== "accepted" && (outcome.code ?? 0) < 400;
        if (early || odd || outcome.code === 503) abort(outcome.text);
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
      if (open && (outcome.stage === "sender" || outcome.stage === "envelope")) await reset();
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
