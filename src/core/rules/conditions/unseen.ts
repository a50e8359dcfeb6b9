import * as z from "zod";
import { availableFrom, isOver, isReplay } from "../../available.ts";
import { type CatalogueContent, CONTENT_TYPES } from "../../community.ts";
import { mayOpen, NEEDS_OPENINGS, someRestricted } from "../../openings.ts";
import { claimCount, narrowing } from "../claims.ts";
import { defineCondition, type Scene, type SpokenLanguage } from "../condition-kind.ts";
import type { MemberFacts } from "../evaluation.ts";
import { sayList, sayTypes, sayWithinPast } from "../say-words.ts";
import { choiceField, durationField, listOf, textField } from "../text/fields.ts";
import { earliestWithin } from "../time-bound.ts";
import { compileUnseen, type UnseenQuery } from "./unseen-sql.ts";

const unseenSchema = z
  .strictObject(
    {
      at_least: z
        .int({ error: "write a whole number" })
        .min(1)
        .default(1)
        .describe("How many unseen contents, at least."),
      published_within: durationField.optional().describe("Only contents published within this long."),
      themes: listOf(textField).optional().describe("Only contents on one of these themes."),
      types: listOf(choiceField(CONTENT_TYPES)).optional().describe("Only contents of these types."),
      not_yet_mailed: z
        .boolean({ error: "write true or false" })
        .default(false)
        .describe("Contents that stood in a digest of this member count as seen."),
    },
    { error: "write { at_least: 3, published_within: 10 days }" },
  )
  .transform(
    (written): UnseenQuery => ({
      atLeast: written.at_least,
      publishedWithin: written.published_within ?? null,
      themes: written.themes ?? null,
      types: written.types ?? null,
      notYetMailed: written.not_yet_mailed,
    }),
  )
  .describe("The member has at least that many unseen contents.");

/**
 * Published, not withdrawn, not over, open to the member, readable, not by the member, and not viewed by the member. A live
 * that is over is its replay: a view before its end is none of that.
 */
export const unseen = defineCondition<UnseenQuery>({
  name: "unseen",
  schema: unseenSchema,
  compile: compileUnseen,
  needs: () => NEEDS_OPENINGS,
  prepare: (query, scene) => {
    const count = prepareCount(query, scene);
    return (member) => count(member, query.atLeast) >= query.atLeast;
  },
  measure: (query, scene) => {
    const count = prepareCount(query, scene);
    return (member) => ({ value: count(member, Number.POSITIVE_INFINITY), bound: query.atLeast });
  },
  claims: ({ atLeast, publishedWithin, themes, types, notYetMailed }, negated) =>
    claimCount(
      {
        what: "unseen",
        within: publishedWithin,
        ahead: false,
        narrowedBy: [
          ...narrowing("themes", themes),
          ...narrowing("types", types),
          ...(notYetMailed ? ["not_yet_mailed"] : []),
        ],
      },
      { atLeast, atMost: null },
      negated,
    ),
  say: sayUnseen,
});

/** Counts a member's unseen contents, up to `enough` of them. */
function prepareCount(query: UnseenQuery, scene: Scene): (member: MemberFacts, enough: number) => number {
  const open = openContents(query, scene);
  const { at } = scene.evaluation;
  // Members read a handful of combinations of languages: each has its own list, made once.
  const readable = new Map<string, readonly CatalogueContent[]>();
  return (member, enough) => {
    const key = member.reads.join(" ");
    let contents = readable.get(key);
    if (contents === undefined) {
      contents = open.filter(({ language }) => language === null || member.reads.includes(language));
      readable.set(key, contents);
    }
    return countUnseen(member, contents, query, at, enough);
  };
}

/** Newest first, so that the walk of a member who saw little ends soon. */
function openContents(query: UnseenQuery, { evaluation, catalogue }: Scene): CatalogueContent[] {
  const { publishedWithin: within, themes, types } = query;
  const atMs = evaluation.at.getTime();
  const fromMs = within === null ? Number.NEGATIVE_INFINITY : earliestWithin(within, evaluation).getTime();
  return catalogue
    .filter((content) => {
      if (content.openingId != null && !someRestricted(evaluation)) return false;
      if (content.publishedAt.getTime() > atMs || availableFrom(content, evaluation.at) < fromMs) return false;
      if (content.withdrawnAt !== null && content.withdrawnAt.getTime() <= atMs) return false;
      if (isOver(content, evaluation.at)) return false;
      if (themes !== null && !themes.some((theme) => content.themes.includes(theme))) return false;
      return types === null || types.includes(content.type);
    })
    .sort((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime());
}

function countUnseen(
  member: MemberFacts,
  contents: readonly CatalogueContent[],
  query: UnseenQuery,
  at: Date,
  enough: number,
): number {
  let unseenContents = 0;
  for (const content of contents) {
    if (content.authorId === member.externalId || !mayOpen(content, member)) continue;
    const seenMs = (isReplay(content, at) ? member.replays : member.views).get(content.id);
    if (seenMs !== undefined && seenMs <= at.getTime()) continue;
    if (query.notYetMailed && member.mailed.has(content.id)) continue;
    unseenContents += 1;
    if (unseenContents >= enough) break;
  }
  return unseenContents;
}

function sayUnseen(query: UnseenQuery, language: SpokenLanguage, negated: boolean): string {
  const { atLeast: count, publishedWithin: within } = query;
  const themes = query.themes ?? [];
  const kinds = sayTypes(query.types ?? [], language);
  const words: string[] = [];
  if (language === "en") {
    words.push(`has ${negated ? "fewer than" : "at least"} ${count} unseen ${count === 1 ? "content" : "contents"}`);
    if (kinds !== "") words.push(`(${kinds})`);
    if (themes.length > 0) words.push(`on ${sayList(themes, "or", language)}`);
    if (within !== null) words.push(`published ${sayWithinPast(within, language)}`);
    if (query.notYetMailed) words.push("and not yet in a digest");
    return words.join(" ");
  }
  const plural = count === 1 ? "" : "s";
  words.push(`a ${negated ? "moins de" : "au moins"} ${count} contenu${plural} non consulté${plural}`);
  if (kinds !== "") words.push(`(${kinds})`);
  if (themes.length > 0) words.push(`sur ${sayList(themes, "or", language)}`);
  if (within !== null) words.push(`publié${plural} ${sayWithinPast(within, language)}`);
  if (query.notYetMailed) words.push(`et pas encore envoyé${plural}`);
  return words.join(" ");
}
