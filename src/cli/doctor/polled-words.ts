import type { PollState } from "../../ingest/polling/ports.ts";
import type { Finding } from "../context.ts";
import { countOf } from "../terminal.ts";

/** What doctor says of a connector that is asked on a schedule; `command` asks it at once. */
export function tellPolled(state: PollState | null, command: string): Omit<Finding, "what"> {
  if (state === null || state.askedAt === null) {
    return { ok: null, says: "not read yet", remedy: `rekindle start reads it when it is due; at once: ${command}` };
  }
  const next = `next at ${minute(state.dueAt)}`;
  if (state.trouble === null) return { ok: true, says: `read at ${minute(state.askedAt)}, ${next}`, remedy: null };
  return {
    ok: false,
    says: `could not be read at ${minute(state.askedAt)}, ${countOf(state.failures, "time")} in a row: ${state.trouble}; ${next}`,
    remedy: `Once it is mended, read it at once: ${command}`,
  };
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")}Z`;
}
