import { RekindleError } from "../../core/errors.ts";

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPIPE",
  // Stopped by an operator, crashed, starting up, too many connections.
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "08000",
  "08001",
  "08003",
  "08006",
]);

const LOST =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|connection timeout/i;

/** Codes of a server that answers and refuses: who connects, or to what, is wrong. */
const REFUSED = new Set(["28000", "28P01", "3D000"]);

/** The driver's own error, whether it arrives bare, inside Prisma's, or inside an AggregateError of two addresses. */
function findCode(error: unknown): string {
  for (let at = error, depth = 0; at !== null && typeof at === "object" && depth < 5; depth += 1) {
    const { code, originalCode, errors, cause } = at as Record<"code" | "originalCode" | "errors" | "cause", unknown>;
    const found = [originalCode, code].find((value) => typeof value === "string" && !/^P\d{4}$/.test(value));
    if (typeof found === "string") return found;
    at = Array.isArray(errors) && errors.length > 0 ? errors[0] : cause;
  }
  return "";
}

/** Where the server is, without the password that stands beside it. */
function hostOf(url: string): string {
  try {
    return new URL(url).host || "localhost";
  } catch {
    return "the address given";
  }
}

/**
 * A lost or refused connection becomes a RekindleError (`unreachable` or `configuration`); everything else
 * is answered as it came.
 */
export function explainConnectionError(error: unknown, url: string): unknown {
  if (error instanceof RekindleError) return error;
  const code = findCode(error);
  const message = error instanceof Error ? error.message : String(error);
  if (REFUSED.has(code)) {
    return new RekindleError(
      "configuration",
      `PostgreSQL at ${hostOf(url)} refuses the connection: ${message}.`,
      "Check the user, the password and the database's name in DATABASE_URL.",
      error,
    );
  }
  if (!UNREACHABLE.has(code) && !LOST.test(message)) return error;
  return new RekindleError(
    "unreachable",
    `PostgreSQL at ${hostOf(url)} cannot be reached (${code || "connection lost"}).`,
    "Check that it runs and that DATABASE_URL names it. Nothing is lost: what was planned goes on when it is back.",
    error,
  );
}
