import { MEMBER_COLUMNS, type MemberStatement, memberReader } from "../core/tracking/member.ts";
import type { TimeReading } from "../core/tracking/reading.ts";
import { type ImportKind, type ImportOptions, type ImportResult, importRows, timeReadingOf } from "./import-rows.ts";
import type { ImportInput, IngestDeps, SharedAddresses } from "./ports.ts";
import { recordMembers } from "./record-members.ts";

const COLUMNS = {
  known: MEMBER_COLUMNS,
  required: ["id"],
  aliases: {
    userid: "id",
    memberid: "id",
    identifiant: "id",
    idmembre: "id",
    mail: "email",
    emailaddress: "email",
    courriel: "email",
    adresseemail: "email",
    prénom: "firstName",
    prenom: "firstName",
    nom: "lastName",
    nomdefamille: "lastName",
    nomcomplet: "name",
    language: "locale",
    langue: "locale",
    fuseauhoraire: "timezone",
    inscritle: "createdAt",
    crééle: "createdAt",
    creele: "createdAt",
    "dated'inscription": "createdAt",
    dateinscription: "createdAt",
    rôle: "role",
    société: "company",
    societe: "company",
    entreprise: "company",
    abonné: "subscribed",
    abonne: "subscribed",
    abonnée: "subscribed",
    optin: "subscribed",
    consentement: "subscribed",
    consentementle: "consentAt",
    datedeconsentement: "consentAt",
    dateconsentement: "consentAt",
    sourceduconsentement: "consentSource",
    renouvellement: "renewalAt",
    renouvellementle: "renewalAt",
    datederenouvellement: "renewalAt",
  },
  others: "attribute",
} as const;

/** What is said of members, one a row; lines of Segment's `identify` are read as well. */
export async function importMembers(
  deps: Pick<IngestDeps, "store" | "clock">,
  input: ImportInput,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const kind = memberRows(deps, timeReadingOf(options));
  const read = input.source.columns === null ? (row: MemberRow) => kind.read(unwrapIdentify(row)) : kind.read;
  const result = await importRows(input, { ...kind, read }, options);
  const shared = sayShared(await deps.store.countShared());
  return shared === null ? result : { ...result, notices: [...result.notices, shared] };
}

/** null: nobody shares one. */
function sayShared({ addresses, members, isEstimated }: SharedAddresses): string | null {
  if (addresses === 0) return null;
  const about = isEstimated ? "about " : "";
  const holders = `${about}${members.toLocaleString("en")} members have an address that another has too (${about}${addresses.toLocaleString("en")} ${addresses === 1 ? "address" : "addresses"})`;
  return `${holders}: each gets mails of their own, and what stops mail to the address (a no, a bounce, a complaint) stops it for all of them.`;
}

type MemberRow = Readonly<Record<string, unknown>>;

export function memberRows(deps: Pick<IngestDeps, "store" | "clock">, times: TimeReading): ImportKind<MemberStatement> {
  const read = memberReader(times);
  const now = deps.clock.now();
  return {
    name: "members",
    columns: COLUMNS,
    read: (row) => read(row, now),
    record: (batch) => recordMembers(deps, batch),
  };
}

function unwrapIdentify(row: MemberRow): MemberRow {
  if (row.type === "identify") return { ...(row.traits as object | undefined), id: row.userId };
  if (row.id !== undefined || row.userId === undefined) return row;
  const { userId, ...fields } = row;
  return { ...fields, id: userId };
}
