import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { RekindleError } from "../../core/errors.ts";
import type { CallType } from "../../core/tracking/call.ts";
import type { GoodKey } from "../../ingest/ports.ts";
import type { CallRequest, Refusal } from "../../ingest/receive-calls.ts";
import { callOfPath } from "../../ingest/receive-calls.ts";
import { describeTracking } from "../openapi.ts";
import { type ByteBudget, type ReadBody, readBody } from "./read-body.ts";

/** What became of a request that could be read. */
export type CallAnswer =
  | {
      readonly kind: "stored";
      readonly taken: number;
      readonly refusals: readonly Refusal[];
      readonly dropped: readonly Refusal[];
    }
  | { readonly kind: "too_many"; readonly refusals: readonly Refusal[] };

export interface TrackRoutes {
  /** null: it is no good key. */
  readonly findKey: (key: string) => Promise<GoodKey | null>;
  /** A request had no key, or one that is not good. */
  readonly onStranger: () => void;
  /** A request was refused whole, its body unread; null: it named no good key beside it. */
  readonly onUnread: (key: GoodKey | null, refusal: Refusal) => void;
  /** A page sent a key for servers, which anybody may read in it. */
  readonly onExposed: (key: GoodKey) => void;
  /** Resolves when all that was taken is durable. */
  readonly receive: (request: CallRequest) => Promise<CallAnswer>;
  /** What is held of all bodies that are being worked on. */
  readonly budget: ByteBudget;
  readonly now: () => Date;
  readonly onTrouble: (error: unknown) => void;
}

/** Of a body, unpacked. */
const MOST_BYTES = 500 * 1024;
const AGAIN_IN_SECONDS = 1;
const PATHS = ["identify", "track", "page", "screen", "group", "alias", "batch"] as const;

const unpack = promisify(gunzip);

interface Problem {
  readonly status: number;
  readonly refusal: Refusal;
}

const problem = (status: number, field: string, expected: string): Problem => ({
  status,
  refusal: { index: 0, field, expected },
});
const TOO_LARGE = problem(413, "body", `at most ${MOST_BYTES} bytes`);
const NO_SUCH_CALL = problem(404, "path", `POST to /v1/ and one of ${PATHS.join(", ")}`);
const KEY_IN_A_PAGE = problem(
  401,
  "writeKey",
  "a key for browsers (rekindle keys create NAME --browser): this one is for servers, and a page shows it to anybody",
);
const NO_ROOM = problem(429, "server", `to be asked again in ${AGAIN_IN_SECONDS} s`);

