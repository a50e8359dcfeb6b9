// A worker that is killed at a named point. Arguments: one JSON object of `KilledWorkerOptions`. It submits what it is given,
// again and again until nothing of it is open, and then ends; or it kills itself as `kill -9` does at the point it was told,
// the nth time it comes there.
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { DigestKey } from "../../src/core/community.ts";
import type { BuiltMail, MailTransport, SubmitStore } from "../../src/delivery/ports.ts";
import { openDatabase } from "../../src/platform/postgres/database.ts";
import { createSubmitStore } from "../../src/platform/postgres/delivery/submit-store.ts";
import type { KilledWorkerOptions } from "./faults/draw-kill.ts";
import { returnPathOf } from "./faults/smtp-judge.ts";
import { openSubmitter } from "./outbox.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as KilledWorkerOptions;
const { kill } = options;
let passed = 0;

/** True once the point has been passed often enough. */
const isHere = (point: NonNullable<typeof kill>["point"]): boolean => {
  if (kill?.point !== point) return false;
  passed += 1;
  return passed === kill.nth;
};
const die = async (): Promise<void> => {
  if (kill?.blockMs !== undefined) {
    process.stdout.write("blocked\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, kill.blockMs);
    return;
  }
  process.kill(process.pid, "SIGKILL");
  await new Promise(() => undefined);
};

function killing(store: SubmitStore): SubmitStore {
  return {
    ...store,
    claim: async (...question) => {
      const answer = await store.claim(...question);
      if (answer.claimed.length > 0 && isHere("claimed")) await die();
      return answer;
    },
    markSubmitting: async (...question) => {
      const marked = await store.markSubmitting(...question);
      if (marked && isHere("marked")) await die();
      return marked;
    },
  };
}

function killingTransport(transport: MailTransport): MailTransport {
  return {
    ...transport,
    reserve: async () => {
      const lane = await transport.reserve();
      if (lane === null || "kind" in lane) return lane;
      return {
        ...lane,
        submit: async (message: BuiltMail) => {
          const outcome = await lane.submit(message);
          if (outcome.kind === "accepted" && isHere("answered")) await die();
          return outcome;
        },
      };
    },
  };
}

/** The wire itself: half of a message, or all of it with its dot, and then nothing any more. */
function killOnTheWire(): void {
  const write = Socket.prototype.write;
  const killed = function (this: Socket, chunk: unknown, ...rest: unknown[]): boolean {
    const text = Buffer.isBuffer(chunk) ? chunk.toString("latin1") : String(chunk);
    if (/^(?:Message-ID|Content-Type|From): /im.test(text) && isHere("amid data")) {
      const half = Math.floor(text.length / 2);
      if (kill?.blockMs === undefined) return write.call(this, text.slice(0, half), "latin1", () => void die());
      // Only held up: the rest follows before whatever is written next.
      write.call(this, text.slice(0, half), "latin1");
      void die();
      return write.call(this, text.slice(half), "latin1");
    }
    if (/(?:^|\r\n)\.\r\n$/.test(text) && isHere("dotted")) return write.call(this, text, "latin1", () => void die());
    return (write as (...args: unknown[]) => boolean).call(this, chunk, ...rest);
  };
  Socket.prototype.write = killed as typeof write;
}

killOnTheWire();
const database = openDatabase({ url: options.databaseUrl, maxConnections: 3 });
const direct = openDatabase({ url: options.databaseUrl, maxConnections: 1 });
const submitter = openSubmitter(database, {
  url: options.smtpUrl,
  lanes: options.lanes,
  // Nobody is silent here: whoever is slow is only busy.
  timeouts: { connectMs: 30_000, envelopeMs: 30_000, dataMs: 30_000 },
  returnPath: ({ memberId, digestId }) => returnPathOf(`${memberId}.${digestId}`),
});
const transport = killingTransport(submitter.transport);
const change = {
  store: killing(createSubmitStore(database, direct)),
  transport,
  claimedBy: options.name,
  leaseMs: options.leaseMs,
};
process.stdout.write("ready\n");
for (const jobs of options.jobs)
  await Promise.all(jobs.map((keys: readonly DigestKey[]) => submitter.submit(keys, change)));
process.stdout.write("done\n");
await transport.close(0);
await sleep(0);
await database.close();
await direct.close();
