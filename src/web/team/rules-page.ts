import type { RuleRow, RulesOverview } from "../dependencies.ts";
import { type Html, html } from "../html.ts";
import type { Wording } from "../wording.ts";

export function renderRules({ rules, mistakes }: RulesOverview, words: Wording): Html {
  const says = words.rulesPage;
  return html`<div>
<h1>${words.rules}</h1>
<p class="lead">${says.intro}</p>
</div>
${
  mistakes.length === 0
    ? null
    : html`<section class="mistake" aria-labelledby="mistakes"><h2 id="mistakes">${says.mistakes}</h2>${mistakes.map((mistake) => html`<pre tabindex="0">${mistake}</pre>`)}</section>`
}
${rules.length === 0 ? html`<p class="empty">${says.empty}</p>` : html`<div class="rules">${inOrderOfUse(rules).map((rule) => renderRule(rule, words))}</div>`}`;
}

const STATES = ["live", "paused", "draft"] as const;

/** What writes to members first; each in the order in which it came. */
function inOrderOfUse(rules: readonly RuleRow[]): readonly RuleRow[] {
  return STATES.flatMap((state) => rules.filter((rule) => rule.state === state));
}

const STATE_TAGS = { live: "tag good", draft: "tag", paused: "tag wait" } as const;

function renderRule(rule: RuleRow, words: Wording): Html {
  const says = words.rulesPage;
  return html`<article class="card rule">
<header><h2>${rule.name}</h2><span class="${STATE_TAGS[rule.state]}">${says.states[rule.state]}</span> <code>${rule.file}</code></header>
${rule.about === null ? null : html`<p class="hint">${rule.about}</p>`}
<dl class="facts">
<dt>${says.who}</dt><dd>${rule.who}</dd>
<dt>${says.when}</dt><dd>${rule.when}</dd>
<dt>${says.next}</dt><dd>${rule.next ?? says.never}</dd>
${rule.waiting.map((sentence) => html`<dt>${says.held}</dt><dd>${sentence}</dd>`)}
<dt>${says.funnel}</dt><dd>${rule.funnel.length === 0 ? says.noSlot : renderFunnel(rule, words)}</dd>
</dl>
</article>`;
}

function renderFunnel({ funnel }: RuleRow, words: Wording): Html {
  const says = words.rulesPage;
  const most = Math.max(1, ...funnel.map(({ members }) => members));
  const ends = new Set(["matched", "planned"]);
  return html`<span class="hint">${says.funnelDetail}</span>
<ul class="funnel">${funnel
    .filter(({ step, members }) => members > 0 || ends.has(step))
    .map(
      ({ step, members }) =>
        html`<li class="${ends.has(step) ? "ends" : "loss"}"><span>${says.steps[step] ?? step}</span><span class="number">${members.toLocaleString(words.locale)}</span><svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.max(0.5, (members / most) * 100).toFixed(2)}" height="10" rx="1"/></svg></li>`,
    )}</ul>`;
}
