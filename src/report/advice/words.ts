import { isSingular, numberOf } from "../words/number-of.ts";
import type { ReportLanguage } from "../words/words.ts";

/** All that the advice says, in one language. Numbers arrive written. */
export interface AdviceWords {
  readonly title: string;
  readonly seen: (target: string, share: string, heldOut: string, weeks: string) => string;
  readonly seenLater: (
    members: string,
    active: string,
    target: string,
    share: string,
    heldOut: string,
    weeks: string,
  ) => string;
  readonly notSeen: (members: string, active: string, target: string, quarter: string, halfYear: string) => string;
  /** As notSeen, where half a year shows no less than a quarter. */
  readonly notSeenLonger: AdviceWords["notSeen"];
  /** As notSeen, where half held out is too few who make the visits, for a quarter at least. */
  readonly silent: (members: string, active: string, target: string) => string;
  readonly membersNeeded: (target: string, needed: string) => string;
  readonly tooSmall: (members: string, minimal: string) => string;
  readonly tooSmallCompanies: (members: string, companies: string, minimal: string) => string;
  readonly unknown: string;
  readonly picks: string;
  readonly people: (members: string, active: string) => string;
  readonly visits: (perWeek: string) => string;
  readonly cameBack: (target: string, share: string, heldOut: string, now: string) => string;
  readonly cameBackNot: (target: string, smallest: string, now: string) => string;
  readonly ownShows: (share: string, smallest: string) => string;
  readonly ownNext: (share: string) => string;
  readonly ownKept: (shares: string) => string;
  /** Of a holdout drawn anew each quarter. */
  readonly rotated: (one: string, two: string, four: string) => string;
  readonly tooShort: (target: string) => string;
  readonly ownSmall: (share: string, heldOut: string, minimal: string) => string;
  /** `contributors`: as many of the group as would make the visits if all who make them made as many. */
  readonly ownSilent: (share: string, heldOut: string, contributors: string, least: string) => string;
  readonly enough: (share: string, heldOut: string) => string;
  readonly enoughMembers: (needed: string) => string;
  readonly ownNone: string;
  readonly table: string;
  readonly columns: {
    readonly share: string;
    readonly members: string;
    readonly weeks: (weeks: string) => string;
    readonly cameBack: string;
  };
  readonly yours: (share: string) => string;
  readonly notes: {
    readonly title: string;
    readonly found: (times: string) => string;
    readonly beginning: string;
    readonly empty: (minimal: string) => string;
    readonly past: (told: string, adjusted: string, smallest: string) => string;
    readonly expected: string;
    readonly companies: string;
  };
}

const counted = { en: numberOf("en"), fr: numberOf("fr") };
const people = {
  en: (members: string) => counted.en(members, "member", "members"),
  fr: (members: string) => counted.fr(members, "membre", "membres"),
};
const activeIn = (members: string) => counted.fr(members, "actif", "actifs");

