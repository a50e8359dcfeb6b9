import { RekindleError } from "../../../core/errors.ts";
import type { RelayUrl } from "../../../core/relay-urls.ts";
import { refusesAccount, type SubmitOutcome } from "../../../core/smtp-replies.ts";
import { openSmtpSession, readSmtpUrl } from "./smtp-session.ts";
import { sayTlsTrouble } from "./tls-words.ts";

const WITHIN_MS = 10_000;

/**
 * Greets a mail server as sending does, with STARTTLS where it is offered and a login where the URL has one, and takes
 * leave; nothing is sent. Answers whether it logged in. Throws `unreachable` with the server's words and what to do.
 */
export async function greetRelay({ name, url }: RelayUrl, withinMs = WITHIN_MS): Promise<{ readonly login: boolean }> {
  const server = readSmtpUrl(url);
  const times = { connectMs: withinMs, envelopeMs: withinMs, dataMs: withinMs };
  const stop = new AbortController();
  // The parts of a greeting have a clock each.
  const timer = setTimeout(() => stop.abort(), withinMs);
  try {
    const opened = await openSmtpSession(server, times, stop.signal);
    if ("kind" in opened) throw refusal(name, opened, stop.signal.aborted, server.options.secure === true);
    opened.quit();
    return { login: server.auth !== null };
  } finally {
    clearTimeout(timer);
  }
}

function refusal(name: string, { code, text }: SubmitOutcome, late: boolean, implicit: boolean): RekindleError {
  if (code !== null) {
    const remedy = refusesAccount(text)
      ? "Check the user and the password in SMTP_URL: write %40 for an @ in them, and %2F for a slash."
      : "Its operator can say why, or its log.";
    return new RekindleError("unreachable", `${name} answers, and refuses: ${text}`, remedy);
  }
  if (late || /greet|time/i.test(text)) {
    const remedy = implicit
      ? "Check host and port in SMTP_URL: smtps:// is for servers that speak TLS at once, mostly on port 465."
      : "Check host and port in SMTP_URL, and the firewall. A server that waits for TLS (port 465) wants smtps://.";
    return new RekindleError("unreachable", `${name} does not greet within the time it has`, remedy);
  }
  const words = sayTlsTrouble(text);
  const remedy =
    words === text
      ? "Check SMTP_URL and the firewall on the way."
      : "Write smtps:// for a port that speaks TLS at once (465), and smtp:// for one with STARTTLS (587, 25).";
  return new RekindleError("unreachable", `${name} cannot be used: ${words}`, remedy);
}
