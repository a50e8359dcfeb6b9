import { withFirst } from "../../core/first-of-month.ts";
import type { Frequency, LeavingReason } from "../../core/preferences.ts";
import type { FormMistake, Said, Standing } from "../../delivery/preferences/preferences-view.ts";
import type { PageLanguage } from "../wording.ts";

export interface PreferencesWords {
  readonly title: string;
  readonly lead: (brand: string, address: string) => string;
  readonly you: string;
  /** After the heading of a page that says more than one thing. */
  readonly headings: Readonly<Record<Exclude<Standing, "on" | "paused">, string>>;
  readonly standings: Readonly<Record<Exclude<Standing, "on" | "paused">, (brand: string, address: string) => string>>;
  readonly said: Readonly<Record<Said, string>>;
  readonly mistakes: Readonly<Record<FormMistake, string>>;
  readonly mistakesTitle: string;
  readonly frequency: string;
  readonly frequencyHint: string;
  readonly frequencies: Readonly<Record<Frequency, string>>;
  readonly language: string;
  readonly themes: string;
  readonly themesHint: string;
  readonly themeCount: (all: number, off: number) => string;
  readonly save: string;
  readonly pause: string;
  readonly pauseHint: string;
  readonly pauseButton: string;
  readonly pausedUntil: (date: string) => string;
  readonly endPause: string;
  readonly stop: string;
  readonly stopHint: (address: string) => string;
  readonly stopButton: string;
  readonly undo: string;
  readonly undoOlder: (date: string) => string;
  readonly comeBack: string;
  readonly comeBackHint: string;
  readonly why: string;
  readonly whyHint: string;
  readonly reasons: Readonly<Record<LeavingReason, string>>;
  readonly sendReason: string;
}

