import { setTimeout as sleep } from "node:timers/promises";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { carriesPassword } from "./access.ts";
import type { Inbox, WebDependencies } from "./dependencies.ts";
import { html } from "./html.ts";
import { type Frame, ICON, type Page, renderPage, type Section, withLanguage } from "./layout.ts";
import { type RenderReportPage, registerReport } from "./report/report-routes.ts";
import { registerSaved } from "./report/saved-routes.ts";
import { languageOf, queryOf, send } from "./requests.ts";
import { STYLE } from "./style.ts";
import { type InboxPage, MAIL_VIEWS, renderInbox } from "./team/inbox-page.ts";
import { renderOverview } from "./team/overview-page.ts";
import { renderRules } from "./team/rules-page.ts";
import { wordingFor } from "./wording.ts";

const MAILS_A_PAGE = 40;
/** Who sends a request more slowly holds what others need. */
const SENDING_MS = 60_000;
const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** A database that takes connections and answers nothing is as good as away. */
const READY_MS = 5_000;

/** A mail carries its own style, and images of the site. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** The pages, and what watches them. Routes that act for members (unsubscribe) are registered beside, by whoever starts the server. */
export function createServer(deps: WebDependencies): FastifyInstance {
  const server = Fastify({ logger: false, forceCloseConnections: true, requestTimeout: SENDING_MS });
  server.addHook("onSend", async (_request, reply) => {
    reply.header("X-Content-Type-Options", "nosniff");
    if (!reply.hasHeader("Referrer-Policy")) reply.header("Referrer-Policy", "no-referrer");
    if (!reply.hasHeader("Content-Security-Policy")) reply.header("Content-Security-Policy", PAGE_POLICY);
  });
  server.get("/healthz", async (_request, reply) => {
    const ready = await Promise.race([deps.isReady().catch(() => false), sleep(READY_MS, false, { ref: false })]);
    return reply.code(ready ? 200 : 503).send({ ready });
  });
  server.get("/style.css", async (_request, reply) =>
    reply.type("text/css; charset=utf-8").header("Cache-Control", "public, max-age=300").send(STYLE),
  );
  server.get("/icon.svg", async (_request, reply) => reply.type("image/svg+xml").send(ICON));
  server.register(async (pages) => registerPages(pages, deps));
  server.setNotFoundHandler((request, reply) => showNotFound(deps, request, reply));
  server.setErrorHandler(async (error, request, reply) => {
    deps.onTrouble(error);
    const language = languageOf(request);
    const words = wordingFor(language);
    const body = html`<div><h1>${words.trouble}</h1><p class="lead">${words.troubleDetail}</p></div>`;
    return send(
      reply.code(500),
      renderPage(frameOf(deps, "Rekindle"), { language, title: words.trouble, section: null, body }, "/"),
    );
  });
  return server;
}

async function registerPages(server: FastifyInstance, deps: WebDependencies): Promise<void> {
  server.addHook("onRequest", async (request, reply) => {
    const { access } = deps;
    if (access.kind === "open") return;
    if (access.kind === "closed") return showNotFound(deps, request, reply);
    if (carriesPassword(request.headers.authorization, access.password)) return;
    return reply
      .code(401)
      .header("WWW-Authenticate", 'Basic realm="Rekindle", charset="UTF-8"')
      .type("text/plain; charset=utf-8")
      .send("A password is needed.\n");
  });
  const show = async (request: FastifyRequest, reply: FastifyReply, page: Page) =>
    send(reply, renderPage(frameOf(deps, await deps.community()), page, request.url));

  server.get("/", async (request, reply) => {
    const language = languageOf(request);
    const words = wordingFor(language);
    const body = renderOverview(await deps.readOverview(language), language, words);
    return show(request, reply, { language, title: words.overview, section: "overview", body });
  });

  server.get("/rules", async (request, reply) => {
    const language = languageOf(request);
    const words = wordingFor(language);
    const body = renderRules(await deps.readRules(language), words);
    return show(request, reply, { language, title: words.rules, section: "rules", body });
  });

  const render: RenderReportPage = async (request, page) =>
    renderPage(frameOf(deps, await deps.community()), { ...page, section: "report" }, request.url);
  registerReport(server, { pages: deps.report, save: deps.saved.keep, render, onTrouble: deps.onTrouble });
  const timezone = async () => (await deps.report.calendar()).timezone;
  registerSaved(server, { saved: deps.saved, timezone, render });

  const { inbox } = deps;
  if (inbox === null) return;
  const showInbox = async (request: FastifyRequest, reply: FastifyReply, id: string | null) => {
    const page = await readInbox(inbox, request, id);
    if (page === null) return showNotFound(deps, request, reply);
    const title = page.opened?.subject ?? page.words.inbox;
    return show(request, reply, { language: page.language, title, section: "inbox", body: renderInbox(page) });
  };
  server.get("/inbox", (request, reply) => showInbox(request, reply, null));
  server.get<{ Params: { id: string } }>("/inbox/:id", (request, reply) =>
    showInbox(request, reply, request.params.id),
  );
  server.get<{ Params: { id: string } }>("/inbox/:id/mail", async (request, reply) => {
    const mail = await inbox.read(request.params.id);
    if (mail === null) return showNotFound(deps, request, reply);
    // Links open beside the page, as they do from a mail program; the frame itself may not leave this server.
    const body = mail.html.replace(/<head([^>]*)>/i, '<head$1><base target="_blank">');
    return send(reply.header("Content-Security-Policy", MAIL_POLICY), body);
  });
}

async function readInbox(inbox: Inbox, request: FastifyRequest, id: string | null): Promise<InboxPage | null> {
  const parameters = queryOf(request);
  const query = {
    text: (parameters.get("q") ?? "").trim().slice(0, 100),
    offset: Math.min(1e6, Math.max(0, Math.trunc(Number(parameters.get("from")) || 0))),
    limit: MAILS_A_PAGE,
  };
  const { mails, total } = await inbox.list(query);
  const opened = id === null ? null : await inbox.read(id);
  if (id !== null && opened === null) return null;
  const language = languageOf(request);
  const view = MAIL_VIEWS.find((name) => name === parameters.get("view")) ?? "desktop";
  return { language, words: wordingFor(language), query, mails, total, opened, view };
}

async function showNotFound(
  deps: WebDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const language = languageOf(request);
  const words = wordingFor(language);
  const body = html`<div><h1>${words.notFound}</h1><p class="lead">${words.notFoundDetail}</p></div>
${deps.access.kind === "closed" ? null : html`<p><a class="button" href="${withLanguage("/", language)}">${words.backToOverview}</a></p>`}`;
  return send(
    reply.code(404),
    renderPage(frameOf(deps, "Rekindle"), { language, title: words.notFound, section: null, body }, "/"),
  );
}

function frameOf(deps: WebDependencies, community: string): Frame {
  const sections: Section[] = ["overview", "rules", "report"];
  if (deps.inbox !== null) sections.push("inbox");
  return { community, sections: deps.access.kind === "closed" ? [] : sections, demo: deps.inbox !== null };
}
