/* Search as you type over the links of the directory.
 *
 * It only shows what the pages show too; without it nothing is missing. The index is taken when
 * somebody first searches. Nothing is kept, and all text goes in as text, never as markup.
 *
 * A link in the index: i number, n name, d description (nl, dl: their language where it is not
 * the page's), h host, o who runs it, k of which kind, b badges, g its languages, r remark on its health, w where
 * it leads, q the exit notice to show beside it (ql: its language where it is not the page's; v: the
 * address of the privacy policy, if the notice asks for it), t which notices apply, x notices of its
 * own, c category, a audiences, p areas, m cost; and where it has no exit page: u address, e rel,
 * f referrerpolicy. k, b, w, q, t are places in the table of sentences.
 */
"use strict";

(() => {
  const STEP = 50;
  const PAUSE = 150;
  const box = document.getElementById("search");
  if (!box) return;
  const field = document.getElementById("search-words");
  const facets = [...box.querySelectorAll("[data-facet]")];
  const status = document.getElementById("search-status");
  const results = document.getElementById("search-results");
  const list = document.getElementById("search-list");
  const more = document.getElementById("search-more");
  const clear = document.getElementById("search-clear");
  const browse = document.getElementById("browse");
  const page = document.documentElement.lang;
  const spoken = status.dataset.spoken;

  let loading = null;
  let found = [];
  let index = null;
  let waiting = 0;

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function load() {
    loading ??= fetch(box.dataset.index, { credentials: "omit", referrerPolicy: "no-referrer" })
      .then((answer) => {
        if (!answer.ok) throw new Error(answer.statusText);
        return answer.json();
      })
      .then((loaded) => {
        index = loaded;
        for (const link of index.links) {
          link.name = plain(link.n);
          link.hay = [link.name, plain(link.d ?? ""), link.h, plain(link.o ?? "")].join(" ");
        }
      })
      .catch((problem) => {
        loading = null;
        throw problem;
      });
    return loading;
  }

  function fits(link, words, chosen) {
    return words.every((word) => link.hay.includes(word))
      && (!chosen.category || `${link.c ?? ""}/`.startsWith(`${chosen.category}/`))
      && (!chosen.audience || (link.a ?? []).includes(chosen.audience))
      && (!chosen.cost || link.m === chosen.cost)
      && (!chosen.area || (link.p ?? []).includes(chosen.area));
  }

  const rank = (link, words) =>
    words.reduce((sum, word) => {
      const at = link.name.indexOf(word);
      return sum + (at === 0 ? 0 : at > 0 ? 1 : 2);
    }, 0);

  const wanted = () => Object.fromEntries(facets.map((one) => [one.dataset.facet, one.value]));
  const isAsked = () => field.value.trim() !== "" || facets.some((one) => one.value !== "");

  async function search() {
    const asked = isAsked();
    clear.hidden = !asked;
    if (!asked) return show(false);
    if (!index) say(status.dataset.loading);
    try {
      await load();
    } catch {
      show(false);
      return say(status.dataset.failed);
    }
    if (!isAsked()) return show(false);
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    const chosen = wanted();
    found = index.links.filter((link) => fits(link, words, chosen))
      .map((link) => [rank(link, words), link])
      .sort((one, other) => one[0] - other[0] || one[1].name.localeCompare(other[1].name, page))
      .map(([, link]) => link);
    list.replaceChildren();
    add();
    show(true);
    announce();
  }

  function add() {
    const start = list.children.length;
    const items = found.slice(start, start + STEP).map(item);
    list.append(...items);
    more.hidden = list.children.length >= found.length;
    return items[0];
  }

  function announce() {
    const { say: words } = index;
    const count = found.length.toLocaleString(spoken);
    const key = found.length === 0 ? "found_none" : found.length === 1 ? "found_one" : "found_other";
    const shown = list.children.length;
    say(words[key].replace("{count}", count)
      + (shown < found.length ? ` ${words.showing.replace("{count}", shown)}` : ""));
  }

  function say(text) {
    mark(status, spoken);
    status.textContent = text;
  }

  function show(on) {
    results.hidden = !on || found.length === 0;
    browse.hidden = on;
    if (!on) {
      found = [];
      list.replaceChildren();
      say("");
    }
  }

  function mark(element, language) {
    if (language && language !== page) element.lang = language;
    return element;
  }

  function make(name, className, ...content) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }

  const foreign = (text, language) => mark(make("bdi", "", text), language);
  const ours = (text) => (spoken === page ? text : mark(make("span", "", text), spoken));
  const from = (places) => (places ?? []).map((place) => ours(index.table[place]));

  function item(link) {
    const anchor = make("a", "", foreign(link.n, link.nl));
    if (link.u) {
      anchor.href = link.u;
      if (link.e) anchor.rel = link.e;
      if (link.f) anchor.referrerPolicy = link.f;
    } else {
      anchor.href = `${box.dataset.exits}${link.i}/${box.dataset.below}`;
    }
    const leaving = exitNotice(link);
    if (leaving) anchor.setAttribute("aria-describedby", leaving.id);
    const kind = from(link.k);
    const who = link.o ? [foreign(link.o), " (", ...kind, ")"] : kind;
    const entry = make("li", "entry",
      make("h3", "", anchor),
      make("p", "where", make("span", "host", foreign(link.h)), " ", make("span", "", ...who)));
    if (link.d) entry.append(make("p", "text", foreign(link.d, link.dl)));
    if (link.r) entry.append(make("p", "remark", ours(link.r)));
    const badges = [...from(link.b), ...(link.g ?? []).map(([tag, name]) => foreign(name, tag))];
    if (badges.length) entry.append(make("ul", "badges", ...badges.map((one) => make("li", "", one))));
    if (leaving) entry.append(leaving);
    const notices = from(link.t);
    entry.append(make("p", "way", ...from(link.w), ".", ...(notices.length ? [" ", ...notices] : [])));
    for (const text of link.x ?? []) {
      const summary = make("summary", "", ours(index.say.link_notice));
      entry.append(make("details", "", summary, make("p", "text", text)));
    }
    return entry;
  }

  /* The exit notice beside a link, filled in for it as the pages do it; null when there is none. */
  function exitNotice(link) {
    if (!link.q) return null;
    const values = { name: link.n, host: link.h, privacy_url: link.v };
    const text = index.table[link.q[0]].replace(/\{(name|host|privacy_url)\}/g, (_, name) => values[name]);
    const notice = mark(make("p", "text leaving", text), link.ql);
    notice.id = `found-leaving-${link.i}`;
    return notice;
  }

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(search, PAUSE);
  }

  field.addEventListener("input", soon);
  field.addEventListener("focus", () => load().catch(() => {}), { once: true });
  for (const facet of facets) facet.addEventListener("change", search);
  more.addEventListener("click", () => {
    add()?.querySelector("a").focus();
    announce();
  });
  clear.addEventListener("click", () => {
    field.value = "";
    for (const facet of facets) facet.value = "";
    search();
    field.focus();
  });
  box.hidden = false;
  // Coming back from an exit page, browsers fill in again what was typed.
  addEventListener("pageshow", () => { if (isAsked()) search(); });
})();
