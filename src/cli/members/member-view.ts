import type { ShownMember } from "../../audience/explaining/ports.ts";
import { localDateOf, localTimeOf } from "../../core/calendar.ts";
import type { DigestState } from "../../core/community.ts";
import type { Settings } from "../../core/rules/settings.ts";
import { STATE_WORDS } from "../outbox/outbox-words.ts";
import { countOf, fitTable, layOutTable, wrapTable } from "../terminal.ts";

const DIGESTS_TOLD = 10;

/**
 * All that is told of a member, below their name. Times are those of the community's clocks, in which the site's days were
 * imported: in UTC a day of Paris would be the one before.
 */
export function tellMember(member: ShownMember, settings: Pick<Settings, "timezone" | "consent">): string {
  const { timezone } = settings;
  const at = (instant: Date) => `${localDateOf(instant, timezone)} ${localTimeOf(instant, timezone)}`;
  const { visits } = member;
  const facts = layOutTable(
    ["", ""],
    [
      ["times", `in ${timezone}`],
      ["joined", at(member.joinedAt)],
      ["locale, timezone", `${member.locale ?? "-"}, ${member.timezone ?? "that of settings.yaml"}`],
      ["mail", sayMail(member, settings.consent, at)],
      ...sayChoices(member, timezone, at),
      ["visits", visits.last === null ? "none yet" : `${visits.count}, the last ${at(visits.last)}`],
      ["usual interval", sayInterval(visits)],
      ["its trend", sayTrend(visits.intervalTrend)],
      ["views", String(member.views.count)],
    ],
  ).trimStart();
  return [facts, ...tellAffinities(member.themes, timezone), ...tellDigests(member)].join("\n\n");
}

/** As picks go by them: with each day that nothing is viewed they fade, halving in sixty. */
function tellAffinities(themes: ShownMember["themes"], timezone: string): string[] {
  if (themes.length === 0) return [];
  const rows = themes.map(({ theme, affinity, views, lastViewedAt }) => [
    theme,
    `${Math.round(affinity * 100)}%`,
    views,
    localDateOf(lastViewedAt, timezone),
  ]);
  return [fitTable(["theme", "affinity", "views", "the last"], rows)];
}

/** What became of all of them, then the latest. */
function tellDigests({ id, digests, digestCounts }: ShownMember): string[] {
  if (digests.length === 0) return ["No digest was planned for this member yet."];
  const total = digestCounts.reduce((sum, { digests: count }) => sum + count, 0);
  const states = digestCounts.map(({ state, digests: count }) => [
    state,
    count,
    STATE_WORDS[state as DigestState] ?? "",
  ]);
  const latest = digests
    .slice(0, DIGESTS_TOLD)
    .map(({ id: key, rule, period, state, reason, subject }) => [
      key,
      rule,
      period,
      reason === null ? state : `${state} (${reason})`,
      subject ?? "-",
    ]);
  const others =
    total > latest.length ? ` The latest ${latest.length} (more: rekindle members show ${id} --json):` : "";
  return [
    wrapTable(["state", "digests", "what it means"], states),
    `${countOf(total, "digest")} in all.${others}`,
    fitTable(["digest", "rule", "period", "state", "subject"], latest),
  ];
}

const SUPPRESSED_WORDS: Readonly<Record<string, string>> = {
  complaint: "it called a mail unwanted",
  hard_bounce: "mail came back for good",
  soft_bounces: "mail came back again and again",
  unsubscribed: "somebody who has it said no",
};

type Says = (instant: Date) => string;

function sayMail({ email, role, consent }: ShownMember, mode: Settings["consent"], say: Says): string {
  const { subscribed, suppressed, at, source } = consent;
  if (subscribed === false) {
    return `unsubscribed${at === null ? "" : ` on ${say(at)}`}${source === null ? "" : `, by ${source}`}`;
  }
  if (suppressed !== null) return `nothing is sent to the address: ${SUPPRESSED_WORDS[suppressed] ?? suppressed}`;
  if (email === null) return "never: no e-mail address";
  if (role === "staff" || role === "moderator") return `no digests: ${role}`;
  if (mode === "recorded" && (subscribed !== true || at === null)) {
    return "not mailed: no yes with its time is recorded (settings.yaml says consent: recorded)";
  }
  if (subscribed !== true) return "may be mailed: never said no";
  return `said yes${at === null ? "" : ` on ${say(at)}`}${source === null ? "" : `, by ${source}`}`;
}

function sayChoices({ preferences, left, timezone: own }: ShownMember, timezone: string, say: Says): string[][] {
  const rows: string[][] = [];
  if (preferences !== null) {
    const { frequency, language, pausedUntil, themesOff, changedAt, changedBy } = preferences;
    const choices = [
      frequency === "any" ? "as often as there is something" : `${frequency} at most`,
      ...(language === null ? [] : [`in ${language}`]),
      // A pause lasts until a day of the member's own.
      ...(pausedUntil === null ? [] : [`no mail before ${localDateOf(pausedUntil, own ?? timezone)}`]),
      ...(themesOff.length === 0 ? [] : [`nothing on ${themesOff.join(", ")}`]),
    ];
    rows.push(["wants", choices.join("; ")], ["chosen", `${say(changedAt)}, ${changedBy}`]);
  }
  if (left !== null) rows.push(["once left", `${say(left.at)}: ${left.reason}`]);
  return rows;
}

type Visits = ShownMember["visits"];

function sayInterval({ usualIntervalDays, meanIntervalDays }: Visits): string {
  if (usualIntervalDays === null) return "not known yet";
  const mean = meanIntervalDays === null ? "" : ` (${meanIntervalDays.toFixed(1)} on average)`;
  return `every ${usualIntervalDays.toFixed(1)} days${mean}`;
}

/** Within a quarter of what it was, an interval is said to be the same: five are few to go by. */
const SAME_UNTIL = 1.25;

function sayTrend(trend: number | null): string {
  if (trend === null) return "not known before the seventh visit";
  if (trend > SAME_UNTIL) return `rarer: the last five intervals are ${trend.toFixed(1)} times as long as those before`;
  if (trend < 1 / SAME_UNTIL)
    return `more often: the last five intervals are ${trend.toFixed(1)} times as long as those before`;
  return "steady";
}