const ENGLISH: AdviceWords = {
  title: "What this community can show",
  seen: (target, share, heldOut, weeks) =>
    `Hold out ${share} of the members (${heldOut}) for ${weeks} weeks: that shows a lift of ${target} in visits a week.`,
  seenLater: (members, active, target, share, heldOut, weeks) =>
    `With ${people.en(members)}, ${active} of them active, no holdout shows a lift of ${target} in visits a week within three months. ${share} held out (${heldOut} members) shows it after ${weeks} weeks.`,
  notSeen: (members, active, target, quarter, halfYear) =>
    `With ${people.en(members)}, ${active} of them active, no holdout shows a lift of ${target} in visits a week, not even in half a year. Half held out shows ${quarter} after 12 weeks and ${halfYear} after 26.`,
  notSeenLonger: (members, active, target, quarter, halfYear) =>
    `With ${people.en(members)}, ${active} of them active, no holdout shows a lift of ${target} in visits a week, not even in half a year. Half held out shows ${quarter} after 12 weeks. Waiting longer does not help here (${halfYear} after 26): over half a year members differ more in how often they come.`,
  silent: (members, active, target) =>
    `With ${people.en(members)}, ${active} of them active, no holdout shows a lift of ${target} in visits a week, not even in half a year: so few of them make the visits that even with half held out the report would not always show an effect.`,
  membersNeeded: (target, needed) =>
    `To see ${target} after 12 weeks it would take about ${needed} members such as these, half of them held out.`,
  tooSmall: (members, minimal) =>
    `With ${people.en(members)} no holdout can show anything about visits: each of the two groups needs ${minimal} at least.`,
  tooSmallCompanies: (members, companies, minimal) =>
    `${people.en(members)} ${isSingular(members, "en") ? "is" : "are"} ${counted.en(companies, "company", "companies")}, and companies are what is drawn: no holdout can show anything about visits, since each of the two groups needs ${minimal} at least.`,
  unknown:
    "What a holdout could show here is known once the site has told eight weeks of visits, of most members: four to count, and the four before to compare them with.",
  picks:
    "Whether members see more of what is picked for them usually shows sooner than whether they come more often: the report says both.",
  people: (members, active) =>
    `Digests can reach ${people.en(members)}; ${active} of them came to the site in the last four weeks.`,
  visits: (perWeek) => `Visits a week, for each member: ${perWeek} on average.`,
  cameBack: (target, share, heldOut, now) =>
    `In a week ${now} of the members come. A lift of ${target} in the share who come back within seven days shows with ${share} held out (${heldOut} members).`,
  cameBackNot: (target, smallest, now) =>
    `In a week ${now} of the members come. No holdout shows a lift of ${target} in the share who come back within seven days; half held out shows ${smallest}.`,
  rotated: (one, two, four) =>
    `Who is held out is drawn anew each quarter: one quarter shows a lift from ${one} up, two together from ${two}, four from ${four}.`,
  tooShort: (target) => `A quarter is too short to show ${target} by itself.`,
  ownShows: (share, smallest) =>
    `Now ${share} are held out: that shows a lift in visits from ${smallest} up, after 12 weeks.`,
  ownNext: (share) => `settings.yaml says ${share}: from the next mailing on, for who is new.`,
  ownKept: (shares) => `Who was drawn before keeps their group: ${shares} held out.`,
  ownSmall: (share, heldOut, minimal) =>
    `Now ${share} are held out, about ${heldOut}: below ${minimal} the report shows no effect.`,
  ownSilent: (share, heldOut, contributors, least) =>
    `Now ${share} are held out (${heldOut} members): in 12 weeks a few of a group of that size make most of its visits, as if ${contributors} made them all, and below ${least} the report shows no effect.`,
  enough: (share, heldOut) => `It would show one with ${share} held out (${heldOut} members).`,
  enoughMembers: (needed) =>
    `It would take ${needed} members such as these, half of them held out, to show one however large.`,
  ownNone:
    "Now nobody is held out, and nothing can be shown: digests without a holdout have nothing to be compared with.",
  table: "The smallest lift that would be seen in visits a week after so many weeks, and in who comes back",
  columns: {
    share: "Held out",
    members: "Members",
    weeks: (weeks) => `${weeks} weeks`,
    cameBack: "Come back",
  },
  yours: (share) => `${share} (now)`,
  notes: {
    title: "How to read this",
    found: (times) =>
      `A lift of this size is found four times out of five, in the report of a period that is over. While the period is open it must be ${times} times as large, since the report may then be looked at every day.`,
    beginning:
      "Everybody's first digest is taken to be due at the beginning. A rule that reaches fewer members, or reaches them later, sees less.",
    empty: (minimal) =>
      `A dash: one of the two groups would count fewer than ${minimal}, or fewer than thirty who make what is counted, and the report would show no effect.`,
    past: (told, adjusted, smallest) =>
      `The four weeks before tell ${told} of how often members come in the 12 that follow. Adjusted for them (CUPED, under “How this was computed” in the report), half held out shows ${adjusted} instead of ${smallest}. The answer above and the verdicts of the report do without.`,
    expected:
      "Visits are not yet known for as long as marked (*): those are expected from the weeks that are known, and may be too hopeful.",
    companies: "Companies are drawn, and colleagues add up: the table counts companies as one each.",
  },
};

