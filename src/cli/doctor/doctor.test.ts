import { expect, it } from "vitest";
import type { Finding } from "../context.ts";
import { tellOnce } from "./doctor.ts";

const AWAY = { ok: false, says: "PostgreSQL cannot be reached", remedy: "Start it" } as const;
const RULES: Finding = { what: "rules", ok: true, says: "none", remedy: null };

it("tells once why several things could not be looked at, and which", () => {
  const findings: Finding[] = [
    RULES,
    { what: "database", ...AWAY },
    { what: "links", ok: true, says: "none", remedy: null },
    { what: "events", ...AWAY },
    { what: "members", ...AWAY },
    { what: "mail server", ok: false, says: "SMTP_URL is not set", remedy: null },
  ];
  expect(tellOnce(findings).map(({ what, ok, says }) => [what, ok, says])).toEqual([
    ["rules", true, "none"],
    ["database", false, "PostgreSQL cannot be reached"],
    ["events, members", null, "not looked at, for the same reason"],
    ["links", true, "none"],
    ["mail server", false, "SMTP_URL is not set"],
  ]);
});
