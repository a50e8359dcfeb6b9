import { once } from "node:events";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Relay, RelayTls } from "../../../delivery/authentication/ports.ts";
import { sayTlsTrouble } from "./tls-words.ts";

const WITHIN_MS = 8_000;
const SMTPS_PORT = 465;
const SUBMISSION_PORT = 587;

/** The mail server of an SMTP_URL, to be looked at: nothing is sent and nobody logs in. `ca`: whom to believe besides. */
export function openRelay(url: string, ca?: string): Relay {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const implicit = protocol === "smtps:";
  const number = Number(port) || (implicit ? SMTPS_PORT : SUBMISSION_PORT);
  return { host, port: number, probe: () => probe(host, number, implicit, ca) };
}

async function probe(host: string, port: number, implicit: boolean, ca: string | undefined): Promise<RelayTls> {
  const socket = connect({ host, port });
  const signal = AbortSignal.timeout(WITHIN_MS);
  const giveUp = (): void => void socket.destroy(new Error("it did not answer in time"));
  signal.addEventListener("abort", giveUp);
  try {
    await once(socket, "connect", { signal });
    if (!implicit && !(await offersTls(socket))) return { kind: "plain" };
    return await shake(socket, host, ca, signal);
  } catch (error) {
    const why = signal.aborted ? "it did not answer in time" : error instanceof Error ? error.message : String(error);
    return { kind: "unreachable", why: sayTlsTrouble(why) };
  } finally {
    signal.removeEventListener("abort", giveUp);
    socket.destroy();
  }
}

/** Greets, and asks for STARTTLS where it is offered. */
async function offersTls(socket: Socket): Promise<boolean> {
  const replies = readReplies(socket);
  const next = async (): Promise<string> => {
    const { value } = await replies.next();
    if (value === undefined) throw new Error("it closed the connection");
    return value;
  };
  await next();
  socket.write("EHLO [127.0.0.1]\r\n");
  if (!/^250[- ]STARTTLS\s*$/im.test(await next())) {
    socket.end("QUIT\r\n");
    return false;
  }
  socket.write("STARTTLS\r\n");
  const answer = await next();
  if (!answer.startsWith("220")) throw new Error(`it answered STARTTLS with ${answer.trim()}`);
  return true;
}

/** Each reply whole, its lines together. Leaves the socket as it is when nobody asks for more. */
async function* readReplies(socket: Socket): AsyncGenerator<string, undefined> {
  let text = "";
  for (;;) {
    const end = /^\d{3}(?: .*)?\r?\n/m.exec(text);
    if (end) {
      const length = end.index + end[0].length;
      yield text.slice(0, length);
      text = text.slice(length);
      continue;
    }
    if (socket.destroyed || socket.readableEnded) return undefined;
    const [chunk] = (await Promise.race([once(socket, "data"), once(socket, "close").then(() => [null])])) as [
      Buffer | null,
    ];
    if (chunk === null) return undefined;
    text += chunk.toString("latin1");
  }
}

async function shake(socket: Socket, host: string, ca: string | undefined, signal: AbortSignal): Promise<RelayTls> {
  const secure: TLSSocket = connectTls({
    socket,
    rejectUnauthorized: false,
    ...(isIP(host) === 0 && { servername: host }),
    host,
    ...(ca !== undefined && { ca }),
  });
  secure.on("error", () => undefined);
  await once(secure, "secureConnect", { signal });
  const certificate = secure.getPeerCertificate();
  const flaw = secure.authorized ? null : (secure.authorizationError as unknown as Error | string | null);
  const result: RelayTls = {
    kind: "encrypted",
    protocol: secure.getProtocol() ?? "TLS",
    flaw: flaw === null ? null : flaw instanceof Error ? flaw.message : String(flaw),
    validTo: new Date(certificate.valid_to),
  };
  secure.destroy();
  return result;
}
