import { inspect } from "node:util";
import { expect, it } from "vitest";
import { Secret, type Secrets, secretField } from "./secret.ts";

const VARIABLES: Readonly<Record<string, string>> = { FORUM_SECRET: "s3cret-of-the-forum", SHORT: "s3" };
const variable = (name: string) => VARIABLES[name] ?? null;

function read(value: unknown): { readonly secret: Secret | null; readonly said: string; readonly inClear: string[] } {
  const secrets: Secrets = { variable, inClear: [] };
  const form = { expected: "at least 8 characters", isGood: (text: string) => text.length >= 8 };
  const result = secretField(secrets, form).safeParse(value);
  const { inClear } = secrets;
  return { secret: result.data ?? null, said: JSON.stringify(result.error?.issues ?? []), inClear };
}

it("a secret is the value of the variable that is named", () => {
  expect(read("$FORUM_SECRET").secret?.reveal()).toBe("s3cret-of-the-forum");
  expect(read(" $FORUM_SECRET ").secret?.variable).toBe("FORUM_SECRET");
});

it("a secret shows nowhere", () => {
  const secret = new Secret("FORUM_SECRET", "s3cret-of-the-forum");
  const shown = [`${secret}`, JSON.stringify({ secret }), inspect({ secret }, { showHidden: true, depth: 9 })];
  expect(shown.join()).not.toContain("s3cret");
  expect(JSON.stringify(Object.entries(secret))).not.toContain("s3cret");
});

it("a variable that is not set, and one that cannot be it, are told by name", () => {
  expect(read("$FORUM_SECRETS").said).toContain("the variable FORUM_SECRETS is not set");
  expect(read("$SHORT").said).toContain("what SHORT holds is not at least 8 characters");
  expect(read("$SHORT").said).not.toContain('s3"');
});

it("a secret in clear is a mistake, and is not said again", () => {
  for (const value of ["hunter2hunter2", "$hunter2", 20261128, "$"]) {
    const { secret, said, inClear } = read(value);
    expect(secret).toBeNull();
    expect(said).toContain("never written here itself");
    expect(said).not.toContain("hunter2");
    expect(inClear).toEqual([String(value)]);
  }
});
