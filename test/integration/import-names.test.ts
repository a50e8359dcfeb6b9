import { describe, expect, it } from "vitest";
import { useImportScene } from "../support/import-scene.ts";

const { take } = useImportScene(new Date("2026-11-22T12:00:00Z"), {
  passiveEvents: ["Newsletter Received"],
  events: { article_read: "Content Viewed", quiz: "Quiz Passed" },
});

const HEADER = "timestamp,userId,event,contentId\n";
const row = (minute: number, event: string, contentId = "") =>
  `2026-11-01T08:${String(minute).padStart(2, "0")}:00Z,a,${event},${contentId}\n`;

describe("names of events in a file", () => {
  it("that are nearly ours are told each, with how many rows have them", async () => {
    const text = [
      row(1, "Content Viewed", "c"),
      row(2, "content_viewed", "c"),
      row(3, "content_viewed", "d"),
      row(4, "comment-created", "c"),
      row(5, "Content Viewed"),
    ].join("");
    const result = await take("events", HEADER + text);
    expect(result).toMatchObject({ new: 5, refused: 0 });
    expect(result.warnings.map(({ says, count, lines }) => ({ says, count, lines }))).toEqual([
      {
        says: '"content_viewed" is taken as an event of your own, not as "Content Viewed": write it so, or name it in events of settings.yaml.',
        count: 2,
        lines: [3, 4],
      },
      {
        says: '"comment-created" is taken as an event of your own, not as "Comment Created": write it so, or name it in events of settings.yaml.',
        count: 1,
        lines: [5],
      },
      { says: "contentId: expected the content's id, as contentId.", count: 1, lines: [6] },
    ]);
    expect(result.notices.join("\n")).not.toContain("of your own");
  });

  it("that mean nothing here are told once, the most frequent first, but for those that the settings name", async () => {
    const known = [row(1, "Newsletter Received"), row(2, "quiz"), row(3, "article_read", "c"), row(4, "Page Viewed")];
    const own = [row(5, "Course Finished"), row(6, "Poll Voted"), row(7, "Poll Voted")];
    const { notices } = await take("events", HEADER + [...known, ...own].join(""));
    expect(notices).toContain(
      'Events of your own, which rules can use by these names (rows of each): "Poll Voted" (2), "Course Finished" (1).',
    );
  });

  it("are counted, not listed, beyond ten", async () => {
    const many = Array.from({ length: 13 }, (_, at) => row(at, `Step ${String(at).padStart(2, "0")} Done`));
    const { notices } = await take("events", HEADER + many.join(""));
    expect(notices.at(-1)).toMatch(/"Step 09 Done" \(1\), and 3 more\.$/);
  });
});
