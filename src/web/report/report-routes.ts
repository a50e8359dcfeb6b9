import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { localDateOf } from "../../core/calendar.ts";
import { TookTooLong } from "../../core/errors.ts";
import { presentIndicatorsHtml } from "../../report/indicators/present-indicators-html.ts";
import type { LiftReport } from "../../report/lift/lift-report.ts";
import type { WholeReport } from "../../report/make-report.ts";
import { prepareReport } from "../../report/prepare-report.ts";
import type { PreparedReport } from "../../report/prepared-report.ts";
import { presentReportBody } from "../../report/present-html.ts";
import type { SavedReport } from "../../report/saved/ports.ts";
import { prepareSponsor } from "../../report/sponsor/prepare-sponsor.ts";
import { presentSponsor } from "../../report/sponsor/present-sponsor.ts";
import { tellerOf } from "../../report/tell/teller.ts";
import { type Html, html, trusted } from "../html.ts";
import { withLanguage } from "../layout.ts";
import { readNoBody } from "../members/link-routes.ts";
import { isFromOwnPage } from "../own-origin.ts";
import { type Kept, type Reading, TooMuchWork, within } from "../reading.ts";
import { languageOf, queryOf, send } from "../requests.ts";
import type { PageLanguage } from "../wording.ts";
import { chooseReport, type ReportSpan } from "./choose-report.ts";
import { FILE_TYPES, REPORT_FILES, REPORT_POLICY, type ReportFile } from "./report-files.ts";
import {
  type Newer,
  REPORT_PATHS,
  type ReportFrame,
  type ReportView,
  renderNotFromHere,
  renderReportFiles,
  renderReportHead,
  renderReportState,
  renderReportTrouble,
  renderReportWaiting,
  renderSheet,
  SAVED_PATH,
  SHEET_PATH,
  titleOfReport,
} from "./report-page.ts";
import type { ReportPages } from "./report-pages.ts";

/** For so long a page waits for figures before it begins without them. */
const PATIENCE_MS = 400;
const MORE = trusted("<!--more-->");

/** A page of the report's section, in the frame of all pages. */
export type RenderReportPage = (
  request: FastifyRequest,
  page: { readonly language: PageLanguage; readonly title: string; readonly body: Html },
) => Promise<string>;

export interface ReportRouteOptions {
  readonly pages: ReportPages;
  readonly render: RenderReportPage;
  /** Keeps it as it is; each time as another copy. */
  readonly save: (report: PreparedReport) => Promise<SavedReport>;
  readonly onTrouble: (error: unknown) => void;
}

/** What is below the head of a page, of figures that are there. */
type Fill<T> = (kept: Kept<T>, newer: Newer) => Html;

