import { drawWith, hashKeys } from "../../../src/simulate/draw.ts";
import type { ConnectionStage, JudgeFault, JudgeOptions, MailStage } from "./smtp-judge.ts";

/** What the server, the network and the people do to a sending. Digests and workers by their place in the schedule. */
export interface Schedule {
  readonly seed: number;
  readonly workers: 1 | 2 | 4;
  readonly lanes: number;
  readonly digests: number;
  /** So many of the digests are a second one of a member. */
  readonly seconds: number;
  /** Who gives out jobs: somebody who loses, repeats and delays them, or the queue itself. */
  readonly hints: "adversary" | "queue";
  readonly capped: boolean;
  readonly judge: JudgeOptions;
  /** Mail servers; faults of mails strike at whichever comes first, those of connections at the first. */
  readonly servers: 1 | 2;
  /** Every answer to a final dot comes that much later. */
  readonly slowMs: number;
  readonly mailFaults: readonly {
    readonly digest: number;
    readonly stage: MailStage;
    readonly fault: JudgeFault;
    readonly times: number;
  }[];
  readonly connectionFaults: readonly {
    readonly stage: ConnectionStage;
    readonly fault: JudgeFault;
    readonly times: number;
  }[];
  readonly events: readonly { readonly afterMails: number; readonly event: FaultEvent }[];
}

export type FaultEvent =
  /** The database's connections: reset; still; or deaf and then reset, so that commits succeed and nobody hears of it. */
  | { readonly kind: "cut" | "stall" | "deafen"; readonly ms: number }
  /** Every lease runs out, whatever its holder is doing. */
  | { readonly kind: "lapse" }
  | { readonly kind: "unsubscribe" | "suppress" | "rest"; readonly digest: number }
  | { readonly kind: "pause"; readonly ms: number }
  | { readonly kind: "clock"; readonly hours: number }
  /** The same job to every worker at once. */
  | { readonly kind: "repeat" }
  /** A worker of which nothing is heard any more, from one instant to the next. */
  | { readonly kind: "crash"; readonly worker: number }
  | { readonly kind: "stop"; readonly worker: number; readonly withinMs: number }
  | { readonly kind: "smtpDown"; readonly ms: number }
  /** The queue's tables are emptied. */
  | { readonly kind: "truncate" };

/** The server's time-outs as schedules know them, in milliseconds: long enough for a busy machine, short to wait for. */
export const FAULT_TIMEOUTS = { connectMs: 500, envelopeMs: 500, dataMs: 700 };

const SILENCE: JudgeFault = { silence: true };
const DROPS: readonly JudgeFault[] = [{ drop: "fin" }, { drop: "rst" }];
const TRANSIENT: readonly JudgeFault[] = [
  { reply: "451 4.3.0 not now" },
  { reply: "450 4.7.1 greylisted, come back later" },
  { reply: "452 4.2.2 mailbox full" },
  { reply: "421 4.3.2 going down" },
  { pieces: ["4", "51-4.3.", "0 not\r", "\n451 4.3", ".0 now\r\n"] },
];
const PERMANENT: readonly JudgeFault[] = [
  { reply: "550 5.1.1 no such person" },
  { reply: "550 5.7.515 Access denied" },
  { reply: "552 5.2.2 mailbox full" },
  { pieces: ["550-5.1.1 no such person\r\n5", "50 5.1.1 at all", "\r\n"] },
];
const ODD_AFTER_DOT: readonly JudgeFault[] = [
  { reply: "221 2.0.0 bye" },
  { reply: "354 go on" },
  { reply: "well done" },
  { reply: "250-2.0.0 one\r\n550 5.0.0 two" },
  { lateMs: FAULT_TIMEOUTS.dataMs + 300 },
];
const ODD_BEFORE: readonly JudgeFault[] = [{ reply: "250 go on" }, { reply: "gibberish" }, { reply: "299 what" }];
const SPLIT_YES: JudgeFault = { pieces: ["2", "50-2.0.0 que", "ued\r\n25", "0 2.0.0 as 1234\r\n"] };

export function drawSchedule(seed: number): Schedule {
  const hash = hashKeys(seed, 99, 0, 0);
  let drawn = 0;
  const uniform = (): number => drawWith(hash, drawn++);
  const below = (bound: number): number => Math.floor(uniform() * bound);
  const between = (low: number, high: number): number => low + below(high - low + 1);
  const chance = (share: number): boolean => uniform() < share;
  const oneOf = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make);

  const workers = oneOf([1, 2, 4] as const);
  const digests = between(6, 18);
  const judge = { pipelining: chance(0.5), tlsOffers: chance(0.2) ? between(1, 3) : 0, auth: chance(0.3) };

  const mailFault = () => {
    const stage = oneOf(["mail", "rcpt", "data", "body", "dot", "dot"] as const);
    const before = [...TRANSIENT, ...PERMANENT, ...DROPS, SILENCE];
    const odd: Readonly<Record<MailStage, readonly JudgeFault[]>> = {
      mail: [],
      rcpt: [],
      data: ODD_BEFORE,
      body: [],
      dot: [...ODD_AFTER_DOT, SPLIT_YES, SPLIT_YES],
    };
    return { digest: below(digests), stage, fault: oneOf([...before, ...odd[stage]]), times: between(1, 2) };
  };
  const connectionFault = () => {
    const stages: ConnectionStage[] = ["connect", "greeting", "ehlo", "rset", "quit"];
    if (judge.tlsOffers > 0) stages.push("starttls", "starttls");
    if (judge.auth) stages.push("auth", "auth");
    const stage = oneOf(stages);
    // Before the greeting there are no words.
    const fault = stage === "connect" ? oneOf(DROPS) : oneOf([...TRANSIENT, ...PERMANENT, ...DROPS, ...DROPS, SILENCE]);
    return { stage, fault, times: between(1, 3) };
  };
  const event = (): FaultEvent => {
    const kind = oneOf([
      "cut",
      "cut",
      "stall",
      "deafen",
      "deafen",
      "lapse",
      "lapse",
      "unsubscribe",
      "unsubscribe",
      "suppress",
      "rest",
      "pause",
      "clock",
      "repeat",
      "repeat",
      "crash",
      "crash",
      "stop",
      "smtpDown",
      "truncate",
    ] as const);
    switch (kind) {
      case "cut":
      case "stall":
      case "deafen":
      case "pause":
      case "smtpDown":
        return { kind, ms: between(20, 300) };
      case "unsubscribe":
      case "suppress":
      case "rest":
        return { kind, digest: below(digests) };
      case "clock":
        return { kind, hours: oneOf([2, -2]) };
      case "crash":
        return { kind, worker: below(workers) };
      case "stop":
        return { kind, worker: below(workers), withinMs: oneOf([0, 200, 2_000]) };
      default:
        return { kind };
    }
  };
  return {
    seed,
    workers,
    lanes: between(1, 3),
    digests,
    seconds: below(4),
    hints: chance(0.2) ? "queue" : "adversary",
    capped: chance(0.3),
    judge,
    slowMs: oneOf([0, 0, 30, 120]),
    // Drawn apart, so that older seeds mean what they meant.
    servers: drawWith(hash, 10_000) < 0.25 ? 2 : 1,
    mailFaults: some(8, mailFault),
    connectionFaults: some(3, connectionFault),
    events: some(6, () => ({ afterMails: below(digests + 4), event: event() })).sort(
      (one, other) => one.afterMails - other.afterMails,
    ),
  };
}
