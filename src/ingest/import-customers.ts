import { RekindleError } from "../core/errors.ts";
import { CUSTOMER_COLUMNS, type CustomerStatement, customerReader } from "../core/tracking/customer.ts";
import { readCurrency } from "../core/tracking/customer-month.ts";
import { type Counts, inBatches, NO_COUNTS } from "./counts.ts";
import { foldCustomers } from "./fold-customers.ts";
import { importKnownFields } from "./import-known-fields.ts";
import { type ImportOptions, type ImportResult, timeReadingOf } from "./import-rows.ts";
import type { ImportInput, IngestDeps } from "./ports.ts";

export const CUSTOMER_FILE = {
  known: CUSTOMER_COLUMNS,
  required: [],
  oneOf: ["id", "email"],
  aliases: {
    customerid: "id",
    userid: "id",
    memberid: "id",
    idclient: "id",
    codeclient: "id",
    numeroclient: "id",
    numéroclient: "id",
    identifiant: "id",
    mail: "email",
    emailaddress: "email",
    courriel: "email",
    adresseemail: "email",
    customersince: "since",
    clientdepuis: "since",
    depuis: "since",
    createdat: "since",
    lastrenewal: "renewedAt",
    renewed: "renewedAt",
    renouvellement: "renewedAt",
    left: "leftAt",
    endedat: "leftAt",
    depart: "leftAt",
    départ: "leftAt",
    mois: "month",
    commandes: "orders",
    nombredecommandes: "orders",
    numberoforders: "orders",
    revenue: "amount",
    montant: "amount",
    ca: "amount",
    chiffredaffaires: "amount",
    "chiffred'affaires": "amount",
    "chiffred’affaires": "amount",
    devise: "currency",
    cases: "tickets",
    supporttickets: "tickets",
    demandes: "tickets",
  },
  fallbacks: { client: "id", customer: "id" },
  others: "ignored",
} as const;

/**
 * Who is a customer, one a row, whether a member yet or not: for comparison only. None of them becomes a member, and none is
 * mailed. A row may also say what they ordered, paid and asked in a month. Says at the end how many of all that are known have
 * become members, by id or by address.
 */
export async function importCustomers(
  { store }: Pick<IngestDeps, "store">,
  input: ImportInput,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const times = timeReadingOf(options);
  const { decimalComma } = input.source;
  const readRow = customerReader(times, { dates: times.dates, decimalComma, currency: currencyOf(options) });
  let commas = 0;
  const read: typeof readRow = (row) => {
    const customer = readRow(row);
    if ("value" in customer && typeof row.amount === "string" && row.amount.includes(",")) commas += 1;
    return customer;
  };
  const record = async (batch: readonly CustomerStatement[]): Promise<Counts> => {
    let counts = NO_COUNTS;
    const distinct = <T>(values: readonly (T | null | undefined)[]) =>
      [...new Set(values)].filter((one) => one != null);
    const said = {
      ids: distinct(batch.map(({ customerId }) => customerId)),
      addresses: distinct(batch.map(({ email }) => email)),
      months: distinct(batch.map(({ figures }) => figures?.month)),
    };
    await store.changeCustomers(said, (found, hashOf) => {
      const folded = foldCustomers(batch, found, hashOf);
      counts = folded.counts;
      return folded.changed;
    });
    return counts;
  };
  const kind = {
    name: "customers",
    columns: CUSTOMER_FILE,
    read,
    record: (customers: readonly CustomerStatement[]) => inBatches(customers, record),
  } as const;
  const result = await importKnownFields(input, kind, options);
  const { all, members } = await store.countCustomers();
  const joined = `${all} ${all === 1 ? "customer is" : "customers are"} known; ${members} of them ${members === 1 ? "is a member" : "are members"}.`;
  const comma = commas === 0 ? [] : ["The comma in an amount is read as its decimal sign: 12,5 is twelve and a half."];
  return { ...result, notices: [...result.notices, ...comma, joined] };
}

/** @throws RekindleError `usage` when `currency` of the options is none. */
function currencyOf({ currency }: ImportOptions): string | null {
  const reading = readCurrency(currency);
  if ("value" in reading) return reading.value;
  throw new RekindleError("usage", `"${currency}" is no currency.`, "Write its three letters, such as EUR.");
}
