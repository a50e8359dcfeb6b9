import type { About } from "../about.ts";
import type { Condition } from "../condition.ts";
import type { CheckedRule } from "../rule.ts";
import type { Settings } from "../settings.ts";
import { adviseWord, checkShape, MOST_ISSUES } from "../text/check-shape.ts";
import { closestWord } from "../text/closest-word.ts";
import { type Located, limitMistakes, type ReadDocument, readDocument } from "../text/document.ts";
import type { Mistake } from "../text/mistake.ts";
import { mistakeAt, openSource, type Source } from "../text/source.ts";
import { type ConditionContext, readCondition } from "./read-condition.ts";
import { baseName, hashOf, readRule } from "./read-rule.ts";
import { defaultSettings, readSettings, SETTINGS_KEYS } from "./read-settings.ts";
import type { LiquidMistake } from "./rule-context.ts";
import { segmentSchema } from "./rule-schema.ts";

export interface FolderFile {
  /** Path from the rules folder, `/` between folders. */
  readonly file: string;
  readonly text: string;
  /** Why there is no text, and what to do. */
  readonly trouble?: { readonly message: string; readonly hint: string };
}

export interface FolderOptions {
  /** Says all that is wrong with a Liquid template. */
  readonly checkLiquid?: (template: string) => readonly LiquidMistake[];
  /** Templates of emails/ that a digest may name. */
  readonly templates?: readonly string[];
}

export interface CheckedSegment {
  readonly name: string;
  readonly about: About | null;
  readonly when: Condition;
  readonly file: string;
  readonly source: string;
}

export interface RuleFolder {
  /** null: settings.yaml holds a mistake. Without the file, the defaults, under which nothing is sent. */
  readonly settings: Settings | null;
  /** SHA-256 of the text of settings.yaml. */
  readonly settingsHash: string;
  readonly segments: ReadonlyMap<string, CheckedSegment>;
  /** Of all files of segments, also those with a mistake. */
  readonly segmentNames: readonly string[];
  /** Those without a mistake, by name. */
  readonly rules: readonly CheckedRule[];
  /** By file and line. */
  readonly mistakes: readonly Mistake[];
}

interface OpenFile {
  readonly source: Source;
  readonly document: Located | null;
  /** Whether it could be read as it is; else its document is what was meant, and is only checked. */
  readonly sound: boolean;
}

