import { FUNNEL_WORDS } from "../audience/funnel-words.ts";
import { isSingular } from "../report/words/number-of.ts";

/** The languages of our own pages. */
export const PAGE_LANGUAGES = ["en", "fr"] as const;
export type PageLanguage = (typeof PAGE_LANGUAGES)[number];

export interface Wording {
  readonly locale: string;
  readonly skip: string;
  readonly sections: string;
  readonly overview: string;
  readonly rules: string;
  readonly report: string;
  readonly inbox: string;
  readonly otherLanguage: { readonly code: PageLanguage; readonly name: string; readonly title: string };
  readonly demoNotice: string;
  readonly footer: string;
  readonly notFound: string;
  readonly notFoundDetail: string;
  readonly trouble: string;
  readonly troubleDetail: string;
  readonly backToOverview: string;
  readonly overviewPage: {
    readonly cost: string;
    readonly measured: string;
    readonly measuredDetail: string;
    /** Before anything is measured: what comes when. */
    readonly steps: string;
    readonly done: string;
    readonly difference: string;
    readonly interval: string;
    readonly planted: string;
    readonly covered: string;
    readonly missed: string;
    readonly tooEarly: string;
    readonly plantedDetail: string;
    readonly legendEstimate: string;
    readonly legendPlanted: string;
    readonly needsPerson: string;
    readonly nothingNeeded: string;
    readonly charts: string;
    readonly more: string;
    /** With its sign. */
    readonly points: (written: string) => string;
    readonly between: (low: string, high: string) => string;
    readonly figures: {
      readonly members: string;
      readonly membersNote: string;
      readonly compared: string;
      readonly comparedNote: (treated: string, heldOut: string) => string;
      readonly accepted: string;
      readonly acceptedNote: string;
      readonly withheld: string;
      readonly withheldNote: string;
      readonly unsubscribed: string;
      readonly unsubscribedNote: (share: string) => string;
      readonly usualNote: string;
    };
    readonly attentionTo: {
      readonly unknown: (count: number) => string;
      readonly failed: (count: number) => string;
      readonly broken: (file: string) => string;
      readonly held: (rule: string, digests: number) => string;
      readonly sendingOff: string;
      readonly paused: string;
      readonly restored: string;
      readonly noneLive: string;
      readonly sampleRatio: string;
    };
  };
  readonly rulesPage: {
    readonly intro: string;
    readonly states: Readonly<Record<"draft" | "live" | "paused", string>>;
    readonly who: string;
    /** Before a condition in plain words. */
    readonly member: string;
    readonly when: string;
    readonly next: string;
    readonly never: string;
    /** Instead of a date, for a rule that waits for something. */
    readonly whenItHappens: string;
    readonly funnel: string;
    readonly funnelDetail: string;
    readonly steps: Readonly<Record<string, string>>;
    readonly held: string;
    readonly heldBy: Readonly<Record<"brake" | "review", (digests: number, date: string, rule: string) => string>>;
    readonly noSlot: string;
    readonly mistakes: string;
    readonly empty: string;
  };
  readonly inboxPage: {
    readonly intro: string;
    readonly count: (count: number) => string;
    readonly search: string;
    readonly searchHint: string;
    readonly find: string;
    readonly none: string;
    readonly choose: string;
    readonly desktop: string;
    readonly phone: string;
    readonly text: string;
    readonly headers: string;
    readonly shownAs: string;
    readonly mailOf: (subject: string) => string;
    readonly to: string;
    readonly newer: string;
    readonly older: string;
    readonly pages: string;
    readonly allMails: string;
  };
}

const digestsInEnglish = (count: number) => `${count.toLocaleString("en-GB")} ${count === 1 ? "digest" : "digests"}`;
const digestsInFrench = (count: number) =>
  `${count.toLocaleString("fr-FR")} ${count <= 1 ? "récapitulatif" : "récapitulatifs"}`;

