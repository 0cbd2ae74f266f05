/* The service worker of one conference's public pages: after one visit they work without a network.
 *
 * conference/site/views.py calls serve() with its orders, another version for every release. The network is
 * always asked first; what is kept is shown when it does not answer, and says of when it is: every answer carries
 * its own Date. Kept are only pages that are the same for everyone, which the server marks as public; all others
 * pass by untouched.
 */
"use strict";

const PATIENCE = 4000; // milliseconds until a network that says nothing counts as none
const MOST_VISITED = 60; // pages beside the pack, the oldest go first

function serve(orders) {
  const shelf = `plenary:${orders.home}:`;
  const kept = `${shelf}${orders.version}`;
  const visited = `${kept}:visited`;

  self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
  self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
  self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (!orders.pack || event.request.method !== "GET" || url.origin !== self.location.origin) return;
    if (event.request.mode === "navigate") {
      if (isPublic(url.pathname)) event.respondWith(page(event, url));
    } else if (isAsset(url.pathname)) {
      event.respondWith(asset(event.request));
    }
  });

  /* Addresses that end in a slash are pages, the others files; the draft is for organisers. */
  function isPublic(path) {
    return path === orders.home || (path.startsWith(orders.schedule) && path.endsWith("/") && path !== orders.draft);
  }

  function isAsset(path) {
    return path.startsWith(orders.assets) || path.startsWith(`${orders.home}colours.`);
  }

  async function fill() {
    if (!orders.pack) return;
    const answer = await fetch(orders.pack);
    if (!answer.ok) throw new Error(`${orders.pack} answers ${answer.status}`);
    const { assets, parts } = await answer.clone().json();
    const cache = await caches.open(kept);
    await cache.addAll([...assets, ...parts]);
    await cache.put(orders.pack, answer);
  }

  async function tidy() {
    const others = (await caches.keys()).filter((name) => name.startsWith(shelf) && !name.startsWith(kept));
    await Promise.all(others.map((name) => caches.delete(name)));
  }

  /* One of our caches; none once a newer worker has tidied up: what it threw away does not come back. */
  async function ours(name) {
    return (await caches.has(kept)) ? caches.open(name) : null;
  }

  /* The names of static files and colours change with what is in them. */
  async function asset(request) {
    const found = await caches.match(request);
    if (found) return found;
    const answer = await fetch(request);
    if (answer.ok) await (await ours(kept))?.put(request, answer.clone());
    return answer;
  }

  async function page(event, url) {
    const network = fetch(event.request);
    try {
      const answer = await Promise.race([network, silence()]);
      if (answer.status < 500) {
        event.waitUntil(remember(url, answer.clone()));
        return answer;
      }
    } catch {
      // No network, or one that says nothing: see what is kept.
    }
    return (await keptPage(url)) ?? network.catch(() => absentPage(url));
  }

  function silence() {
    return new Promise((_resolve, reject) => { setTimeout(reject, PATIENCE); });
  }

  async function remember(url, answer) {
    const isForEveryone = (answer.headers.get("Cache-Control") ?? "").includes("public");
    const cache = await ours(visited);
    if (!cache || !answer.ok || !isForEveryone || url.search) return;
    await cache.put(url.pathname, answer);
    const pages = await cache.keys();
    await Promise.all(pages.slice(0, -MOST_VISITED).map((old) => cache.delete(old)));
  }

  async function keptPage(url) {
    const pack = await open();
    const page = pack.pages[url.pathname] ?? await pageOfAPart(pack, url.pathname);
    if (page) return assemble(pack, page, url);
    const found = await caches.match(url.pathname, { cacheName: visited });
    if (!found) return pageInstead(pack, url);
    const note = noteOf(pack, pack.note_of_a_page, dateOf(found), url);
    const text = (await found.text()).replace(/<main[^>]*>/, (main) => main + note);
    return new Response(text, { headers: pack.headers });
  }

  /* The page of a talk or a speaker: they are in parts, which are read only as far as need be. */
  async function pageOfAPart(pack, path) {
    for (const part of pack.parts) {
      const pages = await (await caches.match(part))?.json();
      if (pages?.[path]) return pages[path];
    }
    return null;
  }

  /* A page that the pack leaves out, because another one holds all of it; null if there is none. */
  function pageInstead(pack, url) {
    const instead = pack.instead[url.pathname];
    if (!instead) return null;
    return assemble({ ...pack, note: `${pack.note} ${instead.note}` }, pack.pages[instead.page], url);
  }

  async function absentPage(url) {
    const pack = await open();
    return assemble(pack, pack.absent, url, 503);
  }

  /* The pack, a newer worker's if that has tidied ours up. */
  async function open() {
    const answer = await caches.match(orders.pack);
    // What the server forbids its pages, it forbids these too.
    const policy = answer.headers.get("Content-Security-Policy");
    const headers = { "Content-Type": "text/html; charset=utf-8", ...(policy && { "Content-Security-Policy": policy }) };
    return { ...(await answer.json()), headers, keptAt: dateOf(answer) };
  }

  function dateOf(answer) {
    return new Date(answer.headers.get("Date"));
  }

  /* Says how old this is, and what of the address it does not answer: sentences of the server's. */
  function noteOf({ language, published, beyond }, sentence, keptAt, url) {
    const unanswered = Object.keys(beyond).filter((name) => url.searchParams.get(name));
    const words = [sentence, ...new Set(unanswered.map((name) => beyond[name]))].map(escaped).join(" ")
      .replace("{published}", () => timeOf(new Date(published), language))
      .replace("{kept}", () => timeOf(keptAt, language));
    return `<p class="notice notice--warning offline-note" role="status">${words}</p>`;
  }

  function timeOf(at, language) {
    const day = { day: "numeric", month: "long", year: "numeric" };
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };
    const words = at.toLocaleString(language, { ...day, ...clock });
    return `<time datetime="${at.toISOString()}">${escaped(words)}</time>`;
  }

  function assemble(pack, { title, body_class = "", main }, url, status = 200) {
    const { frame, marks, days, headers } = pack;
    const note = noteOf(pack, pack.note, pack.keptAt, url);
    const text = frame
      .replace(marks.title, () => escaped(title))
      .replace(marks.body_class, () => body_class)
      .replace(marks.main, () => note + main.replace(/<!--[\d-]+-->/g, (mark) => days[mark] ?? ""));
    return new Response(text, { status, headers });
  }

  function escaped(text) {
    return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  }
}
