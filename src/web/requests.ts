import type { FastifyReply, FastifyRequest } from "fastify";
import { chooseLanguage } from "./page-language.ts";
import type { PageLanguage } from "./wording.ts";

export function queryOf(request: FastifyRequest): URLSearchParams {
  return new URL(request.url, "http://page.invalid").searchParams;
}

export function languageOf(request: FastifyRequest): PageLanguage {
  return chooseLanguage(queryOf(request).get("lang"), request.headers["accept-language"]);
}

export function send(reply: FastifyReply, page: string): FastifyReply {
  return reply.type("text/html; charset=utf-8").header("Cache-Control", "no-store").send(page);
}
