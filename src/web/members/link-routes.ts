import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Visitor } from "../../core/clicks/tag-visitor.ts";

/** For pages that a signed link opens: no script, nothing from elsewhere, no trace of the link. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The link says everything: whatever a body holds, or claims to be, is not read. */
export function readNoBody(server: FastifyInstance): void {
  // A type that is none would be refused before anybody has asked for it.
  server.addHook("onRequest", async ({ headers }) => {
    delete headers["content-type"];
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", (_request, body, done) => {
    body.resume();
    done(null);
  });
}

export function prepareLinkPage(reply: FastifyReply): FastifyReply {
  return reply
    .type("text/html; charset=utf-8")
    .header("Cache-Control", "no-store")
    .header("Content-Security-Policy", POLICY)
    .header("Referrer-Policy", "no-referrer")
    .header("X-Content-Type-Options", "nosniff")
    .header("X-Robots-Tag", "noindex");
}

/** A request, as far as it tells what made it. */
export function visitorOf({ method, headers }: FastifyRequest): Visitor {
  return {
    method,
    header: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    },
  };
}

/** What cannot be kept at once is kept later, and nobody waits for it. */
const MOST_WAIT_MS = 500;

/** Waits a moment for what must not reject; the server closes only when all of it has settled. */
export function keepBeside(server: FastifyInstance): (kept: Promise<void>) => Promise<void> {
  const underWay = new Set<Promise<void>>();
  server.addHook("onClose", async () => {
    await Promise.all(underWay);
  });
  return async (kept) => {
    underWay.add(kept);
    void kept.finally(() => underWay.delete(kept));
    await Promise.race([kept, new Promise((resolve) => setTimeout(resolve, MOST_WAIT_MS).unref())]);
  };
}
