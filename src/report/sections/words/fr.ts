import type { NumberWriter } from "../../write/write-numbers.ts";
import type { SectionWords } from "./words.ts";

/** French counts zero as one. */
const plural = (count: number, one: string, many: string): string => (count < 2 ? one : many);

const begun = (write: NumberWriter, members: number): string =>
  `${write.count(members)} ${plural(members, "membre s’est mis", "membres se sont mis")}`;

const KINDS = { hot: "chauds", cold: "froids", pinned: "épinglés", evergreen: "de fond" } as const;

export const FRENCH_SECTIONS: SectionWords = {
  numbers: "Les chiffres de ce graphique",
  notes: "Repères sur le graphique",
  note: (date, text) => `${date} : ${text}`,
  weeks: {
    title: "Semaine par semaine",
    about:
      "Part des membres, parmi tous ceux inscrits avant chaque semaine, qui sont venus dans la semaine. Les semaines vont du lundi au dimanche.",
    axis: "Semaine du",
    came: "Membres venus",
    week: "Semaine du",
    visits: "Visites",
    noted: "Repère",
  },
  months: {
    title: "Mois par mois",
    about:
      "Ce que les membres ont fait dans chaque mois, à partir de leur premier récapitulatif, prévu ce mois-là ou avant. Un mois seul en dit moins que toute la période : son intervalle est plus large, et sur plusieurs mois l’un peut se distinguer par hasard.",
    axis: "Mois",
    part: (month) => `${month}, en partie`,
    month: "Mois",
    visits: "Visites par semaine",
    visitsNote: "Chaque chiffre : visites / semaines de ce mois, cumulées sur tous les membres.",
    visibility: "Contenus non vus, vus dans ce mois",
    visibilityNote:
      "De tout ce qui n’était pas consulté au premier récapitulatif, ce qui a été vu pour la première fois dans ce mois : ce qui l’a été avant ou après compte dans un autre.",
  },
  hotCold: {
    title: "Contenus chauds, contenus froids",
    lead: (write, mailed) => {
      const of = mailed[0]?.picked.of ?? 0;
      const percent = write.shares(mailed.map(({ picked }) => picked.share));
      const shares = mailed.flatMap(({ kind, picked: { share } }) =>
        share === null ? [] : [`${percent(share)} de ${KINDS[kind]}`],
      );
      return `Sur ${of < 2 ? `${write.count(of)} contenu proposé` : `les ${write.count(of)} contenus proposés`} par e-mail : ${shares.join(", ")}.`;
    },
    about:
      "Un contenu chaud n’est pas consulté et il est récent ; un contenu froid n’est pas consulté, il est plus ancien, sur une thématique qui intéresse le membre. Pour le premier récapitulatif, les contenus des deux groupes ont été choisis de la même façon : l’écart entre eux est l’effet des envois. Chaque ligne est une comparaison à elle seule : sur plusieurs, l’une peut se distinguer par hasard.",
    mailed: "Dans tous les envois de la période",
    first: "Contenus du premier récapitulatif, envoyé ou retenu, vus depuis",
    back: "Membres de retour sous 7 jours, selon leur premier récapitulatif",
    kind: "Contenus",
    picked: "Proposés",
    seen: "Vus depuis",
    firstHad: "Premier récapitulatif",
    kinds: KINDS,
    mixes: {
      hot: "du chaud, rien de froid",
      hot_and_cold: "du chaud et du froid",
      cold: "du froid, rien de chaud",
      neither: "ni chaud ni froid",
    },
  },
  slipping: {
    title: "Les membres qui s’éloignent",
    lead: (write, { now, before, at, beforeAt }) =>
      `Au ${write.date(at)}, sur ${now.of < 2 ? `${write.count(now.of)} membre qui a ses habitudes` : `les ${write.count(now.of)} membres qui ont leurs habitudes`}, ${write.count(now.count)}${
        now.share === null ? "" : ` (${write.percent(now.share)})`
      } ${plural(now.count, "était absent", "étaient absents")} depuis plus de deux fois ${plural(now.count, "son", "leur")} intervalle habituel. Au ${write.date(beforeAt)}, c’était le cas de ${write.count(before.count)} sur ${write.count(before.of)}${
        before.share === null ? "" : ` (${write.percent(before.share)})`
      }.`,
    moves: (write, { before, cameBack, newly }) =>
      before.count === 0
        ? `Depuis, ${begun(write, newly)} à s’éloigner.`
        : `${
            before.count === 1
              ? `Ce membre ${cameBack === 1 ? "a" : "n’a pas"} retrouvé son rythme`
              : `De ces ${write.count(before.count)} membres, ${write.count(cameBack)} ${plural(cameBack, "a retrouvé son rythme", "ont retrouvé leur rythme")}`
          } depuis ; ${begun(write, newly)} à s’éloigner.`,
    about: (write, { withoutHabit, neverCame }) =>
      `L’intervalle habituel d’un membre est la médiane de ses dix derniers ; une absence de moins d’une semaine ne compte pas. Les jours du tableau sont des médianes. Hors de ces chiffres, faute de quatre visites : ${write.count(withoutHabit)} ; jamais venus : ${write.count(neverCame)}.`,
    band: (write, { above, upTo }) =>
      upTo === null
        ? `plus de ${write.count(above)} fois l’habitude`
        : `${write.count(above)} à ${write.count(upTo)} fois l’habitude`,
    absence: "Durée de l’absence",
    now: "À la fin",
    before: "Avant",
    usual: "Intervalle habituel",
    away: "Absence",
    days: (days, written) => `${written} ${plural(days, "jour", "jours")}`,
  },
  unseen: {
    title: "Ce que presque personne n’a vu",
    lead: (write, { below, nearlyUnseen, seenByNobody }) => {
      const few = `par moins de ${write.count(100 * below)} % de ceux qui le pouvaient`;
      if (nearlyUnseen.of === 0) return "Aucun contenu de cette période n’a encore eu une semaine pour être vu.";
      const published =
        nearlyUnseen.of === 1
          ? "Sur le seul contenu publié sur la période qui a eu une semaine pour être vu"
          : `Parmi les ${write.count(nearlyUnseen.of)} contenus publiés sur la période qui ont eu une semaine pour être vus`;
      if (nearlyUnseen.of === 1 && nearlyUnseen.count === 0)
        return `Le seul contenu publié sur la période qui a eu une semaine pour être vu l’a été par au moins ${write.count(100 * below)} % de ceux qui le pouvaient.`;
      if (nearlyUnseen.count === 0) return `${published}, aucun n’a été vu ${few}.`;
      return `${published}, ${write.count(nearlyUnseen.count)} (${write.percent(nearlyUnseen.share ?? 0)}) ${plural(nearlyUnseen.count, "a été vu", "ont été vus")} ${few} ; ${seenByNobody === 0 ? "chacun a eu au moins un lecteur" : `${write.count(seenByNobody)} n’${plural(seenByNobody, "a", "ont")} eu aucun lecteur`}.`;
    },
    altogether: (write, { visibility }) =>
      `Membre par membre, cela faisait ${write.count(visibility.of)} ${plural(visibility.of, "consultation possible", "consultations possibles")} ; il y en a eu ${write.count(visibility.count)} (${write.percent(visibility.share ?? 0)}).`,
    themes: "Les thématiques les plus concernées",
    theme: "Thématique",
    published: "Publiés",
    nearlyUnseen: "Presque pas vus",
    visibility: "Visibilité",
    list: (write, listed, all) =>
      listed === all
        ? "Les moins vus d’abord."
        : listed < 2
          ? `Le moins vu, sur ${write.count(all)}.`
          : `Les ${write.count(listed)} moins vus, sur ${write.count(all)}.`,
  },
};
