import type { ContentCounts, MailableCounts } from "../../audience/checking/ports.ts";
import type { SharedAddresses } from "../../ingest/ports.ts";
import type { Finding } from "../context.ts";
import { countOf } from "../terminal.ts";

type Told = Pick<Finding, "ok" | "says" | "remedy">;

const number = (count: number): string => count.toLocaleString("en");

/** What doctor says of members: how many can be mailed, and why the others cannot. */
export function tellMailable(counts: MailableCounts, shared: SharedAddresses): Told {
  const { mailable, team, noEmail, unsubscribed, suppressed, noConsent, isEstimated } = counts;
  const all = mailable + noEmail + unsubscribed + suppressed + noConsent;
  if (all + team === 0) {
    const remedy = "Import them (rekindle import members FILE), or let the site identify them: docs/connect.md";
    return { ok: null, says: "nobody is known yet", remedy };
  }
  const others = [
    noEmail === 0 ? "" : `${number(noEmail)} without an e-mail address`,
    unsubscribed === 0 ? "" : `${number(unsubscribed)} unsubscribed`,
    suppressed === 0 ? "" : `${number(suppressed)} whose address bounced or complained`,
    noConsent === 0 ? "" : `${number(noConsent)} without a recorded yes`,
  ].filter(Boolean);
  const lines = [
    `${number(mailable)} of ${countOf(all, "member")} can be mailed${isEstimated ? " (estimated from a sample)" : ""}`,
    ...(others.length === 0 ? [] : [`the others: ${others.join(", ")}`]),
    ...(team === 0 ? [] : [`${number(team)} more are staff, moderators or the team: rules leave them out`]),
    ...tellShared(shared),
  ];
  return { ok: mailable > 0, says: lines.join("\n"), remedy: mailable > 0 ? null : remedyOf(counts) };
}

function tellShared({ addresses, members, isEstimated }: SharedAddresses): string[] {
  if (addresses === 0) return [];
  const about = isEstimated ? "about " : "";
  return [
    `${about}${number(members)} share ${about}${countOf(addresses, "address", "addresses")}: each gets mails of their own; a no, a bounce or a complaint of one stops mail to all who have the address`,
  ];
}

function remedyOf({ noEmail, unsubscribed, noConsent }: MailableCounts): string {
  if (noConsent > 0) {
    return "settings.yaml says consent: recorded: import subscribed and consentAt of those who said yes (docs/import.md)";
  }
  if (noEmail > 0) return "Import their addresses: a column email, or email in the traits of identify";
  return unsubscribed > 0
    ? "Nobody is left who wants mail: check the column subscribed of what was imported"
    : "See what came back: rekindle outbox";
}

/** What doctor says of contents: whether there is anything to pick from. `hotFor`: how long contents are hot, in words. */
export function tellContents({ published, recent, open, themed, latest }: ContentCounts, hotFor: string): Told {
  if (published === 0) {
    const remedy =
      "No digest is sent without: rekindle import content FILE, Content Published by the site, or a feed: docs/connect.md";
    return { ok: null, says: "none is published", remedy };
  }
  const newest = latest === null ? "" : `, the latest of ${latest.toISOString().slice(0, 10)}`;
  const says = [
    `${number(published)} published, ${number(recent)} of them in the last ${hotFor}${newest}`,
    ...(open === published ? [] : [`${number(open)} open to everybody, the others to some`]),
    ...(themed === published ? [] : [`${number(published - themed)} without themes`]),
  ].join("\n");
  const lacks = [
    recent > 0 ? "" : `Rules that pick hot contents find none: they are those of the last ${hotFor} (hot_for).`,
    open > 0 ? "" : "None is open to everybody: who may open none of them gets no digest.",
    themed > 0 ? "" : "Without themes nobody's interest is known, and no cold content is picked by it.",
  ].filter(Boolean);
  return { ok: lacks.length === 0 ? true : null, says, remedy: lacks.length === 0 ? null : lacks.join(" ") };
}
