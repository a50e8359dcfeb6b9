import type { ForumCall } from "../../core/connectors/discourse/forum.ts";
import { GROUPS } from "../../core/connectors/discourse/forum.ts";
import { sortedGroups } from "../../core/connectors/discourse/read-user.ts";
import type { Activity } from "../../core/tracking/activity.ts";
import { callReader } from "../../core/tracking/call.ts";
import { canonicalText } from "../../core/tracking/canonical-text.ts";
import { compareMembers } from "../../core/tracking/compare-members.ts";
import type { ContentStatement } from "../../core/tracking/content.ts";
import type { MemberRecord, MemberStatement } from "../../core/tracking/member.ts";
import { type ContentRecord, mergeContent } from "../../core/tracking/merge-content.ts";
import { mergeMember } from "../../core/tracking/merge-member.ts";
import { sayMistakes } from "../../core/tracking/reading.ts";
import { addCounts, batchesOf, type Counts, foldStatements, NO_COUNTS } from "../counts.ts";
import type { IngestDeps } from "../ports.ts";
import { recordEvents } from "../record-events.ts";
import { textsOf } from "./change-groups.ts";
import type { ForumCounts } from "./ports.ts";

/** A page of calls, stored: what became of it, and why some could not be taken. */
export interface RecordedPage {
  readonly counts: ForumCounts;
  readonly refusals: readonly string[];
}

/**
 * Stores what a page of the API said at `receivedAt`. What is known already changes nothing, and a content's field that reads
 * otherwise now is taken as of then: so that whatever a webhook told since stands, and repeats are no news.
 */
export async function recordForum(
  deps: IngestDeps,
  calls: readonly ForumCall[],
  receivedAt: Date,
  lookedAt: ReadonlySet<string> = new Set(),
): Promise<RecordedPage> {
  const read = callReader(deps.settings);
  const members: MemberStatement[] = [];
  const contents: ContentStatement[] = [];
  const activities: Activity[] = [];
  const refusals: string[] = [];
  for (const call of calls) {
    const row = read(call, { receivedAt, sentAt: null, fromBrowser: false });
    if ("mistakes" in row) {
      refusals.push(`${String(call.event ?? call.type)}: ${sayMistakes(row.mistakes)}`);
      continue;
    }
    const { member, event } = row.value;
    if (member !== null) members.push(member);
    if (event?.kind === "activity") activities.push(event.activity);
    else if (event !== null) contents.push(event.statement);
  }
  let counts: Counts = NO_COUNTS;
  if (members.length > 0) counts = addCounts(counts, await recordForumMembers(deps, members, lookedAt));
  if (contents.length > 0) counts = addCounts(counts, await recordNews(deps, contents));
  if (activities.length > 0) counts = addCounts(counts, await recordEvents(deps, activities));
  return { counts: { ...counts, refused: refusals.length }, refusals };
}

/** Groups that were not looked at stay as they are known, and so does an expert, since a forum knows none. */
async function recordForumMembers(
  { store, clock }: IngestDeps,
  members: readonly MemberStatement[],
  lookedAt: ReadonlySet<string>,
): Promise<Counts> {
  let counts = NO_COUNTS;
  const ids = [...new Set(members.map(({ id }) => id))];
  const now = clock.now();
  await store.changeMembers(ids, now, (known, current) => {
    const said = members.map((member) => ({ ...member, id: current.get(member.id) ?? member.id }));
    const merge = (before: MemberRecord | undefined, all: MemberStatement) => {
      const isExpert = before?.role === "expert" && all.role === "member";
      const statement = isExpert ? { ...all, role: undefined } : all;
      const others = textsOf(before?.attributes[GROUPS]).filter((group) => !lookedAt.has(group));
      const given = statement.attributes?.[GROUPS];
      if (!Array.isArray(given)) return mergeMember(before, statement, now);
      const groups = sortedGroups([...textsOf(given), ...others]);
      const attributes = { ...statement.attributes, [GROUPS]: groups };
      return mergeMember(before, { ...statement, attributes }, now);
    };
    const folded = foldStatements(known, said, merge, compareMembers);
    counts = folded.counts;
    return folded.changed;
  });
  return counts;
}

async function recordNews(deps: IngestDeps, contents: readonly ContentStatement[]): Promise<Counts> {
  let counts = NO_COUNTS;
  for (const batch of batchesOf(contents)) counts = addCounts(counts, await recordNewsBatch(deps, batch));
  return counts;
}

async function recordNewsBatch({ store }: IngestDeps, contents: readonly ContentStatement[]): Promise<Counts> {
  let counts = NO_COUNTS;
  const ids = [...new Set(contents.map(({ id }) => id))];
  await store.changeContents(ids, null, (known) => {
    const meant = contents.filter(({ id, fields }) => known.has(id) || !fields.withdrawnAt);
    const folded = foldStatements(known, meant, (before, said) => {
      const news = newsOf(before, said);
      return before !== undefined && Object.keys(news.fields).length === 0 ? before : mergeContent(before, news);
    });
    counts = folded.counts;
    return folded.changed;
  });
  return counts;
}

function newsOf(before: ContentRecord | undefined, said: ContentStatement): ContentStatement {
  if (before === undefined) return said;
  const fields = Object.entries(said.fields).filter(([name, value]) => {
    const known = before.fields[name as keyof typeof before.fields];
    // Of what is withdrawn already it is not asked since when.
    const isSame =
      name === "withdrawnAt" && value ? known !== null : canonicalText(value ?? null) === canonicalText(known);
    return value !== undefined && !isSame;
  });
  return { ...said, fields: Object.fromEntries(fields) };
}
