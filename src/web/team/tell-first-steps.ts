import type { LoadedRules } from "../../audience/load-rules.ts";
import { holdsOut } from "../../core/rules/holds-out.ts";
import { type LiftReport, MINIMAL_ARM } from "../../report/lift/lift-report.ts";
import { isSingular } from "../../report/words/number-of.ts";
import { writeNumbers } from "../../report/write/write-numbers.ts";
import type { FirstStep } from "../dependencies.ts";
import type { PageLanguage } from "../wording.ts";

interface StepWords {
  readonly noMembers: string;
  readonly members: (count: string) => string;
  readonly noneLive: string;
  readonly live: (rules: string, count: number) => string;
  readonly sendingOff: string;
  readonly sendingOn: string;
  /** Nobody, as settings.yaml says. */
  readonly heldOutOff: string;
  readonly holdout: string;
  readonly digests: string;
  readonly digestsOfOff: string;
  readonly effects: (minimal: string) => string;
}

const ENGLISH: StepWords = {
  noMembers:
    "Connect the community: members, contents and visits come from the site, from its forum or from a file (docs/connect.md). rekindle doctor says what has arrived.",
  members: (count) =>
    `The community is connected: ${count} ${isSingular(count, "en") ? "member is" : "members are"} known.`,
  noneLive:
    "Make a rule live: state: live in its file. rekindle rules preview shows before that whom it would mail, and what.",
  live: (rules) => `Live: ${rules}.`,
  sendingOff: "Turn sending on: sending: on in settings.yaml. Until then digests are planned, and none leaves.",
  sendingOn: "Sending is on.",
  heldOutOff:
    "Nobody is held out (holdout: off in settings.yaml): all whom the rules choose get digests, and what these change is not measured.",
  holdout: "Some members are held out, by lot, so that there is somebody to compare with.",
  digests:
    "Then wait for the next send moment of a live rule: with its first digests this table begins, and after seven days it tells who came back.",
  digestsOfOff: "Then wait for the next send moment of a live rule: what left stands in the figures below.",
  effects: (minimal) =>
    `An effect shows from ${minimal} members in each group on, and after some weeks: rekindle report --advise says how many here.`,
};

const FRENCH: StepWords = {
  noMembers:
    "Reliez la communauté : membres, contenus et visites arrivent du site, de son forum ou d’un fichier (docs/connect.md). rekindle doctor dit ce qui est arrivé.",
  members: (count) =>
    `La communauté est reliée : ${count} ${isSingular(count, "fr") ? "membre connu" : "membres connus"}.`,
  noneLive:
    "Activez une règle : state: live dans son fichier. Avant cela, rekindle rules preview montre à qui elle écrirait, et quoi.",
  live: (rules, count) => `${count < 2 ? "Règle active" : "Règles actives"} : ${rules}.`,
  sendingOff:
    "Activez les envois : sending: on dans settings.yaml. D’ici là, les récapitulatifs sont prévus, mais aucun ne part.",
  sendingOn: "Les envois sont activés.",
  heldOutOff:
    "Il n’y a pas de groupe témoin (holdout: off dans settings.yaml) : tous ceux que les règles choisissent reçoivent les récapitulatifs, et leur effet n’est pas mesuré.",
  holdout: "Un groupe témoin, tiré au sort, permet de comparer.",
  digests:
    "Attendez ensuite le prochain moment d’envoi d’une règle active : ce tableau commence avec les premiers récapitulatifs et dit, au bout de sept jours, qui est revenu.",
  digestsOfOff:
    "Attendez ensuite le prochain moment d’envoi d’une règle active : ce qui est parti figure dans les chiffres ci-dessous.",
  effects: (minimal) =>
    `Un effet se voit à partir de ${minimal} membres dans chaque groupe et au bout de quelques semaines : rekindle report --advise dit combien il en faut ici.`,
};

/** What comes when on the overview, and what to do for it: as long as nobody has been due a digest. */
export function tellFirstSteps(
  { report, loaded }: { readonly report: LiftReport; readonly loaded: LoadedRules },
  language: PageLanguage,
): FirstStep[] {
  const isHeldOut = holdsOut(loaded);
  if (report.experiments.length > 0 || (!isHeldOut && report.headline === "nobody_held_out")) return [];
  const says = language === "fr" ? FRENCH : ENGLISH;
  const { count } = writeNumbers(language, loaded.settings.timezone);
  const { members } = report.community;
  const live = loaded.rules.filter(({ state }) => state === "live").map(({ name }) => name);
  const isOn = loaded.settings.sending !== "off";
  return [
    { isDone: members > 0, text: members > 0 ? says.members(count(members)) : says.noMembers },
    { isDone: live.length > 0, text: live.length > 0 ? says.live(live.join(", "), live.length) : says.noneLive },
    { isDone: true, text: isHeldOut ? says.holdout : says.heldOutOff },
    { isDone: isOn, text: isOn ? says.sendingOn : says.sendingOff },
    { isDone: false, text: isHeldOut ? says.digests : says.digestsOfOff },
    ...(isHeldOut ? [{ isDone: false, text: says.effects(count(MINIMAL_ARM)) }] : []),
  ];
}

/** What stands in place of an effect where digests leave and nobody is held out, as the settings say; null: somebody is. */
export function tellUnmeasured(
  { report, loaded }: { readonly report: LiftReport; readonly loaded: LoadedRules },
  language: PageLanguage,
): string | null {
  if (report.headline !== "nobody_held_out" || holdsOut(loaded)) return null;
  return (language === "fr" ? FRENCH : ENGLISH).heldOutOff;
}
