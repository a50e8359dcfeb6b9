import type { LoadedRules } from "../../audience/load-rules.ts";
import { formatMistakes } from "../../core/rules/text/format-mistakes.ts";

type Broken = Pick<LoadedRules, "broken" | "mistakes" | "versions">;

/**
 * Tells of files of the rules folder that cannot be used: each once as it stands, and once that it can be used again or is
 * gone.
 */
export function openBrokenTeller(warn: (text: string) => void): (loaded: Broken) => void {
  let told = new Map<string, string>();
  return ({ broken, mistakes, versions }) => {
    for (const { file, hash, standsIn } of broken) {
      if (told.get(file) === hash) continue;
      const wrong = mistakes.filter((mistake) => mistake.file === file && mistake.severity === "mistake");
      const instead = standsIn ? "its last valid version goes on" : "nothing is sent by it";
      warn(`${file} cannot be used as it stands; ${instead}:\n\n${formatMistakes(wrong, { colour: false })}`);
    }
    const now = new Map(broken.map(({ file, hash }) => [file, hash]));
    const used = new Set(versions.map(({ file }) => file));
    for (const file of told.keys()) {
      if (!now.has(file)) warn(used.has(file) ? `${file} can be used again.` : sayGone(file));
    }
    told = now;
  };
}

function sayGone(file: string): string {
  const gone = `${file} is no longer in the rules folder`;
  return file === "settings.yaml" ? `${gone}: the defaults hold, under which nothing is sent.` : `${gone}.`;
}