export const PREFERENCES_WORDS: Readonly<Record<PageLanguage, PreferencesWords>> = {
  en: {
    title: "Your e-mails",
    lead: (brand, address) => `What ${brand} sends to ${address}. Each choice holds at once.`,
    you: "you",
    headings: {
      unsubscribed: "You are unsubscribed",
      complained: "No e-mails come to you",
      undeliverable: "Our e-mails do not reach you",
      gone: "There is nothing to choose any more",
    },
    standings: {
      unsubscribed: (brand, address) => `${brand} sends no more digests to ${address}.`,
      complained: (brand, address) =>
        `An e-mail to ${address} was reported as unwanted, so ${brand} sends none. If that was a mistake, write to the team of ${brand}: it cannot be changed from here.`,
      undeliverable: (brand, address) =>
        `E-mails to ${address} came back, so ${brand} sends no more. Once your profile has an address that works, they come again.`,
      gone: (brand) => `${brand} has no member for this link any more, and sends nothing.`,
    },
    said: {
      saved: "Saved, for all that comes from now on.",
      unchanged: "Nothing had to be changed: this is how it stands.",
      paused: "Paused.",
      pause_ended: "The pause is over: e-mails come again.",
      undone: "Taken back: all is as it was before.",
      unsubscribed: "It took effect at once, also for what was already prepared.",
      resubscribed: "Welcome back: e-mails come again.",
      thanks: "Thank you for your answer.",
    },
    mistakes: {
      form: "The form did not arrive in one piece. Nothing has changed; please choose again.",
      too_long: "The form was larger than any of ours. Nothing has changed; please choose again.",
      frequency: "How often: please choose one of the answers. Nothing has changed yet.",
      language: "Language: please choose one of those that are there. Nothing has changed yet.",
      themes: "One of the themes is no longer there and was left out. All the rest is kept.",
      reason: "Please choose one of the answers, or leave the question.",
    },
    mistakesTitle: "Please look at this",
    frequency: "How often, at most?",
    frequencyHint: "Messages that somebody on the site sends to you are not counted.",
    frequencies: { any: "Whenever there is something for me", weekly: "Once a week", monthly: "Once a month" },
    language: "In which language?",
    themes: "About what?",
    themesHint: "Take away the themes you do not want. New ones are added as they come up.",
    themeCount: (all, off) => (off === 0 ? `All ${all} themes` : `${all - off} of ${all} themes`),
    save: "Save",
    pause: "A break?",
    pauseHint: "No e-mails for a month; then they come again by themselves.",
    pauseButton: "Pause for one month",
    pausedUntil: (date) => `Paused: no e-mails before ${date}.`,
    endPause: "End the pause",
    stop: "Nothing at all?",
    stopHint: (address) => `No more e-mails to ${address}, from now on.`,
    stopButton: "Turn everything off",
    undo: "Undo",
    undoOlder: (date) => `You last changed something on ${date}.`,
    comeBack: "Get them again",
    comeBackHint: "Not what you wanted? One click brings them back.",
    why: "Would you tell us why?",
    whyHint: "One click, and only if you like.",
    reasons: {
      too_many: "There were too many",
      not_relevant: "They were not about what interests me",
      seen_on_site: "I see it all on the site anyway",
      never_asked: "I never asked for them",
      left_community: "I no longer take part in the community",
    },
    sendReason: "Send my answer",
  },
  fr: {
    title: "Vos e-mails",
    lead: (brand, address) => `Ce que ${brand} envoie à ${address}. Chaque choix s’applique immédiatement.`,
    you: "votre adresse",
    headings: {
      unsubscribed: "Votre désabonnement est fait",
      complained: "Vous ne recevez plus d’e-mails",
      undeliverable: "Nos e-mails ne vous parviennent pas",
      gone: "Il n’y a plus rien à choisir ici",
    },
    standings: {
      unsubscribed: (brand, address) => `${brand} n’envoie plus de récapitulatif à ${address}.`,
      complained: (brand, address) =>
        `Un e-mail envoyé à ${address} a été signalé comme indésirable\u202f: ${brand} n’en envoie donc plus. Si c’était une erreur, écrivez à l’équipe de ${brand}, car cela ne peut pas se régler depuis cette page.`,
      undeliverable: (brand, address) =>
        `Des e-mails envoyés à ${address} nous sont revenus\u202f: ${brand} n’en envoie donc plus. Ils reprendront dès que votre profil comportera une adresse valide.`,
      gone: (brand) => `${brand} n’a plus de membre correspondant à ce lien et n’envoie plus rien.`,
    },
    said: {
      saved: "C’est enregistré, dès le prochain e-mail.",
      unchanged: "Il n’y avait rien à changer\u202f: voici vos choix actuels.",
      paused: "Les e-mails sont en pause.",
      pause_ended: "La pause est terminée\u202f: les e-mails reprennent.",
      undone: "C’est annulé\u202f: tout est comme avant.",
      unsubscribed: "C’est immédiat, y compris pour les e-mails déjà prêts.",
      resubscribed: "Heureux de vous retrouver\u202f: les e-mails reprennent.",
      thanks: "Merci de votre réponse.",
    },
    mistakes: {
      form: "Le formulaire nous est parvenu incomplet. Rien n’a changé\u202f; merci de refaire votre choix.",
      too_long:
        "Le formulaire reçu est plus long qu’il ne peut l’être. Rien n’a changé\u202f; merci de refaire votre choix.",
      frequency: "Fréquence\u202f: choisissez l’une des réponses proposées. Rien n’a encore changé.",
      language: "Langue\u202f: choisissez l’une de celles qui sont proposées. Rien n’a encore changé.",
      themes: "L’une des thématiques n’existe plus et a été laissée de côté. Tout le reste est enregistré.",
      reason: "Choisissez l’une des réponses, ou laissez la question de côté.",
    },
    mistakesTitle: "Un point à revoir",
    frequency: "À quelle fréquence, au plus\u202f?",
    frequencyHint: "Les messages que l’on vous adresse sur le site ne comptent pas.",
    frequencies: {
      any: "Dès qu’il y a quelque chose pour moi",
      weekly: "Une fois par semaine",
      monthly: "Une fois par mois",
    },
    language: "Dans quelle langue\u202f?",
    themes: "Sur quelles thématiques\u202f?",
    themesHint: "Décochez celles qui ne vous intéressent pas. Les nouvelles thématiques s’ajoutent au fur et à mesure.",
    themeCount: (all, off) => (off === 0 ? `Les ${all} thématiques` : `${all - off} thématiques sur ${all}`),
    save: "Enregistrer",
    pause: "Envie d’une pause\u202f?",
    pauseHint: "Aucun e-mail pendant un mois, puis ils reprennent d’eux-mêmes.",
    pauseButton: "Faire une pause d’un mois",
    pausedUntil: (date) => `En pause\u202f: aucun e-mail avant le ${date}.`,
    endPause: "Mettre fin à la pause",
    stop: "Plus rien du tout\u202f?",
    stopHint: (address) => `Plus aucun e-mail à ${address}, dès maintenant.`,
    stopButton: "Tout arrêter",
    undo: "Annuler",
    undoOlder: (date) => `Dernière modification de vos choix\u202f: le ${date}.`,
    comeBack: "Les recevoir à nouveau",
    comeBackHint: "Ce n’est pas ce que vous vouliez\u202f? Un clic suffit pour revenir en arrière.",
    why: "Nous direz-vous pourquoi\u202f?",
    whyHint: "Un clic, et seulement si vous le souhaitez.",
    reasons: {
      too_many: "Il y en avait trop",
      not_relevant: "Les sujets ne m’intéressaient pas",
      seen_on_site: "Je vois déjà tout sur le site",
      never_asked: "Je ne les ai jamais demandés",
      left_community: "Je ne participe plus à la communauté",
    },
    sendReason: "Envoyer ma réponse",
  },
};

/** `27 December 2026`, `1er janvier 2027`. */
export function sayDate(language: PageLanguage, date: string): string {
  const format = new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", { dateStyle: "long", timeZone: "UTC" });
  return withFirst(format.format(new Date(`${date}T00:00:00Z`)), language);
}

/** A language by its own name: `Français`. */
export function nameLanguage(language: string): string {
  const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
