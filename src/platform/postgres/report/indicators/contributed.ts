import { WHO, within } from "./people.ts";

/**
 * CTE of what members and the team contributed in the window, one row a contribution: comments and answers (of one member on
 * one content at one instant once, an answer then), feedback, contents they published. Grows with the window's activities.
 */
export const CONTRIBUTED = `
contributed AS MATERIALIZED (
  SELECT w.member_id, ${WHO} AS who, w.kind, w.content_id
  FROM (
    SELECT a.member_id, CASE WHEN bool_or(a.name = 'Question Answered') THEN 'answer' ELSE 'comment' END AS kind, a.content_id
    FROM activity a
    WHERE ${within("a.occurred_at")} AND a.name IN ('Comment Created', 'Question Answered')
    GROUP BY a.member_id, a.content_id, a.occurred_at
    UNION ALL
    SELECT a.member_id, 'feedback', a.content_id
    FROM activity a
    WHERE ${within("a.occurred_at")} AND a.name = 'Feedback Raised'
    UNION ALL
    SELECT author.id, c.type, c.id
    FROM content c JOIN member author ON author.external_id = c.author_id
    WHERE ${within("c.published_at")}
  ) w
  JOIN member m ON m.id = w.member_id
  WHERE m.role IN ('member', 'expert', 'staff', 'moderator')
)`;
