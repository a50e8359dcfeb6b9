import MailComposer from "nodemailer/lib/mail-composer";
import type { SubmitOutcome } from "../../../core/smtp-replies.ts";
import type { AddressedTeamMail, TeamMailWriter } from "../../../delivery/notices/ports.ts";
import type { BuiltMail } from "../../../delivery/ports.ts";
import type { SignMail } from "../dkim/sign-mail.ts";
import { headerFlawOf } from "./header-flaws.ts";

/** Writes mails to the team: a text, a document with its images, and files beside it. `sign` null: as they are. */
export function createTeamMailWriter(sign: SignMail | null): TeamMailWriter {
  return { build: (mail) => buildTeamMessage(mail, sign) };
}

async function buildTeamMessage(mail: AddressedTeamMail, sign: SignMail | null): Promise<BuiltMail | SubmitOutcome> {
  const flaw = headerFlawOf({
    addresses: { recipient: mail.to, sender: mail.from.address },
    lines: { subject: mail.subject, sender: mail.from.name },
    messageId: mail.messageId,
  });
  if (flaw !== null) return { kind: "failed", code: null, text: flaw, stage: "message" };
  const message = new MailComposer({
    from: mail.from,
    to: { name: "", address: mail.to },
    envelope: { from: mail.from.address, to: mail.to },
    messageId: mail.messageId,
    date: mail.date,
    subject: mail.subject,
    text: mail.text,
    ...(mail.html !== undefined && { html: mail.html }),
    attachments: [
      ...(mail.images ?? []).map(({ name, png }) => ({
        filename: `${name}.png`,
        content: Buffer.from(png),
        contentType: "image/png",
        cid: name,
        contentDisposition: "inline" as const,
      })),
      ...mail.attachments.map(({ name, html }) => ({
        filename: name,
        content: html,
        contentType: "text/html; charset=utf-8",
      })),
    ],
    headers: { "Auto-Submitted": "auto-generated" },
    textEncoding: "base64",
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const bytes = await message.build();
  return {
    envelope: { from: mail.from.address, to: mail.to },
    bytes: sign === null ? bytes : await sign(bytes, mail.from.address, mail.date),
  };
}
