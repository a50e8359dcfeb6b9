/**
 * A small community in which every recipe of docs/recipes finds somebody, in English and in French: the three files that
 * `rekindle import` reads. Everything is counted back from one instant; nothing is drawn.
 */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export interface CommunityFiles {
  readonly members: string;
  readonly content: string;
  readonly events: string;
}

const LANGUAGES = ["en", "fr"] as const;
type Language = (typeof LANGUAGES)[number];

interface Written {
  readonly days: number;
  readonly type: string;
  readonly theme: string;
  readonly en: string;
  readonly fr: string;
}

/** `days`: how long ago it came out. */
const CONTENTS: readonly Written[] = [
  { days: 1, type: "article", theme: "pricing", en: "A price rise, explained", fr: "Une hausse de prix, expliquée" },
  { days: 2, type: "question", theme: "pricing", en: "How do you price support?", fr: "Comment facturer le support ?" },
  { days: 3, type: "article", theme: "onboarding", en: "The first week matters", fr: "La première semaine compte" },
  { days: 4, type: "question", theme: "onboarding", en: "Who welcomes newcomers?", fr: "Qui accueille les nouveaux ?" },
  { days: 5, type: "discussion", theme: "support", en: "Fewer tickets, how?", fr: "Moins de tickets, comment ?" },
  { days: 6, type: "article", theme: "support", en: "Answering in public", fr: "Répondre en public" },
  { days: 8, type: "video", theme: "onboarding", en: "A tour in four minutes", fr: "Un tour en quatre minutes" },
  { days: 9, type: "document", theme: "pricing", en: "Price list, a template", fr: "Grille tarifaire, un modèle" },
  { days: 40, type: "article", theme: "pricing", en: "Three kinds of discount", fr: "Trois sortes de remise" },
  {
    days: 55,
    type: "article",
    theme: "onboarding",
    en: "Welcome mails that work",
    fr: "Des messages d’accueil réussis",
  },
  { days: 70, type: "discussion", theme: "support", en: "When to say no", fr: "Quand dire non" },
  { days: 90, type: "document", theme: "onboarding", en: "A checklist for day one", fr: "La liste du premier jour" },
  { days: 120, type: "article", theme: "pricing", en: "What is free worth?", fr: "Que vaut le gratuit ?" },
  { days: 150, type: "video", theme: "support", en: "A morning at the desk", fr: "Une matinée au support" },
];

interface Person {
  readonly name: string;
  readonly joined: number;
  readonly columns?: Readonly<Record<string, string>>;
  /** How many days ago each visit was. */
  readonly visits: readonly number[];
  /** Places in the list of contents: one a visit, from the last visit back. */
  readonly reads?: readonly number[];
}

/** From `first` days ago to `last` days ago, one every so many days. */
function every(days: number, first: number, last: number): number[] {
  return Array.from({ length: Math.floor((first - last) / days) + 1 }, (_, index) => first - index * days);
}

const OLD = [13, 12, 11, 10, 9, 8];

const PEOPLE: readonly Person[] = [
  { name: "away", joined: 300, visits: every(6, 129, 9), reads: OLD },
  { name: "regular", joined: 300, visits: every(3, 93, 3), reads: OLD },
  { name: "newcomer", joined: 6, visits: [] },
  { name: "renewing", joined: 340, columns: { renewalAt: "30" }, visits: every(4, 140, 20), reads: [12, 8] },
  { name: "leaving", joined: 330, visits: every(2, 200, 84), reads: [13, 12, 11] },
  { name: "expert", joined: 300, columns: { role: "expert" }, visits: every(4, 100, 4), reads: [7, 8, 9, 12] },
  { name: "helper", joined: 300, visits: every(2, 80, 2), reads: OLD },
  {
    name: "account",
    joined: 200,
    columns: { key_account: "true", "company.size": "120", plan: "enterprise", company: "Borealis" },
    visits: every(20, 120, 20),
    reads: [13],
  },
  { name: "author", joined: 250, visits: every(5, 100, 5), reads: [10, 13] },
  { name: "attendee", joined: 250, visits: every(7, 105, 7), reads: [13, 11] },
  // A crowd with rhythms of its own, which what is usual in the community is known by.
  ...Array.from({ length: 20 }, (_, n) => ({
    name: `crowd${n}`,
    joined: 260,
    visits: every(3 + (n % 7), 240, 1 + ((n * 7) % 60)),
    reads: OLD.slice(0, 1 + (n % 5)),
  })),
];

