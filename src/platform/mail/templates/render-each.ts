import { RekindleError } from "../../../core/errors.ts";
import type { MailToRender, RenderedMail, RenderOutcome } from "../../../digest/mails/ports.ts";
import { lastEntered } from "../liquid/meter.ts";
import { runWithin } from "../liquid/run-within.ts";

/** Several mails, or else one: a mail that is the first of its run and does not end has had two seconds at most. */
const LONGEST_RUN_MS = 900;
/** Members whose mail was broken off, until a template with a rule's texts is not tried again. */
const MOST_BROKEN_OFF = 3;

/**
 * Renders mails one after the other under a limit on time, whatever their templates and texts do: a mail that does not
 * end is broken off, and those after it are rendered. Where that happens with a template and a rule's texts for a third
 * member, they are given up until one of them is changed, so that thousands of members do not wait for them in turn.
 */
export function renderEachWith(
  render: (mail: MailToRender) => RenderedMail,
): (mails: readonly MailToRender[]) => RenderOutcome[] {
  const brokenOff = new Map<string, Set<unknown>>();
  return (mails) => {
    const outcomes: RenderOutcome[] = [];
    let firstOfRun = -1;
    while (outcomes.length < mails.length) {
      firstOfRun = outcomes.length;
      const ended = runWithin(LONGEST_RUN_MS, () => {
        for (const mail of mails.slice(firstOfRun)) outcomes.push(renderOne(mail));
      });
      const stuck = mails[outcomes.length];
      // It may only have been the last of many that took their time: it gets a run of its own.
      if (ended || stuck === undefined || outcomes.length > firstOfRun) continue;
      const members = brokenOff.get(keyOf(stuck)) ?? new Set();
      brokenOff.set(keyOf(stuck), members.add(stuck.model.member.id));
      outcomes.push({ error: neverEnds(stuck, lastEntered()) });
    }
    return outcomes;
  };

  function renderOne(mail: MailToRender): RenderOutcome {
    if (brokenOff.size > 0) {
      const members = brokenOff.get(keyOf(mail));
      if (members !== undefined && (members.size >= MOST_BROKEN_OFF || members.has(mail.model.member.id))) {
        return { error: neverEnds(mail, null) };
      }
    }
    try {
      return { mail: render(mail) };
    } catch (error) {
      return { error };
    }
  }
}

function keyOf({ template, wording }: MailToRender): string {
  return JSON.stringify([template, wording]);
}

function neverEnds({ template, model }: MailToRender, near: string | null): RekindleError {
  const place = near === null ? "" : `, near ${near.length > 80 ? `${near.slice(0, 80)}…` : near}`;
  return new RekindleError(
    "configuration",
    `A mail of rule ${model.rule} with the template ${template} was broken off: it did not end within ${LONGEST_RUN_MS / 1000} s${place}.`,
    `Look for loops in ${template}.mjml, ${template}.txt.liquid and the texts of the rule; correct them, then start Rekindle again if it was a template.`,
  );
}
