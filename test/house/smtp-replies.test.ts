import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fateOf, NO_REPLY, type SmtpReply, type SubmitStage } from "../../src/core/smtp-replies.ts";

const STAGES = ["connect", "sender", "envelope", "data"] as const satisfies readonly SubmitStage[];
const STATUSES = [
  null,
  "2.2",
  "2.3",
  "3.4",
  "1.1",
  "7.1",
  "7.8",
  "7.10",
  "7.11",
  "7.19",
  "7.20",
  "7.26",
  "7.32",
  "7.33",
].concat(["7.499", "7.500", "7.515", "7.799", "7.800", "4.7"]);

interface Row {
  readonly codes: string;
  readonly statuses: string | null;
  readonly states: readonly string[];
}

const document = readFileSync(new URL("../../docs/smtp-replies.md", import.meta.url), "utf8");
const rows: Row[] = (document.split("\n\n").find((part) => part.startsWith("| reply | connecting")) ?? "")
  .split("\n")
  .slice(2)
  .map((line) => {
    const [reply = "", ...states] = line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim());
    const [codes = "", statuses] = reply.split(" with ");
    const bare = codes.replace(" without a status", "");
    return { codes: bare, statuses: statuses ?? (bare === codes ? null : "none"), states };
  });

/** `500, 502` or `500-599`; of statuses the last number counts. */
function isListed(list: string, value: string): boolean {
  const number = (text: string) => Number(text.split(".").at(-1));
  const prefix = (text: string) => text.slice(0, text.lastIndexOf(".") + 1);
  return list.split(", ").some((part) => {
    const [from = "", to = from] = part.split("-");
    return prefix(from) === prefix(value) && number(from) <= number(value) && number(value) <= number(to);
  });
}

function documented(reply: SmtpReply, stage: (typeof STAGES)[number]): string {
  const row = rows.find(({ codes, statuses }) => {
    if (reply.code === null) return codes === "nothing";
    if (!isListed(codes, String(reply.code))) return false;
    if (statuses === null) return true;
    return statuses === "none" ? reply.status === null : reply.status !== null && isListed(statuses, reply.status);
  });
  return row?.states[STAGES.indexOf(stage)] ?? "not in the document";
}

describe("docs/smtp-replies.md", () => {
  it("has a table with a state for each stage", () => {
    expect(rows.length).toBeGreaterThan(5);
    for (const { states } of rows) expect(states).toHaveLength(STAGES.length);
  });

  it("says what happens for every code, every status and no reply at all, at every stage", () => {
    const replies: SmtpReply[] = [NO_REPLY];
    for (let code = 200; code < 600; code += 1) {
      for (const rest of STATUSES) {
        replies.push({ code, status: rest === null ? null : `${Math.floor(code / 100)}.${rest}` });
      }
    }
    const wrong = replies.flatMap((reply) =>
      STAGES.flatMap((stage) => {
        const said = documented(reply, stage);
        const is = fateOf(reply, stage);
        return said === "goes on" || said === is ? [] : [{ reply, stage, said, is }];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("lets go on only what no 4xx and no 5xx is", () => {
    for (const { codes, states } of rows) if (states.includes("goes on")) expect(codes).toMatch(/^2/);
  });
});
