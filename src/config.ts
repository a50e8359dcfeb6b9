import { createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type DkimKeySource, readKeyList } from "./core/authentication/read-key-list.ts";
import { RekindleError } from "./core/errors.ts";
import { readRelayUrls } from "./core/relay-urls.ts";

/** Where the checkout (or the installed package) lies: src/ and dist/ stand at the same depth. */
export const PACKAGE_DIRECTORY = fileURLToPath(new URL("../", import.meta.url));

/** As package.json states it, in a checkout and in an installed package. */
export function readVersion(): string {
  const text = readFileSync(join(PACKAGE_DIRECTORY, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** The mails that ship: those of the team are always taken from here. */
export const SHIPPED_EMAILS = `${PACKAGE_DIRECTORY}emails`;

const url = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol.replace(":", "")), {
    error: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(" or ")}`,
  });

const listOf = (text: string) => text.split(",").map((part) => part.trim());

/** As SendGrid shows its verification key: base64 of a public key of the curve P-256. */
function isSendgridKey(text: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1";
  } catch {
    return false;
  }
}

/** 0: any free one. */
const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text.trim()) && Number(text) <= 65_535, {
    error: "must be the number of a port, from 0 to 65535 (0: any free one)",
  })
  .transform(Number);

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const environment = z.object({
  DATABASE_URL: url("postgres", "postgresql").optional(),
  DATABASE_DIRECT_URL: url("postgres", "postgresql").optional(),
  REDIS_URL: url("redis", "rediss").optional(),
  SMTP_URL: z
    .string()
    .superRefine((text, context) => {
      for (const message of readRelayUrls(text).mistakes) context.addIssue({ code: "custom", message });
    })
    .optional(),
  DKIM_KEYS: z
    .string()
    .transform((text, context) => {
      const { keys, mistakes } = readKeyList(text);
      for (const message of mistakes) context.addIssue({ code: "custom", message });
      return keys;
    })
    .optional(),
  BASE_URL: url("http", "https").optional(),
  SECRET_KEY: z
    .string()
    .transform(listOf)
    .refine((keys) => keys.every((key) => key.length >= 16), { error: "each key must have at least 16 characters" })
    .optional(),
  ADMIN_PASSWORD: z.string().min(8, { error: "must have at least 8 characters" }).optional(),
  SES_TOPIC_ARNS: z
    .string()
    .transform(listOf)
    .refine((arns) => arns.every((arn) => /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/.test(arn)), {
      error: "must name topics, such as arn:aws:sns:eu-west-1:123456789012:bounces, with commas between",
    })
    .optional(),
  POSTMARK_WEBHOOK_SECRET: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
  SENDGRID_WEBHOOK_KEY: z
    .string()
    .refine(isSendgridKey, { error: "must be the verification key as SendGrid shows it, which begins with MFkw" })
    .optional(),
  MAILGUN_WEBHOOK_KEY: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
  BOUNCE_PORT: port.optional(),
  BOUNCE_HOST: z.string().optional(),
  BOUNCE_PROTOCOL: z.enum(["smtp", "lmtp"], { error: "must be smtp or lmtp" }).optional(),
  RULES_DIR: z.string().optional(),
  EMAILS_DIR: z.string().optional(),
  DATA_DIR: z.string().optional(),
  HOST: z.string().optional(),
  PORT: port.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).optional(),
});

/** What proves who posts to `/webhooks/…`; null: nobody may, for that provider. */
export interface WebhookSecrets {
  readonly sesTopicArns: readonly string[] | null;
  readonly postmark: string | null;
  /** Base64 of the public key. */
  readonly sendgrid: string | null;
  readonly mailgun: string | null;
}

/** For the demo: a report of the installation's mails must not end in the demo's database. */
export const NO_WEBHOOKS: WebhookSecrets = { sesTopicArns: null, postmark: null, sendgrid: null, mailgun: null };

export interface Config {
  /** null: the embedded PostgreSQL in `dataDirectory`. */
  readonly databaseUrl: string | null;
  /** For the queue, migrations and session locks, where `databaseUrl` goes through a transaction pooler. */
  readonly databaseDirectUrl: string | null;
  /** null: BullMQ's own PostgreSQL backend. */
  readonly redisUrl: string | null;
  /** One URL or several, the preferred server first; see `readRelayUrls`. */
  readonly smtpUrl: string | null;
  /** With which mails are signed here; none: the mail server signs them, or nobody. */
  readonly dkimKeys: readonly DkimKeySource[];
  readonly baseUrl: string | null;
  /** null: a key made once and kept in `dataDirectory`. */
  readonly secretKeys: readonly string[] | null;
  readonly adminPassword: string | null;
  readonly webhooks: WebhookSecrets;
  /** Where returned mail is handed over; port null: nowhere. */
  readonly bounces: { readonly host: string; readonly port: number | null; readonly lmtp: boolean };
  readonly rulesDirectory: string;
  /** Whether somebody said which folder; else it is the checkout's. */
  readonly rulesDirectoryNamed: boolean;
  /** Beside the rules. */
  readonly connectorsDirectory: string;
  /** What `$NAME` stands for where a connector has a secret; null: it is not set. */
  readonly variable: (name: string) => string | null;
  readonly emailsDirectory: string;
  readonly dataDirectory: string;
  /** The demo's own data: never those of the installation. */
  readonly demoDirectory: string;
  readonly host: string;
  readonly port: number;
  /** How much `start`, `worker` and `web` tell while they run. */
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** https://no-color.org */
export function isColourWanted(variables: NodeJS.ProcessEnv = process.env): boolean {
  return (variables.NO_COLOR ?? "") === "";
}

/**
 * Reads the environment; nothing else does. An empty variable counts as not set.
 * @throws RekindleError `configuration`, naming every variable that is wrong.
 */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new RekindleError(
      "configuration",
      `The environment has ${mistakes.length === 1 ? "a mistake" : "mistakes"}:\n  ${mistakes.join("\n  ")}`,
      "Correct these variables, or unset them to get the defaults; README.md lists them.",
    );
  }
  const given = parsed.data;
  return {
    databaseUrl: given.DATABASE_URL ?? null,
    databaseDirectUrl: given.DATABASE_DIRECT_URL ?? null,
    redisUrl: given.REDIS_URL ?? null,
    smtpUrl: given.SMTP_URL ?? null,
    dkimKeys: given.DKIM_KEYS ?? [],
    baseUrl: given.BASE_URL?.replace(/\/$/, "") ?? null,
    secretKeys: given.SECRET_KEY ?? null,
    adminPassword: given.ADMIN_PASSWORD ?? null,
    webhooks: {
      sesTopicArns: given.SES_TOPIC_ARNS ?? null,
      postmark: given.POSTMARK_WEBHOOK_SECRET ?? null,
      sendgrid: given.SENDGRID_WEBHOOK_KEY ?? null,
      mailgun: given.MAILGUN_WEBHOOK_KEY ?? null,
    },
    bounces: {
      host: given.BOUNCE_HOST ?? "127.0.0.1",
      port: given.BOUNCE_PORT ?? null,
      lmtp: given.BOUNCE_PROTOCOL === "lmtp",
    },
    rulesDirectory: given.RULES_DIR ?? `${PACKAGE_DIRECTORY}rules`,
    rulesDirectoryNamed: given.RULES_DIR !== undefined,
    connectorsDirectory: join(dirname(given.RULES_DIR ?? `${PACKAGE_DIRECTORY}rules`), "connectors"),
    variable: (name) => set[name] ?? null,
    emailsDirectory: given.EMAILS_DIR ?? SHIPPED_EMAILS,
    dataDirectory: given.DATA_DIR ?? `${PACKAGE_DIRECTORY}.rekindle`,
    demoDirectory: `${given.DATA_DIR ?? `${PACKAGE_DIRECTORY}.rekindle`}-demo`,
    host: given.HOST ?? "127.0.0.1",
    port: given.PORT ?? 3000,
    logLevel: given.LOG_LEVEL ?? "info",
  };
}
