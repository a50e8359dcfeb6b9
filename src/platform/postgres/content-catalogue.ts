import type { CatalogueContent } from "../../core/community.ts";
import type { Queryable } from "./database.ts";

const LOAD = `
  SELECT id, external_id AS "externalId", type, coalesce(title, '') AS title, coalesce(url, '') AS url, summary,
    image_url AS "imageUrl", themes, language, author_id AS "authorId", published_at AS "publishedAt",
    withdrawn_at AS "withdrawnAt", starts_at AS "startsAt", ends_at AS "endsAt", replay_url AS "replayUrl",
    CASE WHEN open_to IS NOT NULL THEN coalesce(opening_id, 0) END AS "openingId"
  FROM content
  WHERE published_at <= $1`;

/** Published by then, to whomever it is open; those withdrawn as well, which still tell what a member likes. */
export function loadCatalogue(database: Queryable, publishedUpTo: Date): Promise<CatalogueContent[]> {
  return database.query<CatalogueContent>({ text: LOAD, values: [publishedUpTo] });
}
