import { describe, expect, it } from "vitest";
import { isAutoReply } from "./is-auto-reply.ts";

const headers = (...fields: readonly (readonly [string, string])[]) => fields.map(([name, value]) => ({ name, value }));

describe("an answer by a machine", () => {
  it.each([
    ["auto-submitted", "auto-replied"],
    ["auto-submitted", "Auto-Replied (vacation)"],
    ["x-autoreply", "yes"],
    ["x-autorespond", "Re: hello"],
    ["precedence", "auto_reply"],
    ["subject", "Automatic reply: 5 things"],
    ["subject", "Out of Office: 5 things"],
    ["subject", "Automatische Antwort: 5 Dinge"],
    ["subject", "AW: Abwesenheitsnotiz"],
    ["subject", "Réponse automatique : 5 contenus"],
    ["subject", "Absence du bureau Re: 5 contenus"],
  ])("is told by %s: %s", (name, value) => {
    expect(isAutoReply(headers(["from", "pat@members.example"], [name, value]))).toBe(true);
  });

  it.each([
    ["auto-submitted", "no"],
    ["auto-submitted", "auto-generated"],
    ["precedence", "bulk"],
    ["subject", "Re: 5 things"],
    ["subject", "About your out of office days"],
  ])("is not every mail with %s: %s", (name, value) => {
    expect(isAutoReply(headers([name, value]))).toBe(false);
  });
});
