import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { UnsubscribeView } from "../delivery/show-unsubscribe.ts";
import { chooseLanguage } from "./page-language.ts";
import { renderBrokenLink, renderUnsubscribe, type UnsubscribeBrand } from "./unsubscribe-page.ts";

export interface UnsubscribeRoutes {
  /** As settings.yaml has it now. */
  readonly brand: () => Promise<UnsubscribeBrand>;
  /** Both answer null for a token that is not ours. */
  readonly show: (token: string) => Promise<UnsubscribeView | null>;
  readonly unsubscribe: (token: string) => Promise<UnsubscribeView | null>;
}

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * `/u/:token`: GET asks, and never acts, since scanners and prefetchers open every link; POST acts at once, for the
 * button on the page and for mail programs alike (RFC 8058). No cookie, no redirect, no script.
 */
export function unsubscribeRoutes(routes: UnsubscribeRoutes): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    // The link says everything: whatever a body holds, or claims to be, is not read.
    server.removeAllContentTypeParsers();
    server.addContentTypeParser("*", (_request, body, done) => {
      body.resume();
      done(null);
    });

    const answer = async (request: FastifyRequest, reply: FastifyReply, view: UnsubscribeView | null) => {
      reply
        .type("text/html; charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Robots-Tag", "noindex");
      if (view !== null) return reply.send(renderUnsubscribe(await routes.brand(), view));
      return reply.code(404).send(renderBrokenLink(chooseLanguage(null, request.headers["accept-language"])));
    };

    server.get<{ Params: { token: string } }>("/u/:token", async (request, reply) =>
      answer(request, reply, await routes.show(request.params.token)),
    );
    server.post<{ Params: { token: string } }>("/u/:token", async (request, reply) =>
      answer(request, reply, await routes.unsubscribe(request.params.token)),
    );
  };
}
