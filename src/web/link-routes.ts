import type { FastifyInstance, FastifyReply } from "fastify";

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
