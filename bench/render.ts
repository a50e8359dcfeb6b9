import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import mjml2html from "mjml";
import { chooseForMembers } from "../src/digest/choose-for-members.ts";
import { describeDigest, mailLanguage, wordingIn } from "../src/digest/describe-digest.ts";
import type { DigestModel } from "../src/digest/mails/ports.ts";
import type { ProposeDeps } from "../src/digest/ports.ts";
import { createCandidateCache } from "../src/digest/prepare-candidates.ts";
import { openLiquid } from "../src/platform/mail/liquid/liquid.ts";
import { type LocalTemplate, localiseTemplate } from "../src/platform/mail/templates/localise-template.ts";
import { renderDigest } from "../src/platform/mail/templates/render-digest.ts";
import { openTemplates } from "../src/platform/mail/templates/templates.ts";
import { readWords } from "../src/platform/mail/templates/words.ts";
import { createDigestStore } from "../src/platform/postgres/digest/digest-store.ts";
import { ALL_ROUNDS, type Row, race, toRow } from "./race.ts";
import { AT, EMAILS_DIRECTORY, openScene, type Scene, TIMEZONE, TODAY } from "./scene.ts";
import type { Community, World } from "./world.ts";

const MAILS = 4_000;
const MJML_MAILS = 25;
const TEMPLATE = "digest";

export async function measureRender(world: World): Promise<Row[]> {
  const scene = await openScene();
  const rule = scene.rule("planned");
  const templates = await openTemplates({ emailsDirectory: EMAILS_DIRECTORY });
  // Each round has mails of its own: what was rendered before must not make it faster than work is.
  const models = await describeMails(world, scene, MAILS * ALL_ROUNDS);
  const each = Math.floor(models.length / ALL_ROUNDS);
  let round = 0;
  const ours = (model: DigestModel) => templates.render(TEMPLATE, wordingIn(rule, model.language), model);
  const fill = await openMjml();
  const byMjml = async (model: DigestModel) => {
    const filled = fill(model, wordingIn(rule, model.language));
    return {
      ...filled,
      ...(await mjml2html(filled.html, { validationLevel: "skip", ignoreIncludes: true, fonts: {} })),
    };
  };
  await checkAlike(models.slice(0, 3), ours, byMjml);
  const took = await race({
    ours: {
      run: async () => {
        // As many at once as composing renders.
        for (let at = 0; at < each; at += 50) {
          const some = models.slice(round * each + at, round * each + Math.min(at + 50, each));
          templates.renderEach(
            some.map((model) => ({ template: TEMPLATE, wording: wordingIn(rule, model.language), model })),
          );
        }
      },
    },
    mjml: {
      run: async () => {
        for (const model of models.slice(round * each, round * each + MJML_MAILS)) await byMjml(model);
        round += 1;
      },
    },
  });
  return [
    toRow({
      name: "rendering a mail, against MJML for each mail",
      unit: "ms a mail",
      median: took.ours / each,
      baseline: took.mjml / Math.min(each, MJML_MAILS),
      faster: true,
      bound: { least: 20 },
    }),
  ];
}

/** What the templates show to some members, as composing describes it. */
export async function describeMails(
  { database, members }: Community,
  { settings, rule }: Scene,
  count: number,
): Promise<DigestModel[]> {
  const deps: ProposeDeps = {
    store: createDigestStore(database),
    settings,
    clock: { now: () => AT },
    cache: createCandidateCache(),
  };
  const planned = rule("planned");
  const wanted = Math.min(count, members);
  const ids = Array.from({ length: wanted }, (_, index) => 1 + Math.floor((index * members) / wanted));
  const readers = await deps.store.loadMembers(ids);
  const moment = { timezone: TIMEZONE, localDate: TODAY, at: AT };
  const options = { viewedUpTo: AT, mailedUpTo: AT };
  const { candidates, byMember, beside } = await chooseForMembers(deps, moment, planned, readers, options);
  return readers.flatMap((member) => {
    const choice = byMember.get(member.id);
    if (choice === undefined || "skipped" in choice) return [];
    const language = mailLanguage(member, settings.languages);
    const { picks } = choice;
    return describeDigest({
      settings,
      rule: planned,
      member,
      language,
      picks,
      candidates,
      unsubscribeUrl: `https://news.example.org/u/${member.id}`,
      preferencesUrl: `https://news.example.org/p/${member.id}`,
      calendarUrl: () => "https://news.example.org/c",
      beside: beside(member.id),
      telling: null,
    });
  });
}

/** The same template in MJML, filled for one mail by the same Liquid; MJML is left to do. */
async function openMjml(): Promise<(model: DigestModel, wording: ReturnType<typeof wordingIn>) => { html: string }> {
  const engines = { html: openLiquid("html"), text: openLiquid("text") };
  const read = (...path: string[]) => readFile(join(EMAILS_DIRECTORY, ...path), "utf8");
  let html = await read(`${TEMPLATE}.mjml`);
  for (const file of await readdir(join(EMAILS_DIRECTORY, "partials"))) {
    html = html.replaceAll(`<mj-include path="./partials/${file}" />`, await read("partials", file));
  }
  const text = await read(`${TEMPLATE}.txt.liquid`);
  const locales = new Map<string, string>();
  for (const file of await readdir(join(EMAILS_DIRECTORY, "locales"))) {
    locales.set(file.replace(".json", ""), await read("locales", file));
  }
  const words = readWords(locales);
  const local = new Map<string, LocalTemplate>();
  return (model, wording) => {
    const template =
      local.get(model.language) ??
      localiseTemplate(TEMPLATE, { html, text }, engines, words.in(model.language), model.brand);
    local.set(model.language, template);
    return renderDigest(template, engines.text, wording, model);
  };
}

/** Both roads must lead to a mail that says the same, or the comparison is of nothing. */
async function checkAlike(
  models: readonly DigestModel[],
  ours: (model: DigestModel) => { html: string },
  byMjml: (model: DigestModel) => Promise<{ html: string }>,
): Promise<void> {
  for (const model of models) {
    if (wordsOf(ours(model).html) !== wordsOf((await byMjml(model)).html)) {
      throw new Error("MJML for each mail does not give the same mail.");
    }
  }
}

function wordsOf(html: string): string {
  return html
    .replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