/** `/report` and what belongs to it. Who may see it is for the caller to say, by a hook. */
export function registerReport(server: FastifyInstance, { pages, save, render, onTrouble }: ReportRouteOptions): void {
  const frameOf = async (request: FastifyRequest, view: ReportView): Promise<ReportFrame> => {
    const { now, end, timezone, rules } = await pages.calendar();
    const query = queryOf(request);
    // The sponsor's sheet is of the whole community.
    if (view === "sponsor") query.delete("rule");
    const asked = chooseReport(query, now, timezone, rules);
    return { view, language: languageOf(request), ...asked, now, end, timezone, rules };
  };

  server.addHook("onSend", async (_request, reply) => {
    // A form says where it is from, and only to us.
    reply.header("Referrer-Policy", "same-origin");
  });

  const pageOf = (request: FastifyRequest, frame: ReportFrame, body: Html | null) =>
    render(request, {
      language: frame.language,
      title: titleOfReport(frame),
      body: html`${renderReportHead(frame)}${body}`,
    });

  /** Where it helps to ask again later. Rejects as it did where that would help nobody. */
  const showTrouble = async (
    request: FastifyRequest,
    reply: FastifyReply,
    frame: ReportFrame,
    error: unknown,
  ): Promise<FastifyReply> => {
    const isBusy = error instanceof TooMuchWork;
    if (!isBusy && !(error instanceof TookTooLong)) throw error;
    if (!isBusy) onTrouble(error);
    const trouble = renderReportTrouble(frame, isBusy ? null : error);
    return send(reply.code(503).header("Retry-After", "60"), await pageOf(request, frame, trouble));
  };

  const show = async <T>(
    request: FastifyRequest,
    reply: FastifyReply,
    frame: ReportFrame,
    read: (span: ReportSpan) => Promise<Reading<T>>,
    fill: Fill<T>,
  ): Promise<FastifyReply> => {
    const page = (body: Html | null) => pageOf(request, frame, body);
    if (frame.span === null) return send(reply.code(400), await page(null));
    try {
      const { kept, coming } = await read(frame.span);
      // Figures that are there are shown, whatever becomes of newer ones.
      if (kept !== null) coming?.catch(onTrouble);
      const newer = coming === null || kept === null ? coming : coming.catch(() => "failed" as const);
      const made = newer === null ? kept : await within(PATIENCE_MS, newer);
      if (made !== null && made !== "failed") return send(reply, await page(fill(made, null)));
      if (kept !== null) return send(reply, await page(fill(kept, made ?? { at: request.url })));
      const [before = "", after = ""] = (await page(html`${renderReportWaiting(frame)}${MORE}`)).split(MORE.text);
      const rest = coming
        ?.then((late) => fill(late, null))
        .catch((error: unknown) => {
          onTrouble(error);
          return renderReportTrouble(frame, error);
        });
      // A proxy that gathers the answer would keep the reader waiting before nothing.
      reply.header("X-Accel-Buffering", "no").header("Cache-Control", "no-store").type("text/html; charset=utf-8");
      return reply.send(Readable.from(inTurn(before, rest, after)));
    } catch (error) {
      return showTrouble(request, reply, frame, error);
    }
  };

  const readReport = (frame: ReportFrame) => (span: ReportSpan) =>
    pages.readReport({ ...span, against: frame.choice.against, rule: frame.choice.rule });

  server.get(REPORT_PATHS.report, async (request, reply) => {
    const frame = await frameOf(request, "report");
    return show(request, reply, frame, readReport(frame), (kept, newer) => {
      const { report, indicators, sections, comparisons } = kept.value;
      const teller = tellerOf(report, frame.language, indicators, sections, comparisons);
      return fillWith(frame, kept, newer, presentReportBody(teller, pages.charts).html);
    });
  });

  server.get(REPORT_PATHS.indicators, async (request, reply) => {
    const frame = await frameOf(request, "indicators");
    return show(request, reply, frame, readReport(frame), (kept, newer) => {
      const { indicators } = tellerOf(kept.value.report, frame.language, kept.value.indicators);
      return fillWith(frame, kept, newer, indicators === null ? "" : presentIndicatorsHtml(indicators).html);
    });
  });

  server.get(REPORT_PATHS.sponsor, async (request, reply) => {
    const frame = await frameOf(request, "sponsor");
    return show(request, reply, frame, pages.readSponsor, ({ value, tookMs, ageMs }, newer) => {
      const state = { at: value.report.measuredAt, tookMs, ageMs: ageMs(), newer };
      return html`${renderReportState(frame, state)}${renderSheet(frame, value)}`;
    });
  });

  /** What is no page of ours but made of the same figures: the newest, however long they take, or those of `at`. */
  const give = async <T extends { readonly report: { readonly measuredAt: string } }>(
    request: FastifyRequest,
    reply: FastifyReply,
    frame: ReportFrame,
    read: (span: ReportSpan) => Promise<Reading<T>>,
    answer: (value: T) => FastifyReply | Promise<FastifyReply>,
    at: string | null = null,
  ): Promise<FastifyReply> => {
    if (frame.span === null) return show(request, reply, frame, read, () => html``);
    try {
      const { kept, coming } = await read(frame.span);
      const isShown = kept !== null && kept.value.report.measuredAt === at;
      if (isShown) coming?.catch(onTrouble);
      const made = isShown ? kept : ((await coming) ?? kept);
      if (made === null) throw new Error("Nothing was computed");
      return await answer(made.value);
    } catch (error) {
      return showTrouble(request, reply, frame, error);
    }
  };

  server.get(SHEET_PATH, async (request, reply) => {
    const frame = await frameOf(request, "sponsor");
    return give(request, reply, frame, pages.readSponsor, (sheet) =>
      send(reply.header("Content-Security-Policy", REPORT_POLICY), presentSponsor(sheet, "html", frame.language)),
    );
  });

  const prepare = (whole: WholeReport, language: PageLanguage) =>
    prepareReport(whole, language, async () => pages.charts, pages.writeWorkbook);

  const write = async (whole: WholeReport, language: PageLanguage, format: ReportFile): Promise<string | Buffer> => {
    const content = await prepare(whole, language).write(format);
    return typeof content === "string" ? content : Buffer.from(content);
  };

  server.register(async (forms) => {
    readNoBody(forms);
    forms.post(SAVED_PATH, async (request, reply) => {
      const asked = queryOf(request);
      const isSheet = asked.get("view") === "sponsor";
      const frame = await frameOf(request, isSheet ? "sponsor" : "report");
      if (!isFromOwnPage(request.headers)) {
        return send(reply.code(403), await pageOf(request, frame, renderNotFromHere(frame)));
      }
      const keep = async (report: PreparedReport) => {
        const { id } = await save(report);
        return reply.redirect(`${withLanguage(SAVED_PATH, frame.language)}&kept=${id}`, 303);
      };
      const at = asked.get("at");
      return isSheet
        ? give(request, reply, frame, pages.readSponsor, (sheet) => keep(prepareSponsor(sheet, frame.language)), at)
        : give(request, reply, frame, readReport(frame), (whole) => keep(prepare(whole, frame.language)), at);
    });
  });

  for (const format of REPORT_FILES) {
    server.get(`/report.${format}`, async (request, reply) => {
      const frame = await frameOf(request, "report");
      return give(request, reply, frame, readReport(frame), async (whole) =>
        reply
          .type(FILE_TYPES[format])
          .header("Content-Security-Policy", REPORT_POLICY)
          .header("Cache-Control", "no-store")
          .header("Content-Disposition", `attachment; filename="${nameFile(whole.report, frame, format)}"`)
          .send(await write(whole, frame.language, format)),
      );
    });
  }
}

