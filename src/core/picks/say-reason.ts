import type { Language } from "../community.ts";
import type { PickReason } from "./pick.ts";

/** A theme as members read it: `key-accounts` → "Key accounts". */
export function themeLabel(theme: string): string {
  const words = theme.replace(/[-_\s]+/g, " ").trim();
  const [first = ""] = words;
  return first.toUpperCase() + words.slice(first.length);
}

/** A reason in the member's language; in English where we have no words of that language. */
export function sayReason(reason: PickReason, language: Language): string {
  return language === "fr" ? sayInFrench(reason) : sayInEnglish(reason);
}

function sayInEnglish(reason: PickReason): string {
  switch (reason.code) {
    case "chosen_by_team":
      return "Chosen by the community team";
    case "popular_in_theme":
      return `Popular this week in ${themeLabel(reason.theme)}`;
    case "popular":
      return "Popular this week in your community";
    case "read_others":
      return reason.count === 1
        ? `You read another on ${themeLabel(reason.theme)}`
        : `You read ${reason.count} others on ${themeLabel(reason.theme)}`;
    case "new_in_theme":
      return `New in ${themeLabel(reason.theme)}`;
    case "recent_in_theme":
      return `Recent in ${themeLabel(reason.theme)}`;
    case "new":
      return "Published in your community this week";
    case "recent":
      return "Published in your community recently";
    case "near_theme":
      return `${themeLabel(reason.theme)} is close to ${themeLabel(reason.near)}, which you read`;
    case "well_read":
      return `Read by ${reason.viewers.toLocaleString("en")} members`;
    case "evergreen":
      return "A must-read of your community";
    case "unseen":
      return "You have not seen this one yet";
  }
}

function sayInFrench(reason: PickReason): string {
  switch (reason.code) {
    case "chosen_by_team":
      return "Choisi par l’équipe de la communauté";
    case "popular_in_theme":
      return `Populaire cette semaine, thématique ${themeLabel(reason.theme)}`;
    case "popular":
      return "Populaire cette semaine dans votre communauté";
    case "read_others":
      return reason.count === 1
        ? `Vous avez déjà lu un contenu sur ${themeLabel(reason.theme)}`
        : `Vous avez déjà lu ${reason.count} contenus sur ${themeLabel(reason.theme)}`;
    case "new_in_theme":
      return `Nouveau, thématique ${themeLabel(reason.theme)}`;
    case "recent_in_theme":
      return `Récent, thématique ${themeLabel(reason.theme)}`;
    case "new":
      return "Publié cette semaine dans votre communauté";
    case "recent":
      return "Publié récemment dans votre communauté";
    case "near_theme":
      return `${themeLabel(reason.theme)} : une thématique proche de ${themeLabel(reason.near)}, que vous lisez`;
    case "well_read":
      return `Déjà lu par ${reason.viewers.toLocaleString("fr")} membres`;
    case "evergreen":
      return "Un incontournable de votre communauté";
    case "unseen":
      return "Vous ne l’avez pas encore vu";
  }
}
