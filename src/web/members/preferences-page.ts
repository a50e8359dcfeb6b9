import { FREQUENCIES, LEAVING_REASONS } from "../../core/preferences.ts";
import type { PreferencesView } from "../../delivery/preferences/preferences-view.ts";
import { type Html, html } from "../html.ts";
import { type PageBrand, renderPlainPage } from "../plain-page.ts";
import { PREFERENCES_STYLE } from "./preferences-style.ts";
import { nameLanguage, PREFERENCES_WORDS, type PreferencesWords, sayDate } from "./preferences-words.ts";

/** All that a member can choose, as forms that go back to the page's own address; no script. */
export function renderPreferences(brand: PageBrand, view: PreferencesView): string {
  const words = PREFERENCES_WORDS[view.language];
  const address = view.maskedAddress ?? words.you;
  const { standing } = view;
  const choosing = standing === "on" || standing === "paused";
  const heading = choosing ? words.title : words.headings[standing];
  const lead = choosing ? words.lead(brand.name, address) : words.standings[standing](brand.name, address);
  const body = html`<h1>${heading}</h1>
${mistakesOf(words, view)}${statusOf(words, view)}<p>${lead}</p>
${choosing && html`${choices(words, view)}${pause(words, view)}${stop(words, address)}${older(words, view)}`}
${standing === "unsubscribed" && renderLeft(view.language, "", view.said !== "thanks")}`;
  const title = view.mistakes.length > 0 ? `${words.mistakesTitle} · ${heading}` : heading;
  return renderPlainPage(view.language, brand, title, body, { style: PREFERENCES_STYLE, wide: choosing });
}

/**
 * For somebody who has just left: back again, or one question.
 * @param action where the page of preferences is; empty: here
 */
export function renderLeft(language: PreferencesView["language"], action: string, asks: boolean): Html {
  const words = PREFERENCES_WORDS[language];
  const target = action === "" ? html`` : html` action="${action}"`;
  return html`<section>
<form method="post"${target}>
<p class="hint" id="back">${words.comeBackHint}</p>
<button type="submit" class="second" name="do" value="resubscribe" aria-describedby="back">${words.comeBack}</button>
</form>
</section>
${
  asks &&
  html`<section>
<form method="post"${target}>
<fieldset aria-describedby="why"><legend>${words.why}</legend>
<p class="hint" id="why">${words.whyHint}</p>
${LEAVING_REASONS.map((reason) => choice("radio", "reason", reason, words.reasons[reason], false))}
</fieldset>
<button type="submit" class="second" name="do" value="reason">${words.sendReason}</button>
</form>
</section>`
}`;
}

function choices(words: PreferencesWords, view: PreferencesView): Html {
  return html`<form method="post">
<fieldset aria-describedby="often"><legend>${words.frequency}</legend>
<p class="hint" id="often">${words.frequencyHint}</p>
${FREQUENCIES.map((one) => choice("radio", "frequency", one, words.frequencies[one], one === view.frequency))}
</fieldset>
${
  view.mailLanguages.length > 1 &&
  html`<fieldset><legend>${words.language}</legend>
${view.mailLanguages.map(
  (
    one,
  ) => html`<label class="choice"><input type="radio" name="language" value="${one}"${one === view.mailLanguage && CHECKED}><span lang="${one}">${nameLanguage(one)}</span></label>
`,
)}</fieldset>
`
}${
  view.themes.length > 0 &&
  html`<fieldset aria-describedby="about"><legend>${words.themes}</legend>
<p class="hint" id="about">${words.themesHint}</p>
${themeList(words, view.themes)}</fieldset>
`
}<button type="submit" name="do" value="save">${words.save}</button>
</form>
`;
}

const CHECKED = html` checked`;
/** More of them stand between the reader and all the rest of the page, so they are folded. */
const MOST_THEMES_OPEN = 24;

function themeList(words: PreferencesWords, themes: PreferencesView["themes"]): Html {
  const list = html`<ul class="themes">
${themes.map(
  ({
    name,
    wanted,
  }) => html`<li><input type="hidden" name="shown" value="${name}"><label><input type="checkbox" name="theme" value="${name}"${wanted && CHECKED}><span>${name}</span></label></li>
`,
)}</ul>
`;
  if (themes.length <= MOST_THEMES_OPEN) return list;
  const off = themes.filter(({ wanted }) => !wanted).length;
  return html`<details><summary>${words.themeCount(themes.length, off)}</summary>
${list}</details>
`;
}

function choice(type: "radio", name: string, value: string, says: string, checked: boolean): Html {
  return html`<label class="choice"><input type="${type}" name="${name}" value="${value}"${checked && CHECKED}><span>${says}</span></label>
`;
}

function pause(words: PreferencesWords, { language, pausedUntil }: PreferencesView): Html {
  const says = pausedUntil === null ? words.pauseHint : words.pausedUntil(sayDate(language, pausedUntil));
  const [act, button] = pausedUntil === null ? ["pause", words.pauseButton] : ["end-pause", words.endPause];
  return html`<section>
<h2>${words.pause}</h2>
<p class="hint" id="pause">${says}</p>
<form method="post"><button type="submit" class="second" name="do" value="${act}" aria-describedby="pause">${button}</button></form>
</section>
`;
}

function stop(words: PreferencesWords, address: string): Html {
  return html`<section>
<h2>${words.stop}</h2>
<p class="hint" id="stop">${words.stopHint(address)}</p>
<form method="post"><button type="submit" class="second" name="do" value="stop" aria-describedby="stop">${words.stopButton}</button></form>
</section>
`;
}

/** What has just become of it, with the way back. */
function statusOf(
  words: PreferencesWords,
  { said, undo, language, pausedUntil, standing }: PreferencesView,
): Html | null {
  const paused =
    standing === "paused" && pausedUntil !== null ? words.pausedUntil(sayDate(language, pausedUntil)) : null;
  if (said === null)
    return paused === null
      ? null
      : html`<div class="status"><p>${paused}</p></div>
`;
  const says = said === "paused" && paused !== null ? paused : words.said[said];
  const fresh = said === "saved" || said === "paused" || said === "pause_ended";
  return html`<div class="status"><p role="status">${says}</p>${fresh && undo !== null && undoForm(words, undo.version)}</div>
`;
}

/** On a later visit. */
function older(words: PreferencesWords, { said, undo, language }: PreferencesView): Html | null {
  if (said !== null || undo === null) return null;
  return html`<div class="status past"><p id="past">${words.undoOlder(sayDate(language, undo.on))}</p>${undoForm(words, undo.version)}</div>
`;
}

function undoForm(words: PreferencesWords, version: number): Html {
  return html`<form method="post"><input type="hidden" name="of" value="${version}"><button type="submit" class="second" name="do" value="undo">${words.undo}</button></form>`;
}

function mistakesOf(words: PreferencesWords, { mistakes }: PreferencesView): Html | null {
  if (mistakes.length === 0) return null;
  return html`<div class="status wrong" role="alert"><p><strong>${words.mistakesTitle}</strong></p>${mistakes.map((mistake) => html`<p>${words.mistakes[mistake]}</p>`)}</div>
`;
}
