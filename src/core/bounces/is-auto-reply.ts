import { fieldOf, type MailField } from "./returned-mail.ts";

/** What programs write that answer in somebody's absence, and most servers' own notes about them. */
const SUBJECT =
  /^\s*(?:(?:re|aw|tr|rép|antwort)\s*:\s*)?(?:auto(?:matic)?[ -]?(?:reply|response|antwort)|automatische (?:antwort|r[ée]ponse)|r[ée]ponse (?:automatique|d['’]absence)|out of (?:the )?office|abwesenheit|absence (?:du bureau|prolong)|absent|en cong[ée]|vacation|im urlaub)/i;

/**
 * Whether a machine answered for somebody (RFC 3834, section 2, and what stood before it). To be asked of what is no
 * bounce: Exim marks its bounces `auto-replied` too.
 */
export function isAutoReply(headers: readonly MailField[]): boolean {
  const has = (name: string) => fieldOf(headers, name) !== null;
  const submitted = fieldOf(headers, "auto-submitted")?.toLowerCase() ?? "no";
  if (submitted.startsWith("auto-replied")) return true;
  if (["x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply-from"].some(has)) return true;
  const precedence = fieldOf(headers, "precedence")?.toLowerCase() ?? "";
  if (/^auto_?reply/.test(precedence) || /^auto_?reply/.test(fieldOf(headers, "x-precedence")?.toLowerCase() ?? "")) {
    return true;
  }
  return SUBJECT.test(fieldOf(headers, "subject") ?? "");
}
