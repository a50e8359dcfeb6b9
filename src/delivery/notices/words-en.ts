import { sayAbout } from "../../core/rules/about.ts";
import type { NoticeWords, Writer } from "./notice-words.ts";

const digests = (count: number, write: Writer) => `${write.count(count)} ${count === 1 ? "digest" : "digests"}`;

export const ENGLISH: NoticeWords = {
  locale: "en-GB",
  matched: "meet the conditions",
  planned: "would get a digest",
  losses: {
    unsubscribed: "unsubscribed",
    suppressed: "have an address that no mail may go to",
    no_email: "have no e-mail address",
    again_after: "had this rule too recently",
    capped: "have reached a cap",
    outranked: "get another rule’s digest",
  },
  proof: (facts, write, funnel) => ({
    subject: `[Proof] ${facts.rule}, ${write.date(facts.localDate)}: ${digests(facts.funnel.planned, write)}`,
    paragraphs: [
      `The mailing of ${facts.rule} for ${write.date(facts.localDate)} is about to leave.${facts.about === null ? "" : `\n${sayAbout(facts.about, "en")}`}`,
      `Its first mail leaves on ${write.instant(facts.firstAt)}; each member gets theirs at the rule’s hour in their own timezone.`,
      `As things stand now, of the members:\n${funnel}`,
      ...(facts.withheld === 0
        ? []
        : [
            `${write.count(facts.withheld)} of these are withheld, by lot, so that the effect of the mails can be measured.`,
          ]),
      ...(facts.held === 0
        ? []
        : [
            `${digests(facts.held, write)} will be held when their hour comes. To let them go then: rekindle release ${facts.rule}`,
          ]),
      samplesInEnglish(facts.samples.length),
      `If all is well, there is nothing to do. To hold this mailing, or to let it go again:\n${facts.reviewUrl}`,
    ],
  }),
  broken: ({ file, mistakes, standsIn }) => ({
    subject: `[Rekindle] ${file} holds a mistake`,
    paragraphs: [
      standsIn
        ? `${file} has been changed, and cannot be used as it stands. Its last valid version goes on meanwhile.`
        : `${file} cannot be used as it stands, and no valid version of it is known: until it is mended, it does nothing.`,
      mistakes,
      "The other files are not affected. What you mend takes effect within a minute; to look at it beforehand: rekindle rules check",
    ],
  }),
  silent: ({ rule, since, mailings }, write) => ({
    subject: `[Rekindle] ${rule} has reached nobody since ${write.date(since)}`,
    paragraphs: [
      `The last ${write.count(mailings)} mailings of ${rule}, since ${write.date(since)}, reached nobody, in no timezone.`,
      `To see whom it would choose now, and why the others fall out: rekindle rules preview ${rule}`,
      "If that is as it should be, there is nothing to do: you are told once, and again only if it falls silent anew.",
    ],
  }),
  held: ({ rule, localDate, heldBy, digests: count, usual, timezones, until }, write) => ({
    subject: `[Rekindle] ${rule}, ${write.date(localDate)}: ${digests(count, write)} held`,
    paragraphs: [
      heldBy === "brake"
        ? `${digests(count, write)} of ${rule} for ${write.date(localDate)} are held: far more than usual${usual === null ? "" : ` (${write.count(Math.round(usual))})`}, in ${timezones.join(", ")}.`
        : `Somebody who read its proof holds the mailing of ${rule} for ${write.date(localDate)}: ${digests(count, write)} so far, in ${timezones.join(", ")}.`,
      `Nothing of it leaves until someone lets it go: rekindle release ${rule}`,
      `Without that it expires with its day, the first of it on ${write.instant(until)}. Timezones that come later may add to it.`,
    ],
  }),
  returned: ({ what, count, mailed, days, bound }, write) => {
    const share = write.share(count / mailed);
    const within = days === 1 ? "the last day" : `the last ${days} days`;
    if (what === "hard_bounce") {
      return {
        subject: `[Rekindle] ${share} of the digests of ${within} went to dead addresses`,
        paragraphs: [
          `Of ${digests(mailed, write)} that mail servers took within ${within}, ${write.count(count)} (${share}) came back: the address does not exist, or takes no mail. Above ${write.share(bound)}, receivers begin to doubt everything you send.`,
          "Nothing more is sent to these addresses. What is left to look at is where they came from: an old list, or a form that takes any address.",
          "To see them: rekindle outbox --state bounced. You are told once a day, as long as it lasts.",
        ],
      };
    }
    return {
      subject: `[Rekindle] ${share} of the digests of ${within} were reported as unwanted`,
      paragraphs: [
        `Of ${digests(mailed, write)} that mail servers took within ${within}, ${write.count(count)} (${share}) were reported as spam by those who got them. Above ${write.share(bound)}, Gmail, Yahoo and Microsoft put mail aside or refuse it.`,
        "Nothing more is sent to these members. What helps the others: fewer mails (caps in settings.yaml, again_after in rules), and only to members who may still care.",
        "To see them: rekindle outbox --state complained. You are told once a day, as long as it lasts.",
      ],
    };
  },
  footer: "Rekindle writes this once. Who gets it stands in settings.yaml: review for proofs, alerts for the rest.",
};

function samplesInEnglish(samples: number): string {
  if (samples === 0) return "There is no digest to show: nobody has contents enough to get one.";
  const what = samples === 1 ? "One of its digests is attached" : `${samples} of its digests are attached`;
  return `${what}, as the member would get ${samples === 1 ? "it" : "them"}, but for the unsubscribe link, which unsubscribes nobody.`;
}
