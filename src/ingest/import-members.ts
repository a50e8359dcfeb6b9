import { MEMBER_COLUMNS, type MemberStatement, memberReader } from "../core/tracking/member.ts";
import type { TimeReading } from "../core/tracking/reading.ts";
import { type ImportKind, type ImportOptions, type ImportResult, importRows, timeReadingOf } from "./import-rows.ts";
import type { ImportInput, IngestDeps } from "./ports.ts";
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
  return importRows(input, { ...kind, read }, options);
}

type MemberRow = Readonly<Record<string, unknown>>;

export function memberRows(deps: Pick<IngestDeps, "store" | "clock">, times: TimeReading): ImportKind<MemberStatement> {
  return {
    name: "members",
    columns: COLUMNS,
    read: memberReader(times),
    record: (batch) => recordMembers(deps, batch),
  };
}

function unwrapIdentify(row: MemberRow): MemberRow {
  if (row.type === "identify") return { ...(row.traits as object | undefined), id: row.userId };
  if (row.id !== undefined || row.userId === undefined) return row;
  const { userId, ...fields } = row;
  return { ...fields, id: userId };
}
