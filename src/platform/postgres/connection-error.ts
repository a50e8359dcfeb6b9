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
  // As Prisma names them.
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
]);

/** What such a code means to whoever runs the server. */
export const CONNECTION_MEANINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection broke",
  EPIPE: "the connection broke",
  ENOTFOUND: "no host has this name",
  EAI_AGAIN: "the name of the host could not be looked up",
  ETIMEDOUT: "no answer comes from there",
  EHOSTUNREACH: "no way leads to this host",
  ENETUNREACH: "no way leads to this host",
  "57P01": "it was stopped",
  "57P02": "it broke down",
  "57P03": "it is starting or stopping",
  "53300": "it has as many connections as it allows",
};

/** It answers, and can write nothing: until there is room it is as good as away. */
const DISK_FULL = "53100";

const LOST =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|connection timeout/i;

/** The driver has no code for it. */
const NO_PASSWORD = /client password must be a (non-empty )?string/i;

/** Codes of a server that answers and refuses: who connects, or to what, is wrong. */
const REFUSED = new Set([
  "28000",
  "28P01",
  "3D000",
  "ERR_INVALID_URL",
  "AuthenticationFailed",
  "DatabaseAccessDenied",
  "DatabaseDoesNotExist",
]);

const REFUSAL_REMEDIES: Readonly<Record<string, string>> = {
  "28P01": "Check the user and the password in DATABASE_URL: postgresql://USER:PASSWORD@HOST/DATABASE.",
  "3D000": "Correct the database's name in DATABASE_URL, or create it; then apply the schema with: rekindle db migrate",
};

interface LinkedError {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly kind?: unknown;
  readonly errors?: readonly unknown[];
  readonly meta?: { readonly driverAdapterError?: unknown };
  readonly cause?: unknown;
}

/** The driver's own code, whether its error came bare, within Prisma's, or within that of two addresses tried. */
function findCode(error: unknown): string {
  let at: unknown = error;
  for (let depth = 0; at !== null && typeof at === "object" && depth < 5; depth += 1) {
    const { code, originalCode, kind, errors, meta, cause }: LinkedError = at;
    const found = [originalCode, code, kind].find((value) => typeof value === "string" && !PRISMA_CODE.test(value));
    if (typeof found === "string") return found;
    at = errors?.[0] ?? meta?.driverAdapterError ?? cause;
  }
  return "";
}

/** Prisma's own codes sort errors by operation; the driver's, beneath, say what happened. */
const PRISMA_CODE = /^P\d{4}$/;

/** Where the server is, without the password that stands beside it. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host || "localhost";
  } catch {
    return "the address given";
  }
}

/**
 * A full disk, and a lost or refused connection, become a RekindleError (`unreachable` or `configuration`); everything else
 * is answered as it came.
 */
export function explainConnectionError(error: unknown, url: string): unknown {
  if (error instanceof RekindleError) return error;
  if (findCode(error) === DISK_FULL) {
    return new RekindleError(
      "unreachable",
      `The disk of PostgreSQL at ${hostOf(url)} is full.`,
      "Make room there. Nothing is lost: what was planned goes on when there is some.",
      error,
    );
  }
  const fault = connectionFault(error);
  if (fault === null) return error;
  if (fault.isRefused) {
    return new RekindleError(
      "configuration",
      `PostgreSQL at ${hostOf(url)} refuses the connection: ${fault.message.replace(/\.?$/, ".")}`,
      REFUSAL_REMEDIES[fault.code] ?? "Check the user, the password and the database's name in DATABASE_URL.",
      error,
    );
  }
  const meaning = CONNECTION_MEANINGS[fault.code];
  return new RekindleError(
    "unreachable",
    `PostgreSQL at ${hostOf(url)} cannot be reached${meaning === undefined ? "" : `: ${meaning}`} (${fault.code}).`,
    "Check that it runs, and that DATABASE_URL names it; without DATABASE_URL, the next command starts it. Nothing is lost: what was planned goes on when it is back.",
    error,
  );
}

/** What keeps a server from being used, where that is what an error says; null: it says something else. */
export function connectionFault(
  error: unknown,
): { readonly isRefused: boolean; readonly code: string; readonly message: string } | null {
  const code = findCode(error);
  // Prisma's messages quote the program around the call; the last line says what happened.
  const message = (error instanceof Error ? error.message : String(error)).trim().split("\n").at(-1) ?? "";
  if (NO_PASSWORD.test(message))
    return { isRefused: true, code: "28P01", message: "it asks for a password, and none is given." };
  if (REFUSED.has(code)) return { isRefused: true, code, message };
  if (!UNREACHABLE.has(code) && !LOST.test(message)) return null;
  return { isRefused: false, code: code || "connection lost", message };
}