/** `POST /v1/track` and its like: the HTTP Tracking API of Segment, so that a site's SDK needs another host and no more. */
export function trackRoutes({
  findKey,
  onStranger,
  onExposed,
  onUnread,
  receive,
  budget,
  now,
  onTrouble,
}: TrackRoutes): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser("*", (_request: FastifyRequest, stream: IncomingMessage) =>
      readBody(stream, budget, MOST_BYTES),
    );
    server.setErrorHandler(async (error: { readonly statusCode?: number }, _request, reply) => {
      if (error.statusCode !== undefined && error.statusCode < 500) {
        return refuse(reply, problem(400, "body", "a request that can be read"));
      }
      onTrouble(error);
      const away = error instanceof RekindleError && error.code === "unreachable";
      if (away) reply.header("Retry-After", AGAIN_IN_SECONDS);
      return refuse(reply, problem(away ? 503 : 500, "server", "to be asked again later"));
    });
    server.addHook("onRequest", async (_request, reply) => {
      reply.header("Access-Control-Allow-Origin", "*").header("Cache-Control", "no-store");
    });

    const refuseUnread = async (request: FastifyRequest, reply: FastifyReply, why: Problem) => {
      const given = keyOf(request.headers.authorization);
      // Whose it was is only told: where the database is away the answer is the same.
      const key = given === null ? null : await findKey(given).catch(() => null);
      onUnread(key, why.refusal);
      return refuse(reply, why);
    };
    const take = async (type: CallType | null, request: FastifyRequest, reply: FastifyReply) => {
      const read = (request.body ?? { bytes: Buffer.alloc(0) }) as ReadBody;
      if ("refused" in read) {
        return read.refused === "too_large" ? refuseUnread(request, reply, TOO_LARGE) : refuse(reply, NO_ROOM);
      }
      let held = read.bytes.length;
      try {
        const body = await bodyOf(read.bytes, request.headers["content-encoding"]);
        if ("status" in body) return await refuseUnread(request, reply, body);
        if (!budget.take(body.bytes - held)) return refuse(reply, NO_ROOM);
        held = body.bytes;
        const given = keyOf(request.headers.authorization) ?? textOf(body.parsed.writeKey);
        const key = given === null ? null : await findKey(given);
        if (key === null) {
          onStranger();
          return refuse(
            reply,
            problem(
              401,
              "writeKey",
              "a key of this installation (rekindle keys create), as the user of Basic authentication or as writeKey in the body",
            ),
          );
        }
        // Browsers send it with every POST, a beacon too, and no page can leave it out.
        if (request.headers.origin !== undefined && !key.isForBrowsers) {
          onExposed(key);
          return refuse(reply, KEY_IN_A_PAGE);
        }
        const answer = await receive({ key, type, body: body.parsed, receivedAt: now() });
        const { refusals: rejected } = answer;
        if (answer.kind === "too_many") return reply.code(413).send({ success: false, rejected });
        const good = answer.taken > 0;
        const dropped = answer.dropped.length === 0 ? {} : { dropped: answer.dropped };
        return reply.code(good ? 200 : 400).send({ success: good, rejected, ...dropped });
      } finally {
        budget.give(held);
      }
    };
    const document = describeTracking();
    server.get("/openapi.json", async (_request, reply) => reply.send(document));
    // Whatever needs no body answers before one is read: only `take` gives back the room that a body holds. What is mistyped is
    // answered like all else here, not with a page.
    const refuseCall = async (_request: FastifyRequest, reply: FastifyReply) => refuse(reply, NO_SUCH_CALL);
    server.all("/v1/*", { onRequest: refuseCall }, refuseCall);
    for (const path of PATHS) {
      const type = callOfPath(path) ?? null;
      server.post(`/v1/${path}`, (request, reply) => take(type, request, reply));
      server.options(`/v1/${path}`, { onRequest: allowOrigins }, allowOrigins);
    }
  };
}

async function allowOrigins(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply
    .code(204)
    .header("Access-Control-Allow-Methods", "POST")
    .header("Access-Control-Allow-Headers", "authorization, content-type, content-encoding")
    .header("Access-Control-Max-Age", 86_400)
    .send();
}

function refuse(reply: FastifyReply, { status, refusal }: Problem): FastifyReply {
  if (status === 429) reply.header("Retry-After", AGAIN_IN_SECONDS);
  if (status === 401) reply.header("WWW-Authenticate", 'Basic realm="write key"');
  return reply.code(status).send({ success: false, rejected: [refusal] });
}

type Body = { readonly parsed: Readonly<Record<string, unknown>>; readonly bytes: number };

async function bodyOf(raw: Buffer, encoding: string | undefined): Promise<Body | Problem> {
  let text = raw;
  if (encoding?.toLowerCase() === "gzip") {
    try {
      text = await unpack(raw, { maxOutputLength: MOST_BYTES });
    } catch (error) {
      const { code } = error as { code?: string };
      return code === "ERR_BUFFER_TOO_LARGE" ? TOO_LARGE : problem(400, "body", "gzip that can be unpacked");
    }
  } else if (encoding !== undefined && encoding !== "identity") {
    return problem(400, "content-encoding", "gzip or none");
  }
  try {
    const parsed: unknown = JSON.parse(text.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return { parsed: parsed as Readonly<Record<string, unknown>>, bytes: text.length };
    }
  } catch {
    // Said below.
  }
  return problem(400, "body", "an object in JSON");
}

/** `Basic KEY:`, as Segment's libraries send it. */
function keyOf(authorization: string | undefined): string | null {
  const encoded = /^Basic\s+([\w+/=-]+)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return null;
  return textOf(Buffer.from(encoded, "base64").toString("utf8").split(":", 1)[0]);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value.length <= 200 ? value : null;
}
