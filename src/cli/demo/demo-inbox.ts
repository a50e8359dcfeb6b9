import type { Inbox } from "../../web/dependencies.ts";
import type { DemoMailbox, MailboxEntry } from "./demo-mailbox.ts";

/** The demo's mailbox as the pages show it, each mail at its reader's own hour. */
export function inboxOf(mailbox: DemoMailbox, timezoneOf: (address: string) => string): Inbox {
  const dated = <Mail extends MailboxEntry>(mail: Mail) => ({ ...mail, timezone: timezoneOf(mail.address) });
  return {
    list: async ({ text, offset, limit }) => {
      const found = mailbox.search(text);
      return { mails: found.slice(offset, offset + limit).map(dated), total: found.length };
    },
    read: async (id) => {
      const mail = await mailbox.open(id);
      return mail && dated(mail);
    },
  };
}
