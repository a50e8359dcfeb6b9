import { type Arrivals, NO_GOOD_KEY } from "../../ingest/arrivals/ports.ts";
import type { Finding } from "../context.ts";
import { countOf } from "../terminal.ts";

const DAY_MS = 24 * 60 * 60_000;
const MOST_SOURCES = 5;

/** What doctor says of events that come from the site. */
export function tellArrivals(arrivals: Arrivals): Pick<Finding, "ok" | "says" | "remedy"> {
  const told = tellCame(arrivals);
  if (arrivals.exposed.length === 0) return told;
  const requests = arrivals.exposed.map(
    ({ key, requests, latestAt }) =>
      `${countOf(requests, "request")} of a page by key ${key}, the latest at ${minute(latestAt)}`,
  );
  return {
    ok: false,
    says: `${told.says}\nrefused in the last day, since the key is for servers and anybody may read it in the page: ${requests.join("; ")}`,
    remedy: `Put a key for browsers into the page (rekindle keys create pages --browser), give the server a new one, then: ${arrivals.exposed.map(({ key }) => `rekindle keys revoke ${key}`).join(", ")}`,
  };
}

function tellCame(arrivals: Arrivals): Pick<Finding, "ok" | "says" | "remedy"> {
  const { first, latest, now, lastDay, refused, inPart, unread, strangers, someStored } = arrivals;
  const unknown =
    strangers === null
      ? ""
      : `\n${countOf(strangers.requests, "request")} without a good key in the last day, the latest at ${minute(strangers.latestAt)}`;
  const why = [
    refused === 0 ? "" : `${refused.toLocaleString("en")} refused`,
    inPart === 0 ? "" : `${inPart.toLocaleString("en")} taken without a field that cannot be used`,
    tellUnread(unread),
  ].filter(Boolean);
  const refusals = `${unknown}${why.length === 0 ? "" : `\n${why.join("; ")}, see why with: rekindle rejected`}`;
  if (first === null || latest === null) {
    const says = someStored ? "none has come since they are counted; earlier ones are stored" : "no event has come yet";
    const remedy =
      strangers === null
        ? unread.length === 0
          ? "See docs/connect.md"
          : "Let the sender send what docs/connect.md describes"
        : "Give the site a key that is good: rekindle keys list, or rekindle keys create site. See docs/connect.md";
    return { ok: null, says: `${says}${refusals}`, remedy };
  }
  const ways = lastDay.map(({ source, events }) => `${events.toLocaleString("en")} by ${source}`).join(", ");
  const ends = `the first came at ${minute(first.at)} by ${first.source}\nthe latest at ${minute(latest.at)} by ${latest.source}`;
  const isQuiet = now.getTime() - latest.at.getTime() > DAY_MS;
  return {
    ok: isQuiet ? null : true,
    says: `${ends}\nin the last day ${ways === "" ? countOf(0, "event") : ways}${refusals}`,
    remedy: isQuiet
      ? "Nothing came for a day: see what the site logs, and whether its key is good: rekindle keys list"
      : null,
  };
}

/** Requests, not events: nobody knows how many a body holds that cannot be read. */
function tellUnread(unread: Arrivals["unread"]): string {
  if (unread.length === 0) return "";
  const total = unread.reduce((sum, { requests }) => sum + requests, 0);
  const told = unread.slice(0, MOST_SOURCES).map(({ source, requests, latestAt }) => {
    const from = source === NO_GOOD_KEY ? "without a good key" : `by ${source}`;
    return `${requests.toLocaleString("en")} ${from}, the latest at ${minute(latestAt)}`;
  });
  const others = unread.length - told.length;
  const rest = others === 0 ? [] : [`and ${countOf(others, "source")} more`];
  return `${countOf(total, "request")} refused whole in the last day: ${[...told, ...rest].join("; ")}`;
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")}Z`;
}
