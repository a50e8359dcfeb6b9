import type { TableWords } from "./table-words.ts";

const by = (adjusted: string): string => `orrigés de ce que « ${adjusted} » disait avant l’expérience`;

const that = (adjusted: string | null): string => (adjusted === null ? "Soit" : `C${by(adjusted)}, ils donnent`);

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
  asCounted: (difference) => `Tels quels, ces chiffres donnent ${difference}.`,
  tooEarly: (below, above, adjusted) =>
    `Il est trop tôt pour conclure : ${adjusted === null ? "tout reste" : `c${by(adjusted)}, ils laissent tout`} possible, de ${below} à ${above}.`,
  lessBy: (size) => `${size} de moins`,
  moreBy: (size) => `${size} de plus`,
  points: (written, points) => `${written} ${points < 2 ? "point" : "points"}`,
  couldBeSeen: (smallest) => `À cette taille, seul un écart d’au moins ${smallest} se serait très probablement vu.`,
  smallArm: (n, minimal) =>
    `Il est trop tôt pour conclure : le plus petit groupe compte ${n} lignes, et en dessous de ${minimal} aucun intervalle n’est fiable.`,
  fewEvents: (n, minimal) =>
    `Trop tôt pour conclure : l’événement est si rare qu’on en attend environ ${n} dans le plus petit groupe ; en dessous de ${minimal}, aucun intervalle n’est fiable.`,
  fewContributors: (n, minimal) =>
    `Il est trop tôt pour conclure : l’essentiel vient de quelques lignes, comme si ${n} du plus petit groupe faisaient tout, et en dessous de ${minimal} aucun intervalle n’est fiable.`,
  notInBoth:
    "Il est trop tôt pour conclure : de deux tests, l’un voit un écart et l’autre non, et rien n’est affirmé qu’un seul verrait.",
  notAfterCorrection: (arms) =>
    `Il est trop tôt pour conclure : pris seul, l’écart serait net, mais ${arms} groupes sont comparés à la fois, et le hasard suffit à en faire ressortir un.`,
  reasons: {
    no_units: "il n’y a aucune ligne",
    too_few_units: "il y a trop peu de lignes",
    nothing_to_divide_by: "la somme des dénominateurs est nulle",
    no_variance: "toutes les lignes sont pareilles",
    no_history: "il n’y a pas de passé",
    control_is_zero: "la valeur du groupe témoin est nulle ou négative",
    control_near_zero: "la valeur du groupe témoin ne se distingue pas de zéro",
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
    adjusted: "Effet corrigé (intervalle à 95 %)",
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
      mean: "Le résultat est la moyenne des lignes de chaque groupe.",
      share: "Le résultat est oui ou non.",
      ratio:
        "Le total du résultat est divisé par celui du dénominateur, groupe par groupe. Variances par la méthode delta (formes linéaires).",
      time: "Une durée est interrompue quand l’événement n’était pas encore survenu. Les courbes sont celles de Kaplan et Meier.",
    },
    tests: {
      logarithms_and_welch:
        "Aucune valeur n’est négative : l’intervalle relatif se calcule sur l’échelle des logarithmes (méthode delta, t de Student). p est le plus grand de celui de ce test et de celui du test t de Welch sur l’écart simple : un effet n’est annoncé que si les deux le voient. Pour un seul regard, à la fin.",
      score_limits:
        "L’intervalle en points (dans le JSON) est celui de Newcombe ; l’intervalle relatif reprend les mêmes limites de score de chaque groupe, sur l’échelle des logarithmes. p est le seuil auquel le premier des deux atteindrait zéro : un effet n’est annoncé que si les deux l’excluent. Pour un seul regard, à la fin.",
      welch:
        "p est celui du test t de Welch sur l’écart simple. L’intervalle est celui de Welch ou, s’il est relatif, celui de Fieller, qui est le même test. Pour un seul regard, à la fin.",
      normal:
        "Les écarts ont des intervalles normaux, ceux relatifs au témoin par la méthode delta. p est le plus grand des deux : un effet n’est annoncé que si les deux tests le voient.",
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
    points: "Les points sont des points de pourcentage : de 10 % à 30 %, il y en a 20.",
    smallest: "« Visible dès » est l’effet qu’une expérience de cette taille trouve quatre fois sur cinq.",
    sequential:
      "« Regards répétés » est l’intervalle qui reste valable aussi souvent qu’on le consulte, tant que des lignes arrivent (Waudby-Smith et al., arXiv 2103.06476).",
    corrected: "Plusieurs groupes sont comparés à la fois : p est corrigé selon Benjamini et Hochberg.",
    cuped: (column, reductions) =>
      `Corriger de « ${column} » (CUPED) retire ${reductions} de la variance. Sont ainsi corrigés les effets (les relatifs le sont à la valeur corrigée du témoin), p et « visible dès » ; ni la valeur propre de chaque groupe ni les « regards répétés » ne le sont.`,
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
