import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { UnsubscribeView } from "../../delivery/preferences/show-unsubscribe.ts";
import { chooseLanguage } from "../page-language.ts";
import type { PageBrand } from "../plain-page.ts";
import { prepareLinkPage, readNoBody } from "./link-routes.ts";
import { renderBrokenLink, renderUnsubscribe } from "./unsubscribe-page.ts";

export interface UnsubscribeRoutes {
  /** As settings.yaml has it now. */
  readonly brand: () => Promise<PageBrand>;
  /** Both answer null for a token that is not ours. */
  readonly show: (token: string) => Promise<UnsubscribeView | null>;
  readonly unsubscribe: (token: string) => Promise<UnsubscribeView | null>;
}

/**
 * `/u/:token`: GET asks, and never acts, since scanners and prefetchers open every link; POST acts at once, for the
 * button on the page and for mail programs alike (RFC 8058). No cookie, no redirect, no script.
 */
export function unsubscribeRoutes(routes: UnsubscribeRoutes): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    readNoBody(server);

    const answer = async (request: FastifyRequest, reply: FastifyReply, view: UnsubscribeView | null) => {
      prepareLinkPage(reply);
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
