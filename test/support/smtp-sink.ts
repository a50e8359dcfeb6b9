import type { Socket } from "node:net";
import { openRestartableServer } from "./restartable-server.ts";

/** Where a fault strikes: instead of the server's answer to that step; `body`: as the first bytes after the 354 arrive. */
export type FaultStage = "greeting" | "auth" | "mail" | "rcpt" | "data" | "body" | "dot";

export type Fault =
  | { readonly reply: string }
  /** Bytes as they are, at the pace at which they stand in the list. */
  | { readonly pieces: readonly string[] }
  | { readonly drop: "fin" | "rst" }
  | { readonly silence: true };

export interface SunkMail {
  readonly from: string;
  readonly to: string;
  /** As they stand on the wire, unfolded; names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly raw: string;
}

export interface SmtpSink {
  readonly url: string;
  /** Answered with 250, in their order. */
  readonly mails: readonly SunkMail[];
  /** Final dots seen for a Message-ID, whatever the answer was. */
  dots(messageId: string): number;
  readonly allDots: ReadonlyMap<string, number>;
  /** From now on, that many times (always, unless told), and for that recipient only where one is named. */
  misbehave(stage: FaultStage, fault: Fault, options?: { times?: number; to?: string }): void;
  behave(): void;
  /** Holds the answer to every final dot until the returned function is called. */
  holdAnswers(): () => void;
  /** How many messages are waiting for such an answer. */
  readonly held: number;
  /** Nobody listens on the port any more, and every connection is cut. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

interface PlannedFault {
  readonly stage: FaultStage;
  readonly fault: Fault;
  readonly to: string | null;
  left: number;
}

function headersOf(raw: string): Map<string, string> {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return new Map(
    head.split("\r\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
}

/** An SMTP server on 127.0.0.1 whose every answer can be spoilt, written by hand because a real one would refuse to. */
export async function openSmtpSink({ pipelining = true } = {}): Promise<SmtpSink> {
  const mails: SunkMail[] = [];
  const allDots = new Map<string, number>();
  const faults: PlannedFault[] = [];
  let answers: Promise<void> | null = null;
  let held = 0;

  const faultAt = (stage: FaultStage, to: string): Fault | null => {
    const planned = faults.find((one) => one.stage === stage && one.left > 0 && (one.to === null || one.to === to));
    if (!planned) return null;
    planned.left -= 1;
    return planned.fault;
  };

  const converse = (socket: Socket): void => {
    let buffer = "";
    let from = "";
    let to = "";
    let body: string | null = null;
    let silent = false;
    let outgoing: Promise<unknown> | null = null;
    const say = (line: string): void => {
      const write = () => socket.write(`${line}\r\n`);
      if (outgoing === null) write();
      else outgoing = outgoing.then(write);
    };
    const sayInPieces = async (pieces: readonly string[]): Promise<void> => {
      for (const piece of pieces) {
        // On its way before the next is written, so that each comes as a packet of its own.
        await new Promise((resolve) => socket.write(piece, resolve));
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    /** True when the step goes well. */
    const step = (stage: FaultStage, answer: string | null): boolean => {
      const fault = faultAt(stage, to);
      if (fault === null) {
        if (answer !== null) say(answer);
        return true;
      }
      if ("reply" in fault) say(fault.reply);
      else if ("pieces" in fault) outgoing = sayInPieces(fault.pieces);
      else if ("silence" in fault) silent = true;
      else {
        silent = true;
        if (fault.drop === "rst") socket.resetAndDestroy();
        else socket.end();
      }
      return false;
    };
    const finish = async (raw: string): Promise<void> => {
      const headers = headersOf(raw);
      const messageId = headers.get("message-id") ?? "";
      allDots.set(messageId, (allDots.get(messageId) ?? 0) + 1);
      if (answers) {
        held += 1;
        await answers;
        held -= 1;
      }
      if (step("dot", "250 2.0.0 queued")) mails.push({ from, to, headers, raw });
    };
    const command = (line: string): void => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO")
        say(pipelining ? "250-sink\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250 SIZE 10485760" : "250 sink");
      else if (verb === "MAIL") {
        from = "";
        to = "";
        if (step("mail", "250 2.1.0 ok")) from = /<(.*)>/.exec(line)?.[1] ?? "";
      } else if (verb === "RCPT") {
        const recipient = /<(.*)>/.exec(line)?.[1] ?? "";
        to = recipient;
        if (!from) say("503 5.5.1 no sender");
        else if (!step("rcpt", "250 2.1.5 ok")) to = "";
      } else if (verb === "DATA") {
        if (!to) say("503 5.5.1 no recipient");
        else if (step("data", "354 go on")) body = "";
      } else if (verb === "AUTH") step("auth", "235 2.7.0 welcome");
      else if (verb === "RSET") say("250 2.0.0 ok");
      else if (verb === "QUIT") {
        say("221 2.0.0 bye");
        socket.end();
      } else say("500 5.5.1 what");
    };
    const read = (): void => {
      while (!silent) {
        if (body !== null) {
          if (buffer.length > 0 && body === "" && !step("body", null)) return;
          const end = buffer.startsWith(".\r\n") ? 0 : buffer.indexOf("\r\n.\r\n");
          if (end < 0) return;
          const raw = buffer.slice(0, end === 0 ? 0 : end + 2).replace(/^\.\./gm, ".");
          buffer = buffer.slice(end === 0 ? 3 : end + 5);
          body = null;
          void finish(raw);
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
    step("greeting", "220 sink ESMTP");
  };

  const server = await openRestartableServer(converse);
  return {
    url: `smtp://127.0.0.1:${server.port}`,
    mails,
    allDots,
    dots: (messageId) => allDots.get(messageId) ?? 0,
    misbehave: (stage, fault, { times = Number.POSITIVE_INFINITY, to } = {}) => {
      faults.push({ stage, fault, to: to ?? null, left: times });
    },
    behave: () => void faults.splice(0),
    holdAnswers: () => {
      let release = (): void => undefined;
      answers = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        answers = null;
        release();
      };
    },
    get held() {
      return held;
    },
    stop: server.stop,
    start: server.start,
    close: server.stop,
  };
}
