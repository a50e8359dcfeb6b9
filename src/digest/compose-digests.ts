import type { DigestKey } from "../core/community.ts";
import { RekindleError } from "../core/errors.ts";
import { domainOf, messageIdOf } from "../core/mail.ts";
import { compileSegment } from "../core/rules/compile.ts";
import { chooseForMembers, longAgo } from "./choose-for-members.ts";
import { describeDigest, mailLanguage, wordingIn } from "./describe-digest.ts";
import { isShowable } from "./describe-subjects.ts";
import { evaluationAt } from "./evaluate-at.ts";
import type { MailToRender, RenderOutcome } from "./mails/ports.ts";
import type {
  ComposeDeps,
  ComposedDigest,
  ComposedParts,
  DigestSkipReason,
  PlannedDigest,
  ToldEvent,
} from "./ports.ts";
import { type MailToTrack, type TrackedMail, trackLinks } from "./track-links.ts";

export interface Composition {
  /** To be submitted. */
  readonly rendered: readonly DigestKey[];
  readonly withheld: readonly DigestKey[];
  readonly skipped: readonly { readonly key: DigestKey; readonly reason: DigestSkipReason }[];
  /** Rules whose digests could not be composed, and stay planned; the others are not held up by them. */
  readonly failed: readonly FailedDigests[];
}

export interface FailedDigests {
  readonly rule: string;
  readonly keys: readonly DigestKey[];
  /** Why the first of them could not be composed. */
  readonly error: unknown;
}

/** Mails in memory before they are written: a hundred kilobytes each until then. */
const RENDERED_AT_ONCE = 50;
/** Losing a content to another digest of the same member, again and again, ends here; the sweep comes back to it. */
const MOST_ROUNDS = 8;

/**
 * Picks and renders planned digests, at most a thousand at a time. Both arms take the same road: exposure is stamped
 * where picks were found, or something to tell, then the treated get a mail and the held out are withheld. A trial (`sending` not on)
 * exposes nobody: its mails stay here, and who is chosen by address was not drawn. Digests that are no longer planned
 * are left alone, so it may run twice, also at the same time.
 */
export async function composeDigests(deps: ComposeDeps, keys: readonly DigestKey[]): Promise<Composition> {
  const rendered: DigestKey[] = [];
  const withheld: DigestKey[] = [];
  const skipped: { key: DigestKey; reason: DigestSkipReason }[] = [];
  const failed: FailedDigests[] = [];
  let open: readonly DigestKey[] = keys;
  for (let round = 0; open.length > 0 && round < MOST_ROUNDS; round++) {
    const { first, later } = oneEach(await deps.store.loadPlanned(open));
    const lost: DigestKey[] = [];
    const compose = async (digests: Digests): Promise<void> => {
      const [{ rule }] = digests;
      let done = 0;
      const stuck: { key: DigestKey; error: unknown }[] = [];
      try {
        const composeOne = await openMoment(deps, digests);
        for (; done < digests.length; done += RENDERED_AT_ONCE) {
          const drafts = digests.slice(done, done + RENDERED_AT_ONCE).map(composeOne);
          const { composed, errors } = await renderDrafts(deps, drafts);
          stuck.push(...errors);
          const outcome = await deps.store.settle(composed, {
            at: deps.clock.now(),
            holdoutBy: deps.settings.holdout.by,
            longAgo: longAgo(deps.settings, digests[0]),
            exposes: deps.settings.sending === "on",
          });
          const settled = new Set(outcome.settled.map(({ digestId }) => digestId));
          for (const digest of composed) {
            if (!settled.has(digest.key.digestId)) continue;
            if (digest.state === "skipped") skipped.push({ key: digest.key, reason: digest.reason });
            else (digest.state === "rendered" ? rendered : withheld).push(digest.key);
          }
          lost.push(...outcome.lost);
        }
      } catch (error) {
        if (error instanceof RekindleError && error.code === "unreachable") throw error;
        failed.push({ rule, keys: digests.slice(done).map(({ key }) => key), error });
      }
      const [first] = stuck;
      if (first !== undefined) failed.push({ rule, keys: stuck.map(({ key }) => key), error: first.error });
    };
    // Their members differ, so they cannot hold each other up: one is written while the next is rendered.
    await Promise.all(groupByMoment(first).map(compose));
    // What was lost may have been withdrawn: look at the catalogue as it is now.
    if (lost.length > 0) deps.cache.sources.clear();
    open = [...lost, ...later];
  }
  return { rendered, withheld, skipped, failed };
}

type Digests = readonly [PlannedDigest, ...PlannedDigest[]];

/** Two digests of one member must not choose from the same history: the later ones wait for the next round. */
function oneEach(planned: readonly PlannedDigest[]): { first: PlannedDigest[]; later: DigestKey[] } {
  const seen = new Set<number>();
  const first: PlannedDigest[] = [];
  const later: DigestKey[] = [];
  for (const digest of planned) {
    if (seen.has(digest.key.memberId)) later.push(digest.key);
    else first.push(digest);
    seen.add(digest.key.memberId);
  }
  return { first, later };
}

function groupByMoment(planned: readonly PlannedDigest[]): Digests[] {
  const groups = new Map<string, [PlannedDigest, ...PlannedDigest[]]>();
  for (const digest of planned) {
    const key = JSON.stringify([digest.rule, digest.ruleHash, digest.timezone, digest.localDate, digest.at]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [digest]);
    else group.push(digest);
  }
  return [...groups.values()];
}