/** Checks a rules folder. A file with a mistake is left out and stops no other; every mistake of every file is told. */
export function checkFolder(files: readonly FolderFile[], options: FolderOptions = {}): RuleFolder {
  const mistakes: Mistake[] = [];
  const echoes: Echoes = new Map();
  const open = (kind: FileKind): OpenFile[] =>
    files
      .filter(({ file }) => kindOfFile(file) === kind)
      .map(({ file, text, trouble }) => {
        const source = openSource(file, text.startsWith("\ufeff") ? text.slice(1) : text);
        if (trouble !== undefined) {
          mistakes.push(mistakeAt(source, [0, 0], trouble.message, trouble.hint));
          return { source, document: null, sound: false };
        }
        const read = readDocument(source);
        mistakes.push(...read.mistakes);
        echoes.set(file, { syntax: new Set(read.mistakes), isEcho: read.isEcho });
        return { source, document: read.document, sound: read.mistakes.length === 0 };
      });
  const segments = readSegments(open("segment"), mistakes);
  const [settingsFile] = open("settings");
  const read = readSettingsFile(settingsFile, segments, mistakes);
  const ruleFiles = open("rule");
  const rules = ruleFiles.flatMap(({ source, document, sound }): CheckedRule[] => {
    if (document === null) return [];
    const usedSegments = new Map<string, string>();
    const rule = readRule(document, {
      source,
      mistakes,
      settings: read.usable,
      doubtful: read.doubtful,
      checkLiquid: options.checkLiquid ?? (() => []),
      templates: options.templates ?? null,
      usedSegments,
      findSegment: (name) => segments.find(name, usedSegments),
    });
    return rule === null || !sound ? [] : [rule];
  });
  const names = ruleNames(ruleFiles);
  const twice = reportTwins(names, mistakes);
  if (settingsFile?.document) checkOrder(settingsFile.document, settingsFile.source, [...names.keys()], mistakes);
  const settingsBroken = mistakes.some(
    ({ file, severity }) => file === settingsFile?.source.file && severity === "mistake",
  );
  return {
    settings: settingsBroken ? null : read.usable,
    settingsHash: hashOf([settingsFile?.source.text ?? ""]),
    segments: segments.valid(),
    segmentNames: segments.names,
    rules: rules.filter(({ name }) => !twice.has(name)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    mistakes: inOrder(withoutEchoes(mistakes, echoes)),
  };
}

/** By file, what is wrong with its syntax, and which other mistakes only follow from that. */
type Echoes = Map<string, { readonly syntax: ReadonlySet<Mistake>; readonly isEcho: ReadDocument["isEcho"] }>;

function withoutEchoes(mistakes: readonly Mistake[], echoes: Echoes): Mistake[] {
  return mistakes.filter((mistake) => {
    const read = echoes.get(mistake.file);
    return read === undefined || read.syntax.has(mistake) || !read.isEcho(mistake);
  });
}

type FileKind = "rule" | "segment" | "settings" | "other";

function kindOfFile(file: string): FileKind {
  if (!/\.ya?ml$/.test(file)) return "other";
  const folders = file.split("/").slice(0, -1);
  if (folders.at(-1) === "segments") return "segment";
  return baseName(file) === "settings" ? "settings" : "rule";
}

function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  const files = [...new Set(mistakes.map(({ file }) => file))].sort();
  return files.flatMap((file) =>
    limitMistakes(
      mistakes.filter((mistake) => mistake.file === file).sort((a, b) => a.line - b.line || a.column - b.column),
    ),
  );
}

function readSettingsFile(
  file: OpenFile | undefined,
  segments: Segments,
  mistakes: Mistake[],
): { readonly usable: Settings; readonly doubtful: ReadonlySet<string> } {
  if (file === undefined) return { usable: defaultSettings(), doubtful: new Set() };
  const { source, document, sound } = file;
  if (document === null) return { usable: defaultSettings(), doubtful: new Set(SETTINGS_KEYS) };
  const read = readSettings(document, { source, mistakes, findSegment: (name) => segments.find(name, new Map()) });
  // A key that is not there may be in what could not be read.
  const gone = sound ? [] : SETTINGS_KEYS.filter((key) => !document.children.has(key));
  return { usable: read.usable, doubtful: new Set([...read.doubtful, ...gone]) };
}

interface Segments {
  /** Records the texts of the segment and of those it uses. */
  find(name: string, used: Map<string, string>): ReturnType<ConditionContext["findSegment"]>;
  valid(): ReadonlyMap<string, CheckedSegment>;
  readonly names: readonly string[];
}

