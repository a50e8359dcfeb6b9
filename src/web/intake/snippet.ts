/**
 * What a browser runs. Plain JavaScript, served as it stands here without comments and needless spaces; under 2 KB, which a
 * test holds.
 *
 * It keeps nothing that tells one visitor from another: no cookie, no anonymous id. What happens before the page says
 * who the member is waits in memory and leaves with their id, or is forgotten with the page. `localStorage.rekindle` holds
 * calls that no server has answered for, the newest of at most 20,000 characters; they leave at the next chance, and a call
 * that arrives twice counts once by its messageId.
 *
 * No string in it may hold a space beside a sign of the language (see `squeeze`), and a comment has a line of its own.
 */
const SOURCE = `
(() => {
  if (window.rekindle) return;
  const { src, dataset } = document.currentScript, api = new URL("v1/batch", src), { stringify } = JSON;
  let who = dataset.user, early = [], kept = [], wait = 1e3, busy, timer, seen,
  off = () => navigator.doNotTrack == 1 || navigator.globalPrivacyControl,
  load = () => {
    if (off()) save([]);
    else try { kept = JSON.parse(localStorage.rekindle || "[]") } catch {}
    return kept
  },
  save = calls => {
    kept = calls;
    try {
      if (calls[0]) localStorage.rekindle = stringify(calls);
      else delete localStorage.rekindle
    } catch {
      // No room, or not allowed: memory has to do.
      load = () => off() ? [] : kept
    }
  },
  body = batch => stringify({ writeKey: dataset.key, sentAt: new Date, batch }),
  soon = ms => { clearTimeout(timer); timer = setTimeout(send, ms) },
  send = async () => {
    if (busy || !load()[0]) return;
    const sent = body(kept);
    busy = 1;
    wait = Math.min(wait * 2, 3e5);
    try {
      // A text, so that the browser need not ask first; keepalive, so that it outlives the page.
      const { status } = await fetch(api, { method: "POST", body: sent, keepalive: true });
      // What is refused for good is not sent again.
      if ([200, 400, 413].includes(status)) {
        save(load().filter(call => !sent.includes(call.messageId)));
        wait = 1e3
      }
    } catch {}
    busy = 0;
    if (load()[0]) soon(wait)
  },
  put = calls => {
    const all = [...load(), ...calls.map(call => ({ userId: who, ...call }))];
    while (stringify(all).length > 2e4) all.shift();
    save(all);
    soon(0)
  },
  add = (type, said) => {
    if (off()) return;
    const call = {
      type, messageId: crypto.getRandomValues(new Uint32Array(4)).join("-"), timestamp: new Date, ...said
    };
    if (stringify(call).length > 9e3) return;
    if (who) put([call]);
    else early = [...early.slice(-49), call]
  },
  // What nobody sees yet (a tab opened behind, a page made ready) counts once it is seen.
  page = () => {
    const url = location.href.split("#")[0];
    if (!document.hidden && url != seen) add("page", { properties: { url: seen = url } })
  };
  window.rekindle = {
    identify(id) {
      who = id == null ? "" : "" + id;
      if (!who) return;
      if (early[0]) put(early);
      early = []
    },
    track(event, properties) { add("track", { event, properties }) }
  };
  for (const name of ["pushState", "replaceState"]) {
    const real = history[name];
    history[name] = function (...given) { real.apply(this, given); page() }
  }
  addEventListener("popstate", page);
  addEventListener("online", send);
  // A page that comes back out of the browser's memory is seen again.
  addEventListener("pagehide", () => seen = 0);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) page();
    else if (load()[0]) navigator.sendBeacon(api, body(kept))
  });
  page();
  soon(0)
})()
`;

function squeeze(source: string): string {
  const lines = source.split("\n").filter((line) => !line.trim().startsWith("//"));
  return lines
    .join(" ")
    .replace(/\s*([-{}()[\]=,;:?&|<>*!+])\s*/g, "$1")
    .trim();
}

export const SNIPPET = squeeze(SOURCE);
