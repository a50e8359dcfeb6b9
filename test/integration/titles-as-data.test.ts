import fc from "fast-check";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CatalogueContent } from "../../src/core/community.ts";
import { prepareCandidates } from "../../src/core/picks/candidates.ts";
import { oneLine, shorten } from "../../src/core/plain-text.ts";
import { describeDigest, wordingIn } from "../../src/digest/describe-digest.ts";
import type { RenderedMail } from "../../src/digest/mails/ports.ts";
import { renderInbox } from "../../src/web/team/inbox-page.ts";
import { wordingFor } from "../../src/web/wording.ts";
import { type MailBrowser, openMailBrowser } from "../support/mail-browser.ts";
import { sceneModel } from "../support/mail-scenes.ts";
import { requirement } from "../support/requirements.ts";
import { ruleFor, shippedRules, shippedTemplates, templates } from "../support/shipped-mails.ts";

const AT = new Date("2026-11-24T07:00:00Z");
const LIVE_AT = new Date("2026-11-26T17:00:00Z");
/** Printed by fast-check where a run fails; CI draws the same every time. */
const SEED = 20261127;

/** What members and sites write into titles, by mistake or on purpose. */
const PIECES = [
  "{{7*7}}",
  "{{ member.email }}",
  "{% raw %}",
  "{% endfor %}{% cards recent %}",
  "{%- comment -%}",
  '<mj-include path="/etc/passwd" />',
  "</mj-text><mj-raw>",
  "<script>alert(1)</script>",
  "</title></style></textarea><img src=x onerror=alert(1)>",
  "<!--[if mso]><!-->",
  "-->",
  "]]>",
  "<![CDATA[",
  "&quot;",
  "&amp;lt;",
  "&#123;",
  `" onmouseover="alert(1)`,
  "' style='position:fixed",
  "$& $1 $`",
  "\\u003cscript\\u003e",
  "javascript:alert(1)",
  "%0d%0aBcc: all@x.example",
  "Hello\r\nBcc: all@x.example",
  "👩‍👩‍👧‍👦 🇫🇷 🧑🏽‍🚀",
  "مرحبا بالعالم",
  "\u202eevil\u202c",
  "שלום",
  "Z̸̢̛͖͗̈́a̵̡͐l̷̰̈́g̶̱̈o̷͎͝",
  "e\u0301te\u0301",
  "\u0000\u0007\u001b[31m",
  "constructor",
  "__proto__",
] as const;

const hostileText = fc
  .tuple(
    fc.array(
      fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: "grapheme", maxLength: 12 })),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    fc.boolean(),
  )
  // Something is always left of it, so that the mail has the same parts as a harmless one.
  .map(([pieces, long]) => `x${pieces.join(" ")}${long ? ` ${pieces.join("")}`.repeat(500).slice(0, 10_000) : ""}`);

interface Texts {
  readonly title: string;
  readonly summary: string;
  readonly theme: string;
  readonly firstName: string;
  readonly brand: string;
}
const textsArb = fc.record<Texts>({
  title: hostileText,
  summary: hostileText,
  theme: hostileText,
  firstName: hostileText,
  // The team's own file, a name of some words.
  brand: hostileText.map((text) => shorten(oneLine(text), 60)),
});
const HARMLESS: Texts = { title: "Title", summary: "Summary", theme: "Theme", firstName: "Anna", brand: "Club" };

