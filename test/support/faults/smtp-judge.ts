import type { Socket } from "node:net";
import { openRestartableServer } from "../restartable-server.ts";

/** Steps before any mail, one connection at a time: those that strike at the connection and not at a digest. */
export const CONNECTION_STAGES = ["connect", "greeting", "ehlo", "starttls", "auth", "rset", "quit"] as const;
/** Steps of one mail. `body`: as the first bytes after the 354 arrive; `dot`: instead of the answer to the final dot. */
export const MAIL_STAGES = ["mail", "rcpt", "data", "body", "dot"] as const;
export type ConnectionStage = (typeof CONNECTION_STAGES)[number];
export type MailStage = (typeof MAIL_STAGES)[number];

export type JudgeFault =
  | { readonly reply: string }
  /** Bytes as they are, each a packet of its own. */
  | { readonly pieces: readonly string[] }
  /** The right answer, that many milliseconds too late. */
  | { readonly lateMs: number }
  | { readonly drop: "fin" | "rst" }
  | { readonly silence: true };

/** One MAIL command and what followed. Times are `performance.now()` of the judge's process. */
export interface Attempt {
  /** `member.digest`, by the return path. */
  readonly digest: string;
  readonly to: string;
  readonly startedAt: number;
  /** What was answered to it before the dot instead of the right thing. */
  readonly refusals: readonly string[];
  /** When the 354 was given; null: never. */
  readonly dataAt: number | null;
  /** Of the headers, once the final dot was seen; null: it never was. */
  readonly messageId: string | null;
  readonly dotAt: number | null;
  /** What was said to the dot, in whole, and when its last byte was handed to the system. */
  readonly answer: string | null;
  readonly answeredAt: number | null;
}

export interface SmtpJudge {
  readonly url: string;
  readonly attempts: readonly Attempt[];
  /** Calls back at every MAIL command, with how many there were. */
  onMail(listener: (count: number) => void): void;
  /** Every fault that is planned strikes as often as told; null for a digest: whichever comes. */
  misbehave(stage: MailStage, digest: string | null, fault: JudgeFault, times: number): void;
  misbehaveAt(stage: ConnectionStage, fault: JudgeFault, times: number): void;
  /** From now on every final dot is answered that much later. */
  slowDown(ms: number): void;
  /** No fault from now on; whoever waits in silence is cut off. */
  behave(): void;
  /** Nobody listens any more, and every connection is cut. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface JudgeOptions {
  readonly pipelining?: boolean;
  /** To so many connections it offers STARTTLS, which it cannot do. */
  readonly tlsOffers?: number;
  readonly auth?: boolean;
}

interface Planned<Stage> {
  readonly stage: Stage;
  readonly digest: string | null;
  readonly fault: JudgeFault;
  left: number;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] } & { refusals: string[] };

/** The part of a return path, `bounces+12.345@…`, that names the digest. */
export const returnPathOf = (digest: string): string => `bounces+${digest}@bounces.example`;
const digestOf = (returnPath: string): string => /^bounces\+(\d+\.\d+)@/.exec(returnPath)?.[1] ?? `? ${returnPath}`;

function messageIdIn(raw: string): string {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return /^Message-ID: *(\S+)/im.exec(head)?.[1] ?? "none";
}

/**
 * The oracle: an SMTP server on raw sockets that writes down every mail that was begun, every final dot, and what it
 * answered to it; and that can be told to go wrong at every step. It believes nothing that the sender says of itself.
 */
