import { expect, it } from "vitest";
import type { DigestModel, MailToRender, RenderedMail } from "../../../digest/mails/ports.ts";
import { renderEachWith } from "./render-each.ts";

const RENDERED: RenderedMail = { subject: "", html: "", text: "" };

function mailFor(id: string, template = "digest"): MailToRender {
  const wording = { subject: "", preheader: null, intro: null, closing: null, button: null };
  return { template, wording, model: { rule: "loops", member: { id } } as unknown as DigestModel };
}

it("breaks off what never ends, renders the others, and does not wait for it again", () => {
  const tries: unknown[] = [];
  const renderEach = renderEachWith(({ template, model }) => {
    if (template === "endless") {
      tries.push(model.member.id);
      for (;;) Math.random();
    }
    return RENDERED;
  });
  const good = { mail: RENDERED };
  const broken = {
    error: expect.objectContaining({ message: expect.stringMatching(/rule loops.*endless.*broken off/) }),
  };
  expect(renderEach([mailFor("a"), mailFor("b", "endless"), mailFor("c")])).toEqual([good, broken, good]);
  // Whoever is not the first of a run is given one of their own before it is said.
  expect(tries).toEqual(["b", "b"]);
  expect(renderEach([mailFor("b", "endless"), mailFor("d", "endless"), mailFor("e", "endless")])).toEqual([
    broken,
    broken,
    broken,
  ]);
  expect(tries).toEqual(["b", "b", "d", "d", "e"]);
  expect(renderEach([mailFor("f", "endless"), mailFor("g")])).toEqual([broken, good]);
  expect(tries).toHaveLength(5);
});

it("answers what fails in its place", () => {
  const failure = new Error("no such word");
  const renderEach = renderEachWith(({ template }) => {
    if (template === "broken") throw failure;
    return RENDERED;
  });
  expect(renderEach([mailFor("a", "broken"), mailFor("b")])).toEqual([{ error: failure }, { mail: RENDERED }]);
});
