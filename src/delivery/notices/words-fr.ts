import { sayAbout } from "../../core/rules/about.ts";
import type { NoticeWords, Writer } from "./notice-words.ts";

const digests = (count: number, write: Writer) =>
  `${write.count(count)} ${count <= 1 ? "récapitulatif" : "récapitulatifs"}`;

export const FRENCH: NoticeWords = {
  locale: "fr-FR",
  matched: "remplissent les conditions",
  planned: "recevraient un récapitulatif",
  losses: {
    unsubscribed: "se sont désabonnés",
    suppressed: "ont une adresse à laquelle plus rien ne doit partir",
    no_email: "n’ont pas d’adresse e-mail",
    again_after: "ont reçu cette règle trop récemment",
    capped: "ont atteint un plafond",
    outranked: "reçoivent le récapitulatif d’une autre règle",
  },
  proof: (facts, write, funnel) => ({
    subject: `[BAT] ${facts.rule}, ${write.date(facts.localDate)} : ${digests(facts.funnel.planned, write)}`,
    paragraphs: [
      `L’envoi de ${facts.rule} du ${write.date(facts.localDate)} va partir.${facts.about === null ? "" : `\n${sayAbout(facts.about, "fr")}`}`,
      `Le premier e-mail part le ${write.instant(facts.firstAt)} ; chaque membre reçoit le sien à l’heure de la règle, dans son propre fuseau horaire.`,
      `À cette heure, parmi les membres :\n${funnel}`,
      ...(facts.withheld === 0
        ? []
        : [
            `Parmi eux, ${write.count(facts.withheld)} tirés au sort ne recevront rien : c’est le groupe témoin, qui permet de mesurer l’effet des envois.`,
          ]),
      ...(facts.held === 0
        ? []
        : [
            `${digests(facts.held, write)} seront retenus à l’heure dite. Pour les laisser partir alors : rekindle release ${facts.rule}`,
          ]),
      samplesInFrench(facts.samples.length),
      `Si tout va bien, il n’y a rien à faire. Pour retenir cet envoi, ou le laisser repartir :\n${facts.reviewUrl}`,
    ],
  }),
  broken: ({ file, mistakes, standsIn }) => ({
    subject: `[Rekindle] Une erreur dans ${file}`,
    paragraphs: [
      standsIn
        ? `${file} a été modifié et ne peut pas être utilisé en l’état. Sa dernière version valide continue de s’appliquer en attendant.`
        : `${file} ne peut pas être utilisé en l’état, et aucune version valide n’en est connue : rien ne s’applique tant qu’il n’est pas corrigé.`,
      mistakes,
      "Les autres fichiers ne sont pas touchés. Une correction prend effet en moins d’une minute ; pour la vérifier avant : rekindle rules check",
    ],
  }),
  silent: ({ rule, since, mailings }, write) => ({
    subject: `[Rekindle] ${rule} n’atteint plus personne depuis le ${write.date(since)}`,
    paragraphs: [
      `Les ${write.count(mailings)} derniers envois de ${rule}, depuis le ${write.date(since)}, n’ont atteint personne, dans aucun fuseau horaire.`,
      `Pour voir qui la règle choisirait aujourd’hui, et pourquoi les autres sont écartés : rekindle rules preview ${rule}`,
      "Si c’est bien ce que vous voulez, il n’y a rien à faire : ce message ne revient que si la règle retombe dans le silence.",
    ],
  }),
  held: ({ rule, localDate, heldBy, digests: count, usual, timezones, until }, write) => ({
    subject: `[Rekindle] ${rule}, ${write.date(localDate)} : ${digests(count, write)} en attente`,
    paragraphs: [
      heldBy === "brake"
        ? `${digests(count, write)} de ${rule} pour le ${write.date(localDate)} sont retenus : bien plus que d’habitude${usual === null ? "" : ` (${write.count(Math.round(usual))})`}, dans ${timezones.join(", ")}.`
        : `Un lecteur de l’épreuve retient l’envoi de ${rule} du ${write.date(localDate)} : ${digests(count, write)} à cette heure, dans ${timezones.join(", ")}.`,
      `Rien n’en part jusqu’à ce que quelqu’un le laisse partir : rekindle release ${rule}`,
      `Sans cela, il expire avec sa journée, les premiers récapitulatifs le ${write.instant(until)}. Les fuseaux horaires suivants peuvent s’y ajouter.`,
    ],
  }),
  returned: ({ what, count, mailed, days, bound }, write) => {
    const share = write.share(count / mailed);
    const within = days === 1 ? "des dernières 24 heures" : `des ${days} derniers jours`;
    if (what === "hard_bounce") {
      return {
        subject: `[Rekindle] ${share} des récapitulatifs ${within} sont partis vers des adresses mortes`,
        paragraphs: [
          `Sur ${digests(mailed, write)} ${within} acceptés par les serveurs de messagerie, ${write.count(count)} (${share}) sont revenus : l’adresse n’existe pas ou ne reçoit plus rien. Au-delà de ${write.share(bound)}, les messageries se méfient de tout ce que vous envoyez.`,
          "Plus rien ne part vers ces adresses. Reste à voir d’où elles viennent : une liste ancienne, ou un formulaire qui accepte n’importe quelle adresse.",
          "Pour les voir : rekindle outbox --state bounced. Ce message revient une fois par jour tant que cela dure.",
        ],
      };
    }
    return {
      subject: `[Rekindle] ${share} des récapitulatifs ${within} ont été signalés comme indésirables`,
      paragraphs: [
        `Sur ${digests(mailed, write)} ${within} acceptés par les serveurs de messagerie, ${write.count(count)} (${share}) ont été signalés comme indésirables par leurs destinataires. Au-delà de ${write.share(bound)}, Gmail, Yahoo et Microsoft écartent les e-mails ou les refusent.`,
        "Plus rien ne part vers ces membres. Pour ménager les autres : moins d’e-mails (caps dans settings.yaml, again_after dans les règles), et seulement aux membres que cela peut encore intéresser.",
        "Pour les voir : rekindle outbox --state complained. Ce message revient une fois par jour tant que cela dure.",
      ],
    };
  },
  footer:
    "Rekindle n’envoie ce message qu’une fois. Les destinataires figurent dans settings.yaml : review pour les épreuves, alerts pour le reste.",
};

function samplesInFrench(samples: number): string {
  if (samples === 0) return "Aucun récapitulatif à montrer : personne n’a assez de contenus à découvrir.";
  const what =
    samples === 1 ? "Un de ses récapitulatifs est joint, tel" : `${samples} de ses récapitulatifs sont joints, tels`;
  return `${what} que le membre ${samples === 1 ? "le" : "les"} recevrait, sauf le lien de désabonnement, qui ne désabonne personne.`;
}