export async function openSmtpJudge({
  pipelining = true,
  tlsOffers = 0,
  auth = false,
}: JudgeOptions = {}): Promise<SmtpJudge> {
  const attempts: Writable<Attempt>[] = [];
  const planned: Planned<MailStage | ConnectionStage>[] = [];
  const waitingInSilence = new Set<Socket>();
  const listeners: ((count: number) => void)[] = [];
  let slowMs = 0;
  let offersLeft = tlsOffers;

  const faultAt = (stage: MailStage | ConnectionStage, digest: string | null): JudgeFault | null => {
    const found = planned.find(
      (one) => one.stage === stage && one.left > 0 && (one.digest === null || one.digest === digest),
    );
    if (!found) return null;
    found.left -= 1;
    return found.fault;
  };

  const converse = (socket: Socket): void => {
    let buffer = "";
    let attempt: Writable<Attempt> | null = null;
    let named = false;
    let body = false;
    let begun = false;
    let deaf = false;
    /** Something that was said can have reached nobody. */
    let lost = false;
    let outgoing: Promise<void> = Promise.resolve();

    const write = (text: string): void => {
      outgoing = outgoing.then(() => {
        if (!socket.writable) {
          lost = true;
          return;
        }
        return new Promise<void>((resolve) => socket.write(text, "latin1", () => setImmediate(resolve)));
      });
    };
    const wait = (ms: number): void => {
      outgoing = outgoing.then(() => new Promise((resolve) => setTimeout(resolve, ms)));
    };
    /** Says `answer`, or what was planned instead; `said` hears the whole of it. True when the step goes well. */
    const step = (
      stage: MailStage | ConnectionStage,
      answer: string | null,
      said?: (text: string | null) => void,
      digest = attempt?.digest ?? null,
    ): boolean => {
      const fault = faultAt(stage, digest);
      const tell = (text: string | null): void => {
        outgoing = outgoing.then(() => said?.(lost ? null : text));
        if (text !== null && text !== answer && stage !== "dot") attempt?.refusals.push(text);
      };
      if (fault === null) {
        if (answer !== null) write(`${answer}\r\n`);
        tell(answer);
        return true;
      }
      if ("lateMs" in fault) {
        wait(fault.lateMs);
        if (answer !== null) write(`${answer}\r\n`);
        tell(answer);
        return true;
      }
      if ("reply" in fault) {
        write(`${fault.reply}\r\n`);
        tell(fault.reply);
        if (fault.reply.startsWith("421")) {
          deaf = true;
          outgoing = outgoing.then(() => void socket.end());
        }
        return false;
      }
      if ("pieces" in fault) {
        for (const piece of fault.pieces) write(piece);
        tell(fault.pieces.join("").trimEnd());
        return false;
      }
      deaf = true;
      tell(null);
      if ("silence" in fault) waitingInSilence.add(socket);
      else if (fault.drop === "rst") socket.resetAndDestroy();
      else socket.end();
      return false;
    };

    const finish = (raw: string): void => {
      if (attempt === null) return;
      const ended = attempt;
      ended.messageId = messageIdIn(raw);
      ended.dotAt = performance.now();
      attempt = null;
      if (slowMs > 0) wait(slowMs);
      const said = (text: string | null): void => {
        ended.answer = text;
        ended.answeredAt = performance.now();
      };
      step("dot", "250 2.0.0 queued", said, ended.digest);
    };
    const command = (line: string): void => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO" || verb === "HELO") {
        const offers = ["judge", ...(pipelining ? ["PIPELINING"] : []), ...(offersLeft > 0 ? ["STARTTLS"] : [])];
        offersLeft -= 1;
        if (auth) offers.push("AUTH PLAIN");
        step("ehlo", offers.map((offer, at) => `250${at === offers.length - 1 ? " " : "-"}${offer}`).join("\r\n"));
      } else if (verb === "STAR") step("starttls", "454 4.7.0 no TLS now");
      else if (verb === "AUTH") step("auth", "235 2.7.0 welcome");
      else if (verb === "MAIL") {
        named = false;
        attempt = {
          digest: digestOf(/<(.*?)>/.exec(line)?.[1] ?? ""),
          to: "",
          startedAt: performance.now(),
          refusals: [],
          dataAt: null,
          messageId: null,
          dotAt: null,
          answer: null,
          answeredAt: null,
        };
        attempts.push(attempt);
        if (!step("mail", "250 2.1.0 ok")) attempt = null;
        for (const listener of listeners) listener(attempts.length);
      } else if (verb === "RCPT") {
        if (attempt === null) {
          write("503 5.5.1 no sender\r\n");
          return;
        }
        attempt.to = /<(.*?)>/.exec(line)?.[1] ?? "";
        named = step("rcpt", "250 2.1.5 ok");
      } else if (verb === "DATA") {
        if (attempt === null || !named) {
          write("503 5.5.1 no recipient\r\n");
          return;
        }
        const given = attempt;
        if (!step("data", "354 go on")) return;
        given.dataAt = performance.now();
        body = true;
        begun = false;
      } else if (verb === "RSET") {
        attempt = null;
        step("rset", "250 2.0.0 ok");
      } else if (verb === "QUIT") {
        if (step("quit", "221 2.0.0 bye")) outgoing = outgoing.then(() => void socket.end());
      } else write("500 5.5.1 what\r\n");
    };
    const read = (): void => {
      while (!deaf) {
        if (body) {
          if (!begun && buffer.length > 0) {
            begun = true;
            // What is refused amid the data is over: nobody waits for its dot.
            if (!step("body", null)) {
              body = false;
              deaf = true;
              return;
            }
          }
          const end = buffer.startsWith(".\r\n") ? 0 : buffer.indexOf("\r\n.\r\n");
          if (end < 0) return;
          const raw = buffer.slice(0, end === 0 ? 0 : end + 2);
          buffer = buffer.slice(end === 0 ? 3 : end + 5);
          body = false;
          finish(raw);
          continue;
        }
        const end = buffer.indexOf("\r\n");
        if (end < 0) return;
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        command(line);
      }
    };
    socket.on("data", (chunk) => {
      buffer += chunk.toString("latin1");
      read();
    });
    socket.on("error", () => undefined);
    socket.once("close", () => waitingInSilence.delete(socket));
    if (step("connect", null)) step("greeting", "220 judge ESMTP");
  };

  const server = await openRestartableServer(converse);
  return {
    url: `smtp://${auth ? "user:password@" : ""}127.0.0.1:${server.port}`,
    attempts,
    onMail: (listener) => void listeners.push(listener),
    misbehave: (stage, digest, fault, times) => void planned.push({ stage, digest, fault, left: times }),
    misbehaveAt: (stage, fault, times) => void planned.push({ stage, digest: null, fault, left: times }),
    slowDown: (ms) => {
      slowMs = ms;
    },
    behave: () => {
      planned.splice(0);
      slowMs = 0;
      offersLeft = 0;
      for (const socket of waitingInSilence) socket.destroy();
    },
    stop: server.stop,
    start: server.start,
    close: server.stop,
  };
}