const ENGLISH: Wording = {
  locale: "en-GB",
  skip: "Skip to content",
  sections: "Sections",
  overview: "Overview",
  rules: "Rules",
  report: "Report",
  inbox: "Inbox",
  otherLanguage: { code: "fr", name: "Français", title: "Afficher cette page en français" },
  demoNotice: "A demonstration: these people do not exist, and no mail left this machine.",
  footer: "Measured on the site’s own visits and views, never on opened mails.",
  notFound: "There is no such page",
  notFoundDetail: "The address may be mistyped, or what it named is gone.",
  trouble: "This page cannot be shown just now",
  troubleDetail: "The log says why. What was planned goes on by itself as soon as it can.",
  backToOverview: "Back to the overview",
  overviewPage: {
    cost: "In figures",
    measured: "What the digests changed",
    measuredDetail:
      "Members with digests, against members held out at random, for whom the same is picked and withheld.",
    steps: "What comes when, and what to do",
    done: "done",
    difference: "Difference",
    interval: "95% interval",
    planted: "Planted",
    covered: "inside the interval",
    missed: "outside the interval",
    tooEarly: "Too early to say",
    plantedDetail: "Planted: the true effect, which only a simulation can know. The estimate has not seen it.",
    legendEstimate: "estimate and interval",
    legendPlanted: "planted",
    needsPerson: "What needs a person",
    nothingNeeded: "Nothing. Every digest has a known fate and every rule file is valid.",
    charts: "In pictures",
    more: "The whole report",
    points: (written) => `${written}\u00a0points`,
    between: (low, high) => `${low} to ${high}`,
    figures: {
      members: "Members",
      membersNote: "in rules: staff and moderators are not counted",
      compared: "Compared",
      comparedNote: (treated, heldOut) => `${treated} with digests, ${heldOut} held out`,
      accepted: "Digests accepted",
      acceptedNote: "by the mail server",
      withheld: "Digests withheld",
      withheldNote: "picked in the same way, not sent",
      unsubscribed: "Unsubscribed",
      unsubscribedNote: (share) => `by a digest’s link: ${share} of those accepted`,
      usualNote: "median of the members’ usual intervals",
    },
    attentionTo: {
      unknown: (count) =>
        count === 1
          ? "One digest has an unknown fate: it is not sent again until someone decides (rekindle outbox --state unknown)."
          : `${count} digests have an unknown fate: they are not sent again until someone decides (rekindle outbox --state unknown).`,
      failed: (count) =>
        count === 1
          ? "The mail server refused one digest for good."
          : `The mail server refused ${count} digests for good.`,
      broken: (file) => `${file} holds a mistake; its last valid text goes on running, where there was one.`,
      held: (rule, digests) =>
        `${rule}: ${digestsInEnglish(digests)} held until someone decides (rekindle release ${rule}), and expired when their day is over.`,
      sendingOff: "Sending is off: digests are planned and composed, and none leaves. Turn it on in settings.yaml.",
      paused: "All sending is paused.",
      restored:
        "The database seems to be restored from a backup: nothing is planned or sent until someone confirms it (rekindle resume --restored).",
      noneLive: "No rule is live, so nobody is mailed.",
      sampleRatio:
        "The groups do not have the sizes that were drawn: do not use the results before the cause is found.",
    },
  },
  rulesPage: {
    intro: "Each rule is one file: who, when, what, limits.",
    states: { draft: "Draft", live: "Live", paused: "Paused" },
    who: "Who",
    member: "The member",
    when: "When",
    next: "Next send",
    never: "none planned",
    whenItHappens: "when it happens",
    funnel: "The last seven days",
    funnelDetail:
      "From the members who met the conditions to the digests that were planned. A member counts once at each send moment.",
    steps: FUNNEL_WORDS.en,
    held: "Held",
    heldBy: {
      brake: (digests, date, rule) =>
        `${digestsInEnglish(digests)} of ${date}: far more than usual. Let them go with: rekindle release ${rule}`,
      review: (digests, date, rule) =>
        `${digestsInEnglish(digests)} of ${date}, by a reader of the proof. Let go with: rekindle release ${rule}`,
    },
    noSlot: "No send moment yet.",
    mistakes: "Files with mistakes",
    empty: "There is no rule yet. Add a file to the rules folder.",
  },
  inboxPage: {
    intro: "Every digest as its reader received it, through real SMTP.",
    count: (count) => (count === 1 ? "1 mail" : `${count.toLocaleString("en-GB")} mails`),
    search: "Search mails",
    searchHint: "Name, address, subject or rule",
    find: "Search",
    none: "No mail matches.",
    choose: "Choose a mail to read it.",
    desktop: "Desktop",
    phone: "Phone",
    text: "Plain text",
    headers: "Headers",
    shownAs: "Shown as",
    mailOf: (subject) => `The mail “${subject}”`,
    to: "To",
    newer: "Newer",
    older: "Older",
    pages: "Pages",
    allMails: "All mails",
  },
};

