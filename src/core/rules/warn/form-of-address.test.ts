import { describe, expect, it } from "vitest";
import { formOfAddress } from "./form-of-address.ts";

describe("the form of address of a French text", () => {
  it.each([
    ["Tu n’as pas encore vu ces contenus", "tu"],
    ["Voici ce qui t’attend", "t'"],
    ["Des nouvelles de ta communauté", "ta"],
    ["{{ picks.size }} contenus pour toi", "toi"],
    ["Ton rendez-vous du mardi", "ton"],
    ["Découvre les nouveautés", "découvre"],
    ["As-tu vu ceci ?", "as-tu"],
  ])("is tu in “%s”", (text, word) => {
    expect(formOfAddress(text)).toEqual({ tu: word, vous: null });
  });

  it.each([
    ["Vous n’avez pas encore vu ces contenus", "vous"],
    ["Votre récapitulatif", "votre"],
    ["Découvrez les nouveautés", "découvrez"],
    ["Posez-la sur place", "posez-la"],
    ["{% if member.firstName %}{{ member.firstName }}, v{% else %}V{% endif %}oici vos contenus", "vos"],
  ])("is vous in “%s”", (text, word) => {
    expect(formOfAddress(text)).toEqual({ tu: null, vous: word });
  });

  it.each([
    "Les statuts et les habitudes de la communauté",
    "Rendez-vous mardi chez nos membres",
    "Bien assez de nouveautés, au rez-de-chaussée",
    "Le ton du débat a changé",
    "À lire : « Tu veux en savoir plus ? »",
    "À lire : “Et toi, que fais-tu ?”",
    "{{ tu }}",
    "Un nez, un raz-de-marée",
  ])("is neither in “%s”", (text) => {
    expect(formOfAddress(text)).toEqual({ tu: null, vous: null });
  });
});
