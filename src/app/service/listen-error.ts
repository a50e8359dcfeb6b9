import { RekindleError } from "../../core/errors.ts";

const WORDS: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  EADDRINUSE: ["somebody else listens there", "End it, or choose another port"],
  EACCES: ["only root may listen there", "Choose a port from 1024 on"],
  EADDRNOTAVAIL: ["this machine does not have that address", "Choose one of its own, or 0.0.0.0 for all of them"],
  ENOTFOUND: ["there is no such host", "Choose an address of this machine, or 0.0.0.0 for all of them"],
};

/**
 * Why nobody can be listened to there, in words; what is no matter of the address is thrown as it is.
 * @param variables those that say where, such as `HOST and PORT`
 */
export function explainListening(error: unknown, where: string, variables: string): unknown {
  const [what, hint] = WORDS[(error as NodeJS.ErrnoException).code ?? ""] ?? [];
  if (what === undefined) return error;
  return new RekindleError(
    "configuration",
    `Rekindle cannot listen at ${where}: ${what}.`,
    `${hint}: ${variables}.`,
    error,
  );
}
