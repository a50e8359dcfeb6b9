import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import type { CommandContext } from "./context.ts";
import { createProgram } from "./program.ts";

/** Nothing is run: what a command does comes from the context, and none is given. */
const CONTEXT = { version: "1.2.3", terminal: {}, ruleFiles: {} } as unknown as CommandContext;
const program = createProgram(CONTEXT);

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

function allOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allOf)];
}

const helps = allOf(program).map((command) => [command.name(), helpOf(command)] as const);
const examples = helps.flatMap(([, help]) =>
  [...help.matchAll(/^ {2}(rekindle (?:(?! {2}).)+)/gm)].map(([, line = ""]) => line.trim()),
);

describe("the help", () => {
  it.each(helps)("of %s fits a page, and shows no value as code has it", (_, help) => {
    expect(Math.max(...help.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(help).not.toMatch(/\{\}|\d{6,}|undefined|\[object/);
    expect(help).not.toMatch(/default: .*default: /);
  });

  it("names the option that says which version this is, which answers it alone", async () => {
    expect(helps[0]?.[1]).toContain("-V, --version");
    const said: string[] = [];
    const answering = createProgram(CONTEXT).configureOutput({ writeOut: (part) => said.push(part) });
    await expect(answering.parseAsync(["node", "rekindle", "--version"])).rejects.toMatchObject({ exitCode: 0 });
    expect(said).toEqual(["1.2.3\n"]);
  });

  it("has examples of what people begin with", () => {
    expect(examples.length).toBeGreaterThan(20);
  });

  it.each(examples)("names what there is: %s", (line) => {
    const [, ...words] = line.split(" ");
    let command: Command = program;
    for (;;) {
      const next = command.commands.find((each) => each.name() === words[0]);
      if (next === undefined) break;
      command = next;
      words.shift();
    }
    expect(command).not.toBe(program);
    const operands: string[] = [];
    for (let word = words.shift(); word !== undefined; word = words.shift()) {
      if (!word.startsWith("--")) {
        operands.push(word);
        continue;
      }
      const option = command.options.find(({ long }) => long === word);
      expect(option, word).toBeDefined();
      const value = option?.required === true ? (words.shift() ?? "") : "";
      if (option?.argChoices !== undefined) expect(option.argChoices).toContain(value);
      option?.parseArg?.(value, undefined);
    }
    const needed = command.registeredArguments.filter(({ required }) => required).length;
    expect(operands.length).toBeGreaterThanOrEqual(needed);
    expect(operands.length).toBeLessThanOrEqual(command.registeredArguments.length);
  });
});
