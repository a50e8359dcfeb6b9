import { CONTENT_PUBLISHED, LIVE_STARTING } from "../tracking/event-names.ts";
import type { SpokenLanguage } from "./condition-kind.ts";
import { describeSchedule } from "./describe-schedule.ts";
import type { CheckedRule, Upon } from "./rule.ts";
import { sayDuration } from "./say-words.ts";

/** When a rule writes, as a marketer says it: at an hour, or so long after something has happened. */
export function describeTiming({ schedule, upon }: CheckedRule, language: SpokenLanguage): string {
  if (schedule !== null) return describeSchedule(schedule, language);
  return upon === null ? "" : describeUpon(upon, language);
}

function describeUpon({ activity, gather, before }: Upon, language: SpokenLanguage): string {
  const wait = sayDuration(gather, language);
  if (activity === LIVE_STARTING && before !== null) {
    const ahead = sayDuration(before, language);
    return language === "en" ? `${ahead} before a live starts` : `${ahead} avant le début d’un live`;
  }
  if (language === "en") {
    const first = activity === CONTENT_PUBLISHED ? "a content is published" : `the first “${activity}”`;
    return `${wait} after ${first}, with what follows until then`;
  }
  const first = activity === CONTENT_PUBLISHED ? "la publication d’un contenu" : `la première activité « ${activity} »`;
  return `${wait} après ${first}, avec ce qui suit d’ici là`;
}
