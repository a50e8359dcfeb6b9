import { expect, it } from "vitest";
import { placeOf } from "./place-of.ts";

const PLACE = placeOf("postgres://reader:one@db.example:5432/site");

it.each([
  "postgresql://reader:one@db.example/site",
  "postgres://other:t%23o@DB.example/site",
  "postgres://db.example/site?sslmode=require",
])("%s is the same database", (url) => expect(placeOf(url)).toBe(PLACE));

it.each([
  "postgres://reader:one@db2.example/site",
  "postgres://reader:one@db.example:5433/site",
  "postgres://reader:one@db.example/site2",
  "postgres://reader:one@db.example/site?host=db2.example",
  "mysql://reader:one@db.example:5432/site",
])("%s is another database", (url) => expect(placeOf(url)).not.toBe(PLACE));
