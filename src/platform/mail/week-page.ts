import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Brand } from "../../core/rules/settings.ts";
import type { WeekPage } from "../../report/weekly/ports.ts";
import { paletteOf } from "./brand-palette.ts";
import { compileTemplate } from "./compile-template.ts";
import { openLiquid } from "./liquid.ts";
import { fontNames } from "./localise-template.ts";

const FILE = "reports/weekly.mjml";
const PARTIALS = ["head", "styles", "header", "figures"];

/**
 * The document of the weekly report, in the brand's colours.
 * @param emailsDirectory the shipped folder: the mail goes to the team, and a folder of one's own need not have it
 */
export async function openWeekPage(emailsDirectory: string, brand: Brand): Promise<WeekPage> {
  const read = (file: string) => readFile(join(emailsDirectory, file), "utf8");
  const partials = await Promise.all(
    PARTIALS.map(async (name) => [name, await read(`partials/${name}.mjml`)] as const),
  );
  const html = await compileTemplate({ file: FILE, text: await read(FILE), partials: new Map(partials) });
  const page = openLiquid("html").compile(html);
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
