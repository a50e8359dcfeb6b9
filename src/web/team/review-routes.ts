import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { MailingView } from "../../audience/holding/hold-mailing.ts";
import { prepareLinkPage, readNoBody } from "../members/link-routes.ts";
import { chooseLanguage } from "../page-language.ts";
import type { PageBrand } from "../plain-page.ts";
import { renderBrokenReviewLink, renderReview } from "./review-page.ts";

export interface ReviewRoutes {
  /** As settings.yaml has it now. */
  readonly brand: () => Promise<PageBrand>;
  /** Each answers null for a token that is not ours. */
  readonly show: (token: string) => Promise<MailingView | null>;
  readonly hold: (token: string) => Promise<MailingView | null>;
  readonly release: (token: string) => Promise<MailingView | null>;
}

type ReviewRequest = FastifyRequest<{ Params: { token: string }; Querystring: { do?: string } }>;

/**
 * `/r/:token`, the link of a proof: GET shows how the mailing stands, and never acts; POST with `?do=hold` or
 * `?do=release` acts at once. The link is the permission: no cookie, no login, no script.
 */
export function reviewRoutes(routes: ReviewRoutes): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    readNoBody(server);

    const answer = async (request: ReviewRequest, reply: FastifyReply, view: MailingView | null) => {
      prepareLinkPage(reply);
      const language = chooseLanguage(null, request.headers["accept-language"]);
      if (view === null) return reply.code(404).send(renderBrokenReviewLink(language));
      return reply.send(renderReview(language, await routes.brand(), view));
    };

    server.get("/r/:token", async (request: ReviewRequest, reply) =>
      answer(request, reply, await routes.show(request.params.token)),
    );
    server.post("/r/:token", async (request: ReviewRequest, reply) => {
      const act = actOf(routes, request.query.do);
      return answer(request, reply, await act(request.params.token));
    });
  };
}

function actOf(routes: ReviewRoutes, asked: string | undefined): ReviewRoutes["show"] {
  if (asked === "hold") return routes.hold;
  return asked === "release" ? routes.release : routes.show;
}