function mailOf(template: string, language: "en" | "fr", texts: Texts): RenderedMail {
  const rule = ruleFor(template);
  const { settings } = shippedRules;
  if (settings === null) throw new Error("the shipped settings are broken");
  const content = (id: number, type: CatalogueContent["type"]): CatalogueContent => ({
    id,
    externalId: `c${id}`,
    type,
    title: texts.title,
    url: `https://club.example/c/${id}`,
    summary: texts.summary,
    imageUrl: "https://club.example/1.jpg",
    themes: [texts.theme],
    language: null,
    authorId: null,
    publishedAt: new Date("2026-11-20T07:00:00Z"),
    withdrawnAt: null,
    startsAt: type === "live" ? LIVE_AT : null,
    endsAt: null,
    replayUrl: null,
  });
  const contents = [content(1, "article"), content(2, "question")];
  const live = content(3, "live");
  const model = describeDigest({
    settings: { ...settings, brand: { ...settings.brand, name: texts.brand, postalAddress: texts.brand } },
    rule,
    member: {
      id: 1,
      externalId: "m1",
      name: texts.firstName,
      firstName: texts.firstName,
      lastName: null,
      company: null,
      locale: language,
      mailLanguage: null,
      reads: null,
      timezone: "Europe/Paris",
      renewalAt: new Date("2027-01-15T07:00:00Z"),
      attributes: {},
    },
    language,
    picks: contents.map(({ id }, at) => ({
      contentId: id,
      kind: at === 0 ? "hot" : "cold",
      score: 1,
      reason: { code: "new_in_theme", theme: texts.theme },
    })),
    candidates: prepareCandidates([...contents, live], [], {
      at: AT,
      hotSince: new Date("2026-11-10T00:00:00Z"),
      pinned: [],
      blocked: new Set(),
      evergreen: [],
    }),
    unsubscribeUrl: "https://news.example/u/t",
    preferencesUrl: "https://news.example/p/t",
    calendarUrl: () => "https://news.example/c/t",
    beside: {
      lives: template === "lives" ? [live] : null,
      viewed: new Map([
        [1, 20_700],
        [2, 20_700],
      ]),
    },
    telling:
      rule.upon === null
        ? null
        : {
            sitePage: null,
            told: [
              {
                kind: "activity",
                subjectId: 1,
                occurredAt: AT,
                via: "author",
                actor: { id: "m2", firstName: texts.firstName, name: null },
                url: null,
                content: content(1, "discussion"),
              },
            ],
          },
  });
  return templates.render(template, wordingIn(rule, language), model);
}

interface Parsed {
  /** Every element with the names of its attributes, in the order of the document. */
  readonly elements: readonly string[];
  readonly text: string;
  readonly title: string;
}

/** By a browser's parser, which is not ours and reads HTML as mail programs do. */
function parseAll(page: Page, documents: readonly string[]): Promise<Parsed[]> {
  return page.evaluate(
    `(${JSON.stringify(documents)}).map((html) => {
      const parsed = new DOMParser().parseFromString(html, "text/html");
      const elements = [...parsed.querySelectorAll("*")].map((one) => [one.tagName, ...one.getAttributeNames()].join(" "));
      for (const style of parsed.querySelectorAll("style")) style.remove();
      return { elements, text: parsed.body.textContent.replace(/\\s+/g, " "), title: parsed.title };
    })`,
  ) as Promise<Parsed[]>;
}

const shownAs = (text: string, most: number): string => shorten(oneLine(text), most);
const plain = (text: string): string => text.replace(/\s+/g, " ").trim();

