import { withFirst } from "../../core/first-of-month.ts";
import type { InboxMail, InboxQuery, OpenedMail } from "../dependencies.ts";
import { type Html, html, trusted } from "../html.ts";
import type { PageLanguage, Wording } from "../wording.ts";

export const MAIL_VIEWS = ["desktop", "phone", "text", "headers"] as const;
export type MailView = (typeof MAIL_VIEWS)[number];

export interface InboxPage {
  readonly language: PageLanguage;
  readonly words: Wording;
  readonly query: InboxQuery;
  readonly mails: readonly InboxMail[];
  readonly total: number;
  readonly opened: OpenedMail | null;
  readonly view: MailView;
}

export function renderInbox(page: InboxPage): Html {
  const words = page.words.inboxPage;
  return html`<div>
<h1>${page.words.inbox}</h1>
<p class="lead">${words.intro} ${words.count(page.total)}.</p>
<div class="mailbox${page.opened ? " reading" : ""}">
<section class="mails" aria-label="${page.words.inbox}">
<form method="get" action="/inbox" role="search">
<input type="hidden" name="lang" value="${page.language}">
<input type="search" name="q" value="${page.query.text}" placeholder="${words.searchHint}" aria-label="${words.search}">
<button>${words.find}</button>
</form>
${page.mails.length === 0 ? html`<p class="empty">${words.none}</p>` : html`<ol>${page.mails.map((mail) => renderLine(page, mail))}</ol>`}
${renderPaging(page)}
</section>
${page.opened ? renderMail(page, page.opened) : html`<section class="reader"><p class="empty">${words.choose}</p></section>`}
</div>
</div>`;
}

function renderLine(page: InboxPage, mail: InboxMail): Html {
  const isOpen = page.opened !== null && page.opened.id === mail.id;
  return html`<li><a href="${mailAddress(page, mail, page.view)}"${isOpen ? trusted(' aria-current="true"') : null}>
<span class="line"><span>${mail.name}</span><time datetime="${mail.receivedAt.toISOString()}">${shortDate(page, mail)}</time></span>
<span class="subject">${mail.subject}</span></a></li>`;
}

function renderPaging({ words, query, total, language }: InboxPage): Html | null {
  const { offset, limit, text } = query;
  if (total <= limit) return null;
  const link = (to: number, label: string) =>
    html`<a href="${`/inbox?${new URLSearchParams({ lang: language, q: text, from: String(to) })}`}">${label}</a>`;
  return html`<nav class="pages" aria-label="${words.inboxPage.pages}">
<span>${offset > 0 ? link(Math.max(0, offset - limit), `← ${words.inboxPage.newer}`) : null}</span>
<span>${offset + limit < total ? link(offset + limit, `${words.inboxPage.older} →`) : null}</span>
</nav>`;
}

function renderMail(page: InboxPage, mail: OpenedMail): Html {
  const words = page.words.inboxPage;
  const back = `/inbox?${new URLSearchParams({ lang: page.language, q: page.query.text, from: String(page.query.offset) })}`;
  return html`<section class="reader" aria-label="${words.mailOf(mail.subject)}">
<div class="head">
<a class="back" href="${back}">← ${words.allMails}</a>
<h2>${mail.subject}</h2>
<p>${words.to} ${mail.name} &lt;${mail.address}&gt; · <time datetime="${mail.receivedAt.toISOString()}">${longDate(page, mail)}</time>${mail.rule === "" ? null : html` · ${mail.rule}`}</p>
<nav class="views" aria-label="${words.shownAs}">${MAIL_VIEWS.map(
    (view) =>
      html`<a href="${mailAddress(page, mail, view)}"${view === page.view ? trusted(' aria-current="true"') : null}>${words[view]}</a>`,
  )}</nav>
</div>
<div class="screen ${page.view}">${renderBody(page, mail)}</div>
</section>`;
}

/** The mail runs nothing and reaches nothing: a frame of its own, sandboxed, with its own policy. */
function renderBody({ view, words }: InboxPage, mail: OpenedMail): Html {
  if (view === "text") return html`<pre tabindex="0">${mail.text}</pre>`;
  if (view === "headers") return html`<pre tabindex="0">${mail.headers}</pre>`;
  return html`<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" title="${words.inboxPage.mailOf(mail.subject)}" src="/inbox/${encodeURIComponent(mail.id)}/mail"></iframe>`;
}

function mailAddress({ language, query }: InboxPage, mail: InboxMail, view: MailView): string {
  const parameters = new URLSearchParams({ lang: language, view, q: query.text, from: String(query.offset) });
  return `/inbox/${encodeURIComponent(mail.id)}?${parameters}`;
}

function shortDate({ language, words }: InboxPage, { receivedAt, timezone }: InboxMail): string {
  const options = { day: "numeric", month: "short", timeZone: timezone } as const;
  return withFirst(receivedAt.toLocaleDateString(words.locale, options), language);
}

function longDate({ language, words }: InboxPage, { receivedAt, timezone }: InboxMail): string {
  const options = { dateStyle: "long", timeStyle: "short", timeZone: timezone } as const;
  return withFirst(receivedAt.toLocaleString(words.locale, options), language);
}