/** A digest without a mail. */
type SettledDraft = Exclude<ComposedDigest, { state: "rendered" }>;
/** One whose mail is still to be rendered. */
type OpenDraft = ComposedParts & {
  readonly state: "draft";
  readonly toRender: MailToRender;
  readonly messageId: string;
};
type Draft = SettledDraft | OpenDraft;
type RenderedDraft = OpenDraft & MailToTrack;

/** A text that fails for one member's data, or does not end, is no reason to keep the mails of the others. */
async function renderDrafts(
  deps: ComposeDeps,
  drafts: readonly Draft[],
): Promise<{ composed: ComposedDigest[]; errors: { key: DigestKey; error: unknown }[] }> {
  const toRender = drafts.flatMap((draft) => (draft.state === "draft" ? draft.toRender : []));
  const outcomes = deps.templates.renderEach(toRender);
  const errors: { key: DigestKey; error: unknown }[] = [];
  const rendered: (RenderedDraft | SettledDraft)[] = [];
  let next = 0;
  for (const draft of drafts) {
    if (draft.state !== "draft") {
      rendered.push(draft);
      continue;
    }
    const outcome = outcomes[next++] as RenderOutcome;
    if ("mail" in outcome) rendered.push({ ...draft, mail: outcome.mail, model: draft.toRender.model });
    else errors.push({ key: draft.key, error: outcome.error });
  }
  const mails = await withLinks(
    deps,
    rendered.flatMap((one) => (one.state === "draft" ? one : [])),
  );
  let written = 0;
  const composed = rendered.map((one): ComposedDigest => {
    if (one.state !== "draft") return one;
    const { toRender: _, model: __, messageId, mail: ___, ...parts } = one;
    return { ...parts, state: "rendered", mail: { ...(mails[written++] as TrackedMail), messageId } };
  });
  return { composed, errors };
}

async function withLinks(deps: ComposeDeps, mails: readonly RenderedDraft[]): Promise<readonly TrackedMail[]> {
  const { store, mailLinks, settings, cache } = deps;
  const { clicks, opens } = settings.links;
  return trackLinks({ store, mailLinks, clicks, opens, numbers: cache.links }, mails);
}

/** Chooses for all of them; what is answered makes one digest of its choice. */
async function openMoment(deps: ComposeDeps, digests: Digests): Promise<(digest: PlannedDigest) => Draft> {
  const [moment] = digests;
  const rule = await deps.rules.find(moment.rule, moment.ruleHash);
  if (rule === null) {
    throw new RekindleError(
      "not_found",
      `Digests of rule ${moment.rule} wait for its version ${moment.ruleHash.slice(0, 12)}, whose text is not known.`,
      "Put the rule's file back; they expire with their day.",
    );
  }
  const members = digests.map(({ member }) => member);
  const options = { viewedUpTo: deps.clock.now(), mailedUpTo: null };
  const [{ candidates, byMember, beside }, outside, tellingOf, identity] = await Promise.all([
    chooseForMembers(deps, moment, rule, members, options),
    outsideProgramme(deps, digests),
    rule.upon === null ? null : openTelling(deps, digests),
    deps.store.findIdentity(),
  ]);
  const domain = domainOf(deps.settings.from.address);
  const sitePage = tellingOf === null ? null : await deps.store.findSitePage();
  return ({ key, member, arm, transactional }) => {
    const told = tellingOf?.(key) ?? null;
    if (told?.length === 0) return { key, state: "skipped", reason: "withdrawn" };
    const choice = byMember.get(member.id) ?? { skipped: "nothing_open" };
    if ("skipped" in choice) return { key, state: "skipped", reason: choice.skipped };
    const { picks } = choice;
    const experiments = transactional
      ? { programme: false, own: null }
      : { programme: !outside(member.id), own: rule.holdout === null || rule.holdout === 0 ? null : rule.name };
    const subjects = told && [...new Set(told.flatMap(({ content }) => content?.id ?? []))];
    const parts = { key, picks, subjects, experiments };
    if (arm === "held_out") return { ...parts, state: "withheld" };
    const language = mailLanguage(member, deps.settings.languages);
    const model = describeDigest({
      settings: deps.settings,
      rule,
      member,
      language,
      picks,
      candidates,
      unsubscribeUrl: deps.unsubscribeUrl(key),
      preferencesUrl: deps.preferencesUrl(key),
      calendarUrl: (contentId) => deps.calendarUrl(key, contentId),
      beside: beside(member.id),
      telling: told === null ? null : { told, sitePage },
    });
    const toRender = { template: rule.digest.template, wording: wordingIn(rule, language), model };
    return { ...parts, state: "draft", toRender, messageId: messageIdOf(key, identity, domain) };
  };
}

/** What each digest still has to tell: contents may have been withdrawn since it was planned, and lives have begun. */
async function openTelling(
  { store, clock }: ComposeDeps,
  digests: Digests,
): Promise<(key: DigestKey) => readonly ToldEvent[]> {
  const told = await store.loadTold(
    digests.map(({ key }) => key),
    clock.now(),
  );
  return ({ digestId }) => (told.get(digestId) ?? []).filter(isShowable);
}

/** Whether a member is in no arm of the programme's holdout: there is none, or it never holds them out. */
async function outsideProgramme(deps: ComposeDeps, digests: Digests): Promise<(memberId: number) => boolean> {
  const { share, never } = deps.settings.holdout;
  if (share === 0) return () => true;
  if (never === null) return () => false;
  const [{ timezone, localDate, at }] = digests;
  const evaluation = await evaluationAt(deps, { at, localDate, timezone }, [never]);
  const among = await deps.store.membersAmong(
    digests.map(({ member }) => member.id),
    compileSegment(never, evaluation),
  );
  return (memberId) => among.has(memberId);
}
