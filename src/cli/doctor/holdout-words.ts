import { PROGRAMME } from "../../core/assignment.ts";
import { localDateOf } from "../../core/calendar.ts";
import type { CheckedRule } from "../../core/rules/rule.ts";
import type { Settings } from "../../core/rules/settings.ts";
import type { PhaseFacts } from "../../report/ports.ts";
import type { Finding } from "../context.ts";
import { countOf } from "../terminal.ts";

type Asked = Pick<Settings, "timezone"> & { readonly holdout: Pick<Settings["holdout"], "share" | "by" | "rotate"> };
type Rules = readonly Pick<CheckedRule, "holdout">[];

/** So many drawings of each experiment are told, the latest first. */
const MOST_TOLD = 8;

/** What doctor says of who is held out, the latest drawing first, and what settings change of it. */
export function tellHoldouts(
  phases: readonly PhaseFacts[],
  settings: Asked,
  rules: Rules,
): Pick<Finding, "says" | "remedy"> {
  if (phases.length === 0 && settings.holdout.share === 0 && rules.every(({ holdout }) => (holdout ?? 0) === 0))
    return { says: "off in settings.yaml: nobody is held out, and what digests change is not measured", remedy: null };
  const isOwn = (name: string): boolean => name !== PROGRAMME;
  const told = [...new Set(phases.map(({ experiment }) => experiment))]
    .sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)) || (a < b ? -1 : 1))
    .map((name) => {
      const lines = phases
        .filter(({ experiment }) => experiment === name)
        .reverse()
        .map((phase) => tellPhase(phase, settings.timezone));
      const more = lines.length > MOST_TOLD ? `, and ${lines.length - MOST_TOLD} before` : "";
      return `${isOwn(name) ? `rule ${name}: ` : ""}${lines.slice(0, MOST_TOLD).join(", before that ")}${more}`;
    });
  const last = phases.filter(({ experiment }) => experiment === PROGRAMME).at(-1);
  return {
    says: told.length === 0 ? "nobody has been drawn yet" : told.join("; "),
    remedy: tellChange(last, settings),
  };
}

/** What doctor says of members who count from a time in which no mail had left yet, as trials made them until exposure waited for mails. */
export function tellUnmailed(
  unmailed: { readonly mailedFrom: Date; readonly members: number } | null,
  timezone: string,
): Pick<Finding, "ok" | "says" | "remedy"> {
  if (unmailed === null) return { ok: true, says: "none from a time before the first mail", remedy: null };
  const { mailedFrom, members } = unmailed;
  const date = localDateOf(mailedFrom, timezone);
  return {
    ok: null,
    says: `${countOf(members, "member counts", "members count")} in reports from before the first mail left, on ${date}: until then both groups were without mails, which makes effects look smaller`,
    remedy: `Compare from then on: rekindle report --from ${date}`,
  };
}

function tellPhase({ salt, share, by, openedAt, endedAt, keptUntil }: PhaseFacts, timezone: string): string {
  const date = (at: Date): string => localDateOf(at, timezone);
  const when = endedAt === null ? `since ${date(openedAt)}` : `from ${date(openedAt)} to ${date(endedAt)}`;
  const kept =
    endedAt === null || keptUntil?.getTime() === endedAt.getTime()
      ? ""
      : `, its members kept in their groups ${keptUntil === null ? "to this day" : `until ${date(keptUntil)}`}`;
  return `${percent(share)} of ${by === "member" ? "members" : "companies"} ${when} (${salt}${kept})`;
}

function tellChange(last: PhaseFacts | undefined, { holdout: { share, by } }: Asked): string | null {
  const isLive = last !== undefined && last.keptUntil === null;
  if (!isLive) return share === 0 ? null : `The next mailing draws who is held out: ${percent(share)}.`;
  if (share === 0) return "By settings.yaml nobody is held out, so this ends with the next mailing, for good.";
  if (last.by !== by) return `settings.yaml says by: ${by}, so the next mailing draws anew.`;
  return last.share === share
    ? null
    : `settings.yaml says ${percent(share)}: from the next mailing on, for who is new.`;
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}
