import type { TableWords } from "./table-words.ts";

const that = (adjusted: string | null): string => (adjusted === null ? "Soit" : `Compte tenu de « ${adjusted} », soit`);

export const FRENCH: TableWords = {
  title: (outcome, control) => `${outcome} : chaque groupe comparé à ${control}`,
  read: (file, rows, arms) => `${file} : ${rows} lignes, ${arms} groupes`,
  values: (kind, arm, value, control, controlValue, until) => {
    if (kind === "share") return `${arm} : ${value} des lignes, contre ${controlValue} pour ${control}.`;
    if (kind === "mean") return `${arm} : ${value} en moyenne, contre ${controlValue} pour ${control}.`;
    if (kind === "ratio") return `${arm} : ${value}, contre ${controlValue} pour ${control}.`;
    return `${arm} : ${value} en moyenne jusqu’à l’événement, contre ${controlValue} pour ${control} (sur une durée de ${until}).`;
  },
  more: (estimate, low, high, adjusted) => `${that(adjusted)} ${estimate} de plus (entre ${low} et ${high}).`,
  less: (estimate, low, high, adjusted) => `${that(adjusted)} ${estimate} de moins (entre ${low} et ${high}).`,
  tooEarly: (below, above) => `Il est trop tôt pour conclure : tout reste possible, de ${below} à ${above}.`,
  lessBy: (size) => `${size} de moins`,
  moreBy: (size) => `${size} de plus`,
  couldBeSeen: (smallest) => `À cette taille, seul un écart d’au moins ${smallest} se serait très probablement vu.`,
  smallArm: (n, minimal) =>
    `Il est trop tôt pour conclure : le plus petit groupe compte ${n} lignes, et en dessous de ${minimal} aucun intervalle n’est fiable.`,
  notAfterCorrection: (arms) =>
    `Il est trop tôt pour conclure : pris seul, l’écart serait net, mais ${arms} groupes sont comparés à la fois, et le hasard suffit à en faire ressortir un.`,
  reasons: {
    no_units: "il n’y a aucune ligne",
    too_few_units: "il y a trop peu de lignes",
    nothing_to_divide_by: "la somme des dénominateurs est nulle",
    no_variance: "toutes les lignes sont pareilles",
    no_history: "il n’y a pas de passé",
    control_is_zero: "la valeur du groupe témoin est nulle ou négative",
    out_of_range: "les nombres dépassent ce qui se calcule",
    no_events: "l’événement n’est jamais survenu",
    beyond_follow_up: "les groupes n’ont pas été suivis aussi longtemps",
    not_reached: "l’événement est survenu trop rarement",
    different_horizons: "les groupes n’ont pas été suivis aussi longtemps",
  },
  nothing: (reason) => `On ne peut rien dire : ${reason}.`,
  nothingOf: (arm, reason) => `${arm} : on ne peut rien dire, car ${reason}.`,
  doNotUse:
    "N’utilisez pas ces résultats : les groupes n’ont pas les tailles qui ont été tirées au sort. Cherchez d’abord pourquoi.",
  columns: {
    arm: "Groupe",
    rows: "Lignes",
    value: { mean: "Moyenne", share: "Part", ratio: "Rapport", time: "Durée moyenne" },
    effect: "Effet (intervalle à 95 %)",
    p: "p",
    corrected: "p corrigé",
    smallest: "Visible dès",
    sequential: "Regards répétés",
    unadjusted: "Effet sans correction",
    events: "Événements",
    median: "Médiane",
    logRank: "p du log-rank",
  },
  control: "(témoin)",
  interval: (estimate, low, high) => `${estimate} (${low} à ${high})`,
  bounds: (low, high) => `${low} à ${high}`,
  method: {
    title: "Comment ces chiffres sont calculés",
    kinds: {
      mean: "Le résultat est la moyenne des lignes de chaque groupe. Intervalles et p par le t de Welch, pour un seul regard à la fin.",
      share:
        "Le résultat est oui ou non. L’effet relatif au témoin a son intervalle par la méthode delta et le t de Welch ; l’écart absolu, dans le JSON, a celui de Newcombe.",
      ratio:
        "Le total du résultat est divisé par celui du dénominateur, groupe par groupe. Variances par la méthode delta, intervalles et p par le t de Welch, pour un seul regard à la fin.",
      time: "Une durée est interrompue quand l’événement n’était pas encore survenu. Les courbes sont celles de Kaplan et Meier.",
    },
    guessed: {
      mean: "",
      share: "Sans --kind : chaque résultat est oui ou non (1 ou 0), c’est donc une part.",
      ratio: "Sans --kind : il y a un dénominateur, c’est donc un rapport.",
      time: "Sans --kind : il y a une colonne d’événements, les résultats sont donc des durées.",
    },
    time: (until) =>
      `La durée moyenne est celle passée sans l’événement, sur une durée de ${until}, la dernière que tous les groupes renseignent encore ; l’écart de telles moyennes est normal dans de grands échantillons (Royston et Parmar 2013).`,
    logRank: (p) => `L’événement survient-il au même rythme dans tous les groupes : log-rank, ${p}.`,
    relative: "Les effets sont relatifs à la valeur du témoin quand elle est positive.",
    smallest: "« Visible dès » est l’effet qu’une expérience de cette taille trouve quatre fois sur cinq.",
    sequential:
      "« Regards répétés » est l’intervalle qui reste valable aussi souvent qu’on le consulte, tant que des lignes arrivent (Waudby-Smith et al., arXiv 2103.06476).",
    corrected: "Plusieurs groupes sont comparés à la fois : p est corrigé selon Benjamini et Hochberg.",
    cuped: (column, reductions) =>
      `Corriger de « ${column} » (CUPED) retire ${reductions} de la variance. Effets et p sont ainsi corrigés, sauf ceux des regards répétés.`,
    noHistory: (column) => `« ${column} » n’apprend rien sur le résultat : rien n’en est corrigé.`,
    sampleRatio: (p, ok) =>
      ok
        ? `Tailles des groupes conformes au tirage : vérifié (${p} ; alerte sous 0,001).`
        : `Tailles des groupes conformes au tirage : ALERTE (${p}, sous 0,001).`,
    sampleRatioAssumed: (p, ok) =>
      ok
        ? `Les tailles des groupes sont celles de parts égales (${p}). Si le tirage en prévoyait d’autres, donnez-les : --shares traité=90,témoin=10.`
        : `Les tailles des groupes ne sont pas celles de parts égales (${p}). Si le tirage en prévoyait d’autres, donnez-les : --shares traité=90,témoin=10. Sinon, n’utilisez pas ces résultats avant de savoir pourquoi.`,
    random:
      "Tout cela vaut si seul le hasard a décidé du groupe de chaque ligne, et si les lignes ne s’influencent pas.",
  },
};
