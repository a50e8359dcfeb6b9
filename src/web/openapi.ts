import { CALL_TYPES, type CallType } from "../core/tracking/call.ts";

const id = { type: ["string", "integer"], maxLength: 256 };
const time = { type: "string", format: "date-time", description: "With its zone; at most 24 hours ahead." };
const object = { type: "object", additionalProperties: true };

const COMMON = {
  userId: { ...id, description: "The member's id of your own." },
  anonymousId: { ...id, description: "A visitor's id before they are known." },
  messageId: { type: "string", maxLength: 256, description: "The same one counts once, however often it is sent." },
  timestamp: time,
  context: object,
};

const OWN: Readonly<
  Record<CallType, { readonly says: string; readonly properties: object; readonly required: string[] }>
> = {
  identify: {
    says: "Who a member is",
    properties: {
      traits: { ...object, description: "email, firstName, lastName, name, locale, timezone, createdAt, …" },
    },
    required: ["userId"],
  },
  track: {
    says: "What a member did, or what was published",
    properties: { event: { type: "string", examples: ["Content Viewed"] }, properties: object },
    required: ["event"],
  },
  page: {
    says: "A page that a member looked at",
    properties: { name: { type: "string" }, properties: object },
    required: [],
  },
  screen: { says: "A screen of an app", properties: { name: { type: "string" }, properties: object }, required: [] },
  group: {
    says: "The company that a member belongs to",
    properties: { groupId: id, traits: object },
    required: ["userId", "groupId"],
  },
  alias: { says: "An earlier id of a member", properties: { previousId: id }, required: ["userId", "previousId"] },
};

const answer = (description: string) => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/Answer" } } },
});
const again = (description: string) => ({
  ...answer(description),
  headers: { "Retry-After": { schema: { type: "integer" }, description: "Seconds." } },
});

const ANSWERS = {
  200: answer(
    "What was accepted is durable; `rejected` lists the events that were not, `dropped` the fields without which one was.",
  ),
  400: answer("The body cannot be read, or no event in it is valid."),
  401: answer("No write key, or one that is not good."),
  413: answer("Over 500 KB, or over 2,500 events."),
  429: again("More than the server can take now."),
  503: again("The database is away."),
};

function pathOf(summary: string, operationId: string, schema: object) {
  const requestBody = { required: true, content: { "application/json": { schema } } };
  return { post: { summary, operationId, requestBody, responses: ANSWERS } };
}

const says = (description: string) => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/HookAnswer" } } },
});
const saysAgain = (description: string) => ({ ...says(description), headers: again("").headers });

/** Its proof is a header that the connector's file names, so it is no security scheme of this document. */
const HOOK = {
  post: {
    summary: "What another system tells of itself: a webhook",
    description:
      "The body is as that system sends it, not compressed, at most 1 MB; a header of the connector's own proves it.",
    operationId: "hook",
    security: [],
    parameters: [
      {
        name: "name",
        in: "path",
        required: true,
        schema: { type: "string" },
        description: "The name of the connector's file.",
      },
    ],
    requestBody: { required: true, content: { "application/json": { schema: {} } } },
    responses: {
      200: says("What was taken is durable; `rejected` lists what was not. `says`: nothing in it is of use."),
      400: says("The body is no JSON, is compressed, or is nested too deeply."),
      401: says("The proof is missing or wrong."),
      404: says("There is no such connector."),
      413: says("Over 1 MB, or more than 2,500 things."),
      429: saysAgain("More than the server can take now."),
      503: saysAgain("The database is away, or the connector's file has a mistake."),
    },
  },
};

const MISTAKES = {
  type: "array",
  items: {
    type: "object",
    required: ["index", "field", "expected"],
    additionalProperties: false,
    properties: {
      index: { type: "integer", minimum: 0, description: "The place in the batch." },
      field: { type: "string" },
      expected: { type: "string" },
    },
  },
};

/** What `/v1` and `/hooks` take and answer, as an OpenAPI 3.1 document. */
export function describeTracking(): object {
  const schemas = CALL_TYPES.map((type) => {
    const { properties, required } = OWN[type];
    return [type, { type: "object", properties: { ...COMMON, ...properties }, required, additionalProperties: true }];
  });
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const batch = {
    type: "object",
    required: ["batch"],
    properties: {
      batch: {
        type: "array",
        maxItems: 2_500,
        items: {
          type: "object",
          required: ["type"],
          properties: { type: { enum: CALL_TYPES } },
          anyOf: CALL_TYPES.map(ref),
        },
      },
      sentAt: { ...time, description: "By the sender's clock: corrects its times where it is off." },
      writeKey: { type: "string", description: "Where it does not stand in the Authorization header." },
    },
  };
  return {
    openapi: "3.1.0",
    info: {
      title: "Rekindle, events of a community",
      version: "1",
      description: "Compatible with the HTTP Tracking API of Segment. Bodies may be gzipped.",
    },
    security: [{ writeKey: [] }, {}],
    paths: {
      ...Object.fromEntries(CALL_TYPES.map((type) => [`/v1/${type}`, pathOf(OWN[type].says, type, ref(type))])),
      "/v1/batch": pathOf("Many events at once", "batch", batch),
      "/hooks/{name}": HOOK,
    },
    components: {
      securitySchemes: {
        writeKey: { type: "http", scheme: "basic", description: "The write key as user, and no password." },
      },
      schemas: {
        ...Object.fromEntries(schemas),
        Answer: {
          type: "object",
          required: ["success", "rejected"],
          additionalProperties: false,
          properties: {
            success: { type: "boolean" },
            rejected: ref("Refusals"),
            dropped: ref("Dropped"),
          },
        },
        HookAnswer: {
          type: "object",
          required: ["success"],
          additionalProperties: false,
          properties: {
            success: { type: "boolean", description: "Whether all of it was taken." },
            taken: { type: "integer", minimum: 0 },
            rejected: ref("Refusals"),
            dropped: ref("Dropped"),
            says: { type: "string" },
          },
        },
        Refusals: { ...MISTAKES, description: "Why an event was refused." },
        Dropped: {
          ...MISTAKES,
          description: "Of events that were taken: fields that nobody can use, and what hardly was meant so.",
        },
      },
    },
  };
}
