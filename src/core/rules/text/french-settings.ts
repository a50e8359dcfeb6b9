import type { Sentences } from "./french-sentences.ts";

/** Sentences of mistakes in settings.yaml: see french-sentences.ts. */

export const SETTINGS_EXPECTED: Sentences = [
  ['a factor such as ‹›, or "off"', 'un facteur comme ‹›, ou "off"'],
  ['"never", or "after 60 days"', '"never" ou "after 60 days"'],
  ['"forever", or a number of days such as ‹›', '"forever" ou un nombre de jours comme ‹›'],
  [
    "an address for bounces: letters, digits, dots and hyphens, the whole address in at most ‹› characters",
    "une adresse de retour : lettres, chiffres, points et traits d’union, ‹› caractères au plus en tout",
  ],
  ["days such as ‹›", "des jours comme ‹›"],
  ["hours such as ‹›", "des heures comme ‹›"],
  ["minutes such as ‹›", "des minutes comme ‹›"],
  ["a number from ‹› to ‹›", "un nombre de ‹› à ‹›"],
];

export const SETTINGS_MESSAGES: Sentences = [
  ["‹value› is no indicator", "‹value› n’est pas un indicateur"],
  ["‹value› is no value of ‹›", "‹value› n’est pas une valeur de ‹›"],
  ["‹value› is no value", "‹value› n’est pas une valeur"],
  ["nothing says who was drawn into which group", "rien ne dit qui a été tiré au sort dans quel groupe"],
  ["it is not said who was drawn into which group", "on ne dit pas qui a été tiré au sort dans quel groupe"],
  ["a trait does not say when it was drawn", "un attribut ne dit pas quand le tirage a eu lieu"],
  ["an activity has its own time", "une activité a sa propre date"],
  ['"treated" and "control" are the same', "« treated » et « control » sont identiques"],
  ["with that share nobody is left to compare with", "avec cette part, il ne reste personne à qui comparer"],
  ["only what chance decided is drawn", "seul ce que le hasard a décidé se tire au sort"],
  ["who was drawn is said by draw", "c’est draw qui dit qui a été tiré au sort"],
  ["nothing says who had it", "rien ne dit qui en a bénéficié"],
  ['"with" is about an activity, and there is none', "« with » porte sur une activité, et il n’y en a pas"],
  ["no trait is named", "aucun attribut n’est nommé"],
];

export const SETTINGS_HINTS: Sentences = [
  ['more than 1x, the usual size: write 3x, or "off"', 'plus de 1x, la taille habituelle : écrivez 3x, ou "off"'],
  [
    "at least ‹› days, since rules and reports look back a year: write ‹›, or forever",
    "au moins ‹› jours, car les règles et les rapports regardent un an en arrière : écrivez ‹›, ou forever",
  ],
  [
    "at least ‹› days, since members ask what they were sent: write ‹›, or forever",
    "au moins ‹› jours, car les membres demandent ce qu’on leur a envoyé : écrivez ‹›, ou forever",
  ],
  [
    "at least ‹› days, since a mail is opened weeks later: write ‹›, or forever",
    "au moins ‹› jours, car un e-mail s’ouvre encore des semaines plus tard : écrivez ‹›, ou forever",
  ],
  [
    "at least ‹› days, since soft bounces add up over weeks: write ‹›, or forever",
    "au moins ‹› jours, car les rejets temporaires s’additionnent sur des semaines : écrivez ‹›, ou forever",
  ],
  [
    "each digest's own key is added to it, and some servers take 64 characters in all: the whole address may have ‹›, domain included; take a short name, such as ‹›",
    "la clé de chaque récapitulatif s’y ajoute, et certains serveurs prennent 64 caractères en tout : l’adresse entière peut en compter ‹›, domaine compris ; prenez un nom court, comme ‹›",
  ],
  [
    "such as revisit, weekly_share or visibility: docs/indicators.md has them all",
    "par exemple revisit, weekly_share ou visibility : docs/indicators.fr.md les donne tous",
  ],
  ["write a value such as 40%, 7 days or 1200", "écrivez une valeur comme 40%, 7 days ou 1200"],
  ["write a number above 0, such as ‹›", "écrivez un nombre supérieur à 0, comme ‹›"],
  ["write a number up to ‹›", "écrivez un nombre jusqu’à ‹›"],
  ["write its three letters: ‹›", "écrivez ses trois lettres : ‹›"],
  [
    "name what has a worth: visit, avoided_call, or both",
    "nommez ce qui a une valeur : visit, avoided_call, ou les deux",
  ],
  ["at least 1", "au moins 1"],
  [
    "add activity: Programme Drawn, or trait: programme with on: 2026-10-01",
    "ajoutez activity: Programme Drawn, ou trait: programme avec on: 2026-10-01",
  ],
  [
    "add activity: Tour Finished, or trait: { plan: premium }",
    "ajoutez activity: Tour Finished, ou trait: { plan: premium }",
  ],
  ["add assignment: random, or take draw away", "ajoutez assignment: random, ou retirez draw"],
  ["take it away", "retirez-le"],
  ["write what the site says of each group", "écrivez ce que le site dit de chaque groupe"],
];
