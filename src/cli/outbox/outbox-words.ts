import { DIGEST_STATES, type DigestState } from "../../core/community.ts";
import type { FeedbackKind } from "../../delivery/feedback/ports.ts";
import { layOutTable } from "../terminal.ts";

/** What a state means, for whoever asks what became of a mail. */
export const STATE_WORDS: Readonly<Record<DigestState, string>> = {
  planned: "a rule chose the member; contents are not chosen yet",
  rendered: "the mail is written, and leaves when it may",
  claimed: "a worker has it in hand",
  submitting: "it is being handed to the mail server",
  accepted: "the mail server took it; nothing more is known",
  delivered: "something shows that it arrived: a report, or a click",
  bounced: "it came back; its contents may be proposed again",
  complained: "the member called it unwanted, and gets no more",
  deferred: "the mail server said not now; it is tried again by itself",
  failed: "the mail server refused it for good; it never left",
  unknown: "nobody can tell whether it left; it waits for a person",
  skipped: "there was nothing to show, or a cap was reached",
  suppressed: "the member said no, or the address takes no mail; it never left",
  expired: "it could not leave in time",
  abandoned: "a person gave up on it; its contents may be proposed again",
  withheld: "never mailed: the member is held out, so that lift can be measured",
};

export const FEEDBACK_WORDS: Readonly<Record<FeedbackKind, string>> = {
  delivered: "delivered",
  hard_bounce: "came back for good",
  soft_bounce: "came back for now",
  not_sent: "refused, and not for its address",
  complaint: "called unwanted",
  unsubscribed: "unsubscribed",
};

/** Every state with what it means. */
export function explainStates(): string {
  return layOutTable(
    ["state", "what it means"],
    DIGEST_STATES.map((state) => [state, STATE_WORDS[state]]),
  );
}

/** What a person can do about digests whose fate is unknown. `id`: of one of them. */
export function explainUnknown(id: string): string {
  return layOutTable(
    ["rekindle outbox …", ""],
    [
      [`show ${id}`, "what is known of it"],
      [`resolve ${id} accepted`, "it left: the mail server's log, or the member, says so"],
      [`resolve ${id} resend`, "it did not: send it again, at the risk of two"],
      [`resolve ${id} abandon`, "leave it; its contents may be proposed again"],
      ["resolve all abandon --older-than 2d", "the same for all that have waited so long"],
    ],
  );
}
