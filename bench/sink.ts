// An SMTP server that takes every mail and forgets it; tells its port.
import { openLocalSink } from "../src/platform/mail/smtp/local-sink.ts";
import { endWithParent } from "./children.ts";

endWithParent();
const { port } = await openLocalSink({ onMail: () => undefined });
process.send?.({ port });
