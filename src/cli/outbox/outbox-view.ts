import { formatDigestKey } from "../../core/digest-key.ts";
import { oneLine } from "../../core/plain-text.ts";
import type { Outbox } from "../../delivery/outbox/list-outbox.ts";
import type { DigestChange, OutboxEntry, ShownDigest } from "../../delivery/outbox/ports.ts";
import { COLUMNS, countOf, fitTable, layOutTable, wrapTable, wrapText } from "../terminal.ts";
import { explainUnknown, FEEDBACK_WORDS, STATE_WORDS } from "./outbox-words.ts";
import { HOLDER_WORDS } from "./release.ts";
import { sayHold, tellWaiting } from "./waiting-words.ts";

type Holds = Pick<Outbox["waiting"], "sending" | "open">;

/** What waits for a person first, then the counts with what they mean, then the digests. */
export function tellOutbox({ states, digests, waiting }: Outbox): string {
  const { unknown = 0 } = states;
  const [first] = digests;
  const counts = Object.entries(states) as [keyof typeof STATE_WORDS, number][];
  const parts = [
    layOutTable(
      ["state", "digests", "what it means"],
      counts.map(([state, count]) => [state, count, STATE_WORDS[state]]),
    ),
    fitTable(
      ["id", "member", "rule", "period", "state", "why"],
      digests.map((digest) => [
        formatDigestKey(digest.key),
        digest.member,
        digest.rule,
        digest.period,
        digest.state,
        oneLine(whyOf(digest, waiting) ?? ""),
      ]),
    ),
  ];
  const waits = tellWaiting(waiting).map((line) => wrapText(line, COLUMNS).join("\n"));
  if (waits.length > 0) parts.splice(1, 0, waits.join("\n"));
  if (unknown > 0) {
    const id = first?.state === "unknown" ? formatDigestKey(first.key) : "ID";
    const wait = unknown === 1 ? "waits" : "wait";
    parts.unshift(
      `${countOf(unknown, "digest")} ${wait} for a person: it cannot be known whether the mail left.\n\n${explainUnknown(id)}`,
    );
  }
  return parts.join("\n\n");
}

/** What holds it now, before what was said of it. */
function whyOf(digest: OutboxEntry, waiting: Holds): string | null {
  const { heldBy, rule, reason, smtpText } = digest;
  if (heldBy !== null) return `held by ${HOLDER_WORDS[heldBy]}: rekindle release ${rule}`;
  const hold = sayHold(digest, waiting);
  const said = [reason, smtpText].filter((part) => part !== null).join(": ");
  return [hold, said === "" ? null : said].filter((part) => part !== null).join("; ") || null;
}

/** All that is known of one digest, but for its mail. `picks`: each with its reason in words. `holds`: of all digests. */
export function tellDigest(digest: ShownDigest, picks: readonly { readonly says: string }[], holds: Holds): string {
  const { ruleVersion, state } = digest;
  // The server's words stand in the history.
  const why = whyOf({ ...digest, smtpText: null }, holds);
  const facts = fitTable(
    ["", ""],
    [
      ["digest", formatDigestKey(digest.key)],
      ["member", `${digest.member}${digest.email === null ? "" : ` <${digest.email}>`}`],
      [
        "rule",
        `${digest.rule}, version ${ruleVersion.hash.slice(0, 12)} of ${ruleVersion.file ?? "a file that is gone"}`,
      ],
      ["period", `${digest.period}, ${digest.timezone}`],
      ["arm", digest.arm === "held_out" ? "held out" : "treated"],
    ],
  ).trimStart();
  const parts = [
    facts,
    wrapText(`${state}: ${STATE_WORDS[state]}${why === null ? "" : ` (${oneLine(why)})`}.`, COLUMNS).join("\n"),
    ...(state === "unknown" ? [explainUnknown(formatDigestKey(digest.key))] : []),
    `What happened\n${history(digest)}`,
  ];
  if (digest.feedback.length > 0) {
    const rows = digest.feedback.map(({ at, kind, source, status, text }) => [
      instant(at),
      FEEDBACK_WORDS[kind],
      source,
      oneLine(`${status === null || text.includes(status) ? "" : `${status} `}${text}`),
    ]);
    parts.push(`What was said of it\n${wrapTable(["when", "what", "by", "in whose words"], rows)}`);
  }
  if (digest.clicks.length > 0) {
    const rows = digest.clicks.map(({ at, tag, position, url }) => [instant(at), tag, position + 1, oneLine(url)]);
    parts.push(`Clicks\n${fitTable(["when", "by", "link", "leads to"], rows)}`);
  }
  const opens = Object.entries(digest.opens);
  if (opens.length > 0) {
    const by = opens.map(([tag, count]) => `${count} ${tag}`).join(", ");
    parts.push(wrapText(`Opens: ${by}. Mail programs make most of them by themselves.`, COLUMNS).join("\n"));
  }
  if (digest.picks.length > 0) {
    const rows = digest.picks.map(({ position, title, kind, score, held }, at) => [
      position + 1,
      oneLine(title ?? ""),
      kind,
      score.toFixed(3),
      held ? "" : "given back",
      picks[at]?.says ?? "",
    ]);
    parts.push(`What it proposes\n${fitTable(["", "title", "kind", "score", "", "reason"], rows)}`);
  }
  return parts.join("\n\n");
}

function history({ plannedAt, history: changes }: ShownDigest): string {
  const rows = changes.map((change) => [instant(change.at), change.from, change.to, change.by ?? "-", saidOf(change)]);
  const planned = plannedAt === null ? [] : [[instant(plannedAt), "", "planned", "cycle", "by the community's time"]];
  return wrapTable(["when", "from", "to", "by", "why"], [...planned, ...rows]);
}

function saidOf({ reason, relay, smtpCode, smtpText }: DigestChange): string {
  const code = smtpCode === null || smtpText?.startsWith(String(smtpCode)) === true ? null : String(smtpCode);
  return oneLine([reason, relay && `by ${relay}:`, code, smtpText].filter((part) => part !== null).join(" "));
}

function instant(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")}Z`;
}
