import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import type { Visitor } from "../../core/clicks/tag-visitor.ts";
import type { Followed } from "../../delivery/clicks/follow-link.ts";
import { html } from "../html.ts";
import { chooseLanguage } from "../page-language.ts";
import { renderPlainPage } from "../plain-page.ts";
import type { PageLanguage } from "../wording.ts";
import { keepBeside, prepareLinkPage, readNoBody, visitorOf } from "./link-routes.ts";

export type FollowLink = (token: string, visitor: Visitor) => Promise<Followed>;

const RETRY_AFTER_SECONDS = 30;

/** `/l/:token`: leads to where the link of a digest was stored to lead, and says nothing of who came, or from where. */
export function clickRoutes(follow: FollowLink): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    readNoBody(server);
    const waitShortly = keepBeside(server);
    server.route<{ Params: { token: string } }>({
      method: ["GET", "HEAD"],
      url: "/l/:token",
      handler: async (request, reply) => {
        const visitor = visitorOf(request);
        const followed = await follow(request.params.token, visitor);
        prepareLinkPage(reply);
        if (followed.kind === "found") {
          await waitShortly(followed.kept);
          return reply.removeHeader("Content-Type").redirect(followed.url, 302);
        }
        const language = chooseLanguage(null, visitor.header("accept-language"));
        if (followed.kind === "broken") return reply.code(404).send(renderTrouble(language, "broken"));
        return reply.code(503).header("Retry-After", String(RETRY_AFTER_SECONDS)).send(renderTrouble(language, "away"));
      },
    });
  };
}

type Words = Readonly<Record<"broken" | "away", { readonly title: string; readonly text: string }>>;

const WORDS: Readonly<Record<PageLanguage, Words>> = {
  en: {
    broken: {
      title: "This link does not work",
      text: "Your mail program may have cut it in two. Open the e-mail again and follow the link from there, or look for the title on the site.",
    },
    away: {
      title: "We cannot look this link up just now",
      text: "Nothing is lost: please try again in a minute, with the same link.",
    },
  },
  fr: {
    broken: {
      title: "Ce lien ne fonctionne pas",
      text: "Votre messagerie l’a peut-être coupé en deux. Rouvrez l’e-mail et suivez le lien depuis celui-ci, ou cherchez le titre sur le site.",
    },
    away: {
      title: "Ce lien est momentanément indisponible",
      text: "Rien n’est perdu : réessayez dans une minute, avec le même lien.",
    },
  },
};

function renderTrouble(language: PageLanguage, what: keyof Words): string {
  const { title, text } = WORDS[language][what];
  return renderPlainPage(
    language,
    null,
    title,
    html`<h1>${title}</h1>
<p>${text}</p>`,
  );
}
