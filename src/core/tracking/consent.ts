import type { MemberRecord, MemberStatement } from "./member.ts";

/** The source of a word on consent that came in a file without one. */
export const IMPORTED = "import";
/** Of one that came by a call with a time of consent but no source. */
const SITE = "site";
/** Of one that came by a call which does not say when the member agreed: it is as of the call. */
const IDENTIFY = "identify";

/** Sources of what members said to ourselves, by a page, a button of their mailbox or a person: as SQL and as JavaScript. */
export const SAID_TO_US =
  "^(digest [0-9]+[.][0-9]+$|preference page|person |(reply|smtp|mailbox|ses|postmark|sendgrid|mailgun)$)";
const saidToUs = new RegExp(SAID_TO_US);

/** Whether the time is but that of the call by which it came, as sites send it with each: it undoes no no said to us. */
export function isOfCall(source: string | null): boolean {
  return source !== null && (source === IDENTIFY || source.startsWith(`${IDENTIFY}: `));
}

/**
 * What a statement says by `now`: a time of consent that has not come yet is none. Else a file that dates every yes to a
 * far day would undo each no that members say until then.
 */
export function withoutFutureConsent(said: MemberStatement, now: Date): MemberStatement {
  return said.consentAt && said.consentAt > now ? { ...said, consentAt: undefined } : said;
}

/** A word on consent with its source and time, said `at` by a call that came by `now`. */
export function withConsentOfCall(said: MemberStatement, at: Date, now: Date): MemberStatement {
  if (typeof said.subscribed !== "boolean") return said;
  const { consentAt, consentSource } = said;
  if (consentAt && consentAt <= now) return { ...said, consentSource: consentSource ?? SITE };
  return { ...said, consentAt: at, consentSource: consentSource ? `${IDENTIFY}: ${consentSource}` : IDENTIFY };
}

type Consent = Pick<MemberRecord, "subscribed" | "consentAt" | "consentSource">;

/** `statedAt`: when a file last said so without a time, in milliseconds. */
interface MergedConsent extends Consent {
  readonly statedAt: number | undefined;
}

/**
 * The latest word on consent stands, and of a yes and a no at the same instant the no. A file's word without a time takes
 * no no away that has one, nor does what comes with calls take one away that was said to us.
 */
export function mergeConsent(before: MemberRecord, said: MemberStatement, saidAt: number): MergedConsent {
  const { subscribed, consentAt, consentSource } = before;
  const kept = { subscribed, consentAt, consentSource, statedAt: before.statedAt.subscribed };
  if (typeof said.subscribed !== "boolean") return kept;
  const word = { at: said.consentAt ?? null, source: said.consentSource ?? IMPORTED };
  const answers = { subscribed: said.subscribed, consentAt: word.at, consentSource: word.source };
  if (word.at === null) return mergeUntimed(kept, answers, saidAt);
  const taken = { ...answers, statedAt: undefined };
  const ofCall = isOfCall(word.source);
  const fileSaidNoAt = ofCall && subscribed === false ? (kept.statedAt ?? 0) : 0;
  const beforeMs = Math.max(consentAt?.getTime() ?? 0, fileSaidNoAt);
  const since = word.at.getTime() - beforeMs;
  if (since < 0) return kept;
  if (said.subscribed && subscribed === false) {
    const stands = ofCall ? saidToUs.test(consentSource ?? "") : since === 0 && consentSource !== IMPORTED;
    return stands || (since === 0 && (ofCall || said.saying?.isOwn)) ? kept : taken;
  }
  const isRepeated = since === 0 && said.subscribed === subscribed && said.saying?.isOwn;
  return isRepeated && word.source <= (consentSource ?? "") ? kept : taken;
}

function mergeUntimed(kept: MergedConsent, answers: Consent, saidAt: number): MergedConsent {
  const isOwnNo = kept.subscribed === false && kept.consentSource !== IMPORTED;
  if (answers.subscribed && isOwnNo) return kept;
  const statedAt = Math.max(saidAt, kept.statedAt ?? 0);
  if (answers.subscribed === kept.subscribed && kept.consentSource !== null) return { ...kept, statedAt };
  return { ...answers, statedAt };
}
