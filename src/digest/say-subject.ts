import type { Language } from "../core/community.ts";
import { sayList } from "../core/rules/say-words.ts";
import { CONTENT_PUBLISHED, LIVE_STARTING } from "../core/tracking/event-names.ts";

/** What happened on one content, or to the member, as counts and names. */
export interface SubjectFacts {
  /** The activity that the rule waits for. */
  readonly activity: string;
  readonly count: number;
  /** First names of those who did it, as far as they are shown. */
  readonly names: readonly string[];
  /** People beyond them. */
  readonly others: number;
  /** The content's type; null: it happened on none. */
  readonly type: string | null;
  /** When the live starts, in the member's own words. */
  readonly startsOn: string | null;
}

/** What happened, in a sentence; in English where we have no words of the language. */
export function saySubject(facts: SubjectFacts, language: Language): string {
  return language === "fr" ? sayInFrench(facts) : sayInEnglish(facts);
}

/** `Léa, Tom and 2 others`; null where nobody is known by name. */
function sayPeople({ names, others }: SubjectFacts, language: "en" | "fr"): string | null {
  if (names.length === 0) return null;
  const more =
    language === "en"
      ? others === 1
        ? "another"
        : `${others} others`
      : others === 1
        ? "une autre personne"
        : `${others} autres`;
  return sayList([...names, ...(others === 0 ? [] : [more])], "and", language);
}

/** One or several: `a comment`, `3 comments`. */
function made(count: number, one: string, many: string): string {
  return count === 1 ? one : `${count} ${many}`;
}

function sayInEnglish(facts: SubjectFacts): string {
  const { activity, count, startsOn, type } = facts;
  const people = sayPeople(facts, "en");
  switch (activity) {
    case "Comment Created":
      if (people === null) return made(count, "1 new comment", "new comments");
      return `${people} wrote ${made(count, "a comment", "comments")}`;
    case "Question Answered":
      if (people === null) return made(count, "1 new answer", "new answers");
      return `${people} wrote ${made(count, "an answer", "answers")}`;
    case "Solution Accepted":
      return "An answer was accepted as the solution";
    case "Reaction Added":
      return people === null ? made(count, "1 new reaction", "new reactions") : `${people} reacted`;
    case "Content Found Useful":
      return `${people ?? made(count, "A member", "members")} found it useful`;
    case "Message Received":
      if (people === null) return count === 1 ? "You have a new message" : `You have ${count} new messages`;
      return `${people} sent you ${made(count, "a message", "messages")}`;
    case "Badge Earned":
      return `You earned ${made(count, "a badge", "badges")}`;
    case "Membership Renewed":
      return "Your membership was renewed";
    case "Membership Ended":
      return "Your membership has ended";
    case CONTENT_PUBLISHED:
      return `New ${type ?? "content"}${people === null ? "" : ` by ${people}`}`;
    case LIVE_STARTING:
      return startsOn === null ? "The live starts soon" : `The live starts on ${startsOn}`;
    default:
      return count === 1 ? activity : `${activity} (${count})`;
  }
}

const NEW_IN_FRENCH: Readonly<Record<string, string>> = {
  article: "Nouvel article",
  discussion: "Nouvelle discussion",
  question: "Nouvelle question",
  document: "Nouveau document",
  video: "Nouvelle vidéo",
  event: "Nouvel événement",
  live: "Nouveau live",
};

function sayInFrench(facts: SubjectFacts): string {
  const { activity, count, names, others, startsOn, type } = facts;
  const people = sayPeople(facts, "fr");
  const several = names.length + others > 1;
  const have = several ? "ont" : "a";
  switch (activity) {
    case "Comment Created":
      if (people === null) return made(count, "1 nouveau commentaire", "nouveaux commentaires");
      return `${people} ${have} écrit ${made(count, "un commentaire", "commentaires")}`;
    case "Question Answered":
      if (people === null) return made(count, "1 nouvelle réponse", "nouvelles réponses");
      return `${people} ${have} écrit ${made(count, "une réponse", "réponses")}`;
    case "Solution Accepted":
      return "Une réponse a été retenue comme solution";
    case "Reaction Added":
      return people === null ? made(count, "1 nouvelle réaction", "nouvelles réactions") : `${people} ${have} réagi`;
    case "Content Found Useful":
      return people === null
        ? `${made(count, "Un membre l’a", "membres l’ont")} trouvé utile`
        : `${people} l’${have} trouvé utile`;
    case "Message Received":
      if (people === null) return `Vous avez ${made(count, "un nouveau message", "nouveaux messages")}`;
      return `${people} vous ${have} envoyé ${made(count, "un message", "messages")}`;
    case "Badge Earned":
      return `Vous avez obtenu ${made(count, "un badge", "badges")}`;
    case "Membership Renewed":
      return "Votre adhésion a été renouvelée";
    case "Membership Ended":
      return "Votre adhésion a pris fin";
    case CONTENT_PUBLISHED:
      return `${NEW_IN_FRENCH[type ?? ""] ?? "Nouveau contenu"}${people === null ? "" : `, par ${people}`}`;
    case LIVE_STARTING:
      return startsOn === null ? "Le live commence bientôt" : `Le live commence ${startsOn}`;
    default:
      return count === 1 ? activity : `${activity} (${count})`;
  }
}
