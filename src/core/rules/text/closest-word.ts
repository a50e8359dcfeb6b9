import { nearestWord } from "./nearest-word.ts";

/** What people write for a word of the rule files: its French name, or the name it has in another tool. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  rule: ["regle", "name", "nom", "id"],
  about: ["description", "a_propos", "propos", "comment", "commentaire"],
  state: ["etat", "statut", "status"],
  when: ["quand", "si", "if", "conditions", "condition", "audience", "segment_conditions"],
  send: ["envoi", "envoyer", "schedule", "planning", "calendrier"],
  digest: ["message", "mail", "email", "recapitulatif", "contenu"],
  limits: ["limites", "limite"],
  holdout: ["temoin", "groupe_temoin", "control", "control_group"],
  segment: ["segment_name"],
  live: ["on", "en_ligne", "active", "actif", "enabled", "published", "en_cours", "en_direct"],
  draft: ["brouillon", "test", "disabled", "inactive"],
  paused: ["off", "pause", "en_pause", "stopped", "arrete", "suspendu", "suspendue"],
  all: ["and", "et", "tous", "toutes", "tout", "every"],
  any: ["or", "ou", "un_de", "au_moins_un", "some", "either"],
  not: ["non", "pas", "none", "sauf", "except", "unless"],
  inactive: ["inactif", "absent", "not_visited", "no_visit", "not_active", "pas_venu", "away", "inactivity"],
  active: ["actif", "visited", "venu", "seen"],
  never_visited: ["jamais_venu", "never", "jamais"],
  unseen: ["non_consulte", "non_consultes", "non_lu", "non_lus", "non_vu", "non_vus", "unread", "not_seen"],
  member: ["membre", "attribute", "attributes", "attribut", "attributs", "user", "profile"],
  joined: ["inscrit", "inscription", "signed_up", "registered", "created"],
  at_least: ["au_moins", "min", "minimum", "count", "nombre"],
  at_most: ["au_plus", "max", "maximum"],
  within: ["depuis", "dans", "dans_les", "since", "last", "in_the_last", "for"],
  published_within: ["publie_depuis", "publies_depuis", "since", "published", "publie", "published_since"],
  themes: ["thematique", "thematiques", "topics", "tags", "categories"],
  types: ["type_de_contenu"],
  not_yet_mailed: ["pas_encore_envoye", "pas_encore_envoyes", "not_mailed"],
  every: ["chaque", "tous_les", "repeat", "frequency", "frequence"],
  once: ["une_fois", "date"],
  at: ["heure", "time", "hour", "a"],
  from: ["de", "a_partir_de", "starts", "start", "debut", "du", "expediteur", "sender"],
  until: ["jusqu_au", "jusque", "end", "ends", "fin", "au", "to"],
  to: ["a", "jusqu_a"],
  day: ["jour", "daily", "quotidien", "days"],
  weekday: ["jour_ouvre", "jours_ouvres", "weekdays", "en_semaine"],
  month: ["mois", "monthly", "mensuel"],
  monday: ["lundi"],
  tuesday: ["mardi"],
  wednesday: ["mercredi"],
  thursday: ["jeudi"],
  friday: ["vendredi"],
  saturday: ["samedi"],
  sunday: ["dimanche"],
  template: ["modele", "gabarit"],
  subject: ["objet", "sujet", "title", "titre"],
  preheader: ["apercu", "preview", "pre_header", "preview_text"],
  intro: ["introduction", "body", "text", "texte"],
  closing: ["conclusion", "fin", "outro"],
  button: ["bouton", "cta"],
  reply_to: ["repondre_a", "reponse_a"],
  picks: ["contenus", "contents", "selection"],
  hot: ["chaud", "chauds", "recent", "recents", "new"],
  cold: ["froid", "froids", "old", "anciens"],
  skip_below: ["minimum_de_contenus", "min_picks"],
  again_after: ["pas_avant", "cooldown", "a_nouveau_apres", "wait"],
  is: ["equals", "equal", "eq", "est", "egal"],
  is_not: ["not", "not_equals", "n_est_pas", "different"],
  more_than: ["plus_de", "greater_than", "over", "above", "gt", "superieur_a"],
  less_than: ["moins_de", "under", "below", "lt", "inferieur_a"],
  before: ["avant"],
  after: ["apres"],
  contains: ["contient", "includes"],
  exists: ["existe", "known", "renseigne"],
  en: ["english", "anglais"],
  fr: ["french", "francais"],
  de: ["german", "allemand"],
  es: ["spanish", "espagnol"],
  it: ["italian", "italien"],
  event: ["evenement"],
  video: ["videos"],
  question: ["questions"],
  sending: ["envois"],
  brand: ["marque"],
  languages: ["langues", "language", "langue", "locales"],
  timezone: ["fuseau", "fuseau_horaire", "time_zone"],
  quiet_hours: ["heures_calmes", "nuit"],
  closed: ["ferme", "fermetures", "holidays", "jours_feries"],
  caps: ["plafonds", "plafond", "frequency_cap"],
  order: ["ordre", "priority", "priorite"],
  brake: ["frein"],
  content: ["id", "contenu", "external_id"],
  recorded: ["opt_in", "explicit", "explicite", "enregistre"],
  assumed: ["opt_out", "implicit", "implicite", "suppose"],
  company: ["entreprise", "organisation", "organization"],
  if: ["si"],
  else: ["sinon"],
  endif: ["finsi", "fin_si", "end_if"],
};

/** The valid word that was most likely meant; null when none is close. */
export function closestWord(word: string, words: Iterable<string>): string | null {
  const valid = [...words];
  const folded = fold(word);
  const exact = valid.find((candidate) => fold(candidate) === folded);
  if (exact !== undefined) return exact;
  const known = valid.find((candidate) => Object.hasOwn(OTHER_NAMES, candidate) && isNameOf(candidate, folded));
  return known ?? nearestWord(word, valid);
}

function isNameOf(word: string, folded: string): boolean {
  return OTHER_NAMES[word]?.includes(folded) === true;
}

/** `En ligne` and `en_ligne` are one word, and so are `été` and `ete`. */
function fold(word: string): string {
  return word
    .slice(0, 60)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\s'’-]+/g, "_");
}
