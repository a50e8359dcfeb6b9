import { isSingular, numberOf } from "../../words/number-of.ts";
import type { SponsorWords } from "./words.ts";

const number = numberOf("fr");
const are = (written: string) => number(written, "est revenu", "sont revenus");

const between = ([low, high]: readonly [string, string]): string => `entre ${low} et ${high}`;

export const FRENCH: SponsorWords = {
  title: (community) => `${community} : ce que vaut la communauté`,
  indicatorPeriod: (from, to) => `Questions, satisfaction et thématiques : du ${from} au ${to}`,
  questions: {
    organisation: "Qu’a-t-elle apporté à l’organisation ?",
    members: "Qu’a-t-elle apporté à ses membres ?",
    agree: "Les deux vont-ils dans le même sens : publie-t-on ce que les membres lisent ?",
  },
  notesTitle: "D’où viennent ces chiffres",
  notYet: "On ne peut pas encore le dire.",
  visits: {
    more: (estimate, bounds) =>
      `Les récapitulatifs ont amené environ ${number(estimate, "visite qui n’aurait", "visites qui n’auraient")} pas eu lieu sans eux (${between(bounds)}).`,
    fewer: (estimate, bounds) =>
      `Avec les récapitulatifs, les membres ont fait environ ${number(estimate, "visite", "visites")} de moins qu’ils n’en auraient fait sans (${between(bounds)}).`,
    unclear: (fewer, more) =>
      `On ne peut pas encore dire si les récapitulatifs amènent des visites : ${
        fewer === null
          ? `d’aucun effet à ${number(more ?? "0", "visite", "visites")} en plus`
          : `de ${number(fewer, "visite", "visites")} en moins à ${more === null ? "aucun effet" : `${more} en plus`}`
      }, tout est compatible avec ce qui a été observé.`,
    over: (weeks, members) =>
      `C’est mesuré sur ${number(members, "membre", "membres")}, ${number(weeks, "semaine", "semaines")} au total, par comparaison avec des membres tirés au sort qui ne reçoivent pas de récapitulatif.`,
    until: (date) =>
      `Depuis le ${date}, tout le monde reçoit les récapitulatifs : les visites ne sont comptées que jusqu’à ce jour.`,
    worth: (each, value, bounds) => `À ${each} la visite, cela représente environ ${value} (${between(bounds)}).`,
    cost: (each, value, bounds) => `À ${each} la visite, c’est une perte d’environ ${value} (${between(bounds)}).`,
    noWorth: "Les réglages ne disent pas ce que vaut une visite : cette page compte des visites, pas de l’argent.",
    worthLater: (each) =>
      `Une visite est estimée à ${each}, mais aucune somme n’est avancée tant que l’effet des envois n’est pas établi.`,
    not: {
      no_exposures:
        "On ne peut pas encore compter de visites : aucun récapitulatif n’a été prévu pour un membre. Il faut une règle active.",
      sample_ratio:
        "Les visites ne doivent pas être comptées : les deux groupes n’ont pas les tailles qui ont été tirées au sort. Il faut d’abord en trouver la cause ; le rapport dit où chercher.",
      nobody_held_out:
        "On ne peut pas dire ce que les récapitulatifs ont causé : tout le monde les reçoit, et rien ne dit combien de visites auraient eu lieu de toute façon. Il faut un groupe témoin : des membres tirés au sort qui n’en reçoivent pas.",
      no_interval: "On ne peut pas encore compter de visites : dans l’un des deux groupes, il n’y a rien à compter.",
    },
    noExposuresThen:
      "On ne peut pas compter de visites : avant la fin de cette période, aucun récapitulatif n’a été prévu pour un membre.",
    smallArm: (members, least) =>
      `On ne peut pas encore dire combien de visites les récapitulatifs ont amenées : le plus petit des deux groupes compte ${number(members, "membre", "membres")}, et il en faut ${least}.`,
    tooSmall: (target, members) =>
      `Un effet de ${target} ne pourrait se voir qu’avec environ ${members} membres, plus que la communauté n’en compte.`,
    needsHoldout: (share, smallest) =>
      `Avec un groupe témoin de ${share}, un effet de ${smallest} pourrait se voir en quatre semaines.`,
  },
  atRisk: {
    unknown:
      "On ne peut rien dire des renouvellements : le site n’en transmet aucun. Il faut la date de renouvellement de chaque membre.",
    nobody:
      "Renouvellements : parmi les membres dont le premier récapitulatif remonte à 30 jours au moins, aucun n’était à la fois proche de son échéance et absent depuis 30 jours.",
    cameBack: (members, back, share) =>
      `Sur ${number(members, "membre proche", "membres proches")} de ${isSingular(members, "fr") ? "son renouvellement et absent" : "leur renouvellement et absents"} depuis 30 jours, ${are(back)} dans les 30 jours suivant ${isSingular(members, "fr") ? "son" : "leur"} premier récapitulatif (${share}).`,
    more: (share, bounds) =>
      `Sans récapitulatif, ${share} sont revenus : les envois en ont fait revenir davantage, de ${bounds[0]} à ${bounds[1]} points.`,
    fewer: (share, bounds) =>
      `Sans récapitulatif, ${share} sont revenus : avec les envois, ils sont moins nombreux, de ${bounds[0]} à ${bounds[1]} points.`,
    alike: (share, bounds) =>
      `Sans récapitulatif, ${share} sont revenus : un écart (${between(bounds)} points) qui peut être dû au hasard.`,
    comparison: (members, back, least) =>
      `Sur ${number(members, "membre semblable resté", "membres semblables restés")} sans envoi, ${are(back)} : une comparaison, non une preuve, à moins de ${least} par groupe.`,
    nobodyHeldOut: "Aucun membre semblable n’est resté sans récapitulatif : c’est un constat, qui ne prouve rien.",
    notToUse: "Comme les groupes n’ont pas les tailles tirées au sort, cela ne prouve rien.",
  },
  solutions: (views, each, value) =>
    `Des solutions acceptées ont été vues ${views} fois ; à ${each} l’appel au support, au plus ${value} si chacune en a évité un.`,
  picks: {
    none: "On ne peut pas encore dire ce que les membres ont choisi de lire : rien ne leur a été proposé.",
    read: (share, seen, picked) =>
      `Les membres ont choisi de lire ${share} de ce que proposait leur premier récapitulatif (${number(seen, "contenu", "contenus")} sur ${picked}).`,
    more: (share, effect, bounds) =>
      `Sans récapitulatif, ils en auraient lu ${share} d’eux-mêmes : les envois ont accru cette part de ${effect} (${between(bounds)}).`,
    times: (share, times, bounds) =>
      `Sans récapitulatif, ils en auraient lu ${share} d’eux-mêmes : les envois ont multiplié cette part par ${times} (${between(bounds)}).`,
    fewer: (share, effect, bounds) =>
      `Sans récapitulatif, ils en auraient lu ${share} d’eux-mêmes : avec les envois, cette part baisse de ${effect} (${between(bounds)}).`,
    alike: (share, bounds) =>
      `Sans récapitulatif, ils en auraient lu ${share} d’eux-mêmes. L’effet des envois n’est pas encore clair : de ${bounds[0]} à ${bounds[1]}, tout reste possible.`,
    byLess: (effect) => `${effect} de moins`,
    byMore: (effect) => `${effect} de plus`,
    byTimes: (times) => `${times} fois plus`,
    noEffectYet: "On ne peut pas encore dire quelle part ils en auraient lue de toute façon.",
  },
  answers: {
    some: (answered, asked, share) =>
      isSingular(asked, "fr")
        ? `Ils ont posé ${asked} question, ${answered === null ? "restée sans réponse" : "qui a reçu une réponse"}.`
        : answered === null
          ? `Sur les ${asked} questions qu’ils ont posées, aucune n’a reçu de réponse.`
          : `Sur les ${asked} questions qu’ils ont posées, ${number(answered, "a", "ont")} reçu une réponse (${share}).`,
    within: (time) => `La moitié des questions en ont reçu une en moins de ${time}.`,
    none: "Aucune question n’a été posée.",
    dropped:
      "On ne peut pas dire combien de questions ont reçu une réponse : les activités de cette période ne sont plus conservées.",
    nothingCame:
      "On ne peut pas dire combien de questions ont reçu une réponse : rien de ce qu’ont fait les membres n’a été reçu pour cette période.",
    silent:
      "On ne peut pas dire combien de questions ont reçu une réponse : le site ne transmet ni réponses, ni commentaires, ni solutions acceptées.",
  },
  nps: {
    score: (score, answers) =>
      `La recommanderaient-ils ? Le Net Promoter Score est de ${score}, sur ${number(answers, "réponse", "réponses")}.`,
    few: "C’est trop peu pour s’y fier.",
    none: "Personne n’a répondu à l’enquête de recommandation.",
    dropped: "On ne peut pas donner le Net Promoter Score : les activités de cette période ne sont plus conservées.",
    nothingCame:
      "On ne peut pas dire s’ils la recommanderaient : rien de ce qu’ont fait les membres n’a été reçu pour cette période.",
    silent:
      "On ne peut pas dire s’ils la recommanderaient : le site ne transmet aucune réponse à une enquête qui le leur demande.",
  },
  agreement: {
    tooLittle: (contents, views, leastContents, leastViews) =>
      `Trop peu a été publié et lu sous une thématique : ${number(contents, "contenu", "contenus")}, ${number(views, "lecture", "lectures")}. Il faut ${leastContents} contenus et ${leastViews} lectures : en dessous, un seul contenu très lu suffirait à décider.`,
    sameThemes: (contents, least) =>
      `Les thématiques ne permettent pas de distinguer ${isSingular(contents, "fr") ? "les contenus" : `les ${contents} contenus`} : aucune ne figure sur au moins ${least} d’entre eux tout en étant absente d’autant. Quoi que lisent les membres, les parts seraient les mêmes.`,
    wide: (themes) =>
      `${isSingular(themes, "fr") ? "La seule thématique comparable ne se détache pas" : `Aucune des ${themes} thématiques comparées ne se détache`} ; mais avec si peu de contenus, une thématique lue deux fois plus que les autres, ou deux fois moins, pourrait passer inaperçue.`,
    verdicts: {
      yes: "Par thématique, oui : aucune n’est lue beaucoup plus, ou beaucoup moins, qu’elle n’est publiée.",
      partly:
        "Par thématique, en partie : certaines sont lues nettement plus, ou nettement moins, qu’elles ne sont publiées.",
      no: "Par thématique, non : au moins la moitié de ce qui est publié porte sur des thématiques que les membres lisent bien moins.",
    },
    wouldShow: (themes) =>
      `${number(themes, "thématique comparée", "thématiques comparées")} : si l’une était lue deux fois plus que les autres, ou deux fois moins, cela se verrait.`,
    compared: (contents, views) =>
      `Comparaison par thématique : ${number(contents, "contenu publié", "contenus publiés")} sur la période, ${number(views, "lecture", "lectures")} par les membres.`,
    more: (themes) => `Écrire davantage sur : ${themes}.`,
    less: (themes) => `Écrire moins sur : ${themes}.`,
    stop: (themes) => `Écrire beaucoup moins, ou arrêter : ${themes}.`,
    theme: (theme, supply, demand) => `${theme} (${supply} des publications, ${demand} des lectures)`,
    gains: {
      both: "Les récapitulatifs servent les deux : ils amènent des visites à l’organisation, et les membres lisent davantage.",
      apart:
        "Les récapitulatifs ne servent pas les deux de la même façon : entre les visites et les lectures des membres, l’une augmente et l’autre baisse.",
      neither: "Les récapitulatifs ne servent ni l’une ni les autres : visites et lectures ont baissé.",
      unknown:
        "Cela ne concerne que les thématiques : on ne peut pas encore dire si les récapitulatifs servent à la fois l’organisation et ses membres.",
    },
  },
  notes: {
    line: (section, row) => `Rapport, « ${section} », ligne « ${row} »`,
    visits: (treated, weeks, heldOut, heldOutWeeks) =>
      `${number(treated, "visite", "visites")} en ${number(weeks, "semaine", "semaines")} avec envois, ${heldOut} en ${heldOutWeeks} sans (semaines cumulées de tous les membres)`,
    lift: (lift, bounds, weeks) =>
      ` ; un écart de ${lift} par membre et par semaine (${between(bounds)}), multiplié par ${weeks}.`,
    worth: (what, source) =>
      `Ce que vaut une visite ou un appel selon l’équipe de la communauté : ${what}${source === null ? "" : ` (${source})`}.`,
    worthVisit: (amount) => `une visite ${amount}`,
    worthCall: (amount) => `un appel évité ${amount}`,
    atRisk: (counts) =>
      `Premiers récapitulatifs dont les 30 jours sont écoulés, de membres dont le renouvellement tombait dans les 60 jours et sans visite dans les 30 jours précédents : ${counts}`,
    counts: (treated, heldOut) => `${treated} avec envois, ${heldOut} sans.`,
    indicator: (label, definition) => `Rapport, indicateur « ${label} » : ${definition}`,
    themes: (section, contents, views, withoutTheme) =>
      `${number(contents, "contenu", "contenus")} avec thématique, ${isSingular(contents, "fr") ? "lu" : "lus"} ${views} fois ; chaque membre compté une fois par contenu${withoutTheme === null ? "" : ` ; ${number(withoutTheme, "contenu", "contenus")} sans thématique ${isSingular(withoutTheme, "fr") ? "est laissé" : "sont laissés"} de côté`}. Une thématique n’est citée que si l’écart dépasse le hasard. Détail : rapport, « ${section} »`,
  },
};
