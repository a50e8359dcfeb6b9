/** Control characters, and the marks that turn the direction of what follows: neither has a place in a title. */
const UNSEEN = /[\p{Cc}\u2028-\u202e\u200e\u200f\u2066-\u2069\ufeff]+/gu;

/** Text from outside as one line: no control character, no run of blanks. */
export function oneLine(text: string): string {
  return text.replace(UNSEEN, " ").replace(/\s+/g, " ").trim();
}

/** Text as lines: no control character in them, no blank at their ends, no two empty ones on end. */
export function cleanLines(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r]/).map((line) => line.replace(UNSEEN, " ").trimEnd());
  return lines.filter((line, at) => line !== "" || (at > 0 && lines[at - 1] !== ""));
}

/** At most `most` characters as people count them, cut between words where that loses little, with an ellipsis. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text];
  if (characters.length <= most) return text;
  const cut = characters.slice(0, most - 1).join("");
  const lastSpace = cut.lastIndexOf(" ");
  return `${(lastSpace > cut.length * 0.7 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`;
}
