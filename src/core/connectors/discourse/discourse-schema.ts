import * as z from "zod";
import { CONTENT_TYPES } from "../../community.ts";
import { choiceField, languageField, listOf, textField, writtenAs } from "../../rules/text/fields.ts";
import type { ForumMapping } from "./forum.ts";

/** A Discourse forum as the operator connects it. */
export interface DiscourseConnector extends ForumMapping {
  readonly kind: "discourse";
  /** Names of the variables that hold them, never the secrets; null: its webhooks are not taken, its API is not asked. */
  readonly secret: string | null;
  readonly apiKey: string | null;
  /** In whose name the API is asked. */
  readonly apiUser: string;
  /** Whether it may be at an address that is not on the public Internet. */
  readonly allowPrivate: boolean;
}

const urlField = writtenAs(
  "the address of a forum",
  (text) => (/^https?:\/\/[^\s?#]+$/.test(text) && URL.canParse(text) ? text.replace(/\/+$/, "") : null),
  (text) =>
    URL.canParse(`https://${text}`) && !text.includes(":")
      ? `did you mean "https://${text}"?`
      : "such as https://forum.example.org, without a path behind that of the forum",
);
const variableField = writtenAs(
  "the name of a variable",
  (text) => (/^\$[A-Z][A-Z0-9_]*$/.test(text) ? text.slice(1) : null),
  () =>
    "write $ and the name of the environment variable that holds it, such as $FORUM_SECRET: no secret stands in a file",
);
const yesOrNo = z.boolean({ error: "write true or false" });
const themesByName = (what: string) =>
  z.record(z.string(), textField, { error: `write each ${what} with its theme: { news: News }` });

/** How a connector of kind discourse is written, key by key. */
export const discourseSchema = z
  .strictObject({
    kind: z.literal("discourse"),
    url: urlField,
    secret: variableField.optional(),
    api_key: variableField.optional(),
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
  .meta({ title: "A Discourse forum: webhooks, and a first import through its API" });

export function discourseConnector(name: string, written: z.infer<typeof discourseSchema>): DiscourseConnector {
  return {
    kind: "discourse",
    name,
    url: written.url,
    secret: written.secret ?? null,
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