describe.skipIf(requirement("chromium") === null)("what members and sites write is data (chromium)", () => {
  let browser: MailBrowser;
  let page: Page;
  beforeAll(async () => {
    browser = await openMailBrowser(requirement("chromium") as string);
    page = await browser.open("<p></p>", { width: 800, scheme: "light", images: false });
  });
  afterAll(() => browser?.close());

  it.each(shippedTemplates)(
    "letter for letter in HTML, text and subject, and nothing of it is markup: %s",
    async (template) => {
      for (const language of ["en", "fr"] as const) {
        const [harmless] = await parseAll(page, [mailOf(template, language, HARMLESS).html]);
        await fc.assert(
          fc.asyncProperty(fc.array(textsArb, { minLength: 6, maxLength: 6 }), async (drawn) => {
            const mails = drawn.map((texts) => mailOf(template, language, texts));
            const parsed = await parseAll(
              page,
              mails.map(({ html }) => html),
            );
            for (const [at, texts] of drawn.entries()) {
              const { html, text, subject } = mails[at] as RenderedMail;
              const { elements, text: shown, title } = parsed[at] as Parsed;
              expect(elements).toEqual(harmless?.elements);
              expect(shown).toContain(plain(shownAs(texts.title, 160)));
              expect(plain(text)).toContain(plain(shownAs(texts.title, 160)));
              if (template !== "activity") {
                expect(shown).toContain(plain(shownAs(texts.summary, 220)));
                expect(plain(text)).toContain(plain(shownAs(texts.summary, 220)));
              }
              expect(shown).toContain(plain(shownAs(texts.firstName, template === "activity" ? 40 : 100)));
              expect(shown).toContain(plain(oneLine(texts.brand)));
              expect(plain(title)).toBe(plain(subject));
              expect(subject).not.toMatch(/[\r\n\p{Cc}]/u);
              expect(Buffer.byteLength(html)).toBeLessThan(100_000);
            }
          }),
          { seed: SEED, numRuns: 3, endOnFailure: true },
        );
      }
    },
  );

  it("on the pages of the demo's mailbox", async () => {
    const inbox = (texts: Texts) => {
      const id = "1.2";
      const mail = {
        id,
        name: texts.firstName,
        address: "a@x.example",
        subject: texts.title,
        rule: "a",
        receivedAt: AT,
        timezone: "UTC",
        text: texts.summary,
        headers: texts.theme,
        html: "",
      };
      const query = { text: texts.brand, offset: 0, limit: 10 };
      return ["desktop", "text", "headers"].map((view) =>
        String(
          renderInbox({
            language: "en",
            words: wordingFor("en"),
            query,
            mails: [mail],
            total: 1,
            opened: mail,
            view: view as "text",
          }),
        ),
      );
    };
    const harmless = await parseAll(page, inbox(HARMLESS));
    await fc.assert(
      fc.asyncProperty(textsArb, async (texts) => {
        const parsed = await parseAll(page, inbox(texts));
        expect(parsed.map(({ elements }) => elements)).toEqual(harmless.map(({ elements }) => elements));
        for (const { text } of parsed) expect(text).toContain(plain(texts.title.replaceAll("\0", "\ufffd")));
      }),
      { seed: SEED, numRuns: 40, endOnFailure: true },
    );
  });
});

describe("a mail of any size", () => {
  const sized = fc.record({
    picks: fc.integer({ min: 1, max: 40 }),
    url: fc.integer({ min: 1, max: 2000 }),
    character: fc.constantFrom("a", "é", "漢", "&", '"', "🧑"),
  });

  it.each(shippedTemplates)("stays under 100 KB with the way out in it: %s", (template) => {
    const rule = ruleFor(template);
    const base = sceneModel("few", rule, "en");
    fc.assert(
      fc.property(sized, ({ picks, url, character }) => {
        const long = character.repeat(160);
        const address = `https://club.example/${"u".repeat(url)}`;
        const of = <One extends object>(list: readonly One[], count: number, own: object): One[] => {
          const [first] = list;
          return first === undefined ? [] : Array.from({ length: count }, () => ({ ...first, ...own }));
        };
        const own = { title: long, says: long, summary: long, reason: long, theme: long, url: address, image: address };
        const { html, text } = templates.render(template, wordingIn(rule, "en"), {
          ...base,
          picks: of(base.picks, picks, own),
          subjects: of(base.subjects, 20, own),
          lives: of(base.lives, 10, own),
        });
        expect(Buffer.byteLength(html)).toBeLessThan(100_000);
        expect(html).toContain("https://news.example/u/");
        expect(text).toContain("https://news.example/u/");
      }),
      { seed: SEED, numRuns: 30, endOnFailure: true },
    );
  });
});
