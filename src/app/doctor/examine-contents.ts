import { sayUnknownSegment } from "../../audience/checking/say-unknown-segment.ts";
import type { Finding } from "../../cli/context.ts";
import { countOf } from "../../cli/terminal.ts";
import type { Config } from "../../config.ts";
import type { checkFolder } from "../../core/rules/read/check-folder.ts";
import { createCheckStore } from "../../platform/postgres/audience/check-store.ts";
import { connect } from "../connection.ts";

type Look = (what: string, work: () => Promise<Omit<Finding, "what">>) => Promise<Finding>;
type Folder = Pick<ReturnType<typeof checkFolder>, "segmentNames">;

/** What doctor says of contents that are published and that somebody, or nobody, will ever be mailed. */
export async function examineContents(
  config: Config,
  readFolder: () => Promise<Folder>,
  look: Look,
): Promise<readonly Finding[]> {
  return [
    await look("contents in mails", () => examineUnshowable(config)),
    await look("contents open to some", async () => examineOpenings(config, await readFolder())),
  ];
}

async function examineUnshowable(config: Config): Promise<Omit<Finding, "what">> {
  const connection = await connect(config);
  try {
    const { contents, examples } = await createCheckStore(connection.database).unshowable(new Date());
    if (contents === 0) return { ok: true, says: "every published content has a title and an address", remedy: null };
    const others = contents > examples.length ? ", …" : "";
    return {
      ok: false,
      says: `${countOf(contents, "content")} published without a title or an address, which no mail can show: ${examples.join(", ")}${others}`,
      remedy: 'Send "Content Updated" with their title and url, or withdraw them; until then they count as unseen.',
    };
  } finally {
    await connection.close();
  }
}

async function examineOpenings(config: Config, { segmentNames }: Folder): Promise<Omit<Finding, "what">> {
  const connection = await connect(config);
  try {
    const unknown = await createCheckStore(connection.database).unknownSegments(segmentNames, new Date());
    if (unknown.length === 0)
      return { ok: true, says: "every segment that contents are open to has its file", remedy: null };
    const said = unknown.map((one) => sayUnknownSegment(one, segmentNames));
    return {
      ok: false,
      says: said.map(({ message }) => message.en).join("; "),
      remedy: said.map(({ hint }) => sentence(hint.en)).join(" "),
    };
  } finally {
    await connection.close();
  }
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
