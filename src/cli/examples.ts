import type { Command } from "commander";

/** By command, what is shown below its help: lines to type, and what they are for. As they stand they run. */
const EXAMPLES: Readonly<Record<string, readonly (readonly [line: string, says: string])[]>> = {
  "": [
    ["rekindle demo", "to see it work on a community that does not exist"],
    ["rekindle import members members.csv", "your own: then content, then events"],
    ["rekindle rules check", "what is wrong with the rule files, and what to write"],
    ["rekindle rules preview seven-days-away", "whom a rule would mail, and what; nothing is sent"],
    ["rekindle doctor", "what is still missing"],
    ["rekindle start", "the worker, and the pages on http://127.0.0.1:3000"],
  ],
  import: [
    ["rekindle import members members.csv", "of members; their columns: docs/import.md"],
    ["rekindle import events events.csv.gz --dates dmy --timezone Europe/Paris", "days first, times of Paris"],
  ],
  "rules check": [
    ["rekindle rules check", "all files of the folder"],
    ["rekindle rules check rules/seven-days-away.yaml", "one of them"],
  ],
  "rules preview": [
    ["rekindle rules preview seven-days-away", "now"],
    ["rekindle rules preview seven-days-away --limit 3 --out samples", "with three mails to open"],
    ["rekindle rules preview seven-days-away --at 2026-12-01T08:00:00Z", "as if it were then"],
  ],
  "rules explain": [
    ["rekindle rules explain 42", "all rules and the member 42"],
    ["rekindle rules explain 42 --rule seven-days-away --lang fr", "one of them, in French"],
  ],
  "rules diff": [["rekindle rules diff ../main/rules", "what a change of the rules changes for members"]],
  run: [
    ["rekindle run --dry-run", "what is due now, and for how many; nothing is sent"],
    ["rekindle run --dry-run --ignore-hour", "what is due today, in every timezone"],
  ],
  outbox: [
    ["rekindle outbox", "how many digests stand in each state"],
    ["rekindle outbox --state unknown", "those that wait for a decision"],
  ],
  report: [
    ["rekindle report", "on all so far"],
    ["rekindle report --period last-month --format html --out report.html", "a page to print"],
    ["rekindle report --advise", "how many to hold out, and for how long"],
  ],
  lift: [
    ["rekindle lift trial.csv --arm arm --control none --outcome visits --kind mean", "a trial of your own"],
    ["rekindle lift trial.csv --arm arm --control none --outcome renewed --kind share", "a yes or no"],
  ],
  members: [
    ["rekindle members show 42", "by the site's own id"],
    ["rekindle members pause 42 --until 2027-01-15", "no mail before that day"],
  ],
};

const CLOSING: Readonly<Record<string, string>> = {
  "": "From a checkout: npx rekindle …   Of one command: rekindle rules preview --help   More: README.md\nExit status: 0 done, 1 findings, 2 usage or configuration, 3 a dependency cannot be reached.",
};

/** Puts the examples below the help of their commands. */
export function addExamples(program: Command): void {
  for (const [path, examples] of Object.entries(EXAMPLES)) {
    const command = path
      .split(" ")
      .filter((word) => word !== "")
      .reduce((parent: Command | undefined, word) => parent?.commands.find((each) => each.name() === word), program);
    const width = Math.max(...examples.map(([line]) => line.length));
    const lines = examples.map(([line, says]) =>
      2 + width + 2 + says.length > 100 ? `  ${line}\n      ${says}` : `  ${line.padEnd(width)}  ${says}`,
    );
    const closing = CLOSING[path];
    command?.addHelpText("after", `\nExamples:\n${lines.join("\n")}${closing === undefined ? "" : `\n\n${closing}`}`);
  }
}
