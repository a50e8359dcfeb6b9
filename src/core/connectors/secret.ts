import * as z from "zod";

/** What a secret field needs: the variables of the environment, and a list to which it adds what stood in clear, for nobody to print. */
export interface Secrets {
  /** null: it is not set. */
  readonly variable: (name: string) => string | null;
  readonly inClear: string[];
}

/** A secret that does not show: written, logged or as JSON it is the name of its variable. */
export class Secret {
  readonly variable: string;
  readonly #value: string;
  constructor(variable: string, value: string) {
    this.variable = variable;
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return `$${this.variable}`;
  }
  toJSON(): string {
    return this.toString();
  }
}

export interface SecretForm {
  /** What `isGood` takes, such as "a URL that begins with postgres://". */
  readonly expected: string;
  readonly isGood: (value: string) => boolean;
}

/** A secret, written as the `$NAME` of a variable that holds it; `form` says what it has to look like. */
export function secretField({ variable, inClear }: Secrets, form?: SecretForm) {
  return z
    .union([z.string(), z.number(), z.boolean()], { error: "write the variable that holds it: $NAME" })
    .transform((written, context): Secret => {
      const text = String(written).trim();
      const refuse = (message: string, hint: string): never => {
        context.issues.push({ code: "custom", message, input: written, params: { hint } });
        return z.NEVER;
      };
      const name = /^\$([A-Z_][A-Z0-9_]*)$/.exec(text)?.[1];
      if (name === undefined) {
        inClear.push(String(written));
        return refuse(
          "a secret is never written here itself",
          "put it into a variable of the environment, and write the name of that: $NAME, in capitals",
        );
      }
      const value = variable(name);
      if (value === null) {
        return refuse(`the variable ${name} is not set`, `set ${name} in the environment of Rekindle`);
      }
      if (form !== undefined && !form.isGood(value)) {
        return refuse(`what ${name} holds is not ${form.expected}`, `set ${name} to ${form.expected}`);
      }
      return new Secret(name, value);
    })
    .meta({ type: "string", pattern: "^\\s*\\$[A-Z_][A-Z0-9_]*\\s*$" });
}
