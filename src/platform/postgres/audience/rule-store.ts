import type { RuleStore } from "../../../audience/ports.ts";
import type { Database } from "../database.ts";

export function createRuleStore(database: Database): RuleStore {
  return {
    lastValidTexts: (files) =>
      database.query({
        text: `SELECT DISTINCT ON (file) file, source AS text FROM rule_version WHERE file = ANY($1::text[]) ORDER BY file, last_used_at DESC`,
        values: [files],
      }),

    versionText: async (rule, hash) => {
      const version = await database.prisma.ruleVersion.findUnique({ where: { rule_hash: { rule, hash } } });
      return version === null ? null : { file: version.file, text: version.source };
    },

    recordVersions: (versions, live, at) =>
      database.transaction(async (transaction) => {
        await transaction.query({
          text: `INSERT INTO rule_version (rule, hash, file, source, first_used_at, last_used_at)
SELECT rule, hash, file, source, $5::timestamptz, $5::timestamptz
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS seen (rule, hash, file, source)
ON CONFLICT (rule, hash) DO UPDATE SET file = excluded.file, last_used_at = greatest(rule_version.last_used_at, excluded.last_used_at)`,
          values: [
            versions.map(({ rule }) => rule),
            versions.map(({ hash }) => hash),
            versions.map(({ file }) => file),
            versions.map(({ source }) => source),
            at,
          ],
        });
        await transaction.query({
          text: `INSERT INTO rule_status (rule, live_since) SELECT unnest($1::text[]), $2::timestamptz
ON CONFLICT (rule) DO UPDATE SET live_since = coalesce(rule_status.live_since, excluded.live_since)`,
          values: [live, at],
        });
        await transaction.query({
          text: "UPDATE rule_status SET live_since = NULL WHERE live_since IS NOT NULL AND rule <> ALL($1::text[])",
          values: [live],
        });
      }),

    statuses: async () => {
      const rows = await database.prisma.ruleStatus.findMany({ orderBy: { rule: "asc" } });
      return rows.map(({ rule, paused, liveSince }) => ({ rule, paused, liveSince }));
    },

    setPaused: async (rule, paused) => {
      if (rule === null) {
        const { count } = await database.prisma.installation.updateMany({
          where: { paused: !paused },
          data: { paused },
        });
        return count > 0;
      }
      const known = await database.prisma.ruleStatus.findUnique({ where: { rule } });
      await database.prisma.ruleStatus.upsert({ where: { rule }, create: { rule, paused }, update: { paused } });
      return (known?.paused ?? false) !== paused;
    },

    paused: async () => (await database.prisma.installation.findFirst())?.paused ?? false,
  };
}
