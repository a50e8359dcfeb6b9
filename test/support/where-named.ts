import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Redis } from "ioredis";
import { expect } from "vitest";
import type { WorkerScene } from "./worker-scene.ts";

interface Place {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

/**
 * Every place in every table of every schema, every file of DATA_DIR, every key of the scene's Redis, and all that its
 * worker said, that names the person: `words` in small letters.
 */
export async function whereNamed(scene: WorkerScene, words: readonly string[]): Promise<string[]> {
  const places = await scene.query<Place>(`SELECT format('%I.%I', n.nspname, c.relname) AS "table", a.attname AS column,
      format_type(a.atttypid, NULL) AS type
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND a.attnum > 0
      AND NOT a.attisdropped`);
  expect(places.length).toBeGreaterThan(150);
  const found: string[] = [];
  for (const { table, column, type } of places) {
    const as = type === "bytea" ? `encode("${column}", 'base64')` : `"${column}"::text`;
    for (const { value } of await scene.query<{ value: string | null }>(`SELECT ${as} AS value FROM ${table}`)) {
      if (value !== null && names(type === "bytea" ? readBytes(value) : value, words)) found.push(`${table}.${column}`);
    }
  }
  if (scene.redisUrl !== null) {
    for (const [key, value] of await readRedis(scene.redisUrl)) {
      if (names(`${key} ${value}`, words)) found.push(`redis ${key}`);
    }
  }
  found.push(...scene.told.filter((text) => names(text, words)).map((text) => `said: ${text}`));
  return [...new Set([...found, ...filesNaming(join(scene.folder, "data"), words)])];
}

export function names(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.some((word) => lower.includes(word));
}

/** Key → its whole value as text. */
export async function readRedis(url: string): Promise<[string, string][]> {
  const redis = new Redis(url);
  try {
    const entries: [string, string][] = [];
    for (const key of await redis.keys("*")) entries.push([key, JSON.stringify(await readValue(redis, key))]);
    return entries;
  } finally {
    redis.disconnect();
  }
}

/** So that scenes that share a server know nothing of each other's mails. */
export async function emptyRedis(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}

async function readValue(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case "string":
      return redis.get(key);
    case "hash":
      return redis.hgetall(key);
    case "list":
      return redis.lrange(key, 0, -1);
    case "set":
      return redis.smembers(key);
    case "zset":
      return redis.zrange(key, "0", "-1");
    case "stream":
      return redis.xrange(key, "-", "+");
    case "none":
      return null;
    default:
      throw new Error(`Redis holds a ${type} at ${key}, which nobody here reads.`);
  }
}

function readBytes(base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  try {
    return JSON.stringify(JSON.parse(gunzipSync(bytes).toString("utf8")));
  } catch {
    return bytes.toString("latin1");
  }
}

function filesNaming(folder: string, words: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && names(readFileSync(path, "latin1"), words));
}
