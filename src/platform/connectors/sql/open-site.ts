import type { OpenSite } from "../../../ingest/sql/ports.ts";

/** Opens a site's database, whichever its URL names. */
export const openSite: OpenSite = async (connector, signal) => {
  if (/^postgres(ql)?:/.test(connector.url.reveal())) {
    return (await import("./postgres-site.ts")).openPostgresSite(connector, signal);
  }
  return (await import("./mysql-site.ts")).openMysqlSite(connector, signal);
};