const FRENCH: AdviceWords = {
  title: "Ce que cette communauté peut montrer",
  seen: (target, share, heldOut, weeks) =>
    `Gardez ${share} des membres (${heldOut}) dans le groupe témoin pendant ${weeks} semaines : un effet de ${target} sur les visites par semaine s’y verra.`,
  seenLater: (members, active, target, share, heldOut, weeks) =>
    `Avec ${people.fr(members)}, dont ${activeIn(active)}, aucun groupe témoin ne montre un effet de ${target} sur les visites par semaine en trois mois. Avec un groupe témoin de ${share} (${heldOut} membres), il se verra au bout de ${weeks} semaines.`,
  notSeen: (members, active, target, quarter, halfYear) =>
    `Avec ${people.fr(members)}, dont ${activeIn(active)}, aucun groupe témoin ne montre un effet de ${target} sur les visites par semaine, pas même en six mois. La moitié des membres en témoin montre ${quarter} au bout de 12 semaines et ${halfYear} au bout de 26.`,
  notSeenLonger: (members, active, target, quarter, halfYear) =>
    `Avec ${people.fr(members)}, dont ${activeIn(active)}, aucun groupe témoin ne montre un effet de ${target} sur les visites par semaine, pas même en six mois. La moitié des membres en témoin montre ${quarter} au bout de 12 semaines. Attendre plus longtemps n’y aide pas ici (${halfYear} au bout de 26) : sur six mois, les membres diffèrent davantage par la fréquence de leurs visites.`,
  silent: (members, active, target) =>
    `Avec ${people.fr(members)}, dont ${activeIn(active)}, aucun groupe témoin ne montre un effet de ${target} sur les visites par semaine, pas même en six mois : les visites sont le fait de si peu de membres que, même avec la moitié en témoin, le rapport n’annoncerait pas toujours d’effet.`,
  membersNeeded: (target, needed) =>
    `Pour voir ${target} en 12 semaines, il faudrait environ ${needed} membres comme ceux-ci, la moitié en témoin.`,
  tooSmall: (members, minimal) =>
    `Avec ${people.fr(members)}, aucun groupe témoin ne peut rien montrer sur les visites : il faut au moins ${minimal} membres dans chacun des deux groupes.`,
  tooSmallCompanies: (members, companies, minimal) =>
    `${people.fr(members)} ${isSingular(members, "fr") ? "appartient" : "appartiennent"} à ${counted.fr(companies, "entreprise", "entreprises")}, et ce sont les entreprises que l’on tire au sort : aucun groupe témoin ne peut rien montrer sur les visites, car il en faut au moins ${minimal} dans chacun des deux groupes.`,
  unknown:
    "Ce qu’un groupe témoin pourrait montrer ici sera connu quand le site aura rapporté huit semaines de visites pour la plupart des membres : quatre à compter, et les quatre d’avant pour les comparer.",
  picks:
    "Que les membres consultent davantage ce qui leur est proposé se voit d’ordinaire plus tôt que leur retour plus fréquent : le rapport dit les deux.",
  people: (members, active) =>
    `Les récapitulatifs peuvent atteindre ${people.fr(members)} ; ${counted.fr(active, "d’entre eux est venu", "d’entre eux sont venus")} sur le site ces quatre dernières semaines.`,
  visits: (perWeek) => `Visites par membre et par semaine : ${perWeek} en moyenne.`,
  cameBack: (target, share, heldOut, now) =>
    `En une semaine, ${now} des membres viennent. Un effet de ${target} sur la part de ceux qui reviennent dans les sept jours se voit avec un groupe témoin de ${share} (${heldOut} membres).`,
  cameBackNot: (target, smallest, now) =>
    `En une semaine, ${now} des membres viennent. Aucun groupe témoin ne montre un effet de ${target} sur la part de ceux qui reviennent dans les sept jours ; la moitié des membres en témoin montre ${smallest}.`,
  rotated: (one, two, four) =>
    `Le groupe témoin est tiré de nouveau au sort chaque trimestre : un trimestre montre un effet à partir de ${one}, deux ensemble à partir de ${two}, quatre à partir de ${four}.`,
  tooShort: (target) => `Un trimestre est trop court pour montrer ${target} à lui seul.`,
  ownShows: (share, smallest) =>
    `Aujourd’hui, le groupe témoin est de ${share} : un effet sur les visites s’y voit à partir de ${smallest}, au bout de 12 semaines.`,
  ownNext: (share) => `settings.yaml dit ${share} : à partir du prochain envoi, pour les nouveaux membres seulement.`,
  ownKept: (shares) => `Les membres tirés au sort auparavant gardent leur groupe : ${shares} en témoin.`,
  ownSmall: (share, heldOut, minimal) =>
    `Aujourd’hui, le groupe témoin est de ${share}, soit environ ${heldOut} : en dessous de ${minimal}, le rapport n’annonce aucun effet.`,
  ownSilent: (share, heldOut, contributors, least) =>
    `Aujourd’hui, le groupe témoin est de ${share} (${heldOut} membres) : en 12 semaines, l’essentiel des visites d’un groupe de cette taille est le fait de quelques membres, comme si ${contributors} les faisaient toutes, et en dessous de ${least}, le rapport n’annonce aucun effet.`,
  enough: (share, heldOut) => `Il en annoncerait avec un groupe témoin de ${share} (${heldOut} membres).`,
  enoughMembers: (needed) =>
    `Pour qu’il en annonce un, si grand soit-il, il faudrait ${needed} membres comme ceux-ci, la moitié en témoin.`,
  ownNone:
    "Aujourd’hui, il n’y a pas de groupe témoin, et rien ne peut être montré : les envois n’ont rien à quoi être comparés.",
  table: "Le plus petit effet visible sur les visites, selon la durée, et sur la part de ceux qui reviennent",
  columns: {
    share: "Groupe témoin",
    members: "Membres",
    weeks: (weeks) => `${weeks} semaines`,
    cameBack: "Reviennent",
  },
  yours: (share) => `${share} (actuel)`,
  notes: {
    title: "Comment lire ce tableau",
    found: (times) =>
      `Un effet de cette taille est trouvé quatre fois sur cinq, dans le rapport d’une période close. Tant que la période est ouverte, il doit être ${times} fois plus grand, puisque l’on peut alors consulter le rapport chaque jour.`,
    beginning:
      "On suppose que le premier récapitulatif de chacun est prévu dès le début. Une règle qui touche moins de membres, ou les touche plus tard, en voit moins.",
    empty: (minimal) =>
      `Un tiret : l’un des deux groupes compterait moins de ${minimal}, ou moins de trente à l’origine de ce que l’on compte, et le rapport n’annoncerait aucun effet.`,
    past: (told, adjusted, smallest) =>
      `Les quatre semaines d’avant expliquent ${told} de la fréquence des visites dans les 12 qui suivent. En corrigeant de ce passé (CUPED, sous « Comment ces chiffres sont calculés » dans le rapport), la moitié des membres en témoin montre ${adjusted} au lieu de ${smallest}. La réponse ci-dessus et les verdicts du rapport s’en passent.`,
    expected:
      "Les visites ne sont pas encore connues pour les durées marquées (*) : elles sont estimées d’après les semaines connues, peut-être avec optimisme.",
    companies:
      "Ce sont les entreprises que l’on tire au sort, et leurs membres s’additionnent : chacune compte pour un.",
  },
};

export function adviceWords(language: ReportLanguage): AdviceWords {
  return language === "fr" ? FRENCH : ENGLISH;
}
