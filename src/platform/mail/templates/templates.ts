import { readdir, readFile, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { RekindleError } from "../../../core/errors.ts";
import type { DigestModel, MailTemplates, RenderOutcome } from "../../../digest/mails/ports.ts";
import { openLiquid } from "../liquid/liquid.ts";
import { BrokenTemplate, brokenTemplate, problemOf } from "./broken-template.ts";
import { attempt, compileTemplate, together } from "./compile-template.ts";
import { checkSource } from "./liquid-flaws.ts";
import { fixedPaths, type LocalTemplate, localiseTemplate, type TemplateText } from "./localise-template.ts";
import { RULE_NAMES, templateNames } from "./mail-names.ts";
import { renderDigest } from "./render-digest.ts";
import { renderEachWith } from "./render-each.ts";
import { strangersOf } from "./template-strangers.ts";
import { readWords, strangeWords } from "./words.ts";
import { type FileText, onlyBroken, textOf, type WrittenFile } from "./written-file.ts";

export interface TemplateOptions {
  /** Holds `<name>.mjml` and `<name>.txt.liquid`, `partials/<name>.mjml` and `locales/<language>.json`. */
  readonly emailsDirectory: string;
}

/** A template without a text part of its own has this one. */
const DEFAULT_TEXT = "digest";

const WAY_OUT = /\{\{-?\s*unsubscribeUrl\b/;

/**
 * Reads and compiles every template of the folder, once. A file that cannot be used is told in `problems`, and fails only
 * the mails that need it.
 * @throws RekindleError `configuration` when the folder cannot be read or holds no template
 */
export async function openTemplates({ emailsDirectory }: TemplateOptions): Promise<MailTemplates> {
  const engines = { html: openLiquid("html"), text: openLiquid("text") };
  const [sources, texts, partials, locales] = await Promise.all([
    readFiles(emailsDirectory, ".mjml"),
    readFiles(emailsDirectory, ".txt.liquid"),
    readFiles(emailsDirectory, ".mjml", "partials"),
    readFiles(emailsDirectory, ".json", "locales"),
  ]);
  if (sources.size === 0) throw noTemplates(emailsDirectory);
  const words = readWords(locales);
  const compiled = new Map<string, TemplateText | RekindleError>();
  const compile = async (name: string, source: FileText): Promise<TemplateText> => {
    const file = `${name}.mjml`;
    const textName = texts.has(name) ? name : DEFAULT_TEXT;
    const text = texts.get(textName);
    if (text === undefined) throw brokenTemplate(file, `its text part ${name}.txt.liquid is missing`);
    const own = { file, text: textOf(source) };
    const plain = { file: `${textName}.txt.liquid`, text: textOf(text) };
    const read = attempt(() => checkSource(engines.text, plain.text, plain));
    const page = await compileTemplate(own, partials, engines.html).catch((error: unknown) => {
      if (error instanceof BrokenTemplate && "error" in read) throw together(file, [error, read.error]);
      throw error;
    });
    if ("error" in read) throw read.error;
    return { html: page.html, text: plain.text };
  };
  for (const [name, source] of sources) compiled.set(name, await compile(name, source).catch(onlyBroken));
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
    if (template instanceof RekindleError) throw template;
    const local = localiseTemplate(name, template, engines, words.in(language), brand);
    localised.set(key, local);
    return local;
  };
  const renderEach = renderEachWith(({ template, wording, model }) =>
    renderDigest(localTemplate(template, model), engines.text, wording, model),
  );
  return {
    names: [...compiled.keys()],
    problems: [
      ...[...compiled].flatMap(([name, error]) =>
        error instanceof RekindleError ? [problemOf(`${name}.mjml`, name, error)] : [],
      ),
      ...[...words.broken].map(([language, error]) => problemOf(`locales/${language}.json`, null, error)),
    ],
    withoutWayOut: [...compiled].flatMap(([template, parts]) => {
      if (parts instanceof RekindleError) return [];
      const lacking: string[] = [];
      if (!WAY_OUT.test(parts.html)) lacking.push(`${template}.mjml`);
      if (!WAY_OUT.test(parts.text)) lacking.push(`${texts.has(template) ? template : DEFAULT_TEXT}.txt.liquid`);
      return lacking.map((file) => ({ template, file }));
    }),
    strangers: () => {
      const whole = [...locales.keys()].filter((language) => !words.broken.has(language) && !words.broken.has("en"));
      const known = {
        names: templateNames(words.broken.has("en") ? null : words.in("en").keys()),
        fixed: fixedPaths(whole.map((language) => words.in(language))),
      };
      const written = (file: string, text: FileText | undefined): WrittenFile[] =>
        typeof text === "string" ? [{ file, text }] : [];
      const included = [...partials].flatMap(([name, text]) => written(`partials/${name}.mjml`, text));
      const found = [
        ...[...compiled].flatMap(([name, parts]) => {
          if (parts instanceof RekindleError) return [];
          const textName = texts.has(name) ? name : DEFAULT_TEXT;
          return [
            ...strangersOf(parts.html, [...written(`${name}.mjml`, sources.get(name)), ...included], known),
            ...strangersOf(parts.text, written(`${textName}.txt.liquid`, texts.get(textName)), known),
          ];
        }),
        ...whole.flatMap((language) =>
          written(`locales/${language}.json`, locales.get(language)).flatMap((file) =>
            strangeWords(file, words.in(language), words.in("en")),
          ),
        ),
        ...whole.flatMap((language) =>
          [...words.in(language).values()].flatMap((text) =>
            strangersOf(text, written(`locales/${language}.json`, locales.get(language)), { names: RULE_NAMES }),
          ),
        ),
      ];
      // Partials belong to several templates.
      return [...new Map(found.map((one) => [`${one.file} ${one.span[0]} ${one.message}`, one])).values()];
    },
    renderEach,
    render: (template, wording, model) => {
      const [outcome] = renderEach([{ template, wording, model }]) as [RenderOutcome];
      if ("error" in outcome) throw outcome.error;
      return outcome.mail;
    },
  };
}

/**
 * The names that a digest's `template` may have, without compiling any.
 * @throws RekindleError `configuration` when there is none
 */
export async function listTemplates({ emailsDirectory }: TemplateOptions): Promise<string[]> {
  const names = await namesIn(emailsDirectory, ".mjml");
  if (names.length === 0) throw noTemplates(emailsDirectory);
  return names;
}

function noTemplates(emailsDirectory: string): RekindleError {
  return new RekindleError(
    "configuration",
    `There is no mail template in ${emailsDirectory}.`,
    "Let EMAILS_DIR name a folder with a digest.mjml, or take the shipped emails/.",
  );
}

/** Without the ending, in their order; none where there is no folder. */
async function namesIn(folder: string, ending: string): Promise<string[]> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new RekindleError(
      "configuration",
      `The folder of the mails ${folder} cannot be read (${error.code}).`,
      "Let EMAILS_DIR name a folder with a digest.mjml, or take the shipped emails/.",
      error,
    );
  });
  return files
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((file) => file.slice(0, -ending.length));
}

/** Texts by name without the ending, in the order of the names, or why there is none. None from outside of the root. */
async function readFiles(root: string, ending: string, below = ""): Promise<Map<string, FileText>> {
  const folder = join(root, below);
  const names = await namesIn(folder, ending);
  const inside = names.length === 0 ? "" : `${await realpath(root)}${sep}`;
  const read = async (file: string): Promise<string> => {
    try {
      const target = await realpath(join(folder, file));
      if (!target.startsWith(inside))
        throw brokenTemplate(join(below, file), `it is a link to ${target}, outside of the folder of the mails`);
      return await readFile(target, "utf8");
    } catch (error) {
      if (error instanceof RekindleError) throw error;
      throw brokenTemplate(join(below, file), `it cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
    }
  };
  const texts = new Map<string, FileText>();
  for (const name of names) texts.set(name, await read(`${name}${ending}`).catch(onlyBroken));
  return texts;
}
