import { RekindleError } from "../../../core/errors.ts";
import { cleanLines, oneLine, shorten } from "../../../core/plain-text.ts";
import type { DigestModel, RenderedMail, ShownPick, ShownSubject, Wording } from "../../../digest/mails/ports.ts";
import type { LiquidEngine } from "../liquid/liquid.ts";
import { sayCompiledError, sayLiquidError } from "../liquid/liquid-words.ts";
import { brokenTemplate } from "./broken-template.ts";
import type { Card, LocalTemplate } from "./localise-template.ts";

interface Layout {
  /** Picks with summary and reason; those after them are a line each. */
  readonly full: number;
  /** Picks in all; the rest is a link to the site. */
  readonly shown: number;
  /** Things that happened, and lives, in all; the rest is a link to the site. */
  readonly told: number;
}

/** Gmail cuts a mail at 102 KB, and the way out goes with it. */
const LARGEST_HTML_BYTES = 100_000;
/** A team's own template may be cut by Gmail; what is larger than this is no mail, and fifty of them are in memory. */
const MOST_HTML_CHARACTERS = 300_000;
/** Tried in turn until the mail fits. */
const LAYOUTS: readonly [Layout, ...Layout[]] = [
  { full: 60, shown: 60, told: 20 },
  { full: 12, shown: 60, told: 20 },
  { full: 5, shown: 30, told: 12 },
  { full: 1, shown: 5, told: 5 },
];
const MOST_SUBJECT_CHARACTERS = 200;

/**
 * @param liquid for the texts of the rule
 * @throws RekindleError `configuration` when a text of the rule fails on this digest
 */
export function renderDigest(
  template: LocalTemplate,
  liquid: LiquidEngine,
  wording: Wording,
  model: DigestModel,
): RenderedMail {
  const said = (text: keyof Wording): string | null => {
    const source = wording[text];
    try {
      return source === null ? null : liquid.compile(source).render(model);
    } catch (error) {
      throw new RekindleError(
        "configuration",
        `The ${text} (${model.language}) of rule ${model.rule} cannot be rendered: ${sayLiquidError(error)}.`,
        "Correct it and check with: rekindle rules check",
        error,
      );
    }
  };
  const fill = (part: "html" | "text", context: object): string => {
    try {
      return template[part].render(context);
    } catch (error) {
      throw part === "html"
        ? brokenTemplate(`${template.name}.mjml`, sayCompiledError(error), error)
        : brokenTemplate(`${template.name}.txt.liquid`, sayLiquidError(error), error);
    }
  };
  const t = sayWords(template, model);
  const subject = shorten(oneLine(said("subject") ?? ""), MOST_SUBJECT_CHARACTERS) || oneLine(model.brand.name);
  const context = {
    ...model,
    brand: template.brand,
    palette: template.palette,
    t,
    subject,
    preheader: oneLine(said("preheader") ?? t.preheader ?? ""),
    intro: paragraphsOf(said("intro") ?? t.intro ?? ""),
    closing: paragraphsOf(said("closing") ?? ""),
    why: t[`why_${model.why.code}`] ?? "",
  };
  const button = oneLine(said("button") ?? "");
  const subjects = model.subjects.map((one, index) => subjectCardOf(one, index === 0, model, t, button));
  const lives = model.lives.map((live) => ({ ...live, action: button || (t.open_live ?? "") }));
  const layOut = (layout: Layout) => ({
    ...context,
    subjects: subjects.slice(0, layout.told),
    moreSubjects: model.moreSubjects + Math.max(0, subjects.length - layout.told),
    lives: lives.slice(0, layout.told),
    moreLives: model.moreLives + Math.max(0, lives.length - layout.told),
    ...layOutPicks(template, model, layout, t, button),
  });
  let laidOut = layOut(LAYOUTS[0]);
  let html = fill("html", laidOut);
  for (const layout of LAYOUTS.slice(1)) {
    if (fits(html)) break;
    laidOut = layOut(layout);
    html = fill("html", laidOut);
  }
  if (html.length > MOST_HTML_CHARACTERS) {
    throw brokenTemplate(
      `${template.name}.mjml`,
      `with the shortest list of contents it still makes ${html.length} characters`,
    );
  }
  return { subject, html, text: `${cleanLines(fill("text", laidOut)).join("\n").trim()}\n` };
}

