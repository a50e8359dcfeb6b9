import * as z from "zod";
import { CONTENT_TYPES } from "../../community.ts";
import { choiceField, languageField, listOf, textField, writtenAs } from "../../rules/text/fields.ts";
import { type ConnectorKind, readByShape } from "../connector-kind.ts";
import { type Secret, type Secrets, secretField } from "../secret.ts";
import type { ForumMapping } from "./forum.ts";

/** A Discourse forum as the operator connects it. */
export interface DiscourseConnector extends ForumMapping {
  readonly kind: "discourse";
  /** Of its webhooks, the new one and the old one while they are changed; none: nothing is taken. */
  readonly secrets: readonly Secret[];
  /** null: its API is not asked. */
  readonly apiKey: Secret | null;
  /** In whose name the API is asked. */
  readonly apiUser: string;
  /** Whether it may be at an address that is not on the public Internet. */
  readonly allowPrivate: boolean;
}

const urlField = writtenAs(
  "the address of a forum",
  (text) => (/^https?:\/\/[^\s?#@]+$/.test(text) && URL.canParse(text) ? text.replace(/\/+$/, "") : null),
  (text) =>
    URL.canParse(`https://${text}`) && !text.includes(":")
      ? `did you mean "https://${text}"?`
      : "such as https://forum.example.org, without a path behind that of the forum",
);
/** What Discourse itself asks of a webhook's secret. */
const SECRET_FORM = {
  expected: "a secret of at least 12 characters",
  isGood: (value: string) => value.length >= 12,
};
/** A header may hold nothing else. */
const KEY_FORM = { expected: "a key of Discourse's API", isGood: (value: string) => /^[\x21-\x7e]+$/.test(value) };
const yesOrNo = z.boolean({ error: "write true or false" });
const themesByName = (what: string) =>
  z.record(z.string(), textField, { error: `write each ${what} with its theme: { news: News }` });

/** How a connector of kind discourse is written, key by key. */
const discourseSchema = (secrets: Secrets) =>
  z
    .strictObject({
      kind: z.literal("discourse"),
      url: urlField,
      secret: listOf(secretField(secrets, SECRET_FORM), "write the variable that holds it: $NAME").optional(),
      api_key: secretField(secrets, KEY_FORM).optional(),
      api_user: textField.max(60).optional(),
      type: choiceField(CONTENT_TYPES).optional(),
      questions: listOf(textField).optional(),
      except: listOf(textField).optional(),
      language: languageField.optional(),
      themes: listOf(textField).optional(),
      categories: themesByName("category").optional(),
      tags: themesByName("tag").optional(),
      id_prefix: textField.max(64).optional(),
      user_prefix: textField.max(64).optional(),
      external_ids: yesOrNo.optional(),
      private: yesOrNo.optional(),
    })
    .superRefine((written, context) => {
      if (written.external_ids !== true || written.user_prefix !== undefined) return;
      context.addIssue({
        code: "custom",
        path: ["external_ids"],
        message: "the site's ids and the forum's own would be taken for one another",
        params: { hint: "write user_prefix as well, such as user_prefix: forum-" },
      });
    })
    .meta({ title: "A Discourse forum: webhooks, and a first import through its API" });

export function discourseConnector(
  name: string,
  written: z.infer<ReturnType<typeof discourseSchema>>,
): DiscourseConnector {
  return {
    kind: "discourse",
    name,
    url: written.url,
    secrets: written.secret ?? [],
    apiKey: written.api_key ?? null,
    apiUser: written.api_user ?? "system",
    type: written.type ?? "discussion",
    questions: written.questions ?? [],
    except: written.except ?? [],
    language: written.language ?? null,
    themes: written.themes ?? [],
    categories: written.categories ?? {},
    tags: written.tags ?? {},
    idPrefix: written.id_prefix ?? "",
    userPrefix: written.user_prefix ?? "",
    joinsExternalIds: written.external_ids ?? false,
    allowPrivate: written.private ?? false,
  };
}

export const discourseKind: ConnectorKind<DiscourseConnector> = {
  kind: "discourse",
  read: readByShape(discourseSchema, discourseConnector),
  tell: ({ url, secrets, apiKey }) =>
    `${url}, ${secrets.length === 0 ? "no webhooks" : "webhooks"}, ${apiKey === null ? "no import" : "import"}`,
};
