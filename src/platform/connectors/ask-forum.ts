import { ForumTrouble } from "../../core/connectors/discourse/forum-trouble.ts";
import { FetchTrouble } from "../../core/connectors/fetch-trouble.ts";
import { oneLine } from "../../core/plain-text.ts";
import type { AskForum } from "../../ingest/forum/ports.ts";
import { bytesOf, openRequest, retryAfterMs } from "./public-request.ts";

export interface ForumAccess {
  /** Without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiUser: string;
  readonly allowPrivate: boolean;
}

interface Limits {
  readonly withinMs: number;
  readonly mostBytes: number;
}

const LIMITS: Limits = { withinMs: 60_000, mostBytes: 30_000_000 };
const LONGEST_SAID = 200;

/** Asks a Discourse forum's API with its key, which goes to that forum alone: no redirect is followed. */
export function askForumAt({ url, apiKey, apiUser, allowPrivate }: ForumAccess, limits: Limits = LIMITS): AskForum {
  return async (path) => {
    const signal = AbortSignal.timeout(limits.withinMs);
    try {
      const answer = await openRequest(new URL(`${url}${path}`), {
        allowPrivate,
        signal,
        auth: null,
        headers: {
          accept: "application/json",
          "accept-encoding": "gzip, deflate, br",
          "api-key": apiKey,
          "api-username": apiUser,
          "user-agent": "Rekindle (Discourse import)",
        },
      });
      const { statusCode = 0, headers } = answer;
      const text = Buffer.from(await bytesOf(answer, limits.mostBytes)).toString("utf8");
      if (statusCode === 200) return parsed(text, path);
      throw refusal(statusCode, path, text, headers.location, retryAfterMs(headers["retry-after"]));
    } catch (error) {
      if (error instanceof ForumTrouble) throw error;
      if (error instanceof FetchTrouble) throw new ForumTrouble(error.message, 0);
      if (signal.aborted) throw new ForumTrouble(`${path} was not answered within ${limits.withinMs / 1_000} s`);
      throw new ForumTrouble(`it cannot be asked: ${(error as Error).message}`);
    }
  };
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ForumTrouble(`what it answers for ${path} is no JSON: is the address that of a Discourse forum?`, 200);
  }
}

function refusal(
  status: number,
  path: string,
  text: string,
  location: string | undefined,
  waitMs: number | null,
): ForumTrouble {
  if (status >= 300 && status < 400) {
    const where = location === undefined ? "elsewhere" : `to ${oneLine(location).slice(0, LONGEST_SAID)}`;
    return new ForumTrouble(
      `it redirects ${where}, where no key is sent: write the address that it is found at`,
      status,
    );
  }
  const body = bodyOf(text);
  const said = oneLine(body.errors?.join(" ") ?? "").slice(0, LONGEST_SAID);
  const because = said === "" ? "" : `: ${said}`;
  const seconds = body.extras?.wait_seconds;
  const retryAfter = waitMs ?? (typeof seconds === "number" && seconds > 0 ? seconds * 1_000 : null);
  return new ForumTrouble(`it answered ${status} to ${path}${because}`, status, retryAfter);
}

interface ErrorBody {
  readonly errors?: readonly string[];
  readonly extras?: { readonly wait_seconds?: unknown };
}

function bodyOf(text: string): ErrorBody {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== "object" || body === null) return {};
    const { errors, extras } = body as { readonly errors?: unknown; readonly extras?: unknown };
    return {
      ...(Array.isArray(errors) && errors.every((one) => typeof one === "string") ? { errors } : {}),
      ...(typeof extras === "object" && extras !== null ? { extras } : {}),
    };
  } catch {
    return {};
  }
}
