import { DateTime } from "luxon";
import { FUNNEL_LOSSES, type NoticeFacts, type ProofFacts, type TeamMail } from "./notice.ts";
import type { NoticeWords, Told, Writer } from "./notice-words.ts";
import { ENGLISH } from "./words-en.ts";
import { FRENCH } from "./words-fr.ts";

export interface NoticeStyle {
  /** The first of the settings: French where it is French, else English. */
  readonly language: string;
  /** In which instants are told. */
  readonly timezone: string;
}

/** Says the facts in words. */
export function writeNotice(facts: NoticeFacts, { language, timezone }: NoticeStyle): TeamMail {
  const words = language === "fr" ? FRENCH : ENGLISH;
  const told = tell(facts, words, writerFor(words.locale, timezone));
  return {
    subject: told.subject,
    text: `${[...told.paragraphs, `-- \n${words.footer}`].join("\n\n")}\n`,
    attachments: facts.kind === "proof" ? attachmentsOf(facts) : [],
  };
}

function tell(facts: NoticeFacts, words: NoticeWords, write: Writer): Told {
  switch (facts.kind) {
    case "proof":
      return words.proof(facts, write, layOutFunnel(facts, words, write));
    case "broken":
      return words.broken(facts);
    case "silent":
      return words.silent(facts, write);
    case "held":
      return words.held(facts, write);
    case "returned":
      return words.returned(facts, write);
  }
}

function writerFor(locale: string, timezone: string): Writer {
  return {
    count: (count) => count.toLocaleString(locale),
    share: (share) => share.toLocaleString(locale, { style: "percent", maximumFractionDigits: 1 }),
    date: (localDate) =>
      DateTime.fromISO(localDate, { zone: "utc" })
        .setLocale(locale)
        .toLocaleString({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    instant: (at) => {
      const local = DateTime.fromJSDate(at, { zone: timezone }).setLocale(locale);
      return `${local.toLocaleString({ weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" })} (${timezone})`;
    },
  };
}

/** From those who meet the conditions down to the digests, a line a step; steps that lose nobody are left out. */
function layOutFunnel({ funnel }: ProofFacts, words: NoticeWords, write: Writer): string {
  const steps = [
    ["", funnel.matched, words.matched] as const,
    ...FUNNEL_LOSSES.filter((loss) => funnel[loss] > 0).map((loss) => ["−", funnel[loss], words.losses[loss]] as const),
    ["=", funnel.planned, words.planned] as const,
  ];
  const width = Math.max(...steps.map(([, members]) => write.count(members).length));
  return steps
    .map(([sign, members, says]) => `  ${sign.padEnd(1)} ${write.count(members).padStart(width)}  ${says}`)
    .join("\n");
}

function attachmentsOf({ samples }: ProofFacts): TeamMail["attachments"] {
  return samples.map(({ member, html }, index) => ({
    name: `${index + 1}-${member.replace(/[^\w.-]/g, "_").slice(0, 60)}.html`,
    html,
  }));
}
