/** The French of every description that an editor shows, by its English: a test holds them complete. */
export const FRENCH_DESCRIPTIONS: Readonly<Record<string, string>> = {
  "In English.": "En anglais.",
  "In French.": "En français.",
  "A rule of Rekindle": "Une règle de Rekindle",
  "A segment of Rekindle": "Un segment de Rekindle",
  "The settings of Rekindle": "Les réglages de Rekindle",

  "The rule's name, and its file's.": "Le nom de la règle, qui est aussi celui du fichier.",
  "What the rule is for, in a sentence.": "À quoi sert la règle, en une phrase.",
  "draft: planned and previewed, never mailed. live. paused.":
    "draft : préparée et visible en aperçu, jamais envoyée. live : en service. paused : suspendue.",
  "Whom the rule is for. With upon it may be left out.":
    "À qui la règle s’adresse : une condition. Facultatif avec upon.",
  "day, weekday, [tuesday, thursday], 10 days (for each member, from the last one), or month.":
    "day (chaque jour), weekday (du lundi au vendredi), [tuesday, thursday], 10 days (pour chaque membre, à compter du dernier envoi) ou month (chaque mois).",
  "With month: the day; the last one where the month is shorter.":
    "Avec month : le jour du mois, ou le dernier si le mois est plus court.",
  "A single date and time, in each member's own local time.":
    "Une seule date et heure, à l’heure locale de chaque membre.",
  "The member's own local time.": "L’heure locale du membre.",
  "First day of the rule.": "Premier jour de la règle.",
  "Last day of the rule.": "Dernier jour de la règle.",
  "When digests leave. A rule has this or upon.": "Quand partent les récapitulatifs. Une règle a soit send, soit upon.",
  "What the rule waits for: Comment Created, Message Received, a name of your site, Content Published, or Live Starting.":
    "Ce que la règle attend : Comment Created, Message Received, un nom propre à votre site, Content Published ou Live Starting.",
  "Who is told, never who did it: author, participants, followers, interested, registered, member (to whom it happened), or a property that holds a member's id.":
    "Qui est prévenu, jamais celui qui a agi : author, participants, followers, interested, registered, member (à qui c’est arrivé) ou une propriété qui contient l’identifiant d’un membre.",
  "How long what follows is gathered into the same mail.":
    "Pendant combien de temps ce qui suit est réuni dans le même message.",
  "With Live Starting: how long before the start; 1 day by default.":
    "Avec Live Starting : combien de temps avant le début ; 1 jour par défaut.",
  "Only on contents of these types.": "Seulement sur des contenus de ces types.",
  "Only on contents on one of these themes.": "Seulement sur des contenus d’une de ces thématiques.",
  "What the rule waits for, instead of send: each member is told of all of it in one mail.":
    "Ce que la règle attend, à la place de send : chaque membre en est prévenu en un seul message.",
  "A template of emails/: digest by default, activity with upon.":
    "Un modèle du dossier emails/ : digest par défaut, activity avec upon.",
  "The subject of the mail.": "L’objet du message.",
  "What mail programs show behind the subject.": "Le texte que les messageries affichent après l’objet.",
  "The text above the picks.": "Le texte au-dessus des contenus proposés.",
  "The text below the picks.": "Le texte au-dessous des contenus proposés.",
  "The words of the button.": "Le texte du bouton.",
  "Instead of the sender of settings.yaml.": "À la place de l’expéditeur de settings.yaml.",
  "The name that members see.": "Le nom que voient les membres.",
  "The address that mails come from.": "L’adresse d’où partent les messages.",
  "Where answers go, instead of to the sender.": "L’adresse qui reçoit les réponses, à la place de l’expéditeur.",
  "Contents that come first, for whoever has not seen them.":
    "Contenus placés en tête, pour qui ne les a pas encore consultés.",
  "How many contents are chosen for each member; with upon none by default.":
    "Combien de contenus sont choisis pour chaque membre ; aucun par défaut avec upon.",
  "Unseen and recent.": "Contenus récents non consultés.",
  "Unseen and older, on themes the member cares for.":
    "Contenus plus anciens non consultés, sur les thématiques qui intéressent le membre.",
  "With fewer picks than this there is no mail. Not with upon.":
    "S’il y a moins de contenus à proposer, le message ne part pas. Sans effet avec upon.",
  "What the mail holds.": "Ce que contient le message.",
  "How often a member may get this rule.": "À quelle fréquence un membre peut recevoir cette règle.",
  "A member gets this rule again after this long at the earliest.":
    "Délai minimal avant qu’un membre reçoive à nouveau cette règle.",
  "Share of members kept from this rule alone, to measure what it causes.":
    "Part des membres qui ne reçoivent pas cette règle, pour mesurer son effet propre.",
  "Only with upon: what a member waits for, such as a message. Outside caps, quiet hours and holdout.":
    "Seulement avec upon : ce que le membre attend, par exemple un message reçu. Hors plafonds, heures calmes et groupe témoin.",

  "No visit for this long; a member who never visited counts from the day they joined.":
    "Aucune visite depuis ce temps ; pour un membre jamais venu, on compte depuis son inscription.",
  "Visited within this long: 30 days are today and the 29 days before it.":
    "Venu dans ce délai : 30 days, c’est aujourd’hui et les 29 jours précédents.",
  "How recently: 30 days are today and the 29 days before it.":
    "Depuis quand au plus : 30 days, c’est aujourd’hui et les 29 jours précédents.",
  "Away longer than so many times (2x, 1.5x) the member's own usual interval between two visits; the community's until the member has come four times.":
    "Absent depuis plus de tant de fois (2x, 1.5x) l’intervalle habituel entre deux visites du membre, ou celui de la communauté tant qu’il n’est pas venu quatre fois.",
  "One of these themes makes at least 20% of what the member viewed, the recent views counting most.":
    "Une de ces thématiques représente au moins 20 % de ce que le membre a consulté ; les consultations récentes comptent davantage.",
  "At least one of these themes.": "Au moins une de ces thématiques.",
  "The theme's share of the member's views, at least; 20% by default.":
    "Part minimale de la thématique dans les consultations du membre ; 20 % par défaut.",
  "The probability that the member has left for good, from their own rhythm of visits; never holds for a member who came on one day only.":
    "La probabilité que le membre soit parti pour de bon, d’après son propre rythme de visites ; ne s’applique jamais à un membre venu un seul jour.",
  "The probability, between 0% and 100%.": "La probabilité, entre 0 % et 100 %.",
  "The member has not visited a single time since joining.": "Le membre n’est jamais venu depuis son inscription.",
  "The member has at least that many unseen contents.": "Le membre a au moins autant de contenus non consultés.",
  "How many unseen contents, at least.": "Combien de contenus non consultés, au minimum.",
  "Only contents published within this long.": "Seulement les contenus publiés dans ce délai.",
  "Only contents on one of these themes.": "Seulement les contenus d’une de ces thématiques.",
  "Only contents of these types.": "Seulement les contenus de ces types.",
  "Contents that stood in a digest of this member count as seen.":
    "Les contenus déjà envoyés à ce membre comptent comme consultés.",
  "How often the member has visited: at_least, at_most or both.":
    "Combien de fois le membre est venu : at_least, at_most ou les deux.",
  "That many, or more.": "Autant, ou plus.",
  "That many, or fewer; 0 for none.": "Autant, ou moins ; 0 pour aucun.",
  "Only visits begun within this long; without it, all of them.":
    "Seulement les visites commencées dans ce délai ; sans cette clé, toutes.",
  "How many contents the member has viewed: at_least, at_most or both.":
    "Combien de contenus le membre a consultés : at_least, at_most ou les deux.",
  "Only contents first viewed within this long; without it, all of them.":
    "Seulement les contenus consultés pour la première fois dans ce délai ; sans cette clé, tous.",
  "How often the member did something, or something happened to them; at least once, unless told otherwise.":
    "Combien de fois le membre a fait quelque chose, ou cela lui est arrivé ; au moins une fois, sauf indication contraire.",
  "The activity's name, or several of them, counted together.":
    "Le nom de l’activité, ou plusieurs noms comptés ensemble.",
  "Only within this long; without it, ever.": "Seulement dans ce délai ; sans cette clé, depuis toujours.",
  "Instead of a count: among this share of those who did it most often, with within in days.":
    "À la place d’un nombre : parmi cette part de ceux qui l’ont fait le plus souvent, avec within en jours.",
  "What is known of the member: id, email, name, firstName, lastName, locale, company, role, subscribed, createdAt, joinedAt, renewalAt, timezone, reads, or any attribute the site sends. Several must all hold.":
    "Ce que l’on sait du membre : id, email, name, firstName, lastName, locale, company, role, subscribed, createdAt, joinedAt, renewalAt, timezone, reads, ou tout attribut que le site envoie. S’il y en a plusieurs, tous doivent convenir.",
  "Joined within this long: 14 days are today and the 13 days before it.":
    "Inscrit dans ce délai : 14 days, c’est aujourd’hui et les 13 jours précédents.",
  "How recently: 14 days are today and the 13 days before it.":
    "Depuis quand au plus : 14 days, c’est aujourd’hui et les 13 jours précédents.",
  "The membership is due for renewal within this long: 45 days are today and the 44 days after it.":
    "L’adhésion arrive à échéance dans ce délai : 45 days, c’est aujourd’hui et les 44 jours suivants.",
  "How soon: 45 days are today and the 44 days after it.":
    "Dans combien de temps au plus : 45 days, c’est aujourd’hui et les 44 jours suivants.",
  "The last digests brought no visit: a reason to write less often, or to stop.":
    "Les derniers récapitulatifs n’ont amené aucune visite : une raison d’écrire moins souvent, ou d’arrêter.",
  "So many digests in a row, the last ones, without a visit after them.":
    "Autant de récapitulatifs d’affilée, les derniers, sans visite ensuite.",
  "A live that the member may attend is coming.": "Un live auquel le membre peut assister approche.",
  "How soon it starts: 3 days are today and the 2 days after it.":
    "Dans combien de temps au plus il commence : 3 days, c’est aujourd’hui et les 2 jours suivants.",
  "Only lives on one of these themes.": "Seulement les lives d’une de ces thématiques.",
  "A condition that has a name: a file of rules/segments/.":
    "Une condition qui porte un nom : un fichier de rules/segments/.",
  "Every one of these conditions holds.": "Toutes ces conditions sont remplies.",
  "At least one of these conditions holds.": "Au moins une de ces conditions est remplie.",
  "This condition does not hold.": "Cette condition n’est pas remplie.",
  "The value is this.": "La valeur est celle-ci.",
  "The value is not this, or there is none.": "La valeur n’est pas celle-ci, ou il n’y en a pas.",
  "The value is one of these.": "La valeur est l’une de celles-ci.",
  "The value is a number above this.": "La valeur est un nombre supérieur à celui-ci.",
  "The value is a number below this.": "La valeur est un nombre inférieur à celui-ci.",
  "The value is a date before this day.": "La valeur est une date avant ce jour.",
  "The value is a date after this day.": "La valeur est une date après ce jour.",
  "The value is a list that holds this, or a text that contains it.":
    "La valeur est une liste où figure ceci, ou un texte qui le contient.",
  "Whether there is a value at all.": "S’il y a une valeur, ou non.",

  "The segment's name, and its file's.": "Le nom du segment, qui est aussi celui du fichier.",
  "Who this is, in a sentence.": "De qui il s’agit, en une phrase.",
  "Who belongs to it: a condition.": "Qui en fait partie : une condition.",

  "Who gets mail. off: nobody. on: everybody the rules choose. only: these addresses alone.":
    "Qui reçoit des messages. off : personne. on : tous ceux que les règles choisissent. only : ces adresses seulement.",
  "Mail leaves to these addresses alone.": "Les messages ne partent qu’à ces adresses.",
  "How your mails look and who stands behind them.": "L’apparence de vos messages et qui les envoie.",
  "The name of your community.": "Le nom de votre communauté.",
  "The address of an image, 400 pixels wide or more.": "L’adresse d’une image, de 400 pixels de large ou plus.",
  "Of buttons and headings.": "Celle des boutons et des titres.",
  "Fonts, the first choice first.": "Les polices, la préférée en premier.",
  "Where you can be reached by letter: the law asks for it in most countries.":
    "Votre adresse postale : la loi la demande dans la plupart des pays.",
  "The small print at the bottom of each mail, in each language.":
    "Les mentions légales au bas de chaque message, dans chaque langue.",
  "The sender. Use an address that somebody reads.": "L’expéditeur. Indiquez une adresse que quelqu’un relève.",
  "The languages your mails are written in, the main one first.":
    "Les langues de vos messages, la principale en premier.",
  "Members whose languages are not known get contents in all of yours, and rules check tells how many they are (known). all: that is meant, since everybody reads them all.":
    "Les membres dont on ne connaît pas les langues reçoivent des contenus dans toutes les vôtres, et rules check dit combien ils sont (known). all : c’est voulu, puisque chacun les lit toutes.",
  "For members whose own is not known.": "Pour les membres dont on ne connaît pas le fuseau horaire.",
  "No mail leaves in these hours, wherever the member lives; it waits until they end. off: there are none.":
    "Aucun message ne part à ces heures, où que vive le membre ; il attend qu’elles se terminent. off : il n’y en a pas.",
  "No mail leaves from this time on.": "À partir de cette heure, rien ne part.",
  "Mail may leave again from this time on, on the next morning where it is earlier.":
    "À partir de cette heure, les messages repartent ; le lendemain matin si elle est plus tôt.",
  "Days without mail, in each member's own calendar; what is due then waits for the next open day.":
    "Jours sans envoi, au calendrier de chaque membre ; ce qui devait partir attend le prochain jour ouvert.",
  "How much mail a member gets at most, all rules together.":
    "Combien de messages un membre reçoit au plus, toutes règles confondues.",
  "When several rules choose the same member at the same time, the first of this list writes. Rules that are not listed come after, by name.":
    "Quand plusieurs règles choisissent le même membre au même moment, la première de cette liste écrit. Les règles absentes viennent ensuite, par ordre alphabétique.",
  "Members who get no digests, so that what the digests cause can be measured. off: nobody is held out, and nothing is measured.":
    "Le groupe témoin : les membres qui ne reçoivent rien, pour mesurer l’effet des envois. off : pas de groupe témoin, et rien n’est mesuré.",
  "Share of members who get no digests, by lot; 0% for none.":
    "Part des membres tirés au sort qui ne reçoivent rien ; 0% pour personne.",
  "What is drawn: members, or whole companies where colleagues forward each other's mail.":
    "Ce qui est tiré au sort : member (chaque membre) ou company (toute l’entreprise, si les collègues se transfèrent leurs messages).",
  "quarterly: who is held out is drawn anew on 1 January, April, July and October, and each quarter is measured by itself.":
    "quarterly : le groupe témoin est tiré de nouveau au sort le 1er janvier, avril, juillet et octobre, et chaque trimestre est mesuré séparément.",
  "Who is never held out: a condition.": "Qui n’est jamais dans le groupe témoin : une condition.",
  "3x: a mailing of more than three times the rule's four-week usual waits for release, and expires with its day. off.":
    "3x : un envoi plus de trois fois supérieur à l’habitude de la règle sur quatre semaines attend votre accord, et expire avec sa journée. off : sans frein.",
  "After an interruption, mailings up to this late are still made.":
    "Après une interruption, les envois en retard jusqu’à cette durée ont encore lieu.",
  "A mail that could not leave for this long no longer does.":
    "Un message qui n’a pas pu partir pendant ce temps ne part plus.",
  "How long a content counts as recent.": "Pendant combien de temps un contenu compte comme récent.",
  "never, or after 60 days: an older content that was proposed and not opened may be proposed again.":
    "never, ou after 60 days : un contenu ancien proposé et non consulté peut être proposé à nouveau.",
  "What members did, act by act. Whole months go; visits and views stay.":
    "Ce que les membres ont fait, acte par acte. Des mois entiers disparaissent ; les visites et les consultations restent.",
  "The texts of mails, once they can no longer leave. What became of them stays.":
    "Le texte des messages qui ne peuvent plus partir. Ce qu’ils sont devenus reste.",
  "Which links were followed.": "Quels liens ont été suivis.",
  "Which mails were opened, where that is counted.": "Quels messages ont été ouverts, là où c’est compté.",
  "What mail servers said of mails: bounces, complaints. An address that gets nothing stays excluded.":
    "Ce que les serveurs de messagerie ont dit des messages : rejets, signalements. Une adresse exclue le reste.",
  "How long what is known of members is kept.": "Combien de temps est gardé ce que l’on sait des membres.",
  "This long without a click ends a visit.": "Ce temps sans clic met fin à une visite.",
  "assumed: members may be mailed until they say no. recorded: only those who said yes.":
    "assumed : on peut écrire aux membres tant qu’ils n’ont pas refusé. recorded : seulement à ceux qui ont accepté.",
  "People of your own house, neither mailed nor counted: addresses, or domains such as @our-company.com.":
    "Les personnes de votre maison, à qui l’on n’écrit pas et que l’on ne compte pas : des adresses, ou des domaines comme @our-company.com.",
  "Events that happen to members rather than being done by them, by your site's names: no visit.":
    "Les événements qui arrivent aux membres sans qu’ils agissent, par leur nom sur votre site : ce ne sont pas des visites.",
  "Contents that come first in every digest.": "Contenus en tête de chaque récapitulatif.",
  "The content's id on your site.": "L’identifiant du contenu sur votre site.",
  "Its last day.": "Son dernier jour.",
  "Who gets it: a condition.": "Qui le reçoit : une condition.",
  "Contents that are never in a digest, by their id on your site.":
    "Contenus qui ne figurent jamais dans un récapitulatif, par leur identifiant sur votre site.",
  "Contents for members who have seen all the rest, by their id on your site.":
    "Contenus pour les membres qui ont tout consulté, par leur identifiant sur votre site.",
  "The links to your site: what is added to them for your web analytics, and whether clicks and opens are counted.":
    "Les liens vers votre site : ce qui leur est ajouté pour votre mesure d’audience, et si les clics et les ouvertures sont comptés.",
  "on: links to your site lead through Rekindle, which counts the clicks. off: straight to your site.":
    "on : les liens vers votre site passent par Rekindle, qui compte les clics. off : ils mènent directement à votre site.",
  "on: mails carry an image of one point, and who loads it is kept as an open, for outbox show only. off: no such image.":
    "on : les messages portent une image d’un point ; son chargement est gardé comme ouverture, pour outbox show seulement. off : aucune image.",
  "Each as utm_…: source, medium, campaign; {{ rule }} is the rule's name.":
    "Chacun devient utm_… : source, medium, campaign ; {{ rule }} est le nom de la règle.",
  "When it cannot be known whether a mail has left. hold: wait for a person. retry: send it again, at the risk of twice.":
    "Quand on ne peut savoir si un message est parti. hold : attendre une décision. retry : renvoyer, au risque d’un doublon.",
  "How fast mail leaves, all workers together; what has to wait leaves when its turn comes. off: no limit.":
    "À quelle cadence partent les messages, tous processus confondus ; ce qui doit attendre part à son tour. off : sans limite.",
  "All mail together.": "Tous les messages ensemble.",
  "To one domain, by the address's end; others: to each that is not named.":
    "Vers un domaine, d’après la fin de l’adresse ; others : vers chacun de ceux qui ne sont pas nommés.",
  "A mail server that receivers do not know yet: so many mails on its first day, more each day after.":
    "Un serveur d’envoi encore inconnu des destinataires : tant de messages le premier jour, davantage chaque jour suivant.",
  "The first day.": "Le premier jour.",
  "How many mails on that day.": "Combien de messages ce jour-là.",
  "Each day so many times as many as the day before.": "Chaque jour tant de fois le nombre de la veille.",
  "A proof by mail of each mailing before it leaves, with a link to hold it.":
    "Un bon à tirer (BAT) par e-mail avant chaque envoi, avec un lien pour le retenir.",
  "How long before the first mail of a mailing leaves.": "Combien de temps avant le départ du premier message.",
  "Who gets the proof; [] for nobody.": "Qui reçoit le bon à tirer ; [] pour personne.",
  "To BOUNCE_PORT of this installation: what goes to bounces+anything@ must arrive there too.":
    "Relevée par le port BOUNCE_PORT de cette installation : ce qui est adressé à bounces+n’importe-quoi@ doit y arriver aussi.",
  "Where mail that cannot be delivered comes back to, so that dead addresses are not mailed again. off: to the sender.":
    "Où reviennent les messages qui n’ont pu être remis, pour ne plus écrire aux adresses mortes. off : chez l’expéditeur.",
  "Who is told by mail of a broken file, a rule that reaches nobody, a mailing that is held, too many dead addresses or complaints.":
    "Qui est averti par e-mail d’un fichier cassé, d’une règle qui ne touche personne, d’un envoi retenu, de trop d’adresses mortes ou de plaintes.",
  "Who is told; [] for nobody.": "Qui est averti ; [] pour personne.",
  "Your site's names of events, and what they are called here.":
    "Les noms d’événements de votre site, et ceux qu’ils ont ici.",
  "What is measured, such as weekly_share.": "Ce qui est mesuré, par exemple weekly_share.",
  "The value to reach.": "La valeur à atteindre.",
  "When it is to be reached.": "Pour quelle date.",
  "Other indicators that serve the same goal.": "D’autres indicateurs qui servent le même objectif.",
  "What you want to reach and by when, by the names you give it; shown on the report.":
    "Ce que vous voulez atteindre, et pour quand, sous les noms que vous lui donnez ; affiché sur le rapport.",
  "What an indicator should be, such as revisit: 7 days; shown on the report.":
    "La valeur visée pour un indicateur, par exemple revisit: 7 days ; affichée sur le rapport.",
  "What a visit is worth to you, for the page of your sponsor; without it the page counts visits, never money.":
    "Ce que vaut une visite pour vous, pour la page destinée à votre direction ; sans cela la page compte des visites, jamais de l’argent.",
  "The currency, by its three letters.": "La devise, en trois lettres.",
  "One visit that a digest brought.": "Une visite amenée par un récapitulatif.",
  "One call to support that did not take place.": "Un appel au support qui n’a pas eu lieu.",
  "Who says so, named on the page.": "Qui le dit ; nommé sur la page.",
  "Who gets the report of each week; [] for nobody.": "Qui reçoit le rapport de chaque semaine ; [] pour personne.",
  "The weekday on which it leaves; it is of the seven days before.":
    "Le jour de la semaine où il part ; il porte sur les sept jours précédents.",
  "The hour at which it leaves, in the community's timezone.":
    "L’heure à laquelle il part, dans le fuseau horaire de la communauté.",
  "The language it is written in; without it, the first of languages, where that is one of these two.":
    "La langue dans laquelle il est écrit ; à défaut, la première de languages si c’est l’une de ces deux-là, sinon l’anglais.",
  "Who gets the page of each quarter. In a later version.":
    "Qui reçoit la page de chaque trimestre. Dans une version ultérieure.",
  "Who gets the report by mail, charts included, and when: each address once a week.":
    "Qui reçoit le rapport par e-mail, graphiques compris, et quand : chaque adresse une fois par semaine.",
  "The day.": "Le jour.",
  "What happened, in a few words; one text, or one for each language.":
    "Ce qui s’est passé, en quelques mots ; un seul texte, ou un par langue.",
  "Days worth a mark on the charts of the report, such as that of a new home page.":
    "Les jours à repérer sur les graphiques du rapport, par exemple celui d’une nouvelle page d’accueil.",
  "What the report calls it.": "Le nom que lui donne le rapport.",
  "The activity that tells that a member had it, or several of them.":
    "L’activité qui indique qu’un membre en a bénéficié, ou plusieurs.",
  "Only such activities with these properties.": "Seulement les activités qui ont ces propriétés.",
  "Instead of an activity: the member's traits, as they are now. Members with them are compared with those without.":
    "Au lieu d’une activité : des attributs du membre, tels qu’ils sont maintenant. Les membres qui les ont sont comparés aux autres.",
  "none: members chose it, or were chosen. random: chance alone decided, and draw says how.":
    "none : les membres l’ont choisi, ou ont été choisis. random : le hasard seul a décidé, et draw dit comment.",
  "With random: who was drawn into which group.": "Avec random : qui a été tiré dans quel groupe.",
  "The activity that says who was drawn into which group, when it was.":
    "L’activité qui dit qui a été tiré dans quel groupe, au moment du tirage.",
  "The property of that activity which says the group.": "La propriété de cette activité qui donne le groupe.",
  "Instead: the member's own trait that says the group.": "Au lieu de cela : l’attribut du membre qui donne le groupe.",
  "With a trait: the day of the draw.": "Avec un attribut : le jour du tirage.",
  "What it says of those who were to get it.": "Ce qu’elle dit de ceux qui devaient en bénéficier.",
  "What it says of those who were not.": "Ce qu’elle dit de ceux qui ne devaient pas en bénéficier.",
  "Of those drawn, the share that was to get it.": "Parmi les tirés au sort, la part qui devait en bénéficier.",
  "What else your site does with members, such as a badge: compared on the report, and measured where chance drew the groups.":
    "Ce que votre site fait par ailleurs avec ses membres, par exemple un badge : comparé sur le rapport, et mesuré là où le hasard a fait les groupes.",
};
