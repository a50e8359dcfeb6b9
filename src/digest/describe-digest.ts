import type { CatalogueContent, Language } from "../core/community.ts";
import { usefulPlaceholder } from "../core/links/useful-token.ts";
import type { Candidates } from "../core/picks/candidates.ts";
import type { Pick as ChosenPick } from "../core/picks/pick.ts";
import { sayReason, themeLabel } from "../core/picks/say-reason.ts";
import { oneLine, shorten } from "../core/plain-text.ts";
import { certainCondition } from "../core/rules/certain-condition.ts";
import { primaryLanguage } from "../core/rules/reads.ts";
import type { ByLanguage, CheckedRule, Upon } from "../core/rules/rule.ts";
import type { Beside } from "./choose-for-members.ts";
import { describeLives } from "./describe-lives.ts";
import { describeReading } from "./describe-reading.ts";
import { describeSubjects, NO_SUBJECTS, sayDate, sayInstant } from "./describe-subjects.ts";
import type { DigestModel, ShownPick, Wording } from "./mails/ports.ts";
import type { DigestMember, DigestSettings, ToldEvent } from "./ports.ts";
import { whyThisMail, whyTold } from "./say-why.ts";
import { decorateSiteLink, webUrl } from "./site-link.ts";

const MOST_TITLE_CHARACTERS = 160;
const MOST_THEME_CHARACTERS = 80;
/** A site that sends a page of text as a name must not fill the mail with it. */
const MOST_NAME_CHARACTERS = 100;
const MOST_SUMMARY_CHARACTERS = 220;

export interface DigestInput {
  readonly settings: DigestSettings;
  readonly rule: CheckedRule;
  readonly member: DigestMember;
  readonly language: Language;
  readonly picks: readonly ChosenPick[];
  readonly candidates: Candidates;
  readonly unsubscribeUrl: string;
  readonly preferencesUrl: string;
  readonly calendarUrl: (contentId: number) => string;
  readonly beside: Beside;
  /** What happened; null: the rule is due at an hour. */
  readonly telling: Telling | null;
}

export interface Telling {
  readonly told: readonly ToldEvent[];
  /** A page of the site, for a mail that leads to none of its contents. */
  readonly sitePage: string | null;
}

/**
 * The one that the member has asked for, else that of their locale, where the community writes in it; else the first of the
 * settings.
 */
export function mailLanguage(
  { mailLanguage: asked, locale }: Pick<DigestMember, "mailLanguage" | "locale">,
  languages: DigestSettings["languages"],
): Language {
  const own = [asked, primaryLanguage(locale)].find((one) => one !== null && languages.includes(one));
  return own ?? languages[0];
}

/** A rule's texts in one language. */
export function wordingIn({ digest }: CheckedRule, language: Language): Wording {
  const text = (texts: ByLanguage | null): string | null => texts?.[language] ?? null;
  return {
    subject: text(digest.subject) ?? "",
    preheader: text(digest.preheader),
    intro: text(digest.intro),
    closing: text(digest.closing),
    button: text(digest.button),
  };
}

/** What the template of one member's digest is given: data only, each text on one line. */
export function describeDigest(input: DigestInput): DigestModel {
  const { settings, rule, member, language, picks, candidates, unsubscribeUrl, preferencesUrl, telling, beside } =
    input;
  const { brand } = settings;
  const { lives, viewed } = beside;
  const shown = picks.flatMap((pick) => shownPick(input, pick) ?? []);
  const asksRenewal = certainCondition(rule.when, "renewal") !== null;
  const coming = describeLives(input, lives ?? []);
  const told = telling === null ? NO_SUBJECTS : describeSubjects({ ...input, ...telling });
  const page = webUrl(
    shown[0]?.url ??
      coming.lives[0]?.url ??
      told.subjects.find(({ url }) => url !== null)?.url ??
      telling?.sitePage ??
      null,
  );
  return {
    language,
    rule: rule.name,
    brand: {
      name: brand.name,
      logo: webUrl(brand.logo)?.href ?? null,
      colour: brand.colour,
      font: brand.font,
      postalAddress: brand.postalAddress,
      legal: brand.legal[language] ?? "",
    },
    member: describeMember(member, settings, language),
    picks: shown,
    ...told,
    ...coming,
    reading: asksRenewal ? describeReading(viewed, candidates, language) : null,
    why:
      telling === null || rule.upon === null
        ? whyThisMail(rule.when, language)
        : whyTold(telling.told, waysOf(rule.upon)),
    siteUrl: page === null ? "" : decorateSiteLink(new URL("/", page), settings.links.utm, rule.name),
    unsubscribeUrl,
    preferencesUrl,
  };
}

