import type { CommunityClock } from "../../core/clock.ts";
import { RekindleError } from "../../core/errors.ts";
import type { Feedback, FeedbackStore, VerifyWebhook, WebhookRequest } from "./ports.ts";

export interface WebhookDeps {
  readonly verify: VerifyWebhook;
  /** Null: a message that is not of the form that the provider documents. `id`: the provider's own, of the message. */
  readonly read: (text: string, id: string | null) => readonly Feedback[] | null;
  readonly store: Pick<FeedbackStore, "record">;
  readonly clock: CommunityClock;
  /** Machine time, by which signatures are made. */
  readonly machineNow: () => Date;
}

/** An HTTP status, and one line for whoever reads the provider's log. */
export interface WebhookAnswer {
  readonly status: 200 | 400 | 401 | 403 | 503;
  readonly says: string;
}

/**
 * Believes nothing before it is verified, and says yes only once everything is stored; while the database is away it asks
 * the provider to come again. What cannot be proven, or came before, changes nothing.
 */
export async function receiveWebhook(deps: WebhookDeps, request: WebhookRequest): Promise<WebhookAnswer> {
  try {
    const verdict = await deps.verify(request, deps.machineNow());
    if (verdict.kind === "done") return { status: 200, says: verdict.says };
    if (verdict.kind === "again") return { status: 503, says: verdict.says };
    if (verdict.kind !== "verified") {
      return { status: verdict.kind === "unproven" ? 401 : 403, says: verdict.says };
    }
    const { id, text, settle } = verdict.message;
    const feedback = deps.read(text, id);
    if (feedback === null) return { status: 400, says: "The message is not of the documented form." };
    if (feedback.length > 0) await deps.store.record(feedback, deps.clock.now());
    await settle?.();
    return { status: 200, says: `Taken: ${feedback.length}.` };
  } catch (error) {
    if (!(error instanceof RekindleError && error.code === "unreachable")) throw error;
    return { status: 503, says: "The database is away: send it again." };
  }
}
