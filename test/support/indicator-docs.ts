import { GROUP_WORDS, UNIT_WORDS } from "../../src/core/indicators/group-words.ts";
import { INDICATOR_GROUPS, type OtherIndicator } from "../../src/core/indicators/indicator.ts";
import { INDICATORS } from "../../src/core/indicators/indicators.ts";
import { OTHER_INDICATORS } from "../../src/core/indicators/others.ts";

type Language = "en" | "fr";

const WORDS = {
  en: {
    title: "# Indicators",
    intro: `What community teams are asked to report, as \`rekindle report\` shows it beside lift: this period, the one it is
held against (\`--against previous\`, the default, or \`last-year\`), and the targets and goals of \`settings.yaml\`.

- **About whom.** Members and experts. Staff, moderators and \`settings.team\` are in no figure unless it says so. Shares of
  members are of **all who had joined before the period**, those who never came included.
- **A visit** is a run of a member's own acts without a gap of more than \`visit_gap\`; **a view** is the first time a member
  saw a content. Clicks and opens of mails count nowhere.
- **A contribution** is a content that a member published (\`authorId\`), a \`Comment Created\`, a \`Question Answered\` or a
  \`Feedback Raised\`. A comment and an answer of one member on one content at one instant are one. Reactions are not.
- **No figure without its events.** What none of the named events came for, in this period or the one before, is not shown as
  zero: the report names the event it needs. What came before and comes no more is zero.
- **A silent site** is not a community that stays away: when no act has come since before the period, the report says since
  when, and gives no figure. Nor does it give one of what members did in a period that ended before anything was recorded.
- **The period before** has no figure when nothing was recorded as it began, when its activities are no longer kept
  (\`retention\`), or when only today's state is known.
- **A change is no effect.** It says what happened, not why. What the digests caused is the lift, and only the lift.

The names are those of \`targets\` and \`goals\` in settings.yaml, of the report's JSON and of its CSV. The query is a file of
\`src/platform/postgres/report\`.`,
    computed: "Computed",
    head: ["Indicator", "Name", "Unit", "Good", "Definition", "From", "Query"],
    better: { up: "up", down: "down", none: "–" },
    visits: "members, visits, views",
    or: " or ",
    others: "Not in the table",
    otherHead: ["Indicator", "Status", "Where, or why not"],
    status: {
      elsewhere: "computed, elsewhere in the report",
      needs: "needs an event or a setting",
      imported: "imported",
      out: "out of scope",
    },
  },
  fr: {
    title: "# Indicateurs",
    intro: `Ce qu’on demande aux équipes de communauté, tel que \`rekindle report --lang fr\` le montre à côté de l’effet des
envois : cette période, celle à laquelle on la compare (\`--against previous\`, par défaut, ou \`last-year\`), et les cibles et
objectifs de \`settings.yaml\`.

- **De qui il s’agit.** Des membres et des experts. Salariés, modérateurs et \`settings.team\` n’entrent dans aucun chiffre, sauf
  mention. Les parts de membres se rapportent à **tous les inscrits d’avant la période**, y compris ceux qui ne sont jamais venus.
- **Une visite** est une suite d’activités d’un membre sans interruption de plus de \`visit_gap\` ; **une consultation** est la première
  fois qu’un membre a vu un contenu. Clics et ouvertures de mails ne comptent nulle part.
- **Une contribution** est un contenu publié par un membre (\`authorId\`), un \`Comment Created\`, un \`Question Answered\` ou un
  \`Feedback Raised\`. Un commentaire et une réponse du même membre, sur le même contenu, au même instant ne font qu’un. Les
  réactions n’en sont pas.
- **Pas de chiffre sans ses événements.** Si aucun des événements cités n’est arrivé, ni pendant cette période ni pendant la
  précédente, le rapport n’affiche pas zéro : il nomme l’événement qui manque. Ce qui venait et ne vient plus vaut zéro.
- **Un site qui se tait** n’est pas une communauté qui s’en va : si aucune activité n’est arrivée depuis avant la période, le rapport
  dit depuis quand, et ne donne aucun chiffre. Il n’en donne pas non plus de ce qu’ont fait les membres dans une période finie
  avant tout enregistrement.
- **La période précédente** n’a pas de chiffre si rien n’était enregistré à son début, si ses activités ne sont plus conservées
  (\`retention\`), ou si seul l’état d’aujourd’hui est connu.
- **Une évolution n’est pas un effet.** Elle dit ce qui s’est passé, pas pourquoi. Ce que les envois ont causé, seule la
  comparaison avec le groupe témoin le dit.

Les noms sont ceux de \`targets\` et \`goals\` dans settings.yaml, du JSON et du CSV du rapport. La requête est un fichier de
\`src/platform/postgres/report\`.`,
    computed: "Calculés",
    head: ["Indicateur", "Nom", "Unité", "Bon sens", "Définition", "À partir de", "Requête"],
    better: { up: "hausse", down: "baisse", none: "–" },
    visits: "membres, visites, consultations",
    or: " ou ",
    others: "Hors du tableau",
    otherHead: ["Indicateur", "Statut", "Où, ou pourquoi pas"],
    status: {
      elsewhere: "calculé, ailleurs dans le rapport",
      needs: "il manque un événement ou un réglage",
      imported: "importé",
      out: "hors périmètre",
    },
  },
} as const;

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const head = (cells: readonly string[]): string[] => [row(cells), row(cells.map(() => "---"))];

/** docs/indicators.md and its French twin, whole. */
export function writeIndicatorDocs(language: Language): string {
  const words = WORDS[language];
  const lines: string[] = [words.title, "", words.intro, "", `## ${words.computed}`];
  for (const group of INDICATOR_GROUPS) {
    const indicators = INDICATORS.filter((indicator) => indicator.group === group);
    if (indicators.length === 0) continue;
    lines.push("", `### ${GROUP_WORDS[group][language]}`, "", ...head(words.head));
    for (const { name, label, unit, better, definition, events, query } of indicators) {
      const from = events.length === 0 ? words.visits : events.map((event) => `\`${event}\``).join(words.or);
      const unitWord = UNIT_WORDS[unit][language];
      const cells = [label[language], `\`${name}\``, unitWord, words.better[better ?? "none"], definition[language]];
      lines.push(row([...cells, from, `\`${query}\``]));
    }
  }
  lines.push("", `## ${words.others}`, "", ...head(words.otherHead));
  const order: readonly OtherIndicator["status"][] = ["elsewhere", "needs", "imported", "out"];
  for (const status of order) {
    for (const other of OTHER_INDICATORS.filter((candidate) => candidate.status === status)) {
      lines.push(row([other.label[language], words.status[status], other.because[language]]));
    }
  }
  return `${lines.join("\n")}\n`;
}
