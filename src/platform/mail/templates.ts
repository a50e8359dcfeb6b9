import { readdir, readFile, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { RekindleError } from "../../core/errors.ts";
import type { DigestModel, MailTemplates, RenderOutcome } from "../../digest/ports.ts";
import { brokenTemplate, compileTemplate } from "./compile-template.ts";
import { type LiquidEngine, openLiquid, sayLiquidError } from "./liquid.ts";
import { type LocalTemplate, localiseTemplate, type TemplateText } from "./localise-template.ts";
import { renderDigest } from "./render-digest.ts";
import { renderEachWith } from "./render-each.ts";
import { readWords } from "./words.ts";

export interface TemplateOptions {
  /** Holds `<name>.mjml` and `<name>.txt.liquid`, `partials/<name>.mjml` and `locales/<language>.json`. */
  readonly emailsDirectory: string;
}

/** A template without a text part of its own has this one. */
const DEFAULT_TEXT = "digest";

/**
 * Reads and compiles every template of the folder, once.
 * @throws RekindleError `configuration` when the folder or a file in it cannot be used
 */
export async function openTemplates({ emailsDirectory }: TemplateOptions): Promise<MailTemplates> {
  const engines = { html: openLiquid("html"), text: openLiquid("text") };
  const [sources, texts, partials, locales] = await Promise.all([
    readFiles(emailsDirectory, ".mjml"),
    readFiles(emailsDirectory, ".txt.liquid"),
    readFiles(emailsDirectory, ".mjml", "partials"),
    readFiles(emailsDirectory, ".json", "locales"),
  ]);
  if (sources.size === 0) {
    throw new RekindleError(
      "configuration",
      `There is no mail template in ${emailsDirectory}.`,
      "Let EMAILS_DIR name a folder with a digest.mjml, or take the shipped emails/.",
    );
  }
  const wordsIn = readWords(locales, engines.text);
  const compiled = new Map<string, TemplateText>();
  for (const [name, source] of sources) {
    const file = `${name}.mjml`;
    const textName = texts.has(name) ? name : DEFAULT_TEXT;
    const text = texts.get(textName);
    if (text === undefined) throw brokenTemplate(file, `its text part ${name}.txt.liquid is missing`);
    const html = await compileTemplate({ file, text: source, partials });
    checkSource(engines.html, file, html);
    checkSource(engines.text, `${textName}.txt.liquid`, text);
    compiled.set(name, { html, text });
  }
  const localised = new Map<string, LocalTemplate>();
  const localTemplate = (name: string, { language, brand }: DigestModel): LocalTemplate => {
    const key = JSON.stringify([name, language, brand]);
    const known = localised.get(key);
    if (known !== undefined) return known;
    const template = compiled.get(name);
    if (template === undefined) {
      throw new RekindleError(
        "configuration",
        `There is no mail template "${name}".`,
        `Name one of: ${[...compiled.keys()].join(", ")}.`,
      );
    }
    const local = localiseTemplate(name, template, engines, wordsIn(language), brand);
    localised.set(key, local);
    return local;
  };
  const renderEach = renderEachWith(({ template, wording, model }) =>
    renderDigest(localTemplate(template, model), engines.text, wording, model),
  );
  return {
    names: [...compiled.keys()],
    renderEach,
    render: (template, wording, model) => {
      const [outcome] = renderEach([{ template, wording, model }]) as [RenderOutcome];
      if ("error" in outcome) throw outcome.error;
      return outcome.mail;
    },
  };
}

/** The names that a digest's `template` may have, without compiling any. */
export async function listTemplates({ emailsDirectory }: TemplateOptions): Promise<string[]> {
  return [...(await readFiles(emailsDirectory, ".mjml")).keys()];
}

/** Texts by name without the ending, in the order of the names; none where there is no folder. None from outside of the root. */
async function readFiles(root: string, ending: string, below = ""): Promise<Map<string, string>> {
  const folder = join(root, below);
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const texts = new Map<string, string>();
  const inside = files.length === 0 ? "" : `${await realpath(root)}${sep}`;
  for (const file of files.filter((name) => name.endsWith(ending)).sort()) {
    const path = join(folder, file);
    const target = await realpath(path);
    if (!target.startsWith(inside))
      throw brokenTemplate(file, `it is a link to ${target}, outside of the folder of the mails`);
    texts.set(file.slice(0, -ending.length), await readFile(target, "utf8"));
  }
  return texts;
}

function checkSource(liquid: LiquidEngine, file: string, source: string): void {
  try {
    liquid.compile(source);
  } catch (error) {
    throw brokenTemplate(file, sayLiquidError(error), error);
  }
}
