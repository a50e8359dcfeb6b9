import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requirement } from "./requirements.ts";

/** A Postfix of its own: configuration, queue, log and port are this test's. It needs root, as Postfix does. */
export interface Mta {
  readonly url: string;
  /** Waits until the maildir of that domain holds so many mails; answers all, as bytes. */
  arrived(domain: string, count: number): Promise<readonly Buffer[]>;
  readonly log: () => string;
  close(): Promise<void>;
}

const WAIT_MS = 30_000;

/** The services that take mail in, route it, and deliver it or send it back; none leaves the machine. */
const SERVICES = `postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
virtual unix - n n - - virtual
`;

/** `domains` are delivered, each to a maildir; mail for `gone` is accepted first, and then comes back. */
export async function startMta({ domains, gone }: { domains: readonly string[]; gone: string }): Promise<Mta> {
  const postfix = requirement("mta");
  if (postfix === null) throw new Error("There is no Postfix.");
  const folder = mkdtempSync(join(tmpdir(), "rekindle-mta-"));
  const at = (name: string) => join(folder, name);
  chmodSync(folder, 0o755);
  const idOf = (option: string) => Number(execFileSync("id", [option, "postfix"], { encoding: "utf8" }));
  const [user, group] = [idOf("-u"), idOf("-g")];
  for (const name of ["etc", "queue", "data", "mail", "log"]) mkdirSync(at(name));
  for (const name of ["data", "mail"]) chownSync(at(name), user, group);
  const port = await freePort();
  writeFileSync(
    at("etc/main.cf"),
    `compatibility_level = 3.6
queue_directory = ${at("queue")}
data_directory = ${at("data")}
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file_prefixes = ${folder}
maillog_file = ${at("log/mail")}
myhostname = mta.example.org
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = ${domains.join(", ")}
virtual_mailbox_base = ${at("mail")}
virtual_mailbox_maps = texthash:${at("etc/mailboxes")}
virtual_uid_maps = static:${user}
virtual_gid_maps = static:${group}
virtual_minimum_uid = 1
transport_maps = texthash:${at("etc/transport")}
default_transport = error:5.4.4 no mail leaves this machine
`,
  );
  writeFileSync(at("etc/mailboxes"), domains.map((domain) => `@${domain} ${domain}/\n`).join(""));
  writeFileSync(at("etc/transport"), `${gone} virtual:\n`);
  writeFileSync(at("etc/master.cf"), `127.0.0.1:${port} inet n - n - - smtpd\n${SERVICES}`);

  const log = () => {
    try {
      return readFileSync(at("log/mail"), "utf8");
    } catch {
      return "";
    }
  };
  let said = "";
  const master = spawn(postfix, ["-c", at("etc"), "start-fg"], { stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [master.stdout, master.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  const ended = once(master, "close");
  const close = async (): Promise<void> => {
    if (master.exitCode === null) {
      execFileSync(postfix, ["-c", at("etc"), "stop"], { stdio: "ignore" });
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(() => answers(port));
  } catch {
    const why = `${said}${log()}`;
    await close();
    throw new Error(`Postfix does not answer: ${why}`);
  }
  return {
    url: `smtp://127.0.0.1:${port}`,
    log,
    arrived: async (domain, count) => {
      const maildir = at(`mail/${domain}/new`);
      const names = () => {
        try {
          return readdirSync(maildir);
        } catch {
          return [];
        }
      };
      await until(async () => names().length >= count).catch(() => {
        throw new Error(`${names().length} of ${count} mails arrived for ${domain}:\n${log()}`);
      });
      return names().map((name) => readFileSync(join(maildir, name)));
    },
    close,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** Whether it greets. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    socket.once("data", () => socket.end("QUIT\r\n"));
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const limit = Date.now() + WAIT_MS;
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error("it took too long");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