const FRENCH: Wording = {
  locale: "fr-FR",
  skip: "Aller au contenu",
  sections: "Rubriques",
  overview: "Vue d’ensemble",
  rules: "Règles",
  report: "Rapport",
  inbox: "E-mails",
  otherLanguage: { code: "en", name: "English", title: "Show this page in English" },
  demoNotice: "Une démonstration : ces personnes n’existent pas, et aucun e-mail n’a quitté cette machine.",
  footer: "Mesuré sur les visites et les consultations du site, jamais sur l’ouverture des e-mails.",
  notFound: "Cette page n’existe pas",
  notFoundDetail: "L’adresse est peut-être mal saisie, ou ce qu’elle désignait a disparu.",
  trouble: "Cette page ne peut pas s’afficher pour l’instant",
  troubleDetail: "Le journal dit pourquoi. Ce qui était prévu reprendra de lui-même dès que possible.",
  backToOverview: "Revenir à la vue d’ensemble",
  overviewPage: {
    cost: "En chiffres",
    measured: "Ce que les récapitulatifs ont changé",
    measuredDetail:
      "Les membres avec envois, face à un groupe témoin tiré au sort : pour lui, tout est choisi de même, et retenu.",
    steps: "La suite, et ce qu’il faut faire",
    done: "fait",
    difference: "Écart",
    interval: "Intervalle à 95 %",
    planted: "Effet réel",
    covered: "dans l’intervalle",
    missed: "hors de l’intervalle",
    tooEarly: "Trop tôt pour conclure",
    plantedDetail: "Effet réel : celui de la simulation, que l’estimation ne connaît pas.",
    legendEstimate: "estimation et intervalle",
    legendPlanted: "effet réel",
    needsPerson: "À traiter",
    nothingNeeded: "Rien. Le sort de chaque récapitulatif est connu et toutes les règles sont valides.",
    charts: "En images",
    more: "Le rapport complet",
    points: (written) => `${written}\u00a0${isSingular(written, "fr") ? "point" : "points"}`,
    between: (low, high) => `${low} à ${high}`,
    figures: {
      members: "Membres",
      membersNote: "hors équipe et modération",
      compared: "Comparés",
      comparedNote: (treated, heldOut) => `${treated} avec envois, ${heldOut} dans le groupe témoin`,
      accepted: "Récapitulatifs acceptés",
      acceptedNote: "par le serveur de messagerie",
      withheld: "Récapitulatifs retenus",
      withheldNote: "composés de la même façon, non envoyés",
      unsubscribed: "Désabonnements",
      unsubscribedNote: (share) => `par le lien d’un récapitulatif : ${share} des envois acceptés`,
      usualNote: "médiane des intervalles habituels",
    },
    attentionTo: {
      unknown: (count) =>
        count === 1
          ? "Un envoi incertain : il ne repartira pas sans une décision (rekindle outbox --state unknown)."
          : `${count} envois incertains : ils ne repartiront pas sans une décision (rekindle outbox --state unknown).`,
      failed: (count) =>
        count === 1
          ? "Le serveur de messagerie a refusé définitivement un récapitulatif."
          : `Le serveur de messagerie a refusé définitivement ${count} récapitulatifs.`,
      broken: (file) =>
        `${file} contient une erreur ; sa dernière version valide, s’il y en a une, continue de s’appliquer.`,
      held: (rule, digests) =>
        `${rule} : ${digestsInFrench(digests)} en attente d’une décision (rekindle release ${rule}), sans quoi rien ne part ce jour-là.`,
      sendingOff:
        "Les envois sont désactivés : les récapitulatifs sont prévus et composés, aucun ne part. Activez-les dans settings.yaml.",
      paused: "Tous les envois sont suspendus.",
      restored:
        "La base de données semble provenir d’une sauvegarde : rien n’est prévu ni envoyé avant confirmation (rekindle resume --restored).",
      noneLive: "Aucune règle n’est active : personne ne reçoit rien.",
      sampleRatio:
        "Les groupes n’ont pas la taille du tirage : n’utilisez pas ces résultats avant d’en connaître la cause.",
    },
  },
  rulesPage: {
    intro: "Une règle, un fichier : qui, quand, quoi, dans quelles limites.",
    states: { draft: "Brouillon", live: "Active", paused: "En pause" },
    who: "Qui",
    member: "Le membre",
    when: "Quand",
    next: "Prochain envoi",
    never: "aucun",
    whenItHappens: "dès que cela se produit",
    funnel: "Les sept derniers jours",
    funnelDetail:
      "Des membres qui remplissent les conditions jusqu’aux récapitulatifs prévus. Un membre compte une fois à chaque moment d’envoi.",
    steps: FUNNEL_WORDS.fr,
    held: "En attente",
    heldBy: {
      brake: (digests, date, rule) =>
        `${digestsInFrench(digests)} du ${date} : bien plus que d’habitude. Pour les laisser partir : rekindle release ${rule}`,
      review: (digests, date, rule) =>
        `${digestsInFrench(digests)} du ${date}, sur décision d’un lecteur du BAT. Pour laisser partir : rekindle release ${rule}`,
    },
    noSlot: "Aucun envoi pour le moment.",
    mistakes: "Fichiers à corriger",
    empty: "Aucune règle pour l’instant. Ajoutez un fichier au dossier des règles.",
  },
  inboxPage: {
    intro: "Chaque récapitulatif tel que le membre l’a reçu, par un vrai serveur SMTP.",
    count: (count) => (count <= 1 ? `${count} e‑mail` : `${count.toLocaleString("fr-FR")} e‑mails`),
    search: "Rechercher dans les e-mails",
    searchHint: "Nom, adresse, objet ou règle",
    find: "Rechercher",
    none: "Aucun e-mail ne correspond.",
    choose: "Choisissez un e-mail pour le lire.",
    desktop: "Ordinateur",
    phone: "Téléphone",
    text: "Texte brut",
    headers: "En-têtes",
    shownAs: "Affichage",
    mailOf: (subject) => `L’e-mail « ${subject} »`,
    to: "À",
    newer: "Plus récents",
    older: "Plus anciens",
    pages: "Pages",
    allMails: "Tous les e-mails",
  },
};

export function wordingFor(language: PageLanguage): Wording {
  return language === "fr" ? FRENCH : ENGLISH;
}
