import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DigestModel, MailToRender, RenderOutcome } from "../../src/digest/mails/ports.ts";
import { openTemplates } from "../../src/platform/mail/templates/templates.ts";

/** Each fills the memory or never ends, if it is let. */
export const HOSTILE: Readonly<Record<string, string>> = {
  "a loop over a range": "{% for i in (1..999999999) %}x{% endfor %}",
  "loops in loops":
    "{% for a in (1..9999) %}{% for b in (1..9999) %}{% for c in (1..9999) %}x{% endfor %}{% endfor %}{% endfor %}",
  "loops over a list made once":
    "{% assign l = (1..900) %}{% for a in l %}{% for b in l %}{% for c in l %}x{% endfor %}{% endfor %}{% endfor %}",
  "loops that write nothing":
    "{% assign l = (1..900) %}{% for a in l %}{% for b in l %}{% for c in l %}{% endfor %}{% endfor %}{% endfor %}",
  "a text that doubles":
    "{% assign t = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign t = t | append: t %}{% endfor %}{{ t }}",
  "a text that doubles and is looked into":
    "{% assign t = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% capture t %}{{ t }}{{ t }}{% endcapture %}{% if t contains 'y' %}{% endif %}{% endfor %}",
  "a text written over and over":
    "{% assign t = 'xxxxxxxxxx' %}{% for i in (1..13) %}{% assign t = t | append: t %}{% endfor %}{% for i in (1..50000) %}{{ t }}{% endfor %}",
  "many texts kept":
    "{% assign t = 'x' %}{% for i in (1..16) %}{% assign t = t | append: t %}{% endfor %}{% assign l = '' | split: '' %}{% for i in (1..90000) %}{% assign u = t | append: i %}{% assign l = l | push: u %}{% endfor %}",
  "a replacement of each letter":
    "{% assign t = 'x' %}{% for i in (1..15) %}{% assign t = t | append: t %}{% endfor %}{{ t | replace: 'x', t | replace: 'x', t }}",
  "a list that holds itself twice":
    "{% assign l = 'x' | split: ',' %}{% for i in (1..60) %}{% assign m = '' | split: ',' | push: l | push: l %}{% assign l = m %}{% endfor %}{{ l }}",
  "a list that holds itself twice, as JSON":
    "{% assign l = 'x' | split: ',' %}{% for i in (1..60) %}{% assign m = '' | split: ',' | push: l | push: l %}{% assign l = m %}{% endfor %}{{ l | json }}",
  "a list that doubles":
    "{% assign l = 'x' | split: ',' %}{% for i in (1..60) %}{% assign l = l | concat: l %}{% endfor %}{{ l | join: '' }}",
  "a list joined by a long text":
    "{% assign t = 'x' %}{% for i in (1..15) %}{% assign t = t | append: t %}{% endfor %}{{ (1..50000) | join: t }}",
  "a text split into letters, each time":
    "{% assign t = 'x' %}{% for i in (1..17) %}{% assign t = t | append: t %}{% endfor %}{% for i in (1..9000) %}{% assign l = t | split: '' %}{% endfor %}",
  "groups of groups":
    "{% assign g = (1..9000) | group_by_exp: 'x', 'x' %}{% for i in (1..20) %}{% assign g = g | concat: g %}{% endfor %}{{ g | map: 'items' }}",
  "a date with a wide field": "{{ 'now' | date: '%999999999Y' }}",
  "a date with wide nanoseconds": "{{ 'now' | date: '%999999999N' }}",
  "dates of many timezones":
    "{% assign l = (1..900) %}{% for a in l %}{% for b in l %}{% assign d = 'now' | date: '%c %Z', 'Pacific/Chatham' %}{% endfor %}{% endfor %}",
  "an expression that backtracks": `{% assign t = '<' %}{% for i in (1..17) %}{% assign t = t | append: t %}{% endfor %}{% for i in (1..90000) %}{% assign u = t | strip_html %}{% endfor %}`,
  "a table without an end":
    "{% tablerow i in (1..999999) cols:1 %}{% for j in (1..999) %}x{% endfor %}{% endtablerow %}",
  "expressions in filters":
    "{% assign l = (1..900) %}{% for a in l %}{% assign m = l | where_exp: 'x', 'l contains a' %}{% endfor %}",
  "a sort over and over":
    "{% assign l = (1..9000) | reverse %}{% for i in (1..90000) %}{% assign m = l | sort_natural %}{% endfor %}",
  "a list as the name of a property":
    "{% assign l = 'x' | split: ',' %}{% for i in (1..60) %}{% assign m = '' | split: ',' | push: l | push: l %}{% assign l = m %}{% endfor %}{{ member[l] }}",
  "a deep list":
    "{% assign l = 'x' | split: ',' %}{% for i in (1..50000) %}{% assign m = '' | split: ',' | push: l %}{% assign l = m %}{% endfor %}{{ l }}",
};

const FINE = "Good: {{ member.firstName }}";

function modelFor(id: number): DigestModel {
  return {
    language: "en",
    rule: "hostile",
    brand: { name: "The Club", logo: null, colour: "#0b5fff", font: "", postalAddress: "", legal: "" },
    member: { id, firstName: "Zoé" },
    picks: [],
    subjects: [],
    moreSubjects: 0,
    events: [],
    lives: [],
    moreLives: 0,
    reading: null,
    why: { code: "member" },
    siteUrl: "https://club.example/",
    unsubscribeUrl: "https://news.example/u/token",
    preferencesUrl: "https://news.example/p/token",
  };
}

const NO_WORDING = { subject: "s", preheader: null, intro: null, closing: null, button: null };

/** How each hostile source ends, as a template's HTML, as its text part, and as a rule's text; between two mails that are well. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "rekindle-hostile-"));
  try {
    await mkdir(join(folder, "locales"));
    const mjml = (inner: string) =>
      `<mjml><mj-body><mj-section><mj-column><mj-text>${inner}</mj-text></mj-column></mj-section></mj-body></mjml>`;
    await writeFile(join(folder, "fine.mjml"), mjml(FINE));
    await writeFile(join(folder, "digest.txt.liquid"), FINE);
    const sources = Object.entries(HOSTILE);
    for (const [index, [, source]] of sources.entries()) {
      await writeFile(join(folder, `html-${index}.mjml`), mjml(`<div>${source}</div>`));
      await writeFile(join(folder, `text-${index}.mjml`), mjml(FINE));
      await writeFile(join(folder, `text-${index}.txt.liquid`), source);
    }
    const templates = await openTemplates({ emailsDirectory: folder });
    const fine: MailToRender = { template: "fine", wording: NO_WORDING, model: modelFor(0) };
    for (const [index, [name, source]] of sources.entries()) {
      const places: Record<string, Partial<MailToRender>> = {
        html: { template: `html-${index}` },
        text: { template: `text-${index}` },
        rule: { wording: { ...NO_WORDING, intro: source } },
      };
      for (const [place, hostile] of Object.entries(places)) {
        const started = performance.now();
        const outcomes = templates.renderEach([fine, { ...fine, model: modelFor(1), ...hostile }, fine]);
        const took = performance.now() - started;
        process.stdout.write(`${JSON.stringify({ name, place, took, ends: outcomes.map(endOf) })}\n`);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

function endOf(outcome: RenderOutcome): string {
  if ("mail" in outcome) return outcome.mail.html.includes("Good: Zoé") ? "good" : "other";
  return outcome.error instanceof Error ? outcome.error.message : String(outcome.error);
}

if (process.argv[1]?.endsWith("hostile-templates.ts")) await main();
