import { expect, it } from "vitest";
import { packBody, unpackBody } from "./mail-body.ts";

it("gives back exactly what was packed", () => {
  const body = { html: '<p lang="fr">Déjà vu – 日本 🎉</p>\r\n', text: "Déjà vu\n\n.\n" };
  expect(unpackBody(packBody(body))).toEqual(body);
});

it("makes a digest several times smaller", () => {
  const body = { html: '<tr><td style="padding:0">One</td></tr>'.repeat(500), text: "One\n".repeat(200) };
  expect(packBody(body).length).toBeLessThan((body.html.length + body.text.length) / 5);
});
