import type { Settings } from "../settings.ts";
import type { Located } from "../text/document.ts";
import type { Mistake } from "../text/mistake.ts";
import { mistakeAt, type Source } from "../text/source.ts";

/** What is right in settings.yaml and yet hardly meant. */
export function warnSettings(located: Located, settings: Settings, source: Source): Mistake[] {
  return [
    ...warnOfNobody(located, settings, source),
    ...warnRotation(located, settings, source),
    ...warnOfTwins(located, source),
  ];
}

/** It ends what was measured so far: nobody should learn that from the report. Who knows it says off. */
function warnOfNobody(located: Located, { holdout }: Settings, source: Source): Mistake[] {
  const child = located.children.get("holdout")?.children.get("share");
  if (child === undefined || holdout.share > 0) return [];
  const message = {
    en: "nobody is held out: what digests change cannot be measured, and a holdout that runs ends with the next mailing",
    fr: "il n’y a pas de groupe témoin : l’effet des envois ne peut être mesuré, et un groupe témoin en cours prend fin au prochain envoi",
  };
  const hint = {
    en: 'to go on measuring, write a share such as 10%; if that is meant, write "holdout: off"',
    fr: "pour continuer à mesurer, écrivez une part comme 10% ; si c’est voulu, écrivez « holdout: off »",
  };
  return [mistakeAt(source, child.span, message, hint, "warning")];
}

/** Nobody can be drawn anew where nobody is held out. */
function warnRotation(located: Located, { holdout }: Settings, source: Source): Mistake[] {
  const child = located.children.get("holdout")?.children.get("rotate");
  if (child === undefined || holdout.rotate !== "quarterly" || holdout.share > 0) return [];
  const message = {
    en: "nobody is held out (share: 0%), so there is nobody to draw anew each quarter",
    fr: "il n’y a pas de groupe témoin (share: 0%), et donc personne à tirer au sort chaque trimestre",
  };
  const hint = {
    en: "expected a share above 0%, such as share: 10%; or remove rotate",
    fr: "il faut une part au-dessus de 0 %, comme share: 10% ; ou retirez rotate",
  };
  return [mistakeAt(source, child.span, message, hint, "warning")];
}

/** Names of rules and segments are small letters; these are shown as they are written. */
function warnOfTwins(located: Located, source: Source): Mistake[] {
  const treatments = [...(located.children.get("treatments")?.children.values() ?? [])].flatMap(({ children }) => {
    const name = children.get("name");
    return typeof name?.value === "string" ? [{ name: name.value.trim(), span: name.span }] : [];
  });
  const goals = [...(located.children.get("goals")?.children ?? [])].map(([key, { keySpan, span }]) => ({
    name: String(key).trim(),
    span: keySpan ?? span,
  }));
  return [treatments, goals].flatMap((named) => {
    const first = new Map<string, string>();
    return named.flatMap(({ name, span }) => {
      const folded = fold(name);
      const other = first.get(folded);
      if (other === undefined) first.set(folded, name);
      if (folded === "" || other === undefined || other === name) return [];
      const message = {
        en: `"${name}" and "${other}" differ only by capitals, accents or marks`,
        fr: `« ${name} » et « ${other} » ne diffèrent que par des majuscules, des accents ou des signes`,
      };
      const hint = {
        en: "give each a name that readers of the report can tell apart",
        fr: "donnez à chacun un nom que les lecteurs du rapport puissent distinguer",
      };
      return [mistakeAt(source, span, message, hint, "warning")];
    });
  });
}

/** Letters and digits alone: `Visite d’accueil` and `VISITE  D'ACCUEIL` are one. */
function fold(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}
