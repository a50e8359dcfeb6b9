import { parseDocument } from "yaml";
import type { RuleFile } from "../../audience/ports.ts";
import { SITE_LANGUAGES, SITE_TIMEZONE } from "../../simulate/people.ts";

const SETTINGS_FILE = "settings.yaml";

/** What the demo sets in place of whatever the shipped settings say: a community of its own, half held out, mails that leave. */
const DEMO_SETTINGS: Readonly<Record<string, unknown>> = {
  sending: "on",
  brand: {
    name: "Club Ormeau",
    colour: "#b03d0a",
    postal_address: "Ormeau SAS, 1 quai du Port, 44000 Nantes, France",
    legal: {
      en: "You receive this because you are a member of Club Ormeau, a community that does not exist.",
      fr: "Vous recevez cet e-mail parce que vous êtes membre du Club Ormeau, une communauté qui n’existe pas.",
    },
  },
  from: { name: "Club Ormeau", address: "bonjour@club.ormeau.example" },
  languages: [...SITE_LANGUAGES],
  timezone: SITE_TIMEZONE,
  holdout: { share: "50%", by: "member" },
  closed: [],
  // The first mailings of a community that begins are what its brake would hold.
  brake: "off",
  offer_again: "never",
  review: "off",
  alerts: { to: [] },
  team: [],
  pinned: [],
  blocked: [],
  evergreen: [],
};

/** The shipped rules as they are, under the demo's settings; what these do not name stays as shipped. */
export function withDemoSettings(files: readonly RuleFile[]): RuleFile[] {
  const shipped = files.find(({ file }) => file === SETTINGS_FILE);
  const settings = parseDocument(shipped?.text ?? "{}");
  for (const [key, value] of Object.entries(DEMO_SETTINGS)) settings.set(key, value);
  return [...files.filter((file) => file !== shipped), { file: SETTINGS_FILE, text: settings.toString() }];
}
