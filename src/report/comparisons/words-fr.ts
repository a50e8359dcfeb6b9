import { isSingular } from "../words/number-of.ts";
import type { ComparisonWords } from "./words.ts";

/** Avril, août and octobre elide. */
const of = (month: string): string => (/^[ao]/.test(month) ? `d’${month}` : `de ${month}`);

export const FRENCH: ComparisonWords = {
  title: "Côte à côte : des comparaisons, pas des preuves",
  chosen:
    "Ces groupes se sont formés d’eux-mêmes : qui vient, s’inscrit ou participe était déjà différent, et aucun écart ci-dessous ne dit d’où il vient ; pour le prouver, il faudrait que le tirage au sort décide qui est dans quel groupe, comme pour le groupe témoin.",
  noInterval:
    "Aucun écart ne porte ici d’intervalle ni de verdict, et c’est voulu : ils ne mesureraient que le hasard, or ce n’est pas par hasard que ces groupes diffèrent.",
  measure: "Chiffre",
  titles: {
    activity: () => "Membres actifs et membres inactifs",
    customers: () => "Clients membres et clients non membres",
    purchases: () => "Commandes, montants et demandes des clients, membres ou non",
    traits: (name) => `${name} : membres avec, membres sans`,
    before_after: (name) => `${name} : avant et après`,
  },
  groups: {
    active: "Actifs",
    inactive: "Inactifs",
    member: "Membres",
    other: "Non-membres",
    with: "Avec",
    without: "Sans",
    before: "Avant",
    after: "Après",
  },
  activity: (days, from, active, inactive) =>
    `Parmi les membres inscrits depuis au moins ${days} jours au ${from}, ${active} étaient venus dans ces ${days} jours (actifs) et ${inactive} non (inactifs).`,
  activityBias:
    "Un membre qui compte rester vient aussi plus souvent : ses visites et son renouvellement peuvent en découler tous les deux. Ce que les uns et les autres ont fait pendant la période :",
  customers: (from, members, others) =>
    `Parmi les clients au ${from}, ${members} étaient membres de la communauté et ${others} ne l’étaient pas. Qui s’est inscrit plus tard compte avec les non-membres.`,
  customersBias:
    "Qui s’inscrit est souvent, dès le départ, un client plus ancien, plus important ou plus satisfait. Ce que les uns et les autres sont devenus :",
  purchases: (months, from, members, others) =>
    `Parmi les clients au ${from}, ${members} étaient membres de la communauté et ${others} ne l’étaient pas. Moyennes par client et par mois, ${months}, telles qu’importées ; un client sans ligne pour un mois compte pour zéro ce mois-là.`,
  purchasesBias:
    "Qui achète davantage s’inscrit plus volontiers, et qui a un problème s’adresse à la communauté comme au support : rien ici ne dit que la communauté a apporté une commande ou évité une demande.",
  inMonth: (month) => `en ${month}`,
  inMonths: (first, last) => `${of(first)} à ${last}`,
  noMonths: (months, latest) =>
    `Non affiché : ni commandes, ni montants, ni demandes au support n’ont été importés pour les mois entiers de cette période (${months}) ; les derniers connus datent ${of(latest)}.`,
  severalCurrencies: (currencies) =>
    `Les montants sont en plusieurs devises (${currencies}) et ne s’additionnent pas : importez-les convertis en une seule.`,
  between: (low, high) => `${low} à ${high}`,
  ownInterval:
    "À côté d’un chiffre : les bornes entre lesquelles se situe la moyenne du groupe lui-même (95 %). Elles disent avec quelle précision elle est connue, et rien de la raison pour laquelle les groupes diffèrent.",
  traits: (from, withThem, without) =>
    `Parmi les membres inscrits avant le ${from}, ${withThem} sont concernés aujourd’hui et ${without} ne le sont pas ; qui l’était alors n’est pas connu.`,
  traitsBias:
    "Les membres concernés venaient peut-être déjà plus souvent. Ce que les uns et les autres ont fait pendant la période :",
  treated: (members, had, days) =>
    `${had === null ? `${members} membres l’ont eu pour la première fois et` : `${had} membres l’ont eu pour la première fois ; ${members} d’entre eux`} auraient pu venir chacun des ${days} jours d’avant et des ${days} jours d’après. Ils sont comparés à eux-mêmes ; la visite en cours à ce moment-là ne compte d’aucun côté.`,
  treatedBias:
    "Après un pic ou un creux, on revient à l’habitude, quoi qu’il se passe entre-temps (régression vers la moyenne) : qui reçoit quelque chose à un moment d’activité vient moins ensuite, et qui participe parce qu’il vient davantage continue un temps. Ce qu’ils ont fait :",
  matched: ({ members, before, after, others, othersBefore, othersAfter }) =>
    `À côté d’eux, d’autres membres qui ne l’ont jamais eu et qui venaient aussi souvent dans les mêmes quatre semaines (${others}, pour ${members} des membres ci-dessus) : les visites par membre y passent de ${othersBefore} à ${othersAfter}, et de ${before} à ${after} chez ceux qui l’ont eu. Ils ne se ressemblent qu’en cela.`,
  notMatched: "Trop peu d’autres membres venaient aussi souvent dans les mêmes semaines pour figurer à côté d’eux.",
  drawn: {
    title: "Tiré au sort : ce que cela a changé",
    note: "Le hasard seul a décidé qui est dans quel groupe : ce qui diffère plus que ne le fait le hasard est l’effet. Chacun compte dans le groupe tiré, qu’il en ait bénéficié ou non.",
    groups: (treated, control, share, from) =>
      `${treated} membres tirés au sort pour en bénéficier et ${control} pour ne pas en bénéficier (${share} devaient en bénéficier), depuis le ${from}.`,
    got: (treated, control) => `En ont bénéficié : ${treated} des premiers et ${control} des seconds.`,
    mixed: (members) =>
      isSingular(members, "fr")
        ? `${members} membre a été signalé dans les deux groupes et ne compte dans aucun.`
        : `${members} membres ont été signalés dans les deux groupes et ne comptent dans aucun.`,
    fewerThan: (minimal) => `Moins de ${minimal}`,
    withIt: "Avec",
    control: "Groupe témoin",
    renewed: "Adhésion renouvelée depuis",
    better: "Les membres tirés au sort pour en bénéficier viennent plus souvent.",
    worse: "Les membres tirés au sort pour en bénéficier viennent moins souvent.",
    notSeen: (smallest) =>
      `Aucun effet sur les visites n’est visible : seul un effet d’au moins ${smallest} se verrait sans doute.`,
    tooEarly: (minimal) =>
      `Il est trop tôt pour conclure : en dessous de ${minimal} dans le plus petit groupe, aucun intervalle n’est fiable.`,
    notShown: {
      nobody_drawn: () => "Aucun membre n’a encore été signalé dans l’un des groupes.",
      small_group: (minimal) =>
        `Non affiché : l’un des deux groupes compte moins de ${minimal} personnes, et quelqu’un pourrait être reconnu.`,
    },
  },
  measures: {
    came: "Venus pendant la période",
    visits_mean: "Visites par membre, moyenne",
    visits_median: "Visites par membre, médiane",
    minutes_median: "Durée d’une visite, médiane",
    renewed: "Adhésions renouvelées",
    left: "Partis pendant la période",
    customer_renewed: "Renouvelés depuis le début de la période",
    years_median: "Ancienneté comme client, médiane",
    orders_mean: "Commandes par client et par mois",
    amount_mean: "Montant par client et par mois",
    basket_mean: "Panier moyen (montant d’une commande)",
    tickets_mean: "Demandes au support par client et par mois",
  },
  cameInDays: (days) => `Venus pendant ces ${days} jours`,
  years: (written, value) => `${written} ${value < 2 ? "an" : "ans"}`,
  minutes: (written) => `${written} min`,
  tooFew: "trop peu",
  notShown: {
    small_group: (minimal) =>
      `Non affiché : l’un des deux groupes compte moins de ${minimal} personnes, et quelqu’un pourrait être reconnu.`,
    no_history: (_, days) =>
      `Non affiché : rien n’était enregistré ${days} jours avant la période, ce qui sert à former les groupes.`,
    few_treated: (minimal) =>
      `Non affiché : moins de ${minimal} membres l’ont eu pour la première fois avec tous les jours d’avant et d’après, et quelqu’un pourrait être reconnu.`,
    silent: () => "Non affiché : le site n’a transmis aucune activité depuis le début de la période.",
  },
};
