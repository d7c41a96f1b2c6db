/* <job-bank-directory>: the directory inside a page that an agency has already.

     <job-bank-directory src="…/directory.json" category="job-banks">
       <a href="…/site/">See the directory</a>
     </job-bank-directory>

   What the element holds is shown until the directory is there, and when it cannot be had.
   Data reaches the page as text and as checked http(s) addresses, never as markup. Nothing is
   stored, and nothing is asked of any other place than src. */

const WORDS = {
  en: {
    filter: 'Filter these links',
    count: '{shown} of {all} links',
    others: 'Other links',
    leads: 'Leads to {host}',
    cite: '({slug}, version {number})',
    privacy: 'Privacy policy of {host}',
    leaving: 'You are leaving our website',
    go: 'Go on to {name}',
    stay: 'Stay here',
    unreachable: 'The list of links cannot be shown just now.',
    unknown: 'The list of links is of a kind that this page does not know.',
    empty: 'There are no links here.',
    whole: 'See the whole directory',
  },
  es: {
    filter: 'Filtrar estos enlaces',
    count: '{shown} de {all} enlaces',
    others: 'Otros enlaces',
    leads: 'Lleva a {host}',
    cite: '({slug}, versión {number})',
    privacy: 'Política de privacidad de {host}',
    leaving: 'Está saliendo de nuestro sitio web',
    go: 'Continuar a {name}',
    stay: 'Quedarse aquí',
    unreachable: 'La lista de enlaces no se puede mostrar en este momento.',
    unknown: 'La lista de enlaces es de un tipo que esta página no conoce.',
    empty: 'Aquí no hay enlaces.',
    whole: 'Ver el directorio completo',
  },
};

// Under a strict policy such a sheet is allowed, and a style element is not.
const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
  :host { display: block; overflow-wrap: anywhere; line-height: 1.5 }
  [hidden] { display: none !important }
  a { color: var(--job-bank-link, LinkText); display: inline-block; min-height: 1.5rem }
  :focus-visible { outline: 3px solid var(--job-bank-focus, Highlight); outline-offset: 2px }
  h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.5rem 0 .5rem }
  p { margin: .25rem 0; max-width: 45rem }
  [part=disclaimer] { margin-block: .75rem }
  ul { list-style: none; margin: 0; padding: 0 }
  li { border-block-start: 1px solid GrayText; padding: .75rem 0 }
  label { display: block; font-weight: bold }
  input, button { box-sizing: border-box; font: inherit; min-height: 2.75rem; padding: 0 .75rem }
  input { inline-size: min(100%, 25rem) }
  [part=anchor] { font-weight: bold }
  [part~=notice] { border-inline-start: .25rem solid currentColor;
    padding-inline-start: .75rem }
  dialog { box-sizing: border-box; inline-size: min(36rem, calc(100vw - 1rem)); padding: 1.25rem }
  dialog h2 { margin-top: 0 }
  [part=choices] { align-items: center; display: flex; flex-wrap: wrap; gap: .75rem 1.5rem;
    margin-block-start: 1rem }
  @media print { [part=filter] { display: none } }
