import type {
  DigestModel,
  ShownEvent,
  ShownLive,
  ShownPick,
  ShownReading,
  ShownSubject,
} from "../../../digest/mails/ports.ts";
import type { Shape } from "../liquid/liquid-names.ts";
import type { Card } from "./localise-template.ts";

/** What texts of rules and templates may name, as docs/rules.md and docs/emails.md list it. */

type Leaves<Block> = Readonly<Record<keyof Block & string, Shape>>;

const PICK: Leaves<ShownPick> = {
  title: "leaf",
  url: "leaf",
  kind: "leaf",
  type: "leaf",
  theme: "leaf",
  summary: "leaf",
  reason: "leaf",
  image: "leaf",
  startsOn: "leaf",
  usefulUrl: "leaf",
};
const SUBJECT: Leaves<ShownSubject> = {
  kind: "leaf",
  says: "leaf",
  title: "leaf",
  url: "leaf",
  type: "leaf",
  theme: "leaf",
  summary: "leaf",
  image: "leaf",
  count: "leaf",
  names: { items: "leaf" },
  startsOn: "leaf",
  calendarUrl: "leaf",
};
const LIVE: Leaves<ShownLive> = {
  title: "leaf",
  url: "leaf",
  theme: "leaf",
  summary: "leaf",
  image: "leaf",
  startsOn: "leaf",
  calendarUrl: "leaf",
};
const EVENT: Leaves<ShownEvent> = { activity: "leaf", name: "leaf", title: "leaf", url: "leaf", happenedOn: "leaf" };
const READING: Leaves<ShownReading> = { contents: "leaf", themes: "leaf" };
const BRAND: Leaves<DigestModel["brand"]> = {
  name: "leaf",
  logo: "leaf",
  colour: "leaf",
  font: "leaf",
  postalAddress: "leaf",
  legal: "leaf",
};

/** Beside these a member has whatever the site sends; but what we keep as a field of our own is no attribute. */
const MEMBER: Shape = {
  names: { firstName: "leaf", lastName: "leaf", name: "leaf", company: "leaf", id: "leaf", renewsOn: "leaf" },
  open: true,
  elsewhere: {
    renewalAt: "renewsOn",
    email: "",
    locale: "",
    timezone: "",
    role: "",
    subscribed: "",
    createdAt: "",
    joinedAt: "",
    reads: "",
  },
};

/** Texts of a rule. */
export const RULE_NAMES: Readonly<Record<keyof DigestModel, Shape>> = {
  language: "leaf",
  rule: "leaf",
  brand: { names: BRAND },
  member: MEMBER,
  picks: { items: { names: PICK } },
  subjects: { items: { names: SUBJECT } },
  moreSubjects: "leaf",
  events: { items: { names: EVENT } },
  lives: { items: { names: LIVE } },
  moreLives: "leaf",
  reading: { names: READING },
  why: { names: { code: "leaf", duration: "leaf", themes: "leaf" } },
  siteUrl: "leaf",
  unsubscribeUrl: "leaf",
  preferencesUrl: "leaf",
};

const CARD: Leaves<Card> = { ...PICK, lead: "leaf", full: "leaf", label: "leaf", action: "leaf" };
const TOLD: Readonly<Record<string, Shape>> = {
  ...SUBJECT,
  lead: "leaf",
  heading: "leaf",
  label: "leaf",
  fresh: "leaf",
  starting: "leaf",
  action: "leaf",
  buttonUrl: "leaf",
};
const COLOURS = ["brand", "onBrand", "ink", "inkDark", "tint", "tintDark"];
export const PALETTE: Shape = { names: Object.fromEntries(COLOURS.map((name) => [name, "leaf" as const])) };

/** Templates. `words`: the keys of the fixed texts; null: they are not known. */
export function templateNames(words: Iterable<string> | null): Readonly<Record<string, Shape>> {
  return {
    ...RULE_NAMES,
    subject: "leaf",
    preheader: "leaf",
    intro: { items: "leaf" },
    closing: { items: "leaf" },
    why: "leaf",
    palette: PALETTE,
    t: words === null ? "any" : { names: Object.fromEntries([...words].map((name) => [name, "leaf" as const])) },
    subjects: { items: { names: TOLD } },
    lives: { items: { names: { ...LIVE, action: "leaf" } } },
    recent: { items: { names: CARD } },
    earlier: { items: { names: CARD } },
    more: "leaf",
  };
}
