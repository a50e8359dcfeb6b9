import type { DigestKey } from "../core/community.ts";
import { joinLinks, type SplitText, splitHtml, splitText, unescapeHtml } from "../core/links/split-links.ts";
import { contentOfPlaceholder } from "../core/links/useful-token.ts";
import type { DigestModel, RenderedMail } from "./mails/ports.ts";
import type { ComposeDeps, DigestStore, LinkNumbers } from "./ports.ts";
import { webUrl } from "./site-link.ts";

export interface TrackDeps {
  readonly store: Pick<DigestStore, "numberLinks">;
  readonly mailLinks: ComposeDeps["mailLinks"];
  /** Links to the site lead through us. */
  readonly clicks: boolean;
  /** Mails end with an image of one point. */
  readonly opens: boolean;
  readonly numbers: LinkNumbers;
}

export interface MailToTrack {
  readonly key: DigestKey;
  readonly model: DigestModel;
  readonly mail: RenderedMail;
}

export interface TrackedMail extends RenderedMail {
  /** Different targets of the mail that lead through us. */
  readonly links: number;
}

/**
 * Finishes rendered mails: the links below picks become their member's own, and those to the site, and to the hosts of the
 * contents shown, lead through us. Their targets are stored first, so
 * that a click can lead nowhere else. Mails are rendered with the site's own URLs, which members share; this is done to
 * the finished mail, in one pass: an eighth of what rendering it takes, most of it for signing.
 */
export async function trackLinks(deps: TrackDeps, mails: readonly MailToTrack[]): Promise<TrackedMail[]> {
  const split = mails.map(({ key, model, mail }) => {
    const targetOf = targetsOf(model, deps);
    return { key, mail, html: splitHtml(mail.html, targetOf), text: splitText(mail.text, targetOf) };
  });
  const numbers = await numbersOf(deps, split);
  return split.map(({ key, mail, html, text }) => {
    const urls = new Map<string, string>();
    const linkTo = (target: string): string => {
      const known = urls.get(target);
      if (known !== undefined) return known;
      const content = contentOfPlaceholder(target);
      if (content !== null) return deps.mailLinks.usefulUrl({ key, contentId: content });
      const link = numbers.get(target);
      // More targets than a token can count: those beyond lead straight to the site.
      const url =
        link === undefined || urls.size >= MOST_LINKS
          ? target
          : deps.mailLinks.clickUrl({ key, link, position: urls.size });
      urls.set(target, url);
      return url;
    };
    return {
      subject: mail.subject,
      html: deps.opens ? withPixel(joinLinks(html, linkTo), deps.mailLinks.pixelUrl(key)) : joinLinks(html, linkTo),
      text: joinLinks(text, linkTo),
      links: Math.min(MOST_LINKS, urls.size),
    };
  });
}

/** At the end of the body, where it moves nothing. */
function withPixel(html: string, url: string): string {
  const end = html.lastIndexOf("</body>");
  const at = end === -1 ? html.length : end;
  return `${html.slice(0, at)}<img src="${url}" alt="" width="1" height="1" style="display:block">${html.slice(at)}`;
}

const MOST_LINKS = 1000;
/** Of targets, and of URLs that were read. */
const MOST_KEPT = 20_000;

async function numbersOf(
  { store, numbers }: TrackDeps,
  split: readonly { readonly html: SplitText; readonly text: SplitText }[],
): Promise<ReadonlyMap<string, number>> {
  const all = new Set(split.flatMap(({ html, text }) => [...html.targets, ...text.targets]));
  const targets = [...all].filter((target) => contentOfPlaceholder(target) === null);
  const found = new Map(
    targets.flatMap((target) => {
      const number = numbers.get(target);
      return number === undefined ? [] : [[target, number] as const];
    }),
  );
  const unknown = targets.filter((target) => !found.has(target));
  if (unknown.length === 0) return found;
  if (numbers.size > MOST_KEPT) numbers.clear();
  for (const [url, number] of await store.numberLinks(unknown)) {
    found.set(url, number);
    numbers.set(url, number);
  }
  return found;
}

/** The placeholders of this mail's own picks, and what is the site's, by the hosts of what the mail shows. */
function targetsOf(
  { picks, subjects, events, lives, siteUrl }: DigestModel,
  { mailLinks, clicks }: TrackDeps,
): (written: string) => string | null {
  const useful = new Set(picks.map(({ usefulUrl }) => usefulUrl));
  const hosts = new Set<string>();
  for (const { url } of clicks ? [...picks, ...subjects, ...events, ...lives, { url: siteUrl }] : []) {
    const target = url === null ? null : readTarget(url);
    if (target !== null) hosts.add(target.host);
  }
  return (written) => {
    if (useful.has(written)) return written;
    const target = hosts.size === 0 ? null : readTarget(written);
    return target !== null && hosts.has(target.host) && !mailLinks.isSigned(target.href) ? target.href : null;
  };
}

interface ReadTarget {
  readonly host: string;
  /** As it may stand in a header. */
  readonly href: string;
}

/** Reading and unescaping a URL takes longer than looking it up, and members share theirs. */
const kept = new Map<string, ReadTarget | null>();

function readTarget(written: string): ReadTarget | null {
  const known = kept.get(written);
  if (known !== undefined) return known;
  const url = webUrl(unescapeHtml(written));
  const target = url === null ? null : { host: url.host, href: url.href };
  if (kept.size > MOST_KEPT) kept.clear();
  kept.set(detached(written), target);
  return target;
}

/** What is cut out of a mail keeps the whole mail in memory; two strings put together, and cut again, keep only themselves. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}
