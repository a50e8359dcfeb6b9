import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RekindleError } from "../../core/errors.ts";
import type { PreparedReport } from "../../report/prepared-report.ts";
import { SAVED_FORMATS, type SavedList, type SavedReport } from "../../report/saved/ports.ts";
import type { ShownReport } from "../../report/saved/show-saved.ts";
import { html } from "../html.ts";
import { languageOf, queryOf, send } from "../requests.ts";
import { FILE_TYPES, REPORT_POLICY } from "./report-files.ts";
import { renderReportViews, SAVED_PATH } from "./report-page.ts";
import type { RenderReportPage } from "./report-routes.ts";
import { renderSaved } from "./saved-page.ts";
import { reportPageWords } from "./words.ts";

export interface SavedPages {
  readonly keep: (report: PreparedReport) => Promise<SavedReport>;
  /** As `SavedReportStore.list`. */
  readonly list: (before: number | null) => Promise<SavedList>;
  /** As `showSaved`. */
  readonly show: (id: number, format: (typeof SAVED_FORMATS)[number]) => Promise<ShownReport>;
}

export interface SavedRouteOptions {
  readonly saved: SavedPages;
  readonly timezone: () => Promise<string>;
  readonly render: RenderReportPage;
}

/** Where a copy is not what it was. */
const CHANGED_STATUS = 500;

/** `/report/saved`: copies that were given out, as they were. Nothing is computed for them. */
export function registerSaved(server: FastifyInstance, { saved, timezone, render }: SavedRouteOptions): void {
  server.get(SAVED_PATH, async (request, reply) => {
    const language = languageOf(request);
    const words = reportPageWords(language);
    const before = readId(request, "before");
    const body = html`<div><h1>${words.savedTitle}</h1><p class="lead">${words.savedLead}</p>${renderReportViews("saved", language)}</div>
${renderSaved(await saved.list(before), { before, kept: readId(request, "kept"), language, timezone: await timezone() })}`;
    return send(reply, await render(request, { language, title: words.savedTitle, body }));
  });

  server.get<{ Params: { file: string } }>(`${SAVED_PATH}/:file`, async (request, reply): Promise<FastifyReply> => {
    const [, id = "", name] = /^(\d{1,9})\.([a-z]+)$/.exec(request.params.file) ?? [];
    const format = SAVED_FORMATS.find((known) => known === name);
    if (format === undefined) return reply.callNotFound() as unknown as FastifyReply;
    try {
      const { bytes, file } = await saved.show(Number(id), format);
      const isRead = format === "html" || format === "text";
      return reply
        .type(FILE_TYPES[format])
        .header("Content-Security-Policy", REPORT_POLICY)
        .header("Cache-Control", "no-store")
        .header("ETag", `"${file.hash}"`)
        .header("Content-Disposition", `${isRead ? "inline" : "attachment"}; filename="report-${id}.${format}"`)
        .send(Buffer.from(bytes));
    } catch (error) {
      if (!(error instanceof RekindleError)) throw error;
      if (error.code === "not_found") return reply.callNotFound() as unknown as FastifyReply;
      const language = languageOf(request);
      const words = reportPageWords(language);
      const body = html`<div><h1>${words.savedTitle}</h1></div><section class="wrong" role="alert"><p>${words.savedChanged(id, format)}</p></section>`;
      return send(reply.code(CHANGED_STATUS), await render(request, { language, title: words.savedTitle, body }));
    }
  });
}

function readId(request: FastifyRequest, name: string): number | null {
  const [given = null] = /^[1-9]\d{0,14}$/.exec(queryOf(request).get(name) ?? "") ?? [];
  return given === null ? null : Number(given);
}