/** The head of a page, then what is awaited, then its end. */
async function* inTurn(before: string, rest: Promise<Html> | undefined, after: string): AsyncGenerator<string> {
  yield before;
  yield (await rest)?.text ?? "";
  yield after;
}

/**
 * `report-2026-09-07-2026-10-31.xlsx`: the days that its lift counts, from the first digest where the period has no beginning;
 * `indicators-2026-10-04-2026-10-31.csv`: indicators have days of their own there.
 */
function nameFile(
  { period, experiments, indicators }: LiftReport,
  { timezone }: ReportFrame,
  format: ReportFile,
): string {
  const isIndicators = format === "csv";
  const [first = indicators.from] = experiments.map(({ firstExposedAt }) => firstExposedAt).sort();
  const from = isIndicators ? indicators.from : (period.from ?? first);
  const days = [new Date(from), new Date(Date.parse(period.to) - 1)].map((day) => localDateOf(day, timezone));
  return `${isIndicators ? "indicators" : "report"}-${days.join("-")}.${format}`;
}

function fillWith(frame: ReportFrame, kept: Kept<WholeReport>, newer: Newer, body: string): Html {
  const at = kept.value.report.measuredAt;
  return html`${renderReportState(frame, { at, tookMs: kept.tookMs, ageMs: kept.ageMs(), newer })}
<div class="report">${trusted(body)}</div>
${renderReportFiles(frame, at)}`;
}
