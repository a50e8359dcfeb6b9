import { dueMoments, inOrder } from "../../src/audience/due-moments.ts";
import { planMoment } from "../../src/audience/plan-moment.ts";
import type { PlannedSlot } from "../../src/audience/ports.ts";
import { endedMoments, waitingMoments } from "../../src/audience/waiting-moments.ts";
import { durationMs } from "../../src/core/calendar.ts";
import { fixedClock } from "../../src/core/clock.ts";
import { NOTHING_KNOWN } from "../../src/core/rules/evaluation.ts";
import { checkFolder } from "../../src/core/rules/read/check-folder.ts";
import type { CheckedRule } from "../../src/core/rules/rule.ts";
import type { Settings } from "../../src/core/rules/settings.ts";
import type { MailTemplates } from "../../src/digest/mails/ports.ts";
import type { ComposeDeps } from "../../src/digest/ports.ts";
import { createCandidateCache } from "../../src/digest/prepare-candidates.ts";
import { createAudienceStore } from "../../src/platform/postgres/audience/audience-store.ts";
import { createRuleStore } from "../../src/platform/postgres/audience/rule-store.ts";
import type { Database } from "../../src/platform/postgres/database.ts";
import { createDigestStore } from "../../src/platform/postgres/digest/digest-store.ts";
import { ensurePartitions, monthsOf } from "../../src/platform/postgres/ingest/partitions.ts";
import { emptying } from "./empty-tables.ts";
import { LINKS } from "./outbox.ts";

export interface UponFolder {
  readonly rules: readonly CheckedRule[];
  readonly settings: Settings;
}

export const UPON_SETTINGS = `
sending: on
brand: { name: The Club, colour: "#0b5fff", postal_address: 12 rue des Lilas }
from: { name: The Club, address: hello@club.example }
languages: [en, fr]
timezone: Europe/Paris
quiet_hours: { from: "21:00", to: "07:30" }
caps: []
holdout: { share: 0% }
links: { clicks: off }
`;

/** The rules of these texts, each under its own name, in the order of the settings. */
export function uponFolder(rules: readonly string[], settings = UPON_SETTINGS): UponFolder {
  const files = rules.map((text) => ({ file: `${/rule: (\S+)/.exec(text)?.[1]}.yaml`, text }));
  const checked = checkFolder([{ file: "settings.yaml", text: settings }, ...files]);
  const wrong = checked.mistakes.filter(({ severity }) => severity === "mistake");
  if (wrong.length > 0 || checked.settings === null) throw new Error(JSON.stringify(wrong));
  return { rules: inOrder(checked.rules, checked.settings.order), settings: checked.settings };
}

export function uponRule(name: string, upon: string, more = ""): string {
  return `rule: ${name}\nstate: live\nupon: { ${upon} }\n${more}digest: { subject: { en: "{{ subjects.size }} subjects", fr: "{{ subjects.size }} sujets" } }\n`;
}

/** What composes the digests of these rules at an instant; links are signed as those of `LINKS`. */
export function uponComposer(
  database: Database,
  templates: MailTemplates,
  { rules, settings }: UponFolder,
  now: Date,
): ComposeDeps {
  return {
    store: createDigestStore(database),
    templates,
    rules: { find: async (name) => rules.find((rule) => rule.name === name) ?? null },
    settings,
    clock: fixedClock(now),
    cache: createCandidateCache(),
    unsubscribeUrl: LINKS.unsubscribeUrl,
    preferencesUrl: LINKS.preferencesUrl,
    calendarUrl: LINKS.calendarUrl,
    mailLinks: LINKS,
  };
}

