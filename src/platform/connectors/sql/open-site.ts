import type { OpenSite } from "../../../ingest/sql/ports.ts";
import { explainSiteError } from "./explain-site-error.ts";

/** Opens a site's database, whichever its URL names. Also a URL that no driver can read is told as the trouble of this one. */
export const openSite: OpenSite = async (connector, signal) => {
  try {
    if (/^postgres(ql)?:/.test(connector.url.reveal())) {
      return await (await import("./postgres-site.ts")).openPostgresSite(connector, signal);
    }
    return await (await import("./mysql-site.ts")).openMysqlSite(connector, signal);
  } catch (error) {
    throw explainSiteError(error, connector, null);
  }
};
