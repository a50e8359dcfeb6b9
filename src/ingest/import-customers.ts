import {
  CUSTOMER_COLUMNS,
  type CustomerStatement,
  customerReader,
  keyCustomers,
  mergeCustomer,
} from "../core/tracking/customer.ts";
import { type Counts, foldStatements, inBatches, NO_COUNTS } from "./counts.ts";
import { importKnownFields } from "./import-known-fields.ts";
import { type ImportOptions, type ImportResult, timeReadingOf } from "./import-rows.ts";
import type { ImportInput, IngestDeps } from "./ports.ts";

const COLUMNS = {
  known: CUSTOMER_COLUMNS,
  required: [],
  oneOf: ["id", "email"],
  aliases: {
    customerid: "id",
    userid: "id",
    memberid: "id",
    mail: "email",
    emailaddress: "email",
    customersince: "since",
    clientdepuis: "since",
    createdat: "since",
    lastrenewal: "renewedAt",
    renewed: "renewedAt",
    left: "leftAt",
    endedat: "leftAt",
  },
  others: "ignored",
} as const;

/**
 * Who is a customer, one a row, whether a member yet or not: for comparison only. None of them becomes a member, and none is
 * mailed. Says at the end how many of all that are known have become members, by id or by address.
 */
export async function importCustomers(
  { store }: Pick<IngestDeps, "store">,
  input: ImportInput,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const read = customerReader(timeReadingOf(options));
  const record = async (batch: readonly CustomerStatement[]): Promise<Counts> => {
    let counts = NO_COUNTS;
    const ids = new Set(batch.flatMap(({ customerId }) => (customerId === null ? [] : [customerId])));
    const addresses = new Set(batch.flatMap(({ email }) => (typeof email === "string" ? [email] : [])));
    await store.changeCustomers([...ids], [...addresses], (found, hashOf) => {
      const { keyed, known } = keyCustomers(batch, found, hashOf);
      const folded = foldStatements(known, keyed, mergeCustomer);
      counts = folded.counts;
      return folded.changed;
    });
    return counts;
  };
  const kind = {
    name: "customers",
    columns: COLUMNS,
    read,
    record: (customers: readonly CustomerStatement[]) => inBatches(customers, record),
  } as const;
  const result = await importKnownFields(input, kind, options);
  const { all, members } = await store.countCustomers();
  const joined = `${all} ${all === 1 ? "customer is" : "customers are"} known; ${members} of them ${members === 1 ? "is a member" : "are members"}.`;
  return { ...result, notices: [...result.notices, joined] };
}
