import type { Statement } from "../../../../core/statement.ts";
import type { IndicatorWindow } from "../../../../report/ports.ts";
import { COUNTED, peopleValues, within } from "./people.ts";

/** The ten contents on which most members reacted or commented, their authors not counted. Grows with the window's activities. */
const LIST_DISCUSSED = `
SELECT c.external_id AS "externalId", c.title, c.url, count(DISTINCT a.member_id) AS members,
  count(*) FILTER (WHERE a.name = 'Reaction Added') AS reactions, count(*) FILTER (WHERE a.name = 'Comment Created') AS comments
FROM activity a
JOIN member m ON m.id = a.member_id AND ${COUNTED}
JOIN content c ON c.id = a.content_id AND c.author_id IS DISTINCT FROM m.external_id
WHERE ${within("a.occurred_at")} AND a.name IN ('Reaction Added', 'Comment Created')
GROUP BY c.id
ORDER BY members DESC, count(*) DESC, c.id
LIMIT 10`;

export function listDiscussed(window: IndicatorWindow): Statement {
  return { text: LIST_DISCUSSED, values: peopleValues(window) };
}

/** The page with which a visit began: by its path, or its address without what follows ? and #. Grows with the window's visits. */
const LIST_LANDINGS = `
SELECT page, count(*) AS visits
FROM (
  SELECT DISTINCT ON (v.member_id, v.started_at)
    left(regexp_replace(coalesce(a.properties->>'path', a.properties->>'url', ''), '[?#].*$', ''), 300) AS page
  FROM visit v
  JOIN member m ON m.id = v.member_id AND ${COUNTED}
  JOIN activity a ON a.member_id = v.member_id AND a.occurred_at = v.started_at AND a.name = 'Page Viewed'
  WHERE ${within("v.started_at")} AND ${within("a.occurred_at")}
  ORDER BY v.member_id, v.started_at, a.id
) first
WHERE page <> ''
GROUP BY page
ORDER BY visits DESC, page
LIMIT 10`;

export function listLandings(window: IndicatorWindow): Statement {
  return { text: LIST_LANDINGS, values: peopleValues(window) };
}
