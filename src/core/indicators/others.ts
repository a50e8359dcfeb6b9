import type { OtherIndicator } from "./indicator.ts";

const ELSEWHERE = "elsewhere" as const;

/** What INDICATORS asks for that no line of the table computes, each with the reason. */
export const OTHER_INDICATORS: readonly OtherIndicator[] = [
  {
    name: "theme_visibility",
    group: "visibility",
    status: ELSEWHERE,
    label: { en: "Visibility by theme and by content", fr: "Visibilité par thématique et par contenu" },
    because: {
      en: "“What is published against what is read” and “What nearly nobody saw”",
      fr: "« Ce qui est publié, ce qui est lu » et « Ce que presque personne n’a vu »",
    },
  },
  {
    name: "landing_pages",
    group: "traffic",
    status: ELSEWHERE,
    label: { en: "Landing pages", fr: "Pages d’arrivée" },
    because: {
      en: "the list of the ten pages with which most visits began, from `Page Viewed` {path or url}",
      fr: "la liste des dix pages par lesquelles commencent le plus de visites, d’après `Page Viewed` {path ou url}",
    },
  },
  {
    name: "logins",
    group: "traffic",
    status: "needs",
    label: { en: "Logins", fr: "Connexions" },
    because: {
      en: "an event of the site's own such as `Signed In`; visits stand for it, since who stays signed in for a month comes without logging in",
      fr: "un événement propre au site comme `Signed In` ; les visites en tiennent lieu, car qui reste connecté un mois vient sans se connecter",
    },
  },
  {
    name: "contributions_by",
    group: "activity",
    status: ELSEWHERE,
    label: { en: "Contributions by type and by theme", fr: "Contributions par type et par thématique" },
    because: {
      en: "the two lists below the table; the team stands in a column of its own",
      fr: "les deux listes sous le tableau ; l’équipe y a sa colonne",
    },
  },
  {
    name: "messages_sent",
    group: "activity",
    status: "needs",
    label: {
      en: "Private messages sent, also by moderators",
      fr: "Messages privés envoyés, aussi par les modérateurs",
    },
    because: {
      en: "an event of the sender's, such as `Message Sent`; `Message Received` says who got one",
      fr: "un événement de l’expéditeur, comme `Message Sent` ; `Message Received` dit qui en a reçu un",
    },
  },
  {
    name: "moderator_actions",
    group: "activity",
    status: "needs",
    label: { en: "Moderator actions", fr: "Actions de modération" },
    because: {
      en: "an event of the site's own such as `Post Moderated`; what the team writes is counted (team_contributions, team_replies)",
      fr: "un événement propre au site comme `Post Moderated` ; ce que l’équipe écrit est compté (team_contributions, team_replies)",
    },
  },
  {
    name: "most_discussed",
    group: "members",
    status: ELSEWHERE,
    label: { en: "Most reacted and commented content", fr: "Contenus qui font le plus réagir" },
    because: {
      en: "the list below the table, by how many members reacted or commented",
      fr: "la liste sous le tableau, selon le nombre de membres qui ont réagi ou commenté",
    },
  },
  {
    name: "active_and_inactive",
    group: "organisation",
    status: ELSEWHERE,
    label: { en: "Active against inactive members", fr: "Membres actifs et membres inactifs" },
    because: {
      en: "“Side by side: comparisons, not proof”: who had come in the 30 days before the period and who had not, by what each did in it",
      fr: "« Côte à côte : des comparaisons, pas des preuves » : qui était venu dans les 30 jours d’avant la période et qui ne l’était pas, selon ce que chacun y a fait",
    },
  },
  {
    name: "members_and_other_customers",
    group: "organisation",
    status: ELSEWHERE,
    label: { en: "Members against customers who are none", fr: "Clients membres et clients non membres" },
    because: {
      en: "the same part of the report, from `import customers`: who left, who renewed, for how long each had been a customer; orders, amounts, average basket and support requests by month",
      fr: "la même partie du rapport, d’après `import customers` : qui est parti, qui a renouvelé, depuis combien de temps chacun était client ; commandes, montants, panier moyen et demandes au support par mois",
    },
  },
  {
    name: "calls_avoided",
    group: "organisation",
    status: "needs",
    label: { en: "Support calls avoided and their time", fr: "Appels au support évités et leur durée" },
    because: {
      en: "`worth.avoided_call` in settings: `report --sponsor` then says what solution_views may have spared at most; the organisation's own figure comes by `import measures`, and `tickets` of `import customers` stand side by side for members and others",
      fr: "`worth.avoided_call` dans les réglages : `report --sponsor` dit alors ce que solution_views a pu épargner au plus ; le chiffre de l’organisation vient par `import measures`, et les `tickets` d’`import customers` figurent côte à côte pour les membres et les autres",
    },
  },
  {
    name: "time_on_site_compared",
    group: "organisation",
    status: "out",
    label: {
      en: "Time on site of members against non-members",
      fr: "Temps passé des membres comparé aux non-membres",
    },
    because: {
      en: "who is no member is known by an anonymous id only, so the same person would be compared with themselves",
      fr: "un non-membre n’est connu que par un identifiant anonyme : on comparerait la même personne à elle-même",
    },
  },
  {
    name: "conversion",
    group: "organisation",
    status: "needs",
    label: { en: "Conversion of new customers", fr: "Conversion de nouveaux clients" },
    because: {
      en: "`import customers` with `since`, and when each joined: comparing both is not built yet",
      fr: "`import customers` avec `since`, et la date d’inscription de chacun : leur comparaison reste à faire",
    },
  },
  {
    name: "sales_by_participant",
    group: "organisation",
    status: ELSEWHERE,
    label: { en: "Sales by participating customer", fr: "Ventes par client participant" },
    because: {
      en: "“Orders, amounts and requests of customers, members or not”, from `import customers` with `orders` and `amount` by month",
      fr: "« Commandes, montants et demandes des clients, membres ou non », d’après `import customers` avec `orders` et `amount` par mois",
    },
  },
  ...[
    ["onboarding_cost", "Onboarding cost", "Coût de l’accueil des nouveaux clients"],
    ["references", "Customer references", "Références clients"],
    ["event_activity", "Activity at events on site", "Activité lors des événements sur place"],
    ["brand_preference", "Brand preference", "Préférence de marque"],
    ["mentions", "Mentions on social networks", "Mentions sur les réseaux sociaux"],
    ["savings", "Advertising and search savings", "Économies de publicité et de référencement"],
    ["support_headcount", "Headcount and productivity of support", "Effectif et productivité du support"],
    ["shop_visits", "Shop visits", "Visites en magasin"],
    ["meetings", "Business meetings and leads at events", "Rendez-vous d’affaires et contacts lors d’événements"],
  ].map(
    ([name = "", en = "", fr = ""]): OtherIndicator => ({
      name,
      group: "organisation",
      status: "imported",
      label: { en, fr },
      because: {
        en: "only the organisation knows it: `import measures`, shown beside with its source",
        fr: "seule l’organisation le sait : `import measures`, affiché à part avec sa source",
      },
    }),
  ),
  {
    name: "digests",
    group: "communication",
    status: ELSEWHERE,
    label: {
      en: "Digests by outcome, unsubscribes, complaints",
      fr: "Récapitulatifs par issue, désabonnements, signalements",
    },
    because: { en: "“What it cost”, by rule", fr: "« Ce que cela a coûté », par règle" },
  },
  {
    name: "clicks",
    group: "communication",
    status: "out",
    label: { en: "Clicks (human)", fr: "Clics (humains)" },
    because: {
      en: "`outbox show` tells them digest by digest; in the report only visits and views count, in both groups alike",
      fr: "`outbox show` les donne envoi par envoi ; dans le rapport seules comptent les visites et les consultations, pareillement dans les deux groupes",
    },
  },
  {
    name: "lift",
    group: "communication",
    status: ELSEWHERE,
    label: { en: "Lift in coming back and in visibility", fr: "Effet sur le retour et sur la visibilité" },
    because: {
      en: "the first part of the report, with intervals",
      fr: "la première partie du rapport, avec intervalles",
    },
  },
  {
    name: "treatment_effect",
    group: "experiments",
    status: ELSEWHERE,
    label: { en: "Effect of a treatment that the site declares", fr: "Effet d’une action déclarée par le site" },
    because: {
      en: "`treatments` in settings: “Drawn at random: what it changed” with `assignment: random`; otherwise before and after, side by side, which is no proof; `rekindle lift` measures any experiment's table",
      fr: "`treatments` dans les réglages : « Tiré au sort : ce que cela a changé » avec `assignment: random` ; sinon l’avant et l’après, côte à côte, ce qui n’est pas une preuve ; `rekindle lift` mesure le tableau de toute expérience",
    },
  },
];
