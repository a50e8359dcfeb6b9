import { expect, it } from "vitest";
import { RekindleError } from "../../core/errors.ts";
import { explainConnectionError } from "./connection-error.ts";

const URL = "postgresql://someone:secret@db.example:5432/community";

it("says that PostgreSQL's disk is full, also from within Prisma's error, and that work goes on when there is room", () => {
  const full = Object.assign(new Error('could not extend file "base/5/1": No space left on device'), { code: "53100" });
  const ofPrisma = Object.assign(new Error("Raw query failed"), { code: "P2010", meta: { driverAdapterError: full } });
  for (const error of [full, ofPrisma]) {
    const explained = explainConnectionError(error, URL);
    expect(explained).toBeInstanceOf(RekindleError);
    expect(explained).toMatchObject({
      code: "unreachable",
      message: "The disk of PostgreSQL at db.example:5432 is full.",
      cause: error,
    });
  }
});

it("says that a password is missing, in no driver's words", () => {
  const error = new Error("SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string");
  expect(explainConnectionError(error, "postgresql://someone@db.example:5432/community")).toMatchObject({
    code: "configuration",
    message: "PostgreSQL at db.example:5432 refuses the connection: it asks for a password, and none is given.",
  });
});

it.each([
  ["ECONNREFUSED", "PostgreSQL at db.example:5432 cannot be reached: nothing listens there (ECONNREFUSED)."],
  ["57P01", "PostgreSQL at db.example:5432 cannot be reached: it was stopped (57P01)."],
  ["08006", "PostgreSQL at db.example:5432 cannot be reached (08006)."],
])("says what %s means", (code, message) => {
  expect(explainConnectionError(Object.assign(new Error("x"), { code }), URL)).toMatchObject({
    code: "unreachable",
    message,
  });
});

it("says of a refusal what to correct", () => {
  const refused = (code: string, message: string) =>
    explainConnectionError(Object.assign(new Error(message), { code }), URL) as RekindleError;
  expect(refused("3D000", 'database "x" does not exist').message).toMatch(/"x" does not exist\.$/);
  expect(refused("3D000", "").remedy).toContain("rekindle db migrate");
  expect(refused("28P01", "").remedy).toContain("USER:PASSWORD");
});

it("answers what is none of these as it came", () => {
  const other = Object.assign(new Error("duplicate key"), { code: "23505" });
  expect(explainConnectionError(other, URL)).toBe(other);
});
