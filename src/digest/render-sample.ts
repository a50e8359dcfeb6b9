import type { Language } from "../core/community.ts";
import type { SkipReason } from "../core/picks/pick.ts";
import type { CheckedRule } from "../core/rules/rule.ts";
import { describeDigest, mailLanguage, wordingIn } from "./describe-digest.ts";
import type { MailTemplates, ProposeDeps, RenderedMail } from "./ports.ts";
import { chooseAt } from "./propose-picks.ts";

export interface SampleDeps extends ProposeDeps {
  readonly templates: MailTemplates;
  /** A page that unsubscribes nobody: whoever tries a sample must not sign the member off. */
  readonly sampleUnsubscribeUrl: string;
}

export interface Sample extends RenderedMail {
  readonly memberId: number;
  readonly externalId: string;
  readonly language: Language;
}

export type SampleOutcome =
  | { readonly sample: Sample }
  | { readonly memberId: number; readonly externalId: string; readonly skipped: SkipReason };

/** The mails that a rule would give these members at an instant, as they would be sent. Writes nothing. */
export async function renderSamples(
  deps: SampleDeps,
  memberIds: readonly number[],
  rule: CheckedRule,
  at: Date,
): Promise<SampleOutcome[]> {
  const { settings, templates } = deps;
  const loaded = await deps.store.loadMembers(memberIds);
  const groups = await chooseAt(deps, loaded, rule, at);
  return groups.flatMap(({ members, choices: { candidates, byMember } }) =>
    members.map((member): SampleOutcome => {
      const who = { memberId: member.id, externalId: member.externalId };
      const choice = byMember.get(member.id) ?? { skipped: "nothing_open" };
      if ("skipped" in choice) return { ...who, skipped: choice.skipped };
      const language = mailLanguage(member.locale, settings.languages);
      const unsubscribeUrl = deps.sampleUnsubscribeUrl;
      const model = describeDigest({
        settings,
        rule,
        member,
        language,
        picks: choice.picks,
        candidates,
        unsubscribeUrl,
      });
      return {
        sample: { ...who, language, ...templates.render(rule.digest.template, wordingIn(rule, language), model) },
      };
    }),
  );
}
