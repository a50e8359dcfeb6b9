import type { BounceKind } from "./returned-mail.ts";

/** The words of servers that say no more by their codes; what is longer is not looked at. */
const MOST_WORDS = 2_000;
/** Class, subject and detail (RFC 3463); not a piece of an IP address. */
const STATUS = /(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])/;
const REPLY = /(?:^|[\s;:"'(<#>])([245]\d\d)(?=[ \-#])/;

const FULL =
  /mailbox[^.;]{0,30}\bfull\b|\bquota\b|over ?quota|insufficient (?:system |disk )?(?:storage|space)|disk ?space|storage (?:limit|space)|bo[iî]te [^.;]{0,20}pleine/i;
const GONE =
  /(?:user|recipient|mailbox|address|account|addressee|alias)(?:[^.;:]|\.(?=\S)){0,60}?(?:unknown|not found|no longer|invalid|disabled|inactive|deactivated|suspended|closed|unavailable|not available|not listed|not recognized)|(?:unknown|no such|invalid|non-?existent|unrouteable|inactive|disabled)[^.;:]{0,20}?(?:user|recipient|mailbox|address|account|person|local|alias)|\bdoes(?: not|n['’]t) exist|no mailbox|not a valid (?:mailbox|user)|doesn['’]t have an? |recipnotfound|not our customer|recipient address rejected: access denied/i;
const RATE = /\brate\b|too (?:many|quickly|fast)|throttl/i;
const POLICY =
  /\bspam\b|\bbulk\b|block(?:ed|list| list)|blacklist|\bpolicy\b|reputation|\bspf\b|\bdkim\b|\bdmarc\b|not authori[sz]ed|\bbanned\b|\bvirus\b|gr[ea]y-?list/i;

/**
 * What a refusal says of the address, by its enhanced status (RFC 3463 and the IANA's list), and by the server's words where
 * the status is one of those that say nothing (`5.0.0`, as Exim writes for everything).
 *
 * | status | kind |
 * |---|---|
 * | 5.1.7, 5.1.8 (our own address), 5.2.3, 5.3.4 (too large), 5.6.x (the mail's form), 4.7.x, 5.7.x (policy) | not_sent |
 * | 5.1.x but 5.1.4, 5.1.5; 5.2.1; 5.7.17, 5.7.18 (somebody else has it now) | hard_bounce |
 * | 5.0.x, 5.4.1, 5.5.x, none | by the words |
 * | all others: a full mailbox (5.2.2), a network, a host, a try that ran out (4.x) | soft_bounce |
 */
export function classifyBounce(status: string | null, diagnostic: string): BounceKind {
  const words = diagnostic.slice(0, MOST_WORDS);
  const [, level, subject, detail] = STATUS.exec(tellingStatus(status, words) ?? "") ?? [];
  const about = level === undefined ? "" : `${Number(subject)}.${Number(detail)}`;
  if (level === "4") return about.startsWith("7.") && !GREYLISTED.test(words) ? "not_sent" : "soft_bounce";
  if (level !== "5" || about.startsWith("0.") || about.startsWith("5.") || about === "4.1") return byWords(words);
  if (NOT_ABOUT_ADDRESS.test(about)) return "not_sent";
  if (about === "2.1") return RATE.test(words) ? "soft_bounce" : "hard_bounce";
  if (HARD.test(about)) return "hard_bounce";
  return about.startsWith("7.") ? "not_sent" : "soft_bounce";
}

const GREYLISTED = /gr[ea]y-?\s?list/i;
const NOT_ABOUT_ADDRESS = /^(?:1\.[78]|2\.3|3\.4|6\.\d+)$/;
const HARD = /^(?:1\.(?![45]$)\d+|7\.1[78])$/;

/** The status in the server's own words, where the report's own field says as good as nothing. */
export function tellingStatus(status: string | null, diagnostic: string): string | null {
  const [given] = STATUS.exec(status ?? "") ?? [];
  if (given !== undefined && !/^\d\.0\.\d+$/.test(given)) return given;
  const words = diagnostic.slice(0, MOST_WORDS);
  const [inWords] = STATUS.exec(words) ?? [];
  if (inWords !== undefined && (REPLY.exec(words)?.[1]?.[0] ?? inWords[0]) === inWords[0]) return inWords;
  return given ?? null;
}

function byWords(words: string): BounceKind {
  const reply = REPLY.exec(words)?.[1];
  if (reply === "552" || FULL.test(words)) return "soft_bounce";
  if (reply?.startsWith("4")) return "soft_bounce";
  if (POLICY.test(words) && !/user unknown|no such user|does(?: not|n['’]t) exist/i.test(words)) return "not_sent";
  return GONE.test(words) ? "hard_bounce" : "soft_bounce";
}
