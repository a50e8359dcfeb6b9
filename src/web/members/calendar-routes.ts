import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import { chooseLanguage } from "../page-language.ts";

/** The file, or null for a link that is not ours or leads to no event. */
export type ShowCalendar = (token: string, contentId: number) => Promise<string | null>;

const GONE = {
  en: "This event is no longer there, or the link is not complete.\n",
  fr: "Cet événement n’est plus au programme, ou le lien est incomplet.\n",
} as const;

const FILE = /^(\d{1,15})\.ics$/;

/** `/c/:token/:content.ics`: a live as a calendar file. The token is the digest's: who has the mail has the link. */
export function calendarRoutes(show: ShowCalendar): FastifyPluginAsync {
  return async (server: FastifyInstance) => {
    server.get<{ Params: { token: string; file: string } }>("/c/:token/:file", async (request, reply) => {
      const { token, file } = request.params;
      const [, contentId] = FILE.exec(file) ?? [];
      const calendar = contentId === undefined ? null : await show(token, Number(contentId));
      reply
        .header("Cache-Control", "no-store")
        .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Robots-Tag", "noindex");
      if (calendar === null) {
        const language = chooseLanguage(null, request.headers["accept-language"]);
        return reply.code(404).type("text/plain; charset=utf-8").send(GONE[language]);
      }
      return reply
        .type("text/calendar; charset=utf-8; method=PUBLISH")
        .header("Content-Disposition", 'attachment; filename="event.ics"')
        .send(calendar);
    });
  };
}
