import { describe, expect, it } from "vitest";
import {
  type SponsorCase,
  someFigure,
  sponsorLiftOf,
  sponsorLineOf,
  sponsorPageOf,
  sponsorThemesOf,
} from "../../../test/support/sponsor-page.ts";
import { presentSponsor } from "./present-sponsor.ts";
import type { SponsorPage } from "./sponsor-page.ts";

const say = (page: SponsorPage, language: "en" | "fr"): string =>
  presentSponsor(page, "text", language)
    .replace(/\s+/g, " ")
    .replace(/ \[\d\]/g, "");

const WORTH = { currency: "EUR", visit: 2, avoidedCall: 8.5, source: "Finance, 2026" };

describe("the sponsor's page", () => {
  it("says above all answers that the site fell silent, and what that does to them", () => {
    const page = sponsorPageOf({});
    const latestActAt = new Date(Date.parse(page.report.period.to) - 14 * 86_400_000).toISOString();
    const silent: SponsorPage = {
      ...page,
      report: { ...page.report, community: { ...page.report.community, latestActAt } },
    };
    expect(say(silent, "en")).toMatch(
      /The site has told of no act since .* Members seem to come less often .* What did/,
    );
    expect(say(silent, "fr")).toContain("Le site n’a transmis aucune activité depuis le");
    expect(presentSponsor(silent, "html", "en")).toMatch(/<\/header>\s*<p class="warning">The site has told/);
    expect(say(page, "en")).not.toContain("no act since");
  });

  it.each<[string, SponsorCase, string[], string[]]>([
    [
      "of a community of which nothing is known",
      {},
      [
        "no digest was planned for any member",
        "the site tells of none",
        "nothing has been proposed",
        "It takes 10 contents",
      ],
      [
        "aucun récapitulatif n’a été prévu",
        "le site n’en transmet aucun",
        "rien ne leur a été proposé",
        "Il faut 10 contenus",
      ],
    ],
    [
      "that has brought visits: never a point alone, in money where a visit has a value",
      { visits: { verdict: "better", interval: [0.2, 0.1, 0.3] }, page: { worth: WORTH } },
      [
        "about 1,800 visits",
        "(between 900 and 2,700)",
        "At €2.00 a visit, they are worth about €3,600 (between €1,800 and €5,400)",
        "(Finance, 2026)",
      ],
      [
        "environ 1 800 visites",
        "(entre 900 et 2 700)",
        "À 2,00 € la visite, cela représente environ 3 600 € (entre 1 800 € et 5 400 €)",
      ],
    ],
    [
      "that has brought visits of no named value",
      { visits: { verdict: "better", interval: [0.2, 0.1, 0.3] } },
      ["this page counts visits, not money"],
      ["cette page compte des visites, pas de l’argent"],
    ],
    [
      "that has lost visits",
      { visits: { verdict: "worse", interval: [-0.2, -0.3, -0.1] }, page: { worth: WORTH } },
      ["about 1,800 visits fewer", "(between 900 and 2,700)", "a loss of about €3,600"],
      ["environ 1 800 visites de moins", "une perte d’environ 3 600 €"],
    ],
    [
      "of an interval that holds zero: no sum, and what it would take",
      { visits: { verdict: "not_seen", interval: [0.1, -0.1, 0.3] }, page: { worth: WORTH } },
      [
        "anything from 900 fewer to 2,700 more",
        "9,000 members",
        "could only be seen with about 9,000 members",
        "With 50% of members left without digests, an effect of 20%",
        "No sum is named",
      ],
      [
        "de 900 visites en moins à 2 700 en plus",
        "9 000 membres",
        "Avec un groupe témoin de 50 %",
        "aucune somme n’est avancée",
      ],
    ],
    [
      "of a share that leaves zero out, and visits that do not: no sum",
      {
        visits: { verdict: "worse", interval: [-0.1, -0.21, 0.01], relative: [-0.2, -0.39, -0.01] },
        page: { worth: WORTH },
      },
      ["anything from 1,890 fewer to 90 more", "No sum is named"],
      ["de 1 890 visites en moins à 90 en plus", "aucune somme n’est avancée"],
    ],
    [
      "of visits that leave zero out, and a share that does not: no sum, nor fewer than none",
      {
        visits: { verdict: "not_seen", interval: [0.11, 0.01, 0.21], relative: [0.2, -0.01, 0.41] },
        page: { worth: WORTH },
      },
      ["anything from none at all to 1,890 more", "No sum is named"],
      ["d’aucun effet à 1 890 visites en plus", "aucune somme n’est avancée"],
    ],
    [
      "of a small arm",
      { visits: { verdict: "too_early", reason: "small_arm", interval: [3, 2, 4], units: [300, 44] } },
      ["the smaller of the two groups has 44 members, and it takes 100"],
      ["le plus petit des deux groupes compte 44 membres, et il en faut 100"],
    ],
    [
      "of a community without anybody held out",
      { visits: { verdict: "too_early", reason: "no_units" }, heldOut: 0 },
      [
        "nothing tells how many visits would have taken place anyway",
        "It takes a group of members, drawn at random, who get none.",
      ],
      ["rien ne dit combien de visites auraient eu lieu de toute façon"],
    ],
    [
      "of groups that were not drawn so",
      { visits: { verdict: "too_early", reason: "sample_ratio", interval: [3, 2, 4] }, sampleRatioOk: false },
      ["Visits must not be counted"],
      ["Les visites ne doivent pas être comptées"],
    ],
    [
      "of renewals that digests saved",
      {
        page: {
          atRisk: {
            known: true,
            cameBack: sponsorLiftOf("came_back", { verdict: "better", interval: [0.09, 0.02, 0.16] }),
          },
        },
      },
      [
        "Of 900 members whose renewal was near",
        "900 came back within 30 days",
        "10% did: the digests brought back more, by 2.0 to 16.0 points",
      ],
      ["Sur 900 membres proches de leur renouvellement", "en ont fait revenir davantage, de 2,0 à 16,0 points"],
    ],
    [
      "of too few renewals to prove anything",
      {
        page: {
          atRisk: {
            known: true,
            cameBack: sponsorLiftOf("came_back", {
              verdict: "too_early",
              reason: "small_arm",
              interval: [1, 1, 1],
              units: [40, 9],
            }),
          },
        },
      },
      ["Of 9 like them who got no digests, 9 came back: a comparison, not proof"],
      ["Sur 9 membres semblables restés sans envoi, 9 sont revenus : une comparaison, non une preuve"],
    ],
    [
      "of renewals without anybody held out",
      {
        page: {
          atRisk: {
            known: true,
            cameBack: sponsorLiftOf("came_back", { verdict: "too_early", reason: "no_units", units: [40, 0] }),
          },
        },
      },
      ["Of 40 members", "this describes; it proves nothing"],
      ["c’est un constat, qui ne prouve rien"],
    ],
    [
      "of picks, answers and recommendation",
      {
        visits: { verdict: "better", interval: [0.2, 0.1, 0.3] },
        picks: { verdict: "better", interval: [0.55, 0.2, 0.9] },
        page: {
          answered: sponsorLineOf("answered_share", someFigure(0.75, 45, 60)),
          hoursToAnswer: sponsorLineOf("hours_to_answer", someFigure(5, 0, 1)),
          solutionViews: sponsorLineOf("solution_views", someFigure(100, 0, 0)),
          nps: sponsorLineOf("nps", someFigure(32.4, 39, 120)),
          worth: WORTH,
        },
      },
      [
        "chose to read 10%",
        "(900 of 9,000 contents)",
        "the digests brought 55% more (between 20% and 90%)",
        "Of 60 questions they asked, 45 got an answer (75%). Half had one within 5.0 hours",
        "is +32, from 120 answers",
        "at most €850 if each replaced one",
      ],
      [
        "ont choisi de lire 10 %",
        "les envois ont accru cette part de 55 % (entre 20 % et 90 %)",
        "Sur les 60 questions qu’ils ont posées, 45 ont reçu une réponse (75 %). La moitié des questions en ont reçu une en moins de 5,0 heures",
        "est de +32, sur 120 réponses",
        "au plus 850 €",
      ],
    ],
    [
      "of picks that digests made several times as many, as a multiple",
      { picks: { verdict: "better", interval: [3.25, 2.1, 4.9], values: [0.2805, 0.066] } },
      [
        "Members without digests read 6.6% of what was picked for them, on their own: with digests it was 4.3 times as much (between 3.1 and 5.9)",
      ],
      ["les envois ont multiplié cette part par 4,3 (entre 3,1 et 5,9)"],
    ],
    [
      "of picks that may be read more or less: the bounds in words, none of them a sign",
      { picks: { verdict: "not_seen", interval: [2.24, -0.64, 5.12], values: [0.272, 0.084] } },
      ["What the digests change is not clear yet: anything from 64% less to 6.1 times as much fits what was seen."],
      ["L’effet des envois n’est pas encore clair : de 64 % de moins à 6,1 fois plus, tout reste possible"],
    ],
    [
      "of answers that take days",
      {
        page: {
          answered: sponsorLineOf("answered_share", someFigure(0.6, 36, 60)),
          hoursToAnswer: sponsorLineOf("hours_to_answer", someFigure(170.7, 0, 1)),
        },
      },
      ["Half had one within 7.1 days"],
      ["en ont reçu une en moins de 7,1 jours"],
    ],
    [
      "of few answers to the survey",
      { page: { nps: sponsorLineOf("nps", someFigure(-50, -2, 4)) } },
      ["is −50, from 4 answers. That is too few to rely on."],
      ["est de −50, sur 4 réponses. C’est trop peu pour s’y fier."],
    ],
    [
      "of themes that are published where they are not read",
      { themes: sponsorThemesOf(["pricing", 5, 500], ["onboarding", 30, 150], ["lives", 15, 350]) },
      [
        "By theme, no: at least half of what is published",
        "50 contents published in this time, which members read 1,000 times",
        "Write more of: pricing (10% of what is published, 50% of what is read).",
        "Write far less of, or stop: onboarding (60%",
      ],
      [
        "Par thématique, non : au moins la moitié",
        "Écrire davantage sur : pricing",
        "Écrire beaucoup moins, ou arrêter : onboarding",
      ],
    ],
    [
      "of a theme that is read a little less than it is published",
      { themes: sponsorThemesOf(["pricing", 45, 540], ["onboarding", 45, 360]) },
      ["By theme, in part", "Write less of: onboarding (50% of what is published, 40% of what is read)"],
      ["Par thématique, en partie", "Écrire moins sur : onboarding (50 % des publications, 40 % des lectures)"],
    ],
    [
      "of themes in balance",
      { themes: sponsorThemesOf(["pricing", 20, 210], ["onboarding", 20, 190]) },
      ["By theme, yes", "2 themes were compared; one that members read twice as much", "This is of themes alone"],
      ["Par thématique, oui", "si l’une était lue deux fois plus", "Cela ne concerne que les thématiques"],
    ],
    [
      "of themes in balance, where digests serve members and the organisation",
      {
        visits: { verdict: "better", interval: [0.2, 0.1, 0.3] },
        picks: { verdict: "better", interval: [0.55, 0.2, 0.9] },
        themes: sponsorThemesOf(["pricing", 20, 210], ["onboarding", 20, 190]),
      },
      ["By theme, yes", "The digests serve both"],
      ["Les récapitulatifs servent les deux"],
    ],
    [
      "of themes, where digests serve the organisation and not its members",
      {
        visits: { verdict: "better", interval: [0.2, 0.1, 0.3] },
        picks: { verdict: "worse", interval: [-0.5, -0.7, -0.2] },
        themes: sponsorThemesOf(["pricing", 20, 210], ["onboarding", 20, 190]),
      },
      ["The digests do not serve both alike"],
      ["ne servent pas les deux de la même façon"],
    ],
    [
      "of contents that all bear the same themes",
      { themes: [{ themes: ["club", "news"], contents: 40, views: 900, squares: 30_000 }] },
      ["It cannot be said yet. Themes do not tell the 40 contents apart: none is on 5 of them or more"],
      ["Les thématiques ne permettent pas de distinguer les 40 contenus"],
    ],
    [
      "of contents so few that a theme could go unseen",
      { themes: sponsorThemesOf(["pricing", 5, 60], ["onboarding", 6, 50]) },
      [
        "It cannot be said yet. Compared by theme: 11 contents",
        "read twice as much as the others, or half as much, may go",
      ],
      ["Aucune des 2 thématiques comparées ne se détache"],
    ],
  ])("%s", (_name, given, english, french) => {
    const page = sponsorPageOf(given);
    const [en, fr] = [say(page, "en"), say(page, "fr")];
    for (const text of english) expect(en).toContain(text);
    for (const text of french) expect(fr).toContain(text.replace(/\s+/g, " "));
    for (const text of [en, fr]) expect(text).not.toMatch(/NaN|Infinity|undefined|∞|[\uE000-\uE002]/);
  });

  it.each([1, 0])("agrees with counts of %i in both languages", (count) => {
    const cameBack = sponsorLiftOf("came_back", { verdict: "too_early", interval: null, units: [count, count] });
    const given: SponsorCase = {
      page: {
        atRisk: { known: true, cameBack },
        answered: sponsorLineOf("answered_share", someFigure(count, count, 1)),
        nps: sponsorLineOf("nps", someFigure(0, 0, 1)),
      },
    };
    const [en, fr] = [say(sponsorPageOf(given), "en"), say(sponsorPageOf(given), "fr")];
    expect(en).not.toMatch(/\b1 (members|questions|answers|contents|times|weeks)\b/);
    expect(fr).not.toMatch(/\b[01] (membres|questions|réponses|contenus|lectures|semaines|sont|ont)\b/);
    expect(en).toContain(`They asked 1 question, which got ${count === 0 ? "no" : "an"} answer.`);
    expect(fr).toContain(`Ils ont posé 1 question, ${count === 0 ? "restée sans réponse" : "qui a reçu une réponse"}.`);
    expect(fr).not.toMatch(/\b0 a reçu|La moitié des questions/);
  });

  it("says of several questions without an answer that none got one", () => {
    const page = sponsorPageOf({ page: { answered: sponsorLineOf("answered_share", someFigure(0, 0, 8)) } });
    expect(say(page, "en")).toContain("Of 8 questions they asked, none got an answer.");
    expect(say(page, "fr")).toContain("Sur les 8 questions qu’ils ont posées, aucune n’a reçu de réponse.");
  });

  it.each(["silent", "no_history"] as const)("takes nothing received for no none: %s", (reason) => {
    const nothing = { value: null, of: null, reason };
    const page = sponsorPageOf({
      page: { answered: sponsorLineOf("answered_share", nothing), nps: sponsorLineOf("nps", nothing) },
    });
    expect(say(page, "en")).not.toMatch(/No question was asked|Nobody answered/);
    expect(say(page, "en")).toContain("nothing that members did was received");
    expect(say(page, "fr")).toContain("rien de ce qu’ont fait les membres n’a été reçu");
  });

  it("says since when nobody is held out, where that ended", () => {
    const page = sponsorPageOf({ visits: { verdict: "better", interval: [0.2, 0.1, 0.3] }, page: { worth: WORTH } });
    const ended = {
      ...page,
      report: {
        ...page.report,
        programmes: [
          {
            phase: 1,
            salt: "programme",
            share: 0.1,
            by: "member" as const,
            openedAt: "2026-01-01T00:00:00Z",
            endedAt: "2026-03-02T08:00:00Z",
            keptUntil: "2026-03-02T08:00:00Z",
          },
        ],
      },
    };
    expect(say(ended, "en")).toContain("Since 2 March 2026 everybody gets the digests");
    expect(say(ended, "fr")).toContain("Depuis le 2 mars 2026, tout le monde reçoit les récapitulatifs");
    expect(say(page, "en")).not.toContain("everybody gets the digests");
    for (const language of ["en", "fr"] as const)
      expect(say(ended, language)).not.toMatch(/\bworth”|« worth|holdout|settings\.yaml/);
  });

  it("advises no larger group without digests than there is", () => {
    const page = sponsorPageOf({ visits: { verdict: "not_seen", interval: [0.1, -0.1, 0.3] } });
    const drawn = { phase: 1, salt: "programme", by: "member", openedAt: "2026-01-01T00:00:00Z" } as const;
    const held = (share: number): SponsorPage => ({
      ...page,
      report: { ...page.report, programmes: [{ ...drawn, share, endedAt: null, keptUntil: null }] },
    });
    expect(say(held(0.1), "en")).toContain("With 50% of members left without digests");
    expect(say(held(0.5), "en")).not.toContain("left without digests");
    expect(say(held(0.5), "en")).toContain("could only be seen with about 9,000 members");
  });

  it("asks whoever pays for nothing by the name that a program has for it", () => {
    const unknown = sponsorPageOf({});
    for (const language of ["en", "fr"] as const) {
      const said = say(unknown, language);
      expect(said).not.toMatch(/renewalAt|holdout|settings\.yaml|\bnps\b/);
      for (const event of [...unknown.answered.needs, ...unknown.nps.needs]) expect(said).not.toContain(event);
    }
    expect(say(unknown, "en")).toContain("the site tells of no answer, no comment and no accepted solution");
    expect(say(unknown, "fr")).toContain("aucune réponse à une enquête qui le leur demande");
  });

  it("links each number to the note that says where it comes from, and has no note without a number", () => {
    const page = presentSponsor(
      sponsorPageOf({
        visits: { verdict: "better", interval: [0.2, 0.1, 0.3] },
        picks: { verdict: "better", interval: [0.5, 0.2, 0.9] },
      }),
      "html",
      "en",
    );
    const links = [...page.matchAll(/href="#(\w+)"/g)].map(([, source]) => source);
    const notes = [...page.matchAll(/<li id="(\w+)"/g)].map(([, source]) => source);
    expect([...new Set(links)]).toEqual(notes);
    expect(notes).toEqual(["visits", "picks", "themes"]);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|src=/);
  });

  it("holds names as text, cut where they would push it over its sheet", () => {
    const theme = `<b>\uE000${"long ".repeat(40)}`;
    const page = presentSponsor(
      sponsorPageOf({ themes: sponsorThemesOf([theme, 5, 500], ["onboarding", 30, 150], ["lives", 15, 350]) }),
      "html",
      "fr",
    );
    expect(page).toContain("&lt;b&gt; long long");
    expect(page).not.toContain("long ".repeat(8));
  });

  it("fits a terminal, and is data as JSON", () => {
    const page = sponsorPageOf({ visits: { verdict: "better", interval: [0.2, 0.1, 0.3] }, page: { worth: WORTH } });
    for (const language of ["en", "fr"] as const) {
      const lines = presentSponsor(page, "text", language).split("\n");
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
    }
    expect(JSON.parse(presentSponsor(page, "json", "en"))).toMatchObject({
      visits: { visits: { estimate: 1_800, low: 900, high: 2_700 } },
    });
  });
});