function readSegments(files: readonly OpenFile[], mistakes: Mistake[]): Segments {
  const byName = new Map(files.map((file) => [baseName(file.source.file), file]));
  const done = new Map<string, CheckedSegment | null>();
  const uses = new Map<string, Map<string, string>>();
  const way: string[] = [];
  const loops = new Map<string, string>();
  const tellLoop = (name: string, loop: string) => ({
    message: `the segment "${name}" uses itself: ${loop}`,
    hint: "take one of them out of the other",
  });

  const find: Segments["find"] = (name, used) => {
    const file = byName.get(name);
    if (file === undefined) {
      const near = closestWord(name, byName.keys());
      const known = byName.size === 0 ? "there is no file in segments/" : adviseWord(name, [...byName.keys()]);
      return { message: `there is no segment "${name}"`, hint: near === null ? known : `did you mean "${near}"?` };
    }
    if (way.includes(name)) {
      const round = way.slice(way.indexOf(name));
      for (const each of round) loops.set(each, [...round, name].join(" → "));
      return tellLoop(name, loops.get(name) ?? name);
    }
    const segment = read(name, file);
    const loop = loops.get(name);
    if (segment === null && loop !== undefined) return tellLoop(name, loop);
    if (segment === null)
      return { message: `the segment "${name}" holds a mistake of its own`, hint: `correct ${file.source.file} first` };
    for (const [each, text] of uses.get(name) ?? []) used.set(each, text);
    used.set(name, file.source.text);
    return segment.when;
  };

  const read = (name: string, { source, document, sound }: OpenFile): CheckedSegment | null => {
    const known = done.get(name);
    if (known !== undefined || document === null) return known ?? null;
    way.push(name);
    const before = mistakes.length;
    const used = new Map<string, string>();
    const checked = checkShape(source, document, segmentSchema);
    mistakes.push(...checked.mistakes);
    const when = document.children.get("when");
    const condition =
      when === undefined ? null : readCondition(when, { source, mistakes, findSegment: (inner) => find(inner, used) });
    const written = document.children.get("segment");
    if (typeof written?.value === "string" && written.value !== name) {
      mistakes.push(
        mistakeAt(
          source,
          written.span,
          `the segment "${written.value}" stands in a file named "${name}"`,
          `rename the file to ${written.value}.yaml, or the segment to ${name}`,
        ),
      );
    }
    way.pop();
    const broken = !sound || mistakes.length > before || checked.value === undefined || condition === null;
    const segment = broken
      ? null
      : { name, about: checked.value.about ?? null, when: condition, file: source.file, source: source.text };
    done.set(name, segment);
    uses.set(name, used);
    return segment;
  };

  for (const [name, file] of byName) read(name, file);
  const valid = new Map([...done].flatMap(([name, segment]) => (segment === null ? [] : [[name, segment] as const])));
  return { find, valid: () => valid, names: [...byName.keys()] };
}

interface Named {
  readonly source: Source;
  readonly located: Located | null;
}

/** The name each rule file gives itself, or its file's where it cannot be read: a broken rule is still a rule. */
function ruleNames(files: readonly OpenFile[]): Map<string, Named[]> {
  const names = new Map<string, Named[]>();
  for (const { source, document } of files) {
    const written = document?.children.get("rule");
    const readable = typeof written?.value === "string";
    const name = readable ? String(written.value) : baseName(source.file);
    names.set(name, [...(names.get(name) ?? []), { source, located: readable ? written : null }]);
  }
  return names;
}

function reportTwins(names: ReadonlyMap<string, readonly Named[]>, mistakes: Mistake[]): Set<string> {
  const twice = new Set<string>();
  for (const [name, holders] of names) {
    if (holders.length < 2) continue;
    twice.add(name);
    for (const { source, located } of holders) {
      if (located === null) continue;
      const others = holders.filter((other) => other.source !== source).map((other) => other.source.file);
      mistakes.push(
        mistakeAt(
          source,
          located.span,
          `the name "${name}" is also that of the rule in ${others.join(", ")}`,
          "give each rule its own name",
        ),
      );
    }
  }
  return twice;
}

function checkOrder(settings: Located, source: Source, names: readonly string[], mistakes: Mistake[]): void {
  const unknown = [...(settings.children.get("order")?.children.values() ?? [])].filter(
    // What can be no name is told as such.
    (item) => typeof item.value === "string" && /^[a-z0-9-]+$/.test(item.value) && !names.includes(item.value),
  );
  for (const item of unknown.slice(0, MOST_ISSUES)) {
    const hint = names.length === 0 ? "there is no file of a rule" : adviseWord(String(item.value), names);
    mistakes.push(mistakeAt(source, item.span, `there is no rule "${item.value}"`, hint));
  }
}
