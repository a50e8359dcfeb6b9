import { localDateOf } from "../core/calendar.ts";
import type { Language } from "../core/community.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { describeWait } from "../core/rules/wait-plan.ts";
import { chooseForMembers } from "./choose-for-members.ts";
import { describeDigest, mailLanguage, type Telling, wordingIn } from "./describe-digest.ts";
import { isShowable } from "./describe-subjects.ts";
import type { DigestModel, MailTemplates, RenderedMail } from "./mails/ports.ts";
import type { ProposeDeps } from "./ports.ts";

export interface SampleDeps extends ProposeDeps {
  readonly templates: MailTemplates;
  /** A page that unsubscribes nobody: whoever tries a sample must not sign the member off. */
  readonly sampleUnsubscribeUrl: string;
  /** Nor change what they chose. */
  readonly samplePreferencesUrl: string;
  /** Nor is there a digest yet whose calendar files could be asked for. */
  readonly sampleCalendarUrl: string;
  /** Nor is anything useful that nobody was sent. */
  readonly sampleUsefulUrl: string;
}

export interface Sample extends RenderedMail {
  readonly memberId: number;
  readonly externalId: string;
  readonly language: Language;
}

/** The mail that a rule would give this member at an instant, as it would be sent; null: none. Writes nothing. */
export async function renderSample(
  deps: SampleDeps,
  memberId: number,
  rule: CheckedRule,
  at: Date,
): Promise<Sample | null> {
  const { settings, templates } = deps;
  const [member] = await deps.store.loadMembers([memberId]);
  if (member === undefined) return null;
  const timezone = member.timezone ?? settings.timezone;
  const moment = { timezone, localDate: localDateOf(at, timezone), at };
  const { candidates, byMember, beside } = await chooseForMembers(deps, moment, rule, [member], {
    viewedUpTo: at,
    mailedUpTo: at,
  });
  const choice = byMember.get(member.id);
  if (choice === undefined || "skipped" in choice) return null;
  const language = mailLanguage(member, settings.languages);
  const telling = await pendingFor(deps, memberId, rule, { at, timezone });
  if (telling?.told.length === 0) return null;
  const { picks } = choice;
  const model = describeDigest({
    settings,
    rule,
    member,
    language,
    picks,
    candidates,
    unsubscribeUrl: deps.sampleUnsubscribeUrl,
    preferencesUrl: deps.samplePreferencesUrl,
    calendarUrl: () => deps.sampleCalendarUrl,
    beside: beside(member.id),
    telling,
  });
  const mail = templates.render(rule.digest.template, wordingIn(rule, language), model);
  const finished = { html: withSampleLinks(mail.html, model, deps), text: withSampleLinks(mail.text, model, deps) };
  return { memberId: member.id, externalId: member.externalId, language, ...mail, ...finished };
}

function withSampleLinks(text: string, { picks }: DigestModel, { sampleUsefulUrl }: SampleDeps): string {
  // The longest first: one placeholder may begin like another.
  const placeholders = picks.map(({ usefulUrl }) => usefulUrl).sort((a, b) => b.length - a.length);
  return placeholders.reduce((done, placeholder) => done.replaceAll(placeholder, sampleUsefulUrl), text);
}

/** What the rule would tell the member as if all windows ended at the instant; null: it is due at an hour. */
async function pendingFor(
  { store, settings }: SampleDeps,
  memberId: number,
  rule: CheckedRule,
  { at, timezone }: { readonly at: Date; readonly timezone: string },
): Promise<Telling | null> {
  const wait = describeWait(rule, { at, timezone, settings }, true);
  if (wait === null) return null;
  const [pending, sitePage] = await Promise.all([store.loadPending([memberId], wait, at), store.findSitePage()]);
  const told = (pending.get(memberId) ?? []).filter(isShowable);
  return { told, sitePage };
}
