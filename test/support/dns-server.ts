import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode, type RecordType } from "dns-packet";

/** What DNS holds, by name: texts of TXT, exchanges of MX in their order, addresses, names of PTR. */
export interface Zone {
  readonly [name: string]: {
    readonly TXT?: readonly string[];
    readonly MX?: readonly string[];
    readonly A?: readonly string[];
    readonly AAAA?: readonly string[];
    readonly PTR?: readonly string[];
    readonly CNAME?: string;
    /** Never answered, or answered with SERVFAIL. */
    readonly trouble?: "silence" | "servfail";
  };
}

export interface TestDns {
  /** As node's resolvers take it. */
  readonly address: string;
  zone: Zone;
  /** Names that were asked for, with their type. */
  readonly asked: string[];
  close(): Promise<void>;
}

const SERVFAIL = 2;
const NXDOMAIN = 3;
const TEXT_BYTES = 255;

/** A DNS server on a free UDP port of 127.0.0.1. */
export async function openDns(zone: Zone): Promise<TestDns> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  const dns = { address: "", zone, asked, close: () => new Promise<void>((resolve) => socket.close(() => resolve())) };
  socket.on("message", (packet, { port, address }) => {
    const { id, questions = [] } = decode(packet);
    const [question] = questions;
    if (!question) return;
    const name = question.name.toLowerCase();
    asked.push(`${question.type} ${name}`);
    const entry = dns.zone[name];
    if (entry?.trouble === "silence") return;
    const rcode = entry?.trouble === "servfail" ? SERVFAIL : entry === undefined ? NXDOMAIN : 0;
    const answers = rcode === 0 ? answersOf(dns.zone, question.name, question.type) : [];
    socket.send(
      encode({ type: "response", id: id ?? 0, flags: AUTHORITATIVE_ANSWER | rcode, questions, answers }),
      port,
      address,
    );
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  dns.address = `127.0.0.1:${socket.address().port}`;
  return dns;
}

function answersOf(zone: Zone, name: string, type: RecordType): Answer[] {
  const entry = zone[name.toLowerCase()];
  if (!entry) return [];
  if (entry.CNAME !== undefined) {
    return [{ name, type: "CNAME", ttl: 1, data: entry.CNAME }, ...answersOf(zone, entry.CNAME, type)];
  }
  if (type === "TXT") return (entry.TXT ?? []).map((text) => ({ name, type, ttl: 1, data: pieces(text) }));
  if (type === "MX") {
    return (entry.MX ?? []).map((exchange, index) => ({ name, type, ttl: 1, data: { preference: index, exchange } }));
  }
  if (type === "A" || type === "AAAA" || type === "PTR") {
    return (entry[type] ?? []).map((data) => ({ name, type, ttl: 1, data }));
  }
  return [];
}

/** A text of DNS is strings of at most 255 bytes. */
function pieces(text: string): string[] {
  return text.match(new RegExp(`.{1,${TEXT_BYTES}}`, "gs")) ?? [""];
}
