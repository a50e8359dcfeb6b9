import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { FormMistake, PreferencesView } from "../../delivery/preferences/preferences-view.ts";
import type { GivenPreferences } from "../../delivery/preferences/save-preferences.ts";
import { chooseLanguage } from "../page-language.ts";
import type { PageBrand } from "../plain-page.ts";
import { prepareLinkPage } from "./link-routes.ts";
import { renderPreferences } from "./preferences-page.ts";
import { renderBrokenLink } from "./unsubscribe-page.ts";

type Answer = Promise<PreferencesView | null>;

export interface PreferencesRoutes {
  /** As settings.yaml has it now. */
  readonly brand: () => Promise<PageBrand>;
  /** Each answers null for a token that is not ours. */
  readonly show: (token: string, mistakes?: readonly FormMistake[]) => Answer;
  readonly save: (token: string, given: GivenPreferences) => Answer;
  readonly pause: (token: string) => Answer;
  readonly endPause: (token: string) => Answer;
  readonly stop: (token: string) => Answer;
  readonly resubscribe: (token: string) => Answer;
  readonly undo: (token: string, version: string | null) => Answer;
  readonly giveReason: (token: string, reason: string | null) => Answer;
}

type TokenRequest = FastifyRequest<{ Params: { token: string }; Body: URLSearchParams | undefined }>;

/** Two hundred themes twice, each of the longest name that a form can write. */
const MOST_BYTES = 256 * 1024;
const FORM = "application/x-www-form-urlencoded";

/**
 * `/p/:token`: GET shows what a member chose, and never acts; POST acts and answers with the page. The link is the
 * permission: no cookie, no login, no script, and nothing that another site could borrow.
 */
export function preferencesRoutes(routes: PreferencesRoutes): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser(FORM, { parseAs: "string", bodyLimit: MOST_BYTES }, (_request, body, done) =>
      done(null, new URLSearchParams(body as string)),
    );
    // Whatever else a body claims to be, it is no form of ours.
    server.addContentTypeParser("*", (_request, body, done) => {
      body.resume();
      done(null);
    });

    const answer = async (request: FastifyRequest, reply: FastifyReply, view: PreferencesView | null) => {
      prepareLinkPage(reply);
      if (view === null) {
        return reply.code(404).send(renderBrokenLink(chooseLanguage(null, request.headers["accept-language"])));
      }
      // Of themes alone the rest was taken.
      if (view.mistakes.some((mistake) => mistake !== "themes")) reply.code(400);
      return reply.send(renderPreferences(await routes.brand(), view));
    };

    server.get("/p/:token", async (request: TokenRequest, reply) =>
      answer(request, reply, await routes.show(request.params.token)),
    );
    server.post("/p/:token", async (request: TokenRequest, reply) =>
      answer(request, reply, await act(routes, request.params.token, request.body ?? new URLSearchParams())),
    );
    // A body that could not even be read; everything else is the server's to answer.
    server.setErrorHandler(async (error: { readonly statusCode?: number }, request, reply) => {
      const { token } = request.params as TokenRequest["params"];
      const { statusCode = 500 } = error;
      if (statusCode >= 500) throw error;
      return answer(request, reply, await routes.show(token, [statusCode === 413 ? "too_long" : "form"]));
    });
  };
}

function act(routes: PreferencesRoutes, token: string, form: URLSearchParams): Answer {
  switch (form.get("do")) {
    case "save":
      return routes.save(token, {
        frequency: form.get("frequency"),
        language: form.get("language"),
        shown: form.getAll("shown"),
        wanted: form.getAll("theme"),
      });
    case "pause":
      return routes.pause(token);
    case "end-pause":
      return routes.endPause(token);
    case "stop":
      return routes.stop(token);
    case "resubscribe":
      return routes.resubscribe(token);
    case "undo":
      return routes.undo(token, form.get("of"));
    case "reason":
      return routes.giveReason(token, form.get("reason"));
    default:
      return routes.show(token, ["form"]);
  }
}
