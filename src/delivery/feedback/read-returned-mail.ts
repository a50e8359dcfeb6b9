import { findDigest } from "../../core/bounces/find-digest.ts";
import { readReport } from "../../core/bounces/read-report.ts";
import { addressesIn } from "../../core/bounces/report-text.ts";
import type { ReturnPaths } from "../../core/bounces/return-path.ts";
import { fieldOf, type MailReport, type RecipientFate, type ReturnedMail } from "../../core/bounces/returned-mail.ts";
import type { DigestKey } from "../../core/community.ts";
import { formatDigestKey } from "../../core/digest-key.ts";
import type { Links } from "../../core/links/token.ts";
import type { Feedback } from "./ports.ts";

export interface ReadReturnedDeps {
  readonly returnPaths: Pick<ReturnPaths, "verify">;
  readonly links: Pick<Links, "verify">;
}

export interface ReadFeedback {
  readonly kind: MailReport["kind"];
  /** Nothing for delays, answers by machines, and letters. */
  readonly feedback: readonly Feedback[];
}

/**
 * What a mail that came back says of digests. What nothing proves to be about one of ours is kept without its address, so
 * that nothing follows from it.
 * @param recipient of the envelope; null: not known, as in a mailbox
 * @param receivedAt stands in where the report gives no time
 */
export function readFeedback(
  deps: ReadReturnedDeps,
  { mail, recipient, receivedAt }: { mail: ReturnedMail; recipient: string | null; receivedAt: Date },
  source: "smtp" | "mailbox",
): ReadFeedback {
  const report = readReport(mail);
  if (report.kind !== "delivery" && report.kind !== "complaint") return { kind: report.kind, feedback: [] };
  const key = findDigest(deps, recipient, mail, report);
  const sent = addressesIn(fieldOf(report.original.headers, "to") ?? "")[0] ?? null;
  const feedback = reportsOf(report, sent).map(
    ({ kind, address, at, status, text }, place): Feedback => ({
      kind,
      key,
      address: key === null ? null : address,
      source,
      sourceId: sourceIdOf(mail, key, place),
      at: at ?? receivedAt,
      status,
      text,
    }),
  );
  return { kind: report.kind, feedback };
}

type Reported = Pick<Feedback, "kind" | "address" | "status" | "text"> & { readonly at: Date | null };

/** Of a digest that was forwarded to several, what became of the address it was sent to counts, where that is told. */
function reportsOf(
  report: Extract<MailReport, { readonly kind: "delivery" | "complaint" }>,
  sent: string | null,
): Reported[] {
  if (report.kind === "complaint") {
    // Receivers often blot the address out; whoever complains of a digest wants none at whatever address they have by now.
    return [{ kind: "complaint", address: null, status: null, text: report.text, at: report.at }];
  }
  const { recipients } = report;
  const [only] = recipients;
  const own =
    recipients.length === 1 && only !== undefined
      ? [{ ...only, address: sent ?? only.address }]
      : recipients.filter(({ address }) => sent !== null && address?.toLowerCase() === sent.toLowerCase());
  return (own.length > 0 ? own : recipients).flatMap(reportedOf);
}

function reportedOf({ fate, ...recipient }: RecipientFate): Reported[] {
  return fate === "nothing" ? [] : [{ kind: fate, ...recipient }];
}

function sourceIdOf({ fingerprint }: ReturnedMail, key: DigestKey | null, place: number): string {
  return `${key === null ? "-" : formatDigestKey(key)} ${fingerprint} ${place}`;
}
