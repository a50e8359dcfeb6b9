import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { RekindleError } from "../../core/errors.ts";
import type { FoundReceiver, Receiver } from "../../ingest/hooks/ports.ts";
import type { HookAnswer, Posted } from "../../ingest/hooks/receive-delivery.ts";
import { type ByteBudget, type ReadBody, readBody } from "./read-body.ts";

export interface HookRoutes {
  /** By the connector's name, as in the path. */
  readonly find: (name: string) => Promise<FoundReceiver>;
  /** Resolves when all that was taken is durable. */
  readonly receive: (receiver: Receiver, posted: Posted) => Promise<HookAnswer>;
  /** A request was refused whole; null: no connector has the name that it was posted to. */
  readonly onRefused: (name: string | null, why: string) => void;
  /** What is held of all bodies that are being worked on. */
  readonly budget: ByteBudget;
  readonly now: () => Date;
  readonly onTrouble: (error: unknown) => void;
}

const MOST_BYTES = 1024 * 1024;
const AGAIN_IN_SECONDS = 1;
/** Somebody has to correct a file. */
const AGAIN_WHEN_MENDED_SECONDS = 60;
const NO_CONNECTOR = "There is no connector of this name that is posted to.";
const STATUS = { unproven: 401, unreadable: 400, too_many: 413 } as const;

type Named = { readonly Params: { readonly name: string } };

/** `POST /hooks/NAME`: what the sender of a connector tells. The body is taken as it came, since a signature is of its bytes. */
export function hookRoutes({ find, receive, onRefused, budget, now, onTrouble }: HookRoutes): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    const receivers = new WeakMap<FastifyRequest, Receiver>();
    server.removeAllContentTypeParsers();
    server.addContentTypeParser("*", (_request: FastifyRequest, stream: IncomingMessage) =>
      readBody(stream, budget, MOST_BYTES),
    );
    server.setErrorHandler(async (error: { readonly statusCode?: number }, _request, reply) => {
      if (error.statusCode !== undefined && error.statusCode < 500) {
        return say(reply, 400, "The request cannot be read.");
      }
      onTrouble(error);
      const away = error instanceof RekindleError && error.code === "unreachable";
      if (away) reply.header("Retry-After", AGAIN_IN_SECONDS);
      return say(reply, away ? 503 : 500, "Nothing can be stored now: send it again later.");
    });
    server.post<Named>(
      "/hooks/:name",
      {
        // Before the body is read: what nobody waits for takes no room.
        onRequest: async (request, reply) => {
          const found = await find(request.params.name);
          if (found === "unknown") {
            onRefused(null, NO_CONNECTOR);
            return say(reply, 404, NO_CONNECTOR);
          }
          if (found === "broken") {
            reply.header("Retry-After", AGAIN_WHEN_MENDED_SECONDS);
            return say(reply, 503, "The file of this connector has a mistake: send it again later.");
          }
          receivers.set(request, found);
        },
      },
      async (request, reply) => {
        const receiver = receivers.get(request);
        const refuse = (status: number, says: string) => {
          if (receiver !== undefined) onRefused(receiver.name, says);
          return say(reply, status, says);
        };
        const read = (request.body ?? { bytes: Buffer.alloc(0) }) as ReadBody;
        if ("refused" in read) {
          if (read.refused === "too_large") return refuse(413, `The body is over ${MOST_BYTES} bytes.`);
          reply.header("Retry-After", AGAIN_IN_SECONDS);
          return say(reply, 429, `Too much comes at once: send it again in ${AGAIN_IN_SECONDS} s.`);
        }
        const body = read.bytes;
        try {
          if (receiver === undefined || (request.headers["content-encoding"] ?? "identity") !== "identity") {
            return refuse(400, "The body is compressed: send it as it is.");
          }
          const header = (name: string) => [request.headers[name]].flat()[0] ?? null;
          const answer = await receive(receiver, { body, header, receivedAt: now() });
          if (answer.kind !== "stored") return refuse(STATUS[answer.kind], answer.says);
          const { taken, refusals, dropped } = answer;
          const nothing = taken + refusals.length === 0 ? { says: "Nothing in it is of use here." } : {};
          return reply.header("Cache-Control", "no-store").send({
            success: refusals.length + dropped.length === 0,
            taken,
            rejected: refusals,
            ...(dropped.length === 0 ? {} : { dropped }),
            ...nothing,
          });
        } finally {
          budget.give(body.length);
        }
      },
    );
  };
}

function say(reply: FastifyReply, status: number, says: string): FastifyReply {
  return reply.code(status).header("Cache-Control", "no-store").send({ success: false, says });
}