`);

const PLACEHOLDER = /\{([A-Za-z_][A-Za-z0-9_]*)\}/;
const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/;
const fetched = new Map();

/* The directory at this address, asked for once by a page. */
function directoryAt(address) {
  if (!fetched.has(address)) {
    const asked = fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' }).then(
      (answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))),
    );
    asked.catch(() => fetched.delete(address));
    fetched.set(address, asked);
  }
  return fetched.get(address);
}

/* An element; text only ever becomes text. */
function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content.filter(Boolean));
  return element;
}

/* The text with its placeholders filled in: each value set apart, so that its direction of writing
   changes nothing around it. */
function filled(text, values) {
  return text.split(PLACEHOLDER).map((part, place) => {
    if (place % 2 === 0) return part;
    return Object.hasOwn(values, part) ? make('bdi', {}, String(values[part])) : `{${part}}`;
  });
}

/* The address, if a visitor may be sent there, else null. */
function outside(address, base) {
  try {
    const url = new URL(address, base ?? undefined);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/* The language that the page asks for, and the nearest in which we have words. */
const asked = (host) => host.getAttribute('language') || host.closest('[lang]')?.lang || '';
function spoken(language) {
  const primary = language.split('-')[0];
  return Object.hasOwn(WORDS, primary) ? primary : 'en';
}

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

class JobBankDirectory extends HTMLElement {
  static observedAttributes = ['src', 'category', 'language', 'exit', 'heading'];

  #turn = 0;

  connectedCallback() {
    this.attributeChangedCallback();
  }

  async attributeChangedCallback() {
    const turn = ++this.#turn;
    await null; // several attributes that change at once are one change
    if (turn !== this.#turn || !this.isConnected) return;
    const root = this.shadowRoot || this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [SHEET];
    if (!root.hasChildNodes()) root.append(make('slot'));
    const src = this.getAttribute('src');
    const address = src && outside(src, document.baseURI);
    let problem = 'unreachable';
    try {
      if (!address) throw new Error('src is no http(s) address');
      const data = await directoryAt(address);
      problem = 'unknown';
      if (!/^1\./.test(data.schema_version)) throw new Error('schema_version is not 1.x');
      const parts = new View(this, data, address).parts();
      if (turn === this.#turn) root.replaceChildren(...parts);
    } catch (error) {
      console.error('job-bank-directory:', error);
      if (turn === this.#turn) root.replaceChildren(this.#failure(problem, address), make('slot'));
    }
  }

  #failure(problem, address) {
    const lang = spoken(asked(this));
    const message = make('p', { role: 'alert', part: 'error', lang }, WORDS[lang][problem]);
    const whole = outside('site/', address);
    if (whole) message.append(' ', make('a', { href: whole }, WORDS[lang].whole));
    return message;
  }
}

/* What is shown of a directory in one element. */
class View {
  constructor(host, data, address) {
    this.address = address;
    this.default = data.default_language;
    const wish = asked(host);
    const offered = (one) => data.languages.includes(one);
    this.language = [wish, wish.split('-')[0]].find(offered) || this.default;
    this.speaks = spoken(this.language);
    this.words = WORDS[this.speaks];
    this.asks = host.getAttribute('exit') === 'dialog';
    this.level = Number(host.getAttribute('heading')) || 2;
    this.texts = Object.fromEntries(data.notices.map((one) => [one.slug, one.current?.texts]));
    this.notices = Object.fromEntries(data.notices.map((one) => [one.slug, one.current]));
    this.publisher = data.publisher;
    this.health = data.health_words || {};
    this.general = data.general_words;
    this.categories = [...data.categories].sort((a, b) => a.position - b.position);
    this.items = [];
    this.groups = [];
    this.categories.push({ slug: '', parent: null, names: { [this.speaks]: this.words.others } });
    const top = host.getAttribute('category');
    this.chosen = top ? this.categories.filter((one) => one.slug === top) : this.#under(null);
    this.linksOf = new Map(this.categories.map((one) => [one.slug, []]));
    for (const link of data.links) this.linksOf.get(link.category ?? '').push(link);
    const { compare } = new Intl.Collator(this.language);
    for (const links of this.linksOf.values()) {
      links.sort((a, b) => compare(this.#nameOf(a), this.#nameOf(b)));
    }
  }

  parts() {
    const links = this.#below(this.chosen);
    if (!links.length) return [this.#own('p', { part: 'empty' }, 'empty'), make('slot')];
    const common = this.#common(links, new Set());
    const groups = this.chosen.map((one) => this.#group(one, this.level, new Set(common)));
    const body = make('div', { part: 'directory' }, ...this.#disclaimers(common), ...groups);
    const dir = RIGHT_TO_LEFT.test(this.language) ? 'rtl' : 'ltr';
    return [make('div', { dir }, this.#filter(), body, this.#dialog())];
  }

  /* The visitor's language, else the default one, else any in which there is a text. */
  #tongue(texts) {
    return [this.language, this.default, ...Object.keys(texts).sort()].find((one) => texts[one]);
  }

  /* That text in an element that says its language and keeps its direction to itself. */
  #said(tag, attributes, texts, values) {
    const lang = this.#tongue(texts);
    if (!lang) return null;
    const content = values ? filled(texts[lang], values) : [texts[lang]];
    return make(tag, { ...attributes, lang, dir: 'auto' }, ...content);
  }

  #nameOf(link) {
    return link.names[this.#tongue(link.names)];
  }

  #below(categories) {
    return categories.flatMap(({ slug }) => [
      ...this.linksOf.get(slug),
      ...this.#below(this.#under(slug)),
    ]);
  }

  #under(slug) {
    return this.categories.filter((one) => one.parent === slug);
  }

  /* The disclaimers that all these links carry and that say the same for each: they stand once. */
  #common(links, said) {
    return links[0].disclaimers.filter(
      (slug) =>
        !said.has(slug) &&
        links.every((link) => link.disclaimers.includes(slug)) &&
        !PLACEHOLDER.test(Object.values(this.texts[slug] || {})),
    );
  }

  #disclaimers(slugs, link) {
    return slugs.map((slug) => {
      const { titles, number } = this.notices[slug] || {};
      const notice = this.#notice(slug, link, { part: 'disclaimer' });
      const title = titles && this.#said('strong', { part: 'title' }, titles);
      if (title) notice?.prepend(title, '. ');
      if (!link) notice?.append(' ', this.#cite(slug, number));
      return notice;
    });
  }

  /* By what a text is referred to; it leads to the page of notices of the release. */
  #cite(slug, number) {
    const below = this.language === this.default ? '' : `${this.language}/`;
    const id = `notice-${slug.replace('/', '-')}`;
    const cite = this.#own('a', { part: 'cite' }, 'cite', { slug, number });
    cite.href = outside(`site/${below}notices/#${id}`, this.address);
    return cite;
  }

  #notice(slug, link, attributes) {
    return this.#said('p', attributes, this.texts[slug] || {}, link && this.#values(link));
  }

  /* The exit notices that several of these links show beside them, each said once for all. */
  #exits(links, category) {
    const carried = new Map();
    for (const { exit_notice: exit } of links) {
      if (exit.show === 'inline') carried.set(exit.notice, (carried.get(exit.notice) || 0) + 1);
    }
    const shared = [...carried.keys()].filter((slug) => carried.get(slug) > 1);
    const values = {};
    for (const [name, texts] of Object.entries(this.general)) {
      values[name] = texts[this.#tongue(texts)];
    }
    return new Map(
      shared.map((slug) => {
        const id = `exit-${category.slug}-${slug}`.replaceAll('/', '-');
        const texts = this.texts[slug] || {};
        const notice = this.#said('p', { part: 'notice', id }, texts, values);
        const { titles, number } = this.notices[slug];
        const title = titles && this.#said('strong', { part: 'title' }, titles);
        if (title) notice.prepend(title, '. ');
        notice.append(' ', this.#cite(slug, number));
        return [slug, notice];
      }),
    );
  }

  #values(link) {
    return {
      name: this.#nameOf(link),
      host: link.host_shown,
      privacy_url: link.privacy_url || link.url.split('/', 3).join('/') + '/',
    };
  }

  /* An element with a sentence of ours. */
  #own(tag, attributes, word, values = {}) {
    return make(tag, { ...attributes, lang: this.speaks }, ...filled(this.words[word], values));
  }

  #group(category, level, before) {
    const links = this.#below([category]);
    if (!links.length) return null;
    const common = this.#common(links, before);
    const said = new Set([...before, ...common]);
    const title = this.#said(`h${Math.min(level, 6)}`, { part: 'heading' }, category.names);
    const inner = this.#under(category.slug).map((one) => this.#group(one, level + 1, said));
    const own = this.linksOf.get(category.slug);
    const exits = this.#exits(own, category);
    const items = own.map((link) => this.#item(link, title, said, exits));
    const list = items.length && make('ul', { part: 'list' }, ...items);
    const notes = this.#disclaimers(common);
    const section = make('section', { part: 'category' }, title, ...notes, ...exits.values(), list, ...inner);
    this.groups.push(section);
    return section;
  }

  #item(link, title, said, exits) {
    const anchor = this.#leading(this.#said('a', { part: 'anchor' }, link.names), link);
    const notice = anchor.href && link.exit_notice.due && this.#leaves(anchor, link, exits);
    const host = this.#own('p', { part: 'host' }, 'leads', this.#values(link));
    const about = this.#said('p', { part: 'description' }, link.descriptions);
    const rest = link.disclaimers.filter((slug) => !said.has(slug));
    const more = [this.#privacy(link), ...this.#disclaimers(rest, link)];
    const health = this.#health(link);
    const item = make('li', { part: 'link' }, anchor, host, about, health, notice, ...more);
    const text = [this.#nameOf(link), link.host_shown, about?.textContent, title.textContent];
    this.items.push({ item, text: plain(`${text.join(' ')} ${link.operator.name}`) });
    return item;
  }

  /* What visitors should know of a link that is not well. */
  #health({ health, released_until: released }) {
    if (!health?.confirmed || released || !Object.hasOwn(this.health, health.verdict)) return null;
    const lang = this.#tongue(this.health[health.verdict]);
    const style = { dateStyle: 'long', timeZone: 'UTC' };
    const date = new Intl.DateTimeFormat(lang, style).format(new Date(health.since));
    const since = filled(this.health.since?.[lang] || '', { date });
    return make('p', { part: 'health', lang }, this.health[health.verdict][lang], ' ', ...since);
  }

  /* Makes an anchor lead to the destination, as the directory says it should. */
  #leading(anchor, link) {
    const address = outside(link.url);
    if (address) {
      anchor.href = address;
      anchor.rel = link.anchor.rel;
      anchor.referrerPolicy = link.anchor.referrerpolicy;
    }
    return anchor;
  }

  #ownPolicy() {
    const { agency, privacy_url: address } = this.publisher;
    if (!address) return null;
    const anchor = this.#own('a', {}, 'privacy', { host: agency });
    anchor.href = outside(address);
    return make('p', { part: 'privacy' }, anchor);
  }

  #privacy(link, always) {
    if (!link.privacy_url || (!always && link.exit_notice.show !== 'inline')) return null;
    const anchor = this.#own('a', {}, 'privacy', this.#values(link));
    this.#leading(anchor, { ...link, url: link.privacy_url });
    return make('p', { part: 'privacy' }, anchor);
  }

  /* The exit notice to show beside the link. Where it is shown on a page, there is none: the link
     leads to its exit page, or, if the element asks so, opens a dialog in its place. */
  #leaves(anchor, link, exits) {
    if (link.exit_notice.show === 'inline') {
      const shared = exits.get(link.exit_notice.notice);
      if (shared) {
        anchor.setAttribute('aria-describedby', shared.id);
        const { titles } = this.notices[link.exit_notice.notice];
        return titles ? this.#said('p', { part: 'notice' }, titles) : null;
      }
      const id = `exit-${link.id}`;
      anchor.setAttribute('aria-describedby', id);
      return this.#notice(link.exit_notice.notice, link, { part: 'notice', id });
    }
    const below = this.language === this.default ? '' : `${this.language}/`;
    anchor.href = outside(link.exit_notice.page + below, this.address);
    anchor.rel = '';
    if (!this.asks) return null;
    anchor.setAttribute('aria-haspopup', 'dialog');
    anchor.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#ask(link, anchor);
    });
    return null;
  }

  #dialog() {
    const about = { 'aria-labelledby': 'leaving', 'aria-describedby': 'why' };
    this.dialog = make('dialog', { part: 'dialog', ...about });
    this.dialog.addEventListener('close', () => this.opener.focus());
    return this.dialog;
  }

  #ask(link, opener) {
    this.opener = opener;
    const { dialog } = this;
    const title = this.#own('h2', { id: 'leaving' }, 'leaving');
    const notice = this.#notice(link.exit_notice.notice, link, { part: 'notice', id: 'why' });
    const go = this.#leading(this.#own('a', { part: 'go' }, 'go', this.#values(link)), link);
    const stay = this.#own('button', { type: 'button', part: 'stay' }, 'stay');
    for (const one of [go, stay]) one.addEventListener('click', () => dialog.close());
    const choices = make('div', { part: 'choices' }, go, stay);
    const policies = [this.#privacy(link, true), this.#ownPolicy()];
    dialog.replaceChildren(make('div', {}, title, notice, ...policies, choices));
    dialog.showModal();
    go.focus();
  }

  #filter() {
    const input = make('input', { type: 'search', id: 'filter', autocomplete: 'off' });
    const count = make('p', { role: 'status', part: 'count' });
    const apply = () => {
      const words = plain(input.value).split(/\s+/);
      let shown = 0;
      for (const { item, text } of this.items) {
        item.hidden = !words.every((word) => text.includes(word));
        shown += !item.hidden;
      }
      for (const group of this.groups) group.hidden = !group.querySelector('li:not([hidden])');
      count.replaceChildren(...filled(this.words.count, { shown, all: this.items.length }));
    };
    input.addEventListener('input', apply);
    apply();
    const label = this.#own('label', { for: 'filter' }, 'filter');
    return make('div', { part: 'filter', lang: this.speaks }, label, input, count);
  }
}

if (!customElements.get('job-bank-directory')) {
  customElements.define('job-bank-directory', JobBankDirectory);
}
