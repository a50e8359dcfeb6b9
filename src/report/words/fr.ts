import { isSingular, numberOf } from "./number-of.ts";
import { capitalise, type ReportWords } from "./words.ts";

const number = numberOf("fr");
const days = (written: string) => number(written, "jour", "jours");
const over = (first: string) => (isSingular(first, "fr") ? "sur le premier jour" : `sur les ${first} premiers jours`);

export const FRENCH: ReportWords = {
  title: "Ce que les récapitulatifs ont changé",
  period: (from, to) => `Du ${from} au ${to}`,
  sinceFirst: (to) => `Du premier récapitulatif de chaque membre au ${to}`,
  onlyRule: (rule) => `Membres dont le premier récapitulatif venait de ${rule}`,
  open: "La période est encore ouverte. Les intervalles entre parenthèses sont volontairement larges, pour que le hasard ne trompe pas ceux qui les consultent souvent. Ils se resserreront quand elle sera close.",
  endless:
    "Ce rapport va jusqu’à maintenant. Les intervalles entre parenthèses sont volontairement larges, pour que le hasard ne trompe pas ceux qui les consultent souvent. Ceux d’une période qui a une fin se resserrent quand elle est close.",
  closed:
    "La période est close : ces chiffres ne changent que si des événements de ces jours arrivent en retard. Ses intervalles sont plus étroits que ceux des e-mails de la semaine et des rapports en cours, faits pour être consultés souvent ; pour un même effet, les deux sont justes.",
  headline: {
    silentSince: (date) =>
      `Le site n’a transmis aucune activité depuis le ${date} : tout ce qui a suivi manque dans ce rapport. Les membres semblent venir moins souvent qu’en réalité, avec envois comme sans. Cherchez pourquoi le site se tait avant de lire la suite.`,
    silentBefore: (date) =>
      `Le site n’a transmis aucune activité depuis le ${date}, avant le début de cette période : on ne peut rien en dire. Cherchez d’abord pourquoi le site se tait.`,
    noExposures: "On ne peut encore rien dire : aucun récapitulatif n’a été prévu pour un membre jusqu’ici.",
    noExposuresThen:
      "On ne peut rien dire de cette période : à sa fin, aucun récapitulatif n’avait encore été prévu pour un membre.",
    nobodyHeldOut:
      "On ne peut rien dire : tout le monde reçoit les récapitulatifs, et il n’y a personne à qui les comparer. Il faut un groupe témoin (`holdout` dans settings.yaml).",
    holdoutOff:
      "Ce que les récapitulatifs changent n’est pas mesuré : settings.yaml ne prévoit pas de groupe témoin (`holdout: off`), tout le monde les reçoit et il n’y a personne à qui les comparer. Le reste de ce rapport est compté comme d’habitude.",
    nobodyHeldOutYet:
      "On ne peut encore rien dire : tout le monde a reçu les récapitulatifs jusqu’ici, et il n’y a personne à qui les comparer. Le groupe témoin sera tiré au prochain envoi.",
    nobodyHeldOutThen:
      "On ne peut rien dire de cette période : tout le monde a reçu les récapitulatifs, et il n’y a personne à qui les comparer.",
    heldOutUntil: (date) =>
      `Il n’y a plus de groupe témoin depuis le ${date} : les effets sont comptés jusque-là, et l’on ne peut savoir ce que les récapitulatifs ont changé depuis.`,
    sampleRatio:
      "N’utilisez pas ces résultats : les deux groupes n’ont pas les tailles qui ont été tirées au sort. Cherchez d’abord pourquoi.",
    groupSizes: (heldOut, total, expected) =>
      `Sur ${total}, le groupe témoin en compte ${heldOut}, là où le tirage en aurait donné environ ${expected}. Cherchez qui est sorti d’un seul des deux groupes : supprimé dans la base, ou passé sous un autre identifiant sur le site.`,
    cameBackMore: (days, heldOutDays, lift, low, high) =>
      `Les membres qui reçoivent les récapitulatifs reviennent tous les ${days} jours, ceux du groupe témoin tous les ${heldOutDays} jours, soit ${lift} de visites en plus (entre ${low} et ${high}).`,
    cameBackLess: (days, heldOutDays, lift, low, high) =>
      `Les membres qui reçoivent les récapitulatifs reviennent moins souvent : tous les ${days} jours, contre ${heldOutDays} dans le groupe témoin, soit ${lift} de visites en moins (entre ${low} et ${high}).`,
    onlyPicks: (share, heldOutShare, smallest, closed) =>
      `On ne peut pas encore dire si les membres reviennent plus souvent : ${closed ? `seul un effet d’au moins ${smallest} se verrait` : `même un seul regard à la fin ne montrerait qu’un effet d’au moins ${smallest}`}. Mais ils consultent davantage ce qui leur est proposé : ${share}, contre ${heldOutShare} dans le groupe témoin.`,
    nothingSeen: (smallest, closed) =>
      closed
        ? `Aucun effet n’est encore visible : seul un effet d’au moins ${smallest} sur les visites se verrait.`
        : `Aucun effet n’est encore visible : même un seul regard à la fin ne montrerait qu’un effet d’au moins ${smallest} sur les visites.`,
    tooEarly: (smallerArm, minimal) =>
      `Il est trop tôt pour conclure : le plus petit groupe compte ${smallerArm}, et en dessous de ${minimal} aucun intervalle n’est fiable.`,
    seenBy: (target, date) => `Au rythme actuel, un effet de ${target} pourrait se voir à partir du ${date}.`,
    neverHere: (target, needed) =>
      `Pour voir un effet de ${target} avec ce groupe témoin, il faudrait environ ${needed} membres, plus que la communauté n’en compte.`,
  },
  units: {
    member: (count) => number(count, "membre", "membres"),
    company: (count) => number(count, "entreprise", "entreprises"),
  },
  outcomes: {
    visits: "Visites par semaine",
    revisit_interval: "Jours entre deux visites",
    came_back: "De retour sous 7 jours",
    time_to_return: "Jours avant la visite suivante",
    visibility: "Contenus non vus, vus depuis",
    pick_visibility: "Contenus proposés, vus depuis",
    orders: "Commandes par mois",
    amount: "Montant des commandes par mois",
    tickets: "Demandes au support par mois",
  },
  outcomeNotesFrom: {
    visits: "sur cette période, depuis le premier récapitulatif : visites / semaines cumulées des membres",
    came_back:
      "parmi les membres dont les sept jours sont écoulés, y compris ceux dont le premier récapitulatif précède cette période",
    time_to_return: "du premier récapitulatif, même antérieur à cette période, à la première visite qui le suit",
    visibility: "sur cette période seulement, de tout ce qui n’était pas consulté au premier récapitulatif",
    pick_visibility:
      "sur cette période seulement, des contenus proposés dans le premier récapitulatif, envoyé ou retenu",
  },
  outcomeNotes: {
    visits: "depuis le premier récapitulatif : visites / semaines cumulées des membres",
    revisit_interval: "la même chose, inversée : nombre de jours par visite",
    came_back: "parmi les membres dont les sept jours sont écoulés",
    time_to_return: "du premier récapitulatif à la première visite qui le suit",
    visibility: "de tout ce qui n’était pas consulté au premier récapitulatif",
    pick_visibility: "des contenus proposés dans le premier récapitulatif, envoyé ou retenu",
    orders: "par membre, dans les mois entiers qui ont suivi",
    amount: "par membre, dans les mois entiers qui ont suivi",
    tickets: "par membre, dans les mois entiers qui ont suivi",
  },
  alsoEarlier: (cameBack, nextVisit) =>
    `« ${cameBack} » et « ${nextVisit} » portent aussi sur les membres dont le premier récapitulatif précède cette période.`,
  columns: {
    outcome: "Résultat",
    treated: "Avec envois",
    heldOut: "Groupe témoin",
    effect: "Effet (intervalle à 95 %)",
    smallest: "Visible dès",
    rule: "Règle",
    members: "Membres",
    verdict: "Verdict",
    accepted: "Envois",
    withheld: "Témoin",
    failed: "Échecs",
    unknown: "Incertains",
    skipped: "Sans envoi",
    other: "Autres",
    unsubscribes: "Désabonnés",
    theme: "Thématique",
    contents: "Publiés",
    views: "Consultations",
    supply: "Part publiée",
    demand: "Part consultée",
    visibility: "Visibilité",
    content: "Contenu",
    published: "Publié le",
    seenBy: "Vu par",
    week: "Semaine",
    day: "Jour",
    share: "Groupe témoin",
    couldSee: "Plus petit effet",
    cuped: "Effet corrigé du passé",
    p: "p",
    correctedP: "p corrigé",
  },
  against: (treated, heldOut) => `${treated} contre ${heldOut}`,
  interval: (estimate, low, high) => `${estimate} (${low} à ${high})`,
  tooEarly: "trop tôt pour conclure",
  reasons: {
    no_units: "encore personne",
    too_few_units: "trop tôt pour conclure",
    nothing_to_divide_by: "encore rien à compter",
    no_variance: "trop tôt pour conclure",
    no_history: "pas de passé",
    control_is_zero: "aucun dans le groupe témoin",
    out_of_range: "à ne pas utiliser",
    beyond_follow_up: "trop tôt pour conclure",
    drawn_by_company: "sans intervalle : tirage par entreprise",
    small_arm: "trop tôt pour conclure",
    few_contributors: "trop tôt pour conclure",
    sample_ratio: "à ne pas utiliser",
  },
  verdicts: { keep: "garder", change: "modifier", stop: "arrêter", too_early: "trop tôt" },
  verdictReasons: {
    came_back_more: "les membres reviennent plus souvent",
    picks_seen_more: "ce qui est proposé est davantage consulté",
    came_back_less: "les membres reviennent moins souvent",
    picks_seen_less: "ce qui est proposé est moins consulté",
    no_effect_of_target_size: "un effet de 10 % se serait vu, et ne s’est pas vu",
    effect_too_small_to_see_yet: "un effet de 10 % ne pourrait pas encore se voir",
    small_arm: "trop peu de membres dans le plus petit groupe",
    not_after_correction: "l’effet vu peut être dû au hasard, plusieurs règles étant jugées à la fois",
    nobody_held_out: "sans groupe témoin, il n’y a rien à comparer",
    sample_ratio: "les groupes n’ont pas les tailles tirées au sort",
  },
  verdict: (verdict, reason) => `Verdict : ${verdict}. ${capitalise(reason)}.`,
  sections: {
    programme: "Tous les récapitulatifs ensemble",
    ownExperiment: (rule) => `La règle ${rule} à elle seule`,
    groups: (treated, heldOut, share, first) =>
      `${number(treated, "membre", "membres")} avec envois, ${heldOut} dans le groupe témoin tiré au sort (${share}), depuis le ${first}.`,
    byRule: "Selon la règle du premier récapitulatif",
    byRuleNote: "Les récapitulatifs suivants d’un membre comptent pour la règle qui l’a touché en premier.",
    weeks: "Visites par semaine, avant et après le premier récapitulatif",
    weeksNote:
      "Avant le premier récapitulatif, seul le hasard sépare les deux courbes, davantage dans de petits groupes ; ce qui change dans leur écart ensuite est l’effet des envois.",
    returns: "Au bout de combien de temps ils reviennent",
    returnsNote: (days) =>
      `Part de chaque groupe revenue à la fin de chaque jour suivant le premier récapitulatif : plus la courbe est haute, plus vite les membres reviennent. Dans les moyennes, un membre pas encore revenu compte pour ${days} jours.`,
    costs: "Ce que cela a coûté",
    revisits: "À quelle fréquence les membres viennent",
    themes: "Ce qui est publié, ce qui est lu",
    themesNote:
      "Une thématique dont la part des consultations dépasse la part des publications est plus demandée qu’elle n’est proposée.",
    unseen: "Ce que presque personne n’a vu",
    plan: "Ce qu’il faut",
    method: "Comment ces chiffres sont calculés",
    numbers: "Les chiffres de ce graphique",
  },
  forestAxis: "Effet des envois, par rapport au groupe témoin",
  weeksAxis: "Semaines depuis le premier récapitulatif",
  visitsAxis: "Visites par membre",
  exposureMark: "premier récapitulatif",
  returnsAxis: "Jours depuis le premier récapitulatif",
  shareBackAxis: "Part revenue",
  stillAway: (members) => number(members, "pas encore revenu", "pas encore revenus"),
  treatedSeries: "Avec envois",
  heldOutSeries: "Groupe témoin",
  returns: {
    within: (note, first) => `${note}, en moyenne ${over(first)}`,
    sooner: (after, heldOutDays, within, low, high) =>
      `Après le premier récapitulatif, les membres reviennent au bout de ${days(after)} au lieu de ${heldOutDays}, en moyenne ${over(within)}, soit ${low} à ${days(high)} plus tôt.`,
    later: (after, heldOutDays, within, low, high) =>
      `Après le premier récapitulatif, les membres ne reviennent qu’au bout de ${days(after)} au lieu de ${heldOutDays}, en moyenne ${over(within)}, soit ${low} à ${days(high)} plus tard.`,
    alike: (after, heldOutDays, within) =>
      `Après le premier récapitulatif, les membres reviennent au bout de ${days(after)}, ceux du groupe témoin au bout de ${heldOutDays}, en moyenne ${over(within)} : l’écart peut être dû au hasard.`,
  },
  noMails: "Aucun récapitulatif sur cette période.",
  otherUnsubscribes: (members) => `Désabonnés autrement que par le lien d’un récapitulatif : ${members}.`,
  revisits: {
    window: (from, to, members) => `Du ${from} au ${to}. Membres inscrits auparavant : ${members}.`,
    median: (usual, members) => `Intervalle habituel : ${days(usual)} (médiane ; membres qui en ont un : ${members}).`,
    noMedian: "Aucun membre n’a encore d’intervalle habituel.",
    weekly: (share, members) => `Venus au moins chaque semaine : ${share} (${members}).`,
    daily: (share, members) => `Venus chaque jour : ${share} (${members}).`,
    away: (share, members) => `Pas venus du tout : ${share} (${members}).`,
  },
  plan: (members, minimal) =>
    `Au moins ${minimal} membres dans chaque groupe. Si les ${members} membres recevaient un récapitulatif, quatre semaines montreraient un effet sur les visites à partir de :`,
  planTooSmall: (members, minimal) =>
    `Avec ${number(members, "membre", "membres")}, aucun effet ne peut être montré, quel que soit le groupe témoin : il faut au moins ${minimal} membres dans chacun des deux groupes.`,
  planMore: "Quel groupe témoin et combien de semaines il faut ici : rekindle report --advise.",
  planSilent:
    "Trop peu de membres font l’essentiel des visites : en quatre semaines, aucun groupe témoin ne montrerait d’effet, si grand soit-il.",
  planUnknown: "L’effet que l’on pourra montrer sera connu quand les membres auront quatre semaines de visites.",
  method: {
    groups:
      "Les membres sont tirés au sort une fois pour toutes. Pour le groupe témoin, tout est prévu et choisi de la même façon ; seuls ses envois sont retenus. Chacun compte dans le groupe tiré, dès le premier récapitulatif prévu pour lui, qu’il soit arrivé ou non.",
    outcomes:
      "Seules les visites et les consultations rapportées par le site comptent, jamais les ouvertures ni les clics. Les visites comptent depuis le premier récapitulatif (ou le début de la période, s’il est plus tardif), par jour où le membre aurait pu venir. Ce qui n’était pas consulté est fixé au premier récapitulatif.",
    classic:
      "Les intervalles valent pour un seul regard sur une période close : méthode delta pour les rapports, comparés sur l’échelle des logarithmes par un t de Student aux degrés de Welch et Satterthwaite.",
    sequential:
      "Les intervalles sont toujours valables (Waudby-Smith et al., arXiv 2103.06476) : leur erreur, tous regards confondus, est tenue près de 5 %.",
    share:
      "Pour la part des membres revenus, l’écart en points a l’intervalle de Newcombe, et le rapport des deux parts les mêmes bornes de Wilson.",
    minimal: (minimal) =>
      `En dessous de ${minimal} dans le plus petit groupe, aucun effet n’est annoncé : simulés avec des visites aussi inégales que celles d’une vraie communauté, les intervalles s’y trompent trop souvent.`,
    smallest:
      "« Visible dès » est l’effet qu’une expérience de cette taille trouve quatre fois sur cinq, en un seul regard, une fois la période close ; tant qu’elle est ouverte, il en faut un plus grand.",
    phases: (count) =>
      `La part du groupe témoin a changé : ${count} phases sont comparées chacune pour elle-même, puis réunies selon leurs tailles.`,
    drawnAnew:
      "Les membres sont tirés au sort, à nouveau chaque trimestre. Pour le groupe témoin, tout est prévu et choisi de la même façon ; seuls ses envois sont retenus. Chacun compte dans le groupe tiré pour le trimestre, du premier récapitulatif prévu pour lui jusqu’à la fin du trimestre, qu’il soit arrivé ou non.",
    drawings: (count) =>
      `${count} tirages sont comparés chacun pour lui-même, puis réunis selon leurs tailles ; un membre compte dans chacun. Le groupe d’avant a été tiré indépendamment et ne favorise personne ; ce que les envois d’avant ont laissé est le même dans les deux groupes et ne fait pas partie de l’effet, qui est ce que les envois du tirage ont changé.`,
    programme: (salt, first, last, share, counts, kept) => {
      const when = last === null ? `depuis le ${first}` : `du ${first} au ${last}`;
      const who =
        counts === null
          ? "personne n’en compte ici"
          : `${counts.treated} avec envois, ${counts.heldOut} dans le groupe témoin`;
      const groups =
        kept === null
          ? ""
          : ` ; les membres tirés alors gardent leur groupe${kept.until === null ? "" : ` jusqu’au ${kept.until}`}`;
      return `Tirage « ${salt} », ${when} : part du groupe témoin ${share} ; ${who}${groups}.`;
    },
    sampleRatio: (p, ok) =>
      ok
        ? `Tailles des groupes conformes au tirage : vérifié (plus petit p = ${p} ; alerte sous 0,001).`
        : `Tailles des groupes conformes au tirage : ALERTE (p = ${p}, sous 0,001).`,
    erased: (treated, heldOut) =>
      `Effacés depuis, à leur demande ou par l’équipe : ${treated} parmi ceux avec envois, ${heldOut} dans le groupe témoin. Ils comptent dans la taille des groupes tirés, et dans aucun effet.`,
    cuped: (reduction) =>
      `Tenir compte des visites de chaque membre dans les quatre semaines d’avant (CUPED) retire ${reduction} de la variance des visites. Ci-dessous, les effets ainsi corrigés, pour un seul regard à la fin, et p sans cette correction. Le titre et les verdicts s’en tiennent aux effets non corrigés, comme fixé d’avance :`,
    ruleTests: (judged, left) => {
      const many = isSingular(judged, "fr")
        ? "Une seule règle est jugée : il n’y a rien à corriger."
        : `Comme ${judged} règles sont jugées à la fois, l’une peut se distinguer par hasard : le p corrigé (Benjamini et Hochberg) en tient compte.`;
      const few =
        left === null
          ? ""
          : ` ${number(left, "règle compte", "règles comptent")} trop peu de membres pour être ${isSingular(left, "fr") ? "jugée" : "jugées"} (–) et ${isSingular(left, "fr") ? "n’entre" : "n’entrent"} pas dans ce compte.`;
      return `Règle par règle, visites par semaine : p dit avec quelle probabilité le hasard seul écarterait autant les deux groupes si les récapitulatifs ne changeaient rien ; plus il est petit, moins le hasard suffit à expliquer l’écart. ${many} Un effet sur les visites ne décide du verdict d’une règle que si son p corrigé ne dépasse pas 0,05. Les deux valent pour un seul regard à la fin.${few}`;
    },
    companies: "Les collègues partagent un groupe : c’est l’entreprise qui est tirée au sort, et elle compte pour un.",
    returns: (first, members, returned, away, censored) =>
      `Les jours avant la visite suivante vont du premier récapitulatif au début de la première visite qui le suit, à l’heure près (Kaplan et Meier). Membres : ${members} ; de retour sous ${first} jours : ${returned} ; pas revenus : ${away} ; pas encore revenus à la fin de la période : ${censored}, qui comptent aussi longtemps qu’on a pu les suivre (données censurées). La moyenne est l’aire sous la courbe de ceux qui ne sont pas revenus ; elle porte sur autant de jours qu’on a pu suivre un dixième de chaque groupe, 28 au plus. Une fois la période close, les deux moyennes sont comparées sur l’échelle des logarithmes, avec des bornes de loi normale.`,
    logRank: (p) =>
      `Test du log-rank entre les deux courbes, phase par phase, pour un seul regard à la fin : p ${p}. Il porte sur les courbes entières ; ce qui est dit s’en tient aux moyennes.`,
    source: "Le JSON de ce rapport contient tous les chiffres, les deux sortes d’intervalle et chaque phase.",
  },
};
