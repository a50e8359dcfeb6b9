import * as z from "zod";
import { checkShape } from "../../rules/text/check-shape.ts";
import { choiceField, listOf, textField, timezoneField, writtenAs } from "../../rules/text/fields.ts";
import type { ConnectorKind } from "../connector-kind.ts";
import type { Proof } from "../delivery.ts";
import { type Secrets, secretField } from "../secret.ts";
import { checkEvents } from "./check-events.ts";
import { parseIs } from "./condition.ts";
import type { WebhookMapping } from "./map-delivery.ts";
import { PATH_HINT, parsePath } from "./path.ts";
import { parseValue } from "./value.ts";

/** A webhook of any sender, as the operator connects it. */
export interface WebhookConnector extends WebhookMapping {
  readonly kind: "webhook";
  readonly proof: Proof;
}

const LEAST_SECRET = 12;
const SECRET_FORM = {
  expected: `a secret of at least ${LEAST_SECRET} characters`,
  isGood: (value: string) => value.length >= LEAST_SECRET,
};

const valueField = z.unknown().transform((written, context) => {
  const value = parseValue(written);
  if (!("message" in value)) return value;
  const { message, hint } = value;
  context.issues.push({ code: "custom", message, input: written, params: { hint } });
  return z.NEVER;
});

const isField = z.unknown().transform((written, context) => {
  const is = parseIs(written);
  if (is !== null) return is;
  const params = { hint: "write what has to stand there, a list of which one has to, present, or absent" };
  context.issues.push({ code: "custom", message: "this is nothing to compare with", input: written, params });
  return z.NEVER;
});

const itemsField = writtenAs(
  "a path",
  (text) => (text === "." ? "payload" : parsePath(text)),
  () => `${PATH_HINT}; a dot alone where the payload itself is the list`,
);

const headerField = writtenAs(
  "the name of a header",
  (text) => (/^[A-Za-z0-9-]{1,100}$/.test(text) ? text.toLowerCase() : null),
  () => "such as X-Signature",
);

function webhookSchema(secrets: Secrets) {
  return z.strictObject({
    kind: z.literal("webhook"),
    proof: z.strictObject(
      {
        header: headerField,
        secret: listOf(secretField(secrets, SECRET_FORM)),
        hmac: choiceField(["sha256", "sha1"]).optional(),
        encoding: choiceField(["hex", "base64"]).optional(),
        prefix: z.string({ error: "write what stands before it in the header" }).optional(),
      },
      { error: "write how the sender proves itself: { header: X-Signature, hmac: sha256, secret: $NAME }" },
    ),
    id: valueField.optional(),
    items: itemsField.optional(),
    timezone: timezoneField.optional(),
    events: z
      .array(
        z.strictObject({
          when: z.record(z.string(), isField, { error: "write each path with what has to stand there" }).optional(),
          becomes: textField.max(256),
          with: z.record(z.string(), valueField, { error: "write each field with where it comes from" }),
        }),
        { error: "write a list: what each event is when, and what it becomes" },
      )
      .min(1),
  });
}

function webhookConnector(name: string, written: z.infer<ReturnType<typeof webhookSchema>>): WebhookConnector {
  const { header, secret, hmac, encoding, prefix } = written.proof;
  return {
    kind: "webhook",
    name,
    proof: {
      header,
      prefix: prefix ?? "",
      hmac: hmac === undefined ? null : { algorithm: hmac, encoding: encoding ?? "hex" },
      secrets: secret,
    },
    id: written.id ?? null,
    items: written.items ?? null,
    timezone: written.timezone ?? null,
    events: written.events.map((event) => ({
      when: Object.entries(event.when ?? {}).flatMap(([path, is]) => {
        const parsed = parsePath(path);
        return parsed === null ? [] : [{ path: parsed, is }];
      }),
      becomes: event.becomes,
      fields: event.with,
    })),
  };
}

export const webhookKind: ConnectorKind<WebhookConnector> = {
  kind: "webhook",
  read: (file) => {
    const shape = checkShape(file.source, file.document, webhookSchema(file.secrets));
    const mistakes = [...shape.mistakes, ...checkEvents(file)].sort(
      (one, other) => one.line - other.line || one.column - other.column,
    );
    return {
      value: shape.value === undefined || mistakes.length > 0 ? undefined : webhookConnector(file.name, shape.value),
      mistakes,
    };
  },
  tell: ({ name, proof, events }) => {
    const how = proof.hmac === null ? "a secret" : `a signature (${proof.hmac.algorithm})`;
    return `POST /hooks/${name}, proven by ${how} in ${proof.header}, ${events.length} ${events.length === 1 ? "event" : "events"}`;
  },
};
