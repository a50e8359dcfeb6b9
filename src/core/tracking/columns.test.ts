import { describe, expect, it } from "vitest";
import { resolveColumns, sayMissing } from "./columns.ts";

const PLAN = {
  known: ["id", "firstName", "email"],
  required: ["id"],
  aliases: { userid: "id" },
  others: "attribute",
} as const;

describe("a header", () => {
  it("is read whatever its capitals, spaces and underscores, and says so", () => {
    const { fields, notices } = resolveColumns(["USER_ID", "First Name", "email"], PLAN);
    expect(fields).toEqual(["id", "firstName", "email"]);
    expect(notices).toEqual(['Column "USER_ID" is read as id.', 'Column "First Name" is read as firstName.']);
  });

  it("keeps what it does not know as attributes, and doubts those that look like slips", () => {
    const { fields, notices } = resolveColumns(["id", "plan", "emial", ""], PLAN);
    expect(fields).toEqual(["id", "plan", "emial", null]);
    expect(notices).toEqual([
      'Column "emial" is kept as an attribute. Did you mean "email"?',
      "Column 4 has no name and is left aside.",
      "Kept as attributes, which rules can use: plan.",
    ]);
  });

  it("takes a name that may mean something else for an id only where nothing else is one", () => {
    const plan = { ...PLAN, required: [], oneOf: ["id", "email"], fallbacks: { client: "id" } } as const;
    expect(resolveColumns(["Client", "plan"], plan)).toMatchObject({
      fields: ["id", "plan"],
      missing: [],
      notices: ['Column "Client" is read as id.', expect.stringContaining("plan")],
    });
    expect(resolveColumns(["user_id", "Client"], plan).fields).toEqual(["id", "Client"]);
    expect(resolveColumns(["Client", "email"], plan).fields).toEqual(["Client", "email"]);
  });

  it("tells what is missing and what comes twice", () => {
    expect(resolveColumns(["email", "Email"], PLAN)).toMatchObject({
      missing: ["id"],
      repeated: [{ field: "email", columns: ["email", "Email"] }],
    });
    expect(sayMissing(["timestamp", "event"], ["timestmp"])).toBe(
      'columns "timestamp" (is "timestmp" meant?), "event"',
    );
  });
});
