import type { ExamineSenderDeps, Relay, SenderFinding } from "./ports.ts";

const SOON_DAYS = 14;
const DAY_MS = 86_400_000;

/** Whether what is said to the mail server stays between the two. */
export async function checkRelayTls(relay: Relay, isInternal: boolean, now: Date): Promise<SenderFinding> {
  const what = `TLS of ${relay.host}:${relay.port}`;
  const tls = await relay.probe();
  if (tls.kind === "unreachable") return { what, ok: null, says: `could not be told: ${tls.why}`, remedy: null };
  if (tls.kind === "plain") {
    return isInternal
      ? { what, ok: true, says: "the server offers none, and is on this machine or network", remedy: null }
      : {
          what,
          ok: false,
          says: "the server offers no STARTTLS: mails and the password go in the open",
          remedy: "Turn it on at the server, or use another port: smtps://…:465",
        };
  }
  const days = Math.floor((tls.validTo.getTime() - now.getTime()) / DAY_MS);
  const until = `${tls.protocol}, certificate until ${tls.validTo.toISOString().slice(0, 10)}`;
  if (tls.flaw !== null) {
    return {
      what,
      ok: false,
      says: `${until}: ${tls.flaw}`,
      remedy: `Give the server a certificate for ${relay.host} that is valid, or name it in SMTP_URL as its certificate does.`,
    };
  }
  if (days < SOON_DAYS)
    return { what, ok: false, says: `${until}: ${days} days left`, remedy: "Renew it: mails stop when it ends." };
  return { what, ok: true, says: `${until}: ${days} days left`, remedy: null };
}

/** Whether the mail server's address has a name that leads back to it: receivers refuse mail from those that have none. */
export async function checkPtr(
  { dns, networks }: Pick<ExamineSenderDeps, "dns" | "networks">,
  host: string,
  address: string,
): Promise<SenderFinding> {
  const what = `PTR of ${address}`;
  if (networks.isInternal(address)) {
    return {
      what,
      ok: null,
      says: `${host} is on this machine or network; from which address its mails leave cannot be told from here`,
      remedy: "The public address of that server needs a name (PTR) that leads back to it.",
    };
  }
  const own = `If mails leave from there, ask whoever owns the address for ${address} PTR ${host}. and publish ${host}. ${address.includes(":") ? "AAAA" : "A"} ${address}`;
  const looked = await dns.names(address);
  if (looked.kind === "unknown") return { what, ok: null, says: `could not be told: ${looked.why}`, remedy: null };
  if (looked.kind === "none") return { what, ok: null, says: "the address has no name", remedy: own };
  let unknown: string | null = null;
  for (const name of looked.values) {
    const back = await dns.addresses(name);
    if (back.kind === "found" && back.values.includes(address)) {
      return { what, ok: true, says: `${name}, which leads back to it`, remedy: null };
    }
    if (back.kind === "unknown") unknown = back.why;
  }
  if (unknown !== null)
    return {
      what,
      ok: null,
      says: `${looked.values.join(", ")}; where that leads could not be told: ${unknown}`,
      remedy: null,
    };
  return { what, ok: null, says: `${looked.values.join(", ")} does not lead back to it`, remedy: own };
}

/** Whether bounces can come back. */
export async function checkReturnPath(
  dns: ExamineSenderDeps["dns"],
  domain: string,
  isOwn: boolean,
): Promise<SenderFinding> {
  const what = `MX of ${domain}`;
  const remedy = `Publish: ${domain}. MX 10 NAME-OF-THE-SERVER-THAT-TAKES-BOUNCES.`;
  const looked = await dns.exchanges(domain);
  if (looked.kind === "unknown") return { what, ok: null, says: `could not be told: ${looked.why}`, remedy: null };
  if (looked.kind === "found" && looked.values[0] === "") {
    return { what, ok: false, says: "the domain says that it takes no mail, so no bounce comes back", remedy };
  }
  if (looked.kind === "none") {
    const address = await dns.addresses(domain);
    if (address.kind === "unknown") return { what, ok: null, says: `could not be told: ${address.why}`, remedy: null };
    if (address.kind === "none")
      return { what, ok: false, says: "mails cannot come back: it has neither MX nor address", remedy };
    return { what, ok: true, says: `none; bounces go to ${address.values.join(", ")} instead`, remedy };
  }
  const [first = ""] = looked.values;
  const address = await dns.addresses(first);
  if (address.kind === "none") {
    return {
      what,
      ok: false,
      says: `${first} has no address, so no bounce comes back`,
      remedy: `Publish: ${first}. A ADDRESS-OF-THAT-SERVER`,
    };
  }
  return {
    what,
    ok: true,
    says: `${isOwn ? "bounces come back to" : "answers and bounces go to"} ${looked.values.join(", ")}`,
    remedy: null,
  };
}
