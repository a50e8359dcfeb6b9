import type { Sentences } from "./french-sentences.ts";

/** Sentences of mistakes in mail templates and their words: see french-sentences.ts. */

export const TEMPLATE_MESSAGES: Sentences = [
  [
    "The mail template ‹› cannot be used: ‹message› (line ‹›), and ‹› more.",
    "Le modèle ‹› est inutilisable : ‹message› (ligne ‹›), et ‹› autres.",
  ],
  [
    "The mail template ‹› cannot be used: ‹message› (line ‹›).",
    "Le modèle ‹› est inutilisable : ‹message› (ligne ‹›).",
  ],
  ["‹› closes nothing that is open", "‹› ne ferme rien d’ouvert"],
  ["there is no tag <‹›>", "il n’y a pas de balise <‹›>"],
  ["<‹›> cannot stand in <‹›>", "<‹›> ne peut pas se trouver dans <‹›>"],
  ["<‹›> has no attribute ‹›", "<‹›> n’a pas d’attribut ‹›"],
  ["there is no partials/‹›", "il n’y a pas de partials/‹›"],
  ["‹› includes what is no partial", "‹› inclut autre chose qu’un fichier de partials/"],
  ["‹› includes itself", "‹› s’inclut lui-même"],
  [
    "it is no MJML, which begins with <mjml> and closes each of its tags",
    "ce n’est pas du MJML, qui commence par <mjml> et ferme chacune de ses balises",
  ],
  ['there is no word "‹›" in ‹›', "il n’y a pas de mot « ‹› » dans ‹›"],
  ['"‹›" is no text', "« ‹› » n’est pas un texte"],
  ['"‹›": ‹message›', "« ‹› » : ‹message›"],
  ["a comma is missing", "il manque une virgule"],
  ["it is no block of names and texts", "ce n’est pas un bloc de noms et de textes"],
];

export const TEMPLATE_HINTS: Sentences = [
  ["correct it, then start Rekindle again if it runs", "corrigez-le, puis redémarrez Rekindle s’il tourne"],
  ["correct it", "corrigez-le"],
  ["docs of MJML list its tags: ‹›", "la documentation de MJML donne ses balises : ‹›"],
  ["it stands in ‹›", "cela va dans ‹›"],
  ["as MJML says: ‹›", "comme le dit MJML : ‹›"],
  ["write <‹›> before it, or remove it", "écrivez <‹›> devant, ou retirez-le"],
  ["write <mjml><mj-body> … </mj-body></mjml>", "écrivez <mjml><mj-body> … </mj-body></mjml>"],
  [
    'write <mj-include path="./partials/NAME.mjml" /> for a file of the folder partials',
    'écrivez <mj-include path="./partials/NAME.mjml" /> pour un fichier du dossier partials',
  ],
  ["the folder partials is empty", "le dossier partials est vide"],
  ["it has the form ‹›", "il a la forme ‹›"],
];