export function recipeCommunity(at: Date): CommunityFiles {
  const ago = (days: number, minutes = 0) => new Date(at.getTime() - days * DAY_MS + minutes * MINUTE_MS).toISOString();
  const members: Record<string, string>[] = [];
  const events: Record<string, string>[] = [];
  const act = (days: number, userId: string, event: string, more: Record<string, string> = {}, minutes = 0) =>
    events.push({ timestamp: ago(days, minutes), userId, event, ...more });
  for (const language of LANGUAGES) {
    for (const person of PEOPLE) {
      const id = `${person.name}-${language}`;
      const { renewalAt, ...columns } = person.columns ?? {};
      members.push({
        id,
        email: `${id}@members.example`,
        firstName: person.name.replace(/^./, (first) => first.toUpperCase()),
        locale: language,
        reads: language,
        createdAt: ago(person.joined),
        ...columns,
        ...(renewalAt === undefined ? {} : { renewalAt: ago(-Number(renewalAt)) }),
      });
      for (const [index, days] of [...person.visits].reverse().entries()) {
        act(days, id, "Page Viewed");
        const read = person.reads?.[index];
        const published = CONTENTS[read ?? -1]?.days ?? 0;
        if (read !== undefined && published >= days) act(days, id, "Content Viewed", contentOf(read, language), 5);
      }
    }
    happen(language, act);
  }
  return { members: csv(members), content: csv(contents(ago)), events: csv(events) };
}

function contentOf(place: number, language: Language): { contentId: string } {
  return { contentId: `c${place + 1}-${language}` };
}

/** What the recipes wait for, or count. */
function happen(
  language: Language,
  act: (days: number, userId: string, event: string, more?: Record<string, string>, minutes?: number) => void,
): void {
  for (const days of every(2, 80, 2)) act(days, `helper-${language}`, "Question Answered", contentOf(13, language), 10);
  // The author's own discussion, an hour before the instant.
  act(0, `regular-${language}`, "Comment Created", contentOf(4, language), -60);
  act(0, `helper-${language}`, "Comment Created", contentOf(4, language), -50);
  act(2, `attendee-${language}`, "Live Registered", { contentId: `live-${language}` });
  act(0, `author-${language}`, "Message Received", { subject: "Hello" }, -60);
}

function contents(ago: (days: number, minutes?: number) => string): Record<string, string>[] {
  const site = (id: string) => ({ id, url: `https://community.example.org/${id}` });
  const guide = {
    ...site("getting-started"),
    type: "document",
    themes: "onboarding",
    title: "Getting started",
    publishedAt: ago(250),
  };
  const written = LANGUAGES.flatMap((language) => [
    ...CONTENTS.map(({ days, type, theme, ...titles }, place) => ({
      ...site(contentOf(place, language).contentId),
      type,
      themes: theme,
      language,
      title: titles[language],
      publishedAt: ago(days),
      authorId: place === 4 ? `author-${language}` : "",
    })),
    {
      ...site(`live-${language}`),
      type: "live",
      themes: "onboarding",
      language,
      title: language === "fr" ? "En direct : vos questions" : "Live: your questions",
      publishedAt: ago(12),
      startsAt: ago(-1, -120),
      endsAt: ago(-1, -60),
    },
  ]);
  return [guide, ...written];
}

/** One row an object; columns in the order in which they first appear. */
function csv(rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${[columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))]
    .map((cells) => cells.map(cell).join(","))
    .join("\n")}\n`;
}
