import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { UsefulView } from "../../delivery/votes/vote-useful.ts";
import { chooseLanguage } from "../page-language.ts";
import type { PageBrand } from "../plain-page.ts";
import { prepareLinkPage, readNoBody } from "./link-routes.ts";
import { renderBrokenUseful, renderUseful } from "./useful-page.ts";

export interface UsefulRoutes {
  /** As settings.yaml has it now. */
  readonly brand: () => Promise<PageBrand>;
  /** Both answer null for a token that is not ours. */
  readonly show: (token: string) => Promise<UsefulView | null>;
  readonly vote: (token: string, useful: boolean) => Promise<UsefulView | null>;
}

type TokenRequest = FastifyRequest<{ Params: { token: string } }>;

/**
 * `/f/:token`: whether a content was useful. GET asks, and never acts, since scanners open every link; POST says yes, and
 * POST to `/f/:token/undo` takes it back. No cookie, no redirect, no script.
 */
export function usefulRoutes(routes: UsefulRoutes): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    readNoBody(server);
    const answer = async (request: TokenRequest, reply: FastifyReply, view: UsefulView | null, from: string) => {
      prepareLinkPage(reply);
      if (view === null) {
        return reply.code(404).send(renderBrokenUseful(chooseLanguage(null, request.headers["accept-language"])));
      }
      // As seen from the page, so that it works under whatever path a proxy serves it.
      const own = `${from}${request.params.token}`;
      return reply.send(renderUseful(await routes.brand(), view, { vote: own, undo: `${own}/undo` }));
    };
    for (const [path, from, useful] of [
      ["/f/:token", "", true],
      ["/f/:token/undo", "../", false],
    ] as const) {
      server.get(path, async (request: TokenRequest, reply) =>
        answer(request, reply, await routes.show(request.params.token), from),
      );
      server.post(path, async (request: TokenRequest, reply) =>
        answer(request, reply, await routes.vote(request.params.token, useful), from),
      );
    }
  };
}