/** Counting bytes takes longer than rendering a part: no character has more than three of them. */
function fits(html: string): boolean {
  return html.length * 3 <= LARGEST_HTML_BYTES || Buffer.byteLength(html) + growthOfLinks(html) <= LARGEST_HTML_BYTES;
}

/** A link that leads through us may be longer than the one that it replaces. */
const LONGEST_LINK = 130;

/** Of the image of one point, which a mail ends with where opens are counted. */
const LONGEST_PIXEL = 200;

function growthOfLinks(html: string): number {
  let growth = LONGEST_PIXEL;
  for (const [link] of html.matchAll(/(?<=\bhref=")[^"]*/g)) growth += Math.max(0, LONGEST_LINK - link.length);
  return growth;
}

function sayWords({ words, varying }: LocalTemplate, model: DigestModel): Record<string, string> {
  const said = { ...words };
  for (const [key, word] of varying) {
    if (!key.startsWith("why_") || key === `why_${model.why.code}`) said[key] = word.render(model);
  }
  return said;
}

/** Picks as templates walk them: in two sections, the first `full` with everything, the rest as a line. */
function layOutPicks(
  template: LocalTemplate,
  { picks, subjects, lives }: DigestModel,
  { full, shown }: Layout,
  t: Readonly<Record<string, string>>,
  button: string,
) {
  const cards = picks
    .slice(0, shown)
    .map((pick, index) =>
      cardOf(
        template,
        pick,
        { lead: index === 0 && subjects.length === 0 && lives.length === 0, full: index < full, button },
        t,
      ),
    );
  return {
    recent: cards.filter(isRecent),
    earlier: cards.filter((card) => !isRecent(card)),
    more: picks.length - cards.length,
  };
}

function isRecent({ kind }: ShownPick): boolean {
  return kind === "pinned" || kind === "hot";
}

/** The same object for whoever sees the same pick in the same way, so that it is rendered once. */
function cardOf(
  { varying, cards }: LocalTemplate,
  pick: ShownPick,
  look: { readonly lead: boolean; readonly full: boolean; readonly button: string },
  t: Readonly<Record<string, string>>,
): Card {
  const openWord = `open_${pick.type}`;
  const { lead, full, button } = look;
  const makeCard = (): Card => ({
    ...pick,
    lead,
    full,
    label: [t[pick.type] ?? pick.type, pick.theme].filter((part) => part !== null).join(" · "),
    action: button || (t[openWord] ?? ""),
  });
  // Words that change from mail to mail make a card of that mail's own.
  if (varying.has(pick.type) || varying.has(openWord)) return makeCard();
  const key = `${lead} ${full} ${button}`;
  const looks = cards.get(pick) ?? new Map<string, Card>();
  const card = looks.get(key) ?? makeCard();
  cards.set(pick, looks.set(key, card));
  return card;
}

/** A subject as templates see it. */
interface SubjectCard extends ShownSubject {
  /** The first of all, shown larger and with the button. */
  readonly lead: boolean;
  /** The content's title; what happened, where it happened on none. */
  readonly heading: string;
  readonly label: string;
  /** Published just now, so that its summary is news as well. */
  readonly fresh: boolean;
  /** A live about to begin, which `says` says. */
  readonly starting: boolean;
  /** The words on the button, and where it leads: "" nowhere. */
  readonly action: string;
  readonly buttonUrl: string;
}

function subjectCardOf(
  subject: ShownSubject,
  lead: boolean,
  { siteUrl }: DigestModel,
  t: Readonly<Record<string, string>>,
  button: string,
): SubjectCard {
  const { type, theme, kind } = subject;
  const ownWord = type === null ? undefined : t[`open_${type}`];
  return {
    ...subject,
    lead,
    heading: subject.title ?? subject.says,
    label: [type === null ? null : (t[type] ?? type), theme].filter((part) => part !== null).join(" · "),
    fresh: kind === "published",
    starting: kind === "starting",
    action: button || ownWord || (t.open_site ?? ""),
    buttonUrl: subject.url ?? siteUrl,
  };
}

function paragraphsOf(text: string): string[] {
  return cleanLines(text).flatMap((line) => line.trim() || []);
}
