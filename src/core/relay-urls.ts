/** A mail server that mail is handed to. */
export interface RelayUrl {
  /** `host:port`: how logs, the outbox and the database name it. Never holds a password. */
  readonly name: string;
  readonly url: string;
}

const ORDINALS = ["first", "second", "third", "fourth", "fifth"];

const SWITCHES = ["requireTLS", "ignoreTLS", "opportunisticTLS", "secure"];
const TEXTS = ["name", "localAddress"];
const KNOWN = ["maxConnections", ...SWITCHES, ...TEXTS, "tls.servername and its like"];

/** What stands after `?` goes to nodemailer's connection; `tls.` is followed by an option of Node's TLS. */
function readParameters(url: URL): string[] {
  const mistakes: string[] = [];
  for (const [name, value] of url.searchParams) {
    if (name === "maxConnections") {
      if (!/^[1-9]\d{0,3}$/.test(value)) mistakes.push("must have a whole number from 1 after maxConnections=");
    } else if (SWITCHES.includes(name)) {
      if (!/^(true|false)$/.test(value)) mistakes.push(`must have true or false after ${name}=`);
    } else if (!TEXTS.includes(name) && !/^tls\.[a-zA-Z]+$/.test(name)) {
      // Where a password holds a "?", what follows is a part of it.
      const shown = url.search.includes("@") ? "a parameter" : `a parameter "${name}"`;
      mistakes.push(`has ${shown} that is not known; known are ${KNOWN.join(", ")} (in a password, write %3F for ?)`);
    }
  }
  return mistakes;
}

/**
 * Reads `SMTP_URL`: one URL or several, with commas or blanks between them, the preferred one first. A mistake names a
 * server by its place, since its text may hold a password.
 */
export function readRelayUrls(text: string): { relays: readonly RelayUrl[]; mistakes: readonly string[] } {
  const parts = text.split(/[\s,]+/).filter((part) => part !== "");
  if (parts.length === 0) return { relays: [], mistakes: ["names no server"] };
  const relays: RelayUrl[] = [];
  const mistakes: string[] = [];
  for (const [index, url] of parts.entries()) {
    const which = parts.length === 1 ? "it" : `the ${ORDINALS[index] ?? `${index + 1}th`} of its servers`;
    if (!URL.canParse(url) || !/^smtps?:\/\/[^/?#]/i.test(url)) {
      mistakes.push(
        `${which} must be a URL that begins with smtp:// or smtps:// (in a password, write %2C for a comma)`,
      );
      continue;
    }
    mistakes.push(...readParameters(new URL(url)).map((mistake) => `${which} ${mistake}`));
    const name = relayName(new URL(url));
    if (relays.some((relay) => relay.name === name)) mistakes.push(`${which} is ${name}, which it names twice`);
    relays.push({ name, url });
  }
  return { relays, mistakes };
}

function relayName({ hostname, port, protocol }: URL): string {
  return `${hostname.toLowerCase()}:${port || (protocol === "smtps:" ? 465 : 587)}`;
}