export interface NewActivity {
  readonly by: string;
  readonly at: Date;
  readonly name?: string;
  readonly on?: string;
  readonly passive?: boolean;
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** A small community written straight into the tables, as ingest leaves it, and the cycles that plan for it. */
export function uponScene(database: Database) {
  const run = <Row>(text: string, ...values: unknown[]): Promise<Row[]> => database.query<Row>({ text, values });
  const audiences = createAudienceStore(database);

  return {
    run,

    /** Members `m1` to `m<n>`, all in Paris, and nothing else. */
    reset: async (members: number): Promise<void> => {
      await run(
        emptying(
          "member, content, activity, view, slot, digest, told, waiting_window, pick, digest_mail, suppression, assignment, experiment_phase, exposure, rule_status",
          "RESTART IDENTITY",
        ),
      );
      await run(
        `INSERT INTO member (external_id, email, email_hash, first_name, locale, joined_at)
         SELECT 'm' || n, 'm' || n || '@club.example', convert_to('h' || n, 'UTF8'), 'Name' || n,
           CASE WHEN n % 2 = 0 THEN 'fr-FR' ELSE 'en' END, '2026-01-01' FROM generate_series(1, $1::int) n`,
        members,
      );
    },

    addContent: async (
      id: string,
      {
        author = null,
        type = "discussion",
        publishedAt = new Date("2026-03-01T00:00:00Z"),
        ...more
      }: {
        readonly author?: string | null;
        readonly type?: string;
        readonly publishedAt?: Date;
        readonly startsAt?: Date;
        readonly endsAt?: Date;
        readonly themes?: readonly string[];
        readonly language?: string;
      } = {},
    ): Promise<void> => {
      await run(
        `INSERT INTO content (external_id, title, url, type, author_id, published_at, starts_at, ends_at, themes, language)
         VALUES ($1, 'Title of ' || $1, 'https://club.example/' || $1, $2, $3, $4, $5, $6, $7, $8)`,
        id,
        type,
        author,
        publishedAt,
        more.startsAt ?? null,
        more.endsAt ?? null,
        more.themes ?? [],
        more.language ?? null,
      );
    },

    addActivities: async (activities: readonly NewActivity[]): Promise<void> => {
      await ensurePartitions(database, monthsOf(activities.map(({ at }) => at)));
      await run(
        `INSERT INTO activity (member_id, occurred_at, name, content_id, passive, properties)
         SELECT m.id, a.at, a.name, c.id, a.passive, a.properties
         FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::boolean[], $6::jsonb[])
           AS a(by, at, name, on_content, passive, properties)
         JOIN member m ON m.external_id = a.by LEFT JOIN content c ON c.external_id = a.on_content`,
        activities.map(({ by }) => by),
        activities.map(({ at }) => at),
        activities.map(({ name }) => name ?? "Comment Created"),
        activities.map(({ on }) => on ?? null),
        activities.map(({ passive }) => passive ?? false),
        activities.map(({ properties }) => (properties === undefined ? null : JSON.stringify(properties))),
      );
    },

    /** Rules are live from here on. */
    goLive: ({ rules }: UponFolder, at: Date): Promise<void> =>
      createRuleStore(database).recordVersions(
        rules.map(({ name, hash, file, source }) => ({ rule: name, hash, file, source })),
        rules.map(({ name }) => name),
        at,
      ),

    /** What a cycle plans at an instant: send moments first, then the windows that have ended. */
    cycle: async ({ rules, settings }: UponFolder, at: Date, only: string | null = null): Promise<PlannedSlot[]> => {
      const timezones = await audiences.timezones(settings.timezone);
      const question = { rules, timezones, at, catchUpMs: durationMs(settings.catchUp), closed: settings.closed };
      const ended = await endedMoments(audiences, waitingMoments(question), settings, at);
      const slots: PlannedSlot[] = [];
      for (const moment of [...dueMoments(question), ...ended]) {
        slots.push(
          ...(await planMoment(audiences, { moment, settings, at, asOf: "dated", community: NOTHING_KNOWN, only })),
        );
      }
      return slots;
    },

    /** By digest: who is told of which activities (`m3@10:05`), or contents. */
    told: () =>
      run<{ member: string; rule: string; period: string; state: string; told: string[] }>(
        `SELECT m.external_id AS member, d.rule, d.period, d.state,
           array_agg(coalesce(actor.external_id || '@', '') || to_char(t.occurred_at AT TIME ZONE 'UTC', 'HH24:MI') ORDER BY t.occurred_at, t.subject_id) AS told
         FROM digest d JOIN member m ON m.id = d.member_id
         JOIN told t ON t.member_id = d.member_id AND t.digest_id = d.id LEFT JOIN member actor ON actor.id = t.actor_id
         GROUP BY m.external_id, d.rule, d.period, d.state, d.id ORDER BY d.id`,
      ),
  };
}
