import { expect, it } from "vitest";
import { otherKind } from "./other-kind.ts";

it.each([
  ["members", "id,title,url,type,themes,language,publishedAt,authorId", "content"],
  ["members", "messageId,timestamp,userId,event,contentId", "events"],
  ["members", "Message ID,timestamp,user_id,event,email", "events"],
  ["content", "id,email,firstName,plan", "members"],
  ["content", "timestamp,userId,event", "events"],
  ["events", "id,title,url,publishedAt", "content"],
  ["members", "id,email,title,url", null],
  ["members", "id,title", null],
  ["members", "id", null],
  ["events", "timestamp,userId,event,title,url", null],
] as const)("as %s: %s", (asked, columns, other) => {
  expect(otherKind(asked, columns.split(","))).toBe(other);
});
