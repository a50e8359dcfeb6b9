import { CONTENTS, type Indicator } from "./indicator.ts";

const base = { group: "coming_back", events: [] } as const;

export const COMING_BACK = [
  {
    ...base,
    name: "revisit",
    unit: "days",
    better: "down",
    query: "describe-revisits",
    label: { en: "Days from one visit to the next", fr: "Jours d’une visite à la suivante" },
    definition: {
      en: "Median over members of their own usual interval (the median of their last ten) as it was at the end of the period. Only who came at least twice has one; who stayed away is counted below.",
      fr: "Médiane, entre les membres, de leur intervalle habituel (la médiane de leurs dix derniers) tel qu’il était à la fin de la période. Il faut être venu deux fois pour en avoir un ; les absents sont comptés plus bas.",
    },
  },
  {
    ...base,
    name: "weekly_share",
    unit: "share",
    better: "up",
    query: "describe-revisits",
    label: { en: "Came at least weekly", fr: "Venus au moins chaque semaine" },
    definition: {
      en: "Of all members who had joined before the period, those with at least one visit for each seven days of it. Not said of less than a week.",
      fr: "Parmi tous les membres inscrits avant la période, ceux qui comptent au moins une visite par tranche de sept jours. Pas de valeur pour moins d’une semaine.",
    },
  },
  {
    ...base,
    name: "daily_share",
    unit: "share",
    better: "up",
    query: "describe-revisits",
    label: { en: "Came every day", fr: "Venus chaque jour" },
    definition: {
      en: "Of all members who had joined before the period, those who came on every day of it (days of UTC). Not said of less than a week.",
      fr: "Parmi tous les membres inscrits avant la période, ceux qui sont venus tous les jours (jours UTC). Pas de valeur pour moins d’une semaine.",
    },
  },
  {
    ...base,
    name: "away_share",
    unit: "share",
    better: "down",
    query: "describe-revisits",
    label: { en: "Did not come at all", fr: "Pas venus du tout" },
    definition: {
      en: "Of all members who had joined before the period, those without any visit in it.",
      fr: "Parmi tous les membres inscrits avant la période, ceux qui n’y ont fait aucune visite.",
    },
  },
  {
    ...base,
    name: "came_again",
    unit: "share",
    better: "up",
    query: "count-visits",
    label: { en: "Came again", fr: "Revenus d’une période à l’autre" },
    definition: {
      en: "Of the members who visited in the time of the same length just before the period, those who visited in the period too.",
      fr: "Parmi les membres venus pendant la durée égale qui précède la période, ceux qui sont venus aussi pendant la période.",
    },
  },
] as const satisfies readonly Indicator[];

export const VISIBILITY = [
  {
    group: "visibility",
    events: [CONTENTS],
    name: "visibility",
    unit: "share",
    better: "up",
    query: "describe-visibility",
    label: { en: "Visibility of what was published", fr: "Visibilité des contenus publiés" },
    definition: {
      en: "Of all chances that members had to see a content of the period (members who could see it, content by content), those taken by its end. Its author is not counted.",
      fr: "Sur toutes les occasions de voir un contenu de la période (les membres qui pouvaient le voir, contenu par contenu), celles qui ont été saisies avant sa fin. L’auteur n’est pas compté.",
    },
  },
  {
    group: "visibility",
    events: [CONTENTS],
    name: "median_visibility",
    unit: "share",
    better: "up",
    query: "describe-visibility",
    label: { en: "Visibility of the content in the middle", fr: "Visibilité du contenu médian" },
    definition: {
      en: "Median over the contents of the period of the share of members who saw each: half are seen by fewer.",
      fr: "Médiane, entre les contenus de la période, de la part des membres qui ont vu chacun : la moitié sont moins vus.",
    },
  },
  {
    group: "visibility",
    events: [CONTENTS],
    name: "unseen_contents",
    unit: "share",
    better: "down",
    query: "describe-visibility",
    label: { en: "Contents that nobody saw", fr: "Contenus que personne n’a vus" },
    definition: {
      en: "Of the contents of the period that were open for at least a week of it, those that no member has seen. The ten with the lowest visibility are listed.",
      fr: "Parmi les contenus de la période restés ouverts au moins une semaine, ceux qu’aucun membre n’a vus. Les dix moins visibles sont listés.",
    },
  },
  {
    group: "visibility",
    events: [CONTENTS],
    name: "contents_published",
    unit: "count",
    better: null,
    query: "describe-visibility",
    label: { en: "Contents published", fr: "Contenus publiés" },
    definition: {
      en: "Contents of the period that at least one member could see, whoever wrote them.",
      fr: "Contenus de la période qu’au moins un membre pouvait voir, quel qu’en soit l’auteur.",
    },
  },
] as const satisfies readonly Indicator[];