function waysOf({ to }: Upon): ToldEvent["via"][] {
  return to.map((recipient) => ("role" in recipient ? recipient.role : "property"));
}

function describeMember(
  { attributes, ...member }: DigestMember,
  settings: DigestSettings,
  language: Language,
): Readonly<Record<string, unknown>> {
  const { renewalAt, timezone } = member;
  const clean = (value: unknown): unknown => (typeof value === "string" ? oneLine(value) || null : value);
  const name = (value: string | null): string | null => shorten(oneLine(value ?? ""), MOST_NAME_CHARACTERS) || null;
  return {
    ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, clean(value)])),
    id: member.externalId,
    firstName: name(member.firstName),
    lastName: name(member.lastName),
    name: name(member.name),
    company: name(member.company),
    renewsOn: renewalAt === null ? null : sayDate(renewalAt, timezone ?? settings.timezone, language),
  };
}

/** By the settings that were read and the candidates chosen from; then by all that a shown pick depends on beside them. */
const kept = new WeakMap<DigestSettings, WeakMap<Candidates, Map<string, ShownPick | null>>>();

function shownPick(input: DigestInput, pick: ChosenPick): ShownPick | null {
  const { settings, rule, member, language, candidates } = input;
  const ofSettings = kept.get(settings) ?? new WeakMap<Candidates, Map<string, ShownPick | null>>();
  const shown = ofSettings.get(candidates) ?? new Map<string, ShownPick | null>();
  kept.set(settings, ofSettings.set(candidates, shown));
  const timezone = member.timezone ?? settings.timezone;
  const key = `${rule.name} ${language} ${timezone} ${pick.contentId} ${pick.kind} ${JSON.stringify(pick.reason)}`;
  const known = shown.get(key);
  if (known !== undefined) return known;
  const content = candidates.contents[candidates.indexOf.get(pick.contentId) ?? -1];
  const made = content === undefined ? null : showPick(input, pick, content);
  shown.set(key, made);
  return made;
}

function showPick(
  { settings, rule, member, language, candidates }: DigestInput,
  { kind, reason }: ChosenPick,
  content: CatalogueContent,
): ShownPick | null {
  const over = content.endsAt !== null && content.endsAt <= candidates.at;
  const url = (over ? webUrl(content.replayUrl) : null) ?? webUrl(content.url);
  if (url === null) return null;
  const theme = "theme" in reason ? reason.theme : content.themes[0];
  const summary = oneLine(content.summary ?? "");
  return {
    title: shorten(oneLine(content.title), MOST_TITLE_CHARACTERS),
    url: decorateSiteLink(url, settings.links.utm, rule.name),
    kind,
    type: content.type,
    theme: theme === undefined ? null : shorten(oneLine(themeLabel(theme)), MOST_THEME_CHARACTERS) || null,
    summary: summary === "" ? null : shorten(summary, MOST_SUMMARY_CHARACTERS),
    reason: shorten(oneLine(sayReason(reason, language)), MOST_TITLE_CHARACTERS),
    image: webUrl(content.imageUrl)?.href ?? null,
    startsOn:
      content.startsAt !== null && content.startsAt > candidates.at
        ? sayInstant(content.startsAt, member.timezone ?? settings.timezone, language)
        : null,
    usefulUrl: usefulPlaceholder(content.id),
  };
}
