import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Brand } from "../../../core/rules/settings.ts";
import type { TemplateProblem, TemplateStranger } from "../../../digest/mails/ports.ts";
import type { WeekPage } from "../../../report/weekly/ports.ts";
import { openLiquid } from "../liquid/liquid.ts";
import { paletteOf } from "./brand-palette.ts";
import { brokenTemplate, problemOf } from "./broken-template.ts";
import { type CompiledTemplate, compileTemplate } from "./compile-template.ts";
import { fontNames } from "./localise-template.ts";
import { strangersOf } from "./template-strangers.ts";
import { WEEK_NAMES } from "./week-names.ts";
import { onlyBroken } from "./written-file.ts";

const WEEK_FILE = "reports/weekly.mjml";
const PARTIALS = ["head", "styles", "header", "figures"];

/**
 * The document of the weekly report, in the brand's colours.
 * @param emailsDirectory the shipped folder: the mail goes to the team, and a folder of one's own need not have it
 * @throws RekindleError `configuration` when a file of it is missing or no good
 */
export async function openWeekPage(emailsDirectory: string, brand: Brand): Promise<WeekPage> {
  const { page } = await compile(await readSources(emailsDirectory));
  const shown = { name: brand.name, logo: brand.logo, font: fontNames(brand.font) };
  return {
    render: (told, language) =>
      page.render({
        language,
        told,
        subject: told.subject,
        preheader: told.headline,
        brand: shown,
        palette: paletteOf(brand.colour),
      }),
  };
}

/** What is wrong with its files, by their path from the folder: why it cannot be used, or names that it has not. */
export async function checkWeekPage(emailsDirectory: string): Promise<{
  readonly problems: readonly TemplateProblem[];
  readonly strangers: readonly TemplateStranger[];
}> {
  try {
    const sources = await readSources(emailsDirectory);
    const files = [...sources].map(([file, text]) => ({ file, text }));
    const { html } = await compile(sources);
    return { problems: [], strangers: strangersOf(html, files, { names: WEEK_NAMES, where: "the weekly report" }) };
  } catch (error) {
    return { problems: [problemOf(WEEK_FILE, null, onlyBroken(error))], strangers: [] };
  }
}

/** By their path: the document, then its partials. */
type Sources = ReadonlyMap<string, string>;

async function readSources(emailsDirectory: string): Promise<Sources> {
  const files = [WEEK_FILE, ...PARTIALS.map((name) => `partials/${name}.mjml`)];
  const read = async (file: string) => {
    const text = await readFile(join(emailsDirectory, file), "utf8").catch((error: NodeJS.ErrnoException) => {
      throw brokenTemplate(WEEK_FILE, `${file} cannot be read (${error.code})`, error);
    });
    return [file, text] as const;
  };
  return new Map(await Promise.all(files.map(read)));
}

async function compile(sources: Sources): Promise<CompiledTemplate> {
  const partials = new Map(PARTIALS.map((name) => [name, sources.get(`partials/${name}.mjml`) ?? ""]));
  const own = { file: WEEK_FILE, text: sources.get(WEEK_FILE) ?? "" };
  return compileTemplate(own, partials, openLiquid("html"));
}
