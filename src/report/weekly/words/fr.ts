import type { WeekWords } from "./words.ts";

export const FRENCH: WeekWords = {
  subject: (community, from, to) => `${community} : la semaine du ${from} au ${to}`,
  title: "Le rapport de la semaine",
  week: (from, to) => `Du ${from} au ${to}`,
  soFar: (since, until) =>
    `Mesuré sur toutes les semaines, du ${since} au ${until} : une semaine seule est trop courte pour montrer un effet. Les intervalles entre parenthèses sont volontairement larges, pour que le hasard ne trompe pas ceux qui les consultent chaque semaine. Le rapport d’une période close en donne de plus étroits, pour une seule lecture à la fin ; pour un même effet, les deux sont justes.`,
  outcomes: "Ce que les récapitulatifs ont changé",
  costs: "Ce que la semaine a coûté",
  mails: (count, written, before) =>
    `${written} ${count <= 1 ? "récapitulatif envoyé" : "récapitulatifs envoyés"} (la semaine d’avant : ${before}).`,
  unsubscribes: (count, written, before) =>
    `${written} ${count <= 1 ? "membre s’est désabonné" : "membres se sont désabonnés"} (la semaine d’avant : ${before}).`,
  moved: "Ce qui a bougé",
  movedNote: "Par rapport à la semaine d’avant. Cela dit ce qui s’est passé, pas pourquoi.",
  nothingMoved: "Aucun indicateur n’a bougé plus que le hasard ne le fait d’une semaine à l’autre.",
  lastWeek: "Cette semaine",
  weekBefore: "Avant",
  better: "mieux",
  worse: "moins bien",
  forecast: "Ce qui s’annonce",
  enough: "Aucune règle ne sera à court de contenus dans les 30 prochains jours.",
  open: "Ouvrir le rapport complet",
  weekPoint: (week, treated, heldOut) => `semaine ${week} : ${treated} avec envois, ${heldOut} dans le groupe témoin`,
  couldShow: (share, smallest) => `${smallest} avec un groupe témoin de ${share}`,
  next: " ; ",
  footer: (community) =>
    `Rekindle envoie ce rapport sur ${community} une fois par semaine. Les destinataires sont indiqués dans settings.yaml, sous reports.`,
};
