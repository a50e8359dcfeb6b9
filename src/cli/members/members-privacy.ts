import type { Command } from "commander";
import { eraseMember } from "../../audience/privacy/erase-member.ts";
import type { ErasedMember, Person, UnderWay } from "../../audience/privacy/ports.ts";
import { RekindleError } from "../../core/errors.ts";
import type { CommandContext, Services } from "../context.ts";
import { countOf, layOutTable } from "../terminal.ts";
import { explainFile } from "../write-out.ts";

/** What a person may ask of whoever holds their data: all of it to read, or that it be gone. */
export function addMemberPrivacy(members: Command, context: CommandContext): void {
  const { terminal, withServices, wallClock } = context;
  const who = "the site's own id, or an e-mail address";

  members
    .command("export")
    .description("all that is held of a person, as one readable JSON document")
    .argument("<id>", who)
    .option("--out <file>", "into a new file that only you can read (default: standard output)")
    .action((id: string, options: { readonly out?: string }) =>
      withServices(async (services) => {
        const person = await findPerson(services, id);
        const held = { exportedAt: wallClock(), ...(await services.privacy.exportPerson(person)) };
        const text = JSON.stringify(held, null, 2);
        if (options.out === undefined) return terminal.print(text);
        await context.writePrivateFile(options.out, `${text}\n`).catch((error: unknown) => {
          throw explainFile(options.out ?? "", error);
        });
        terminal.print(`Written to ${options.out}: give it to nobody but the person it is about.`);
      }),
    );

  members
    .command("erase")
    .description(
      "takes a person out of everything; a keyed hash of the address stays, so that no mail goes there again",
    )
    .argument("<id>", who)
    .option("--yes", "does not ask first")
    .option("--again", "of somebody erased before: takes out what was still under way then")
    .option("--json", "as JSON")
    .action((id: string, options: { readonly yes?: boolean; readonly again?: boolean; readonly json?: boolean }) =>
      withServices(async (services) => {
        const person = await (options.again === true ? findErasedPerson : findPerson)(services, id);
        if (options.yes !== true && !(await agreed(context, services, person, id))) {
          return terminal.print("Nothing was erased.");
        }
        const deps = { store: services.privacy, shelf: await services.returnedMailShelf() };
        const erased = await eraseMember(deps, person, { by: `person ${context.person}`, at: wallClock() });
        terminal.print(options.json === true ? JSON.stringify(erased) : sayErased(erased, options.again === true));
        const { mails, transactions } = erased.stillUnderWay;
        if (mails.length + transactions.length > 0) process.exitCode = 1;
      }),
    );
}

async function findPerson({ privacy }: Services, id: string): Promise<Person> {
  const person = await privacy.findPerson(id);
  if (person !== null) return person;
  throw new RekindleError(
    "not_found",
    `There is no member with the id or the address "${id}".`,
    "Give the id that the site uses, as it was imported, or the whole e-mail address.",
  );
}

/** Nobody who is still a member is erased by half. */
async function findErasedPerson(services: Services, id: string): Promise<Person> {
  return (await services.privacy.findPerson(id)) ?? (await services.privacy.findErased(id));
}

async function agreed({ ask }: CommandContext, { privacy }: Services, person: Person, id: string): Promise<boolean> {
  const rows = Object.entries(await privacy.countRows(person));
  const answer = await ask(
    [
      `To be erased: ${[person.ids.join(", "), ...person.addresses.map((address) => `<${address}>`)].join(" ")}`,
      ...(rows.length === 0 ? [] : [layOutTable(["table", "rows"], rows)]),
      "This cannot be undone. Type yes to go on: ",
    ].join("\n"),
  );
  if (answer === null) {
    throw new RekindleError(
      "usage",
      "Erasing asks first, and there is no terminal to answer at. Nothing was erased.",
      `Add --yes if you are sure: rekindle members erase --yes -- ${forShell(id)}`,
    );
  }
  return answer.trim().toLowerCase() === "yes";
}

/** As one word of a command line, whatever the site calls its members. */
function forShell(id: string): string {
  return /^[\w.@+-]+$/.test(id) ? id : `'${id.replaceAll("'", "'\\''")}'`;
}

function sayErased(
  { members, rows, underWay, sharing, hadAddress, stillUnderWay }: ErasedMember,
  again: boolean,
): string {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  const tables = Object.keys(rows).filter((table) => (rows[table] ?? 0) > 0);
  const lines = [`Erased ${members.join(", ")}: ${countOf(total, "row")} in ${countOf(tables.length, "table")}.`];
  if (!again || hadAddress)
    lines.push(
      hadAddress
        ? "A keyed hash of the address stays in the suppression list: whoever is imported with it gets no mail."
        : "There was no address, so nothing is kept that would know the person again.",
    );
  if (sharing > 0) {
    lines.push(
      `${countOf(sharing, "other member has", "other members have")} the same address and ${sharing === 1 ? "gets" : "get"} no mail any more either.`,
    );
  }
  if (underWay > 0) {
    lines.push(
      `${countOf(underWay, "mail was", "mails were")} being handed to the mail server at that moment and may still arrive; nothing after that.`,
    );
  }
  return [...lines, ...sayUnderWay(stillUnderWay, members[0] ?? "ID")].join("\n");
}

function sayUnderWay({ mails, transactions }: UnderWay, id: string): string[] {
  if (mails.length + transactions.length === 0) return [];
  return [
    "",
    "Not finished: after 30 seconds this was still under way, and may keep something of the person.",
    ...mails.map(
      ({ digest, rule, since }) =>
        `  a mail to somebody else that tells what the person did: digest ${digest} of ${rule}, in hand since ${timeOf(since)}`,
    ),
    ...transactions.map(
      ({ pid, program, since, doing }) =>
        `  a transaction since ${timeOf(since)}: process ${pid}${program === "" ? "" : ` of ${program}`}, ${doing}`,
    ),
    ...(mails.length > 0
      ? ["A mail ends by itself within minutes while a worker runs; see: rekindle outbox show DIGEST"]
      : []),
    ...(transactions.length > 0
      ? ["A transaction that does not end is ended in psql with: SELECT pg_terminate_backend(PROCESS)"]
      : []),
    `Then take out what is left, by id and by address: rekindle members erase --again --yes -- ${id}`,
  ];
}

function timeOf(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")}Z`;
}
