// Sets what belongs to the document as a whole, where the framework leaves it as it is for an English page.
// Remove a part when the framework does it.
export default function (component) {
  const doc = document;
  doc.documentElement.lang = component.data.lang;
  doc.__words = component.data;
  // Its calendar goes by the browser's language, whatever the page's is.
  if (navigator.language !== component.data.lang) {
    Object.defineProperty(navigator, 'language', {configurable: true, get: () => doc.__words.lang});
    window.dispatchEvent(new Event('languagechange'));
  }
  if (doc.__document) { doc.__document(); return; }
  // The place to drop files has the role "presentation" and a name and focus as well, which contradict each other.
  const name = () => doc.querySelectorAll('[data-testid="stFileUploaderDropzone"][role="presentation"]')
    .forEach((zone) => zone.setAttribute('role', 'group'));
  // Its own words are English on every page. What we or a visitor wrote stands in Markdown or in a field: left alone.
  const OURS = '[data-testid="stMarkdownContainer"]:not([data-testid="stFileUploader"] button *), [data-testid="stHtml"], textarea, pre, code';
  let patterns = [];
  const learn = () => {
    patterns = doc.__words.framework.patterns.map(([pattern, words]) => [new RegExp(`^${pattern}$`), words]);
  };
  const inWords = (text) => (/^[A-Z][a-z]+ \d+, \d{4}$/.test(text)
    ? new Date(text).toLocaleDateString(doc.__words.lang, {dateStyle: 'long'}) : text || '');
  const said = (text) => {
    const {exact} = doc.__words.framework, whole = text.trim();
    if (!whole) return null;
    if (exact[whole]) return text.replace(whole, exact[whole]);
    for (const [pattern, words] of patterns) {
      const found = whole.match(pattern);
      if (found) return words.replace(/\{(\d)\}/g, (_, place) => inWords(found[Number(place)]));
    }
    return null;
  };
  const ATTRIBUTES = ['aria-label', 'aria-valuetext', 'placeholder', 'title'];
  const translateOne = (one) => {
    if (one.nodeType === Node.TEXT_NODE) {
      const words = one.parentElement && !one.parentElement.closest(OURS) ? said(one.nodeValue) : null;
      if (words && words !== one.nodeValue) one.nodeValue = words;
      return;
    }
    if (one.nodeType !== Node.ELEMENT_NODE) return;
    // A sign says nothing that the words beside it do not say, and its name is English.
    if (one.matches('[role="img"][aria-label$=" icon"]')) one.setAttribute('aria-hidden', 'true');
    // The month of a date is named in English after its number, which says it in any language.
    if (doc.__words.lang !== 'en' && one.matches('[role="spinbutton"][aria-valuetext*=" – "]')) {
      one.setAttribute('aria-valuetext', one.getAttribute('aria-valuetext').split(' – ')[0]);
    }
    for (const attribute of ATTRIBUTES) {
      const words = one.hasAttribute(attribute) ? said(one.getAttribute(attribute)) : null;
      if (words) one.setAttribute(attribute, words);
    }
  };
  const translate = (root) => {
    const walker = doc.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let one = walker.currentNode; one; one = walker.nextNode()) translateOne(one);
  };
  // In a list each row has the same buttons: a screen reader's list of them must tell whose each is.
  const ROWS = ['card', 'merchant', 'q', 'step', 'line', 'agenda', 'person', 'talk'].map((key) => `[class*="st-key-${key}_"]`).join(', ');
  const CONTROLS = '[data-testid="stPageLink-NavLink"], button[data-testid^="stBaseButton"], [data-testid="stPopoverButton"], summary';
  const about = (row) => {
    const strong = row.querySelector('strong, h2, h3, h4');
    const named = strong && /\p{L}/u.test(strong.textContent) ? strong : row.querySelector('[data-testid="stMarkdownContainer"] p');
    const text = named ? named.textContent.trim().replace(/\s+/g, ' ') : '';
    return text.length > 60 ? `${text.slice(0, 59)}…` : text;
  };
  const own = (control) =>
    [...control.querySelectorAll('[data-testid="stMarkdownContainer"]')].map((one) => one.textContent.trim()).join(' ');
  const call = (control, what, subject) => {
    if (!what || !subject || what.includes(subject)) return;
    const name = doc.__words.about.replace('{what}', () => what).replace('{name}', () => subject);
    if (control.getAttribute('aria-label') !== name) control.setAttribute('aria-label', name);
  };
  const tellApart = (row) => row.querySelectorAll(CONTROLS).forEach((control) => {
    if (control.closest('[role="radiogroup"], [data-testid="stButtonGroup"], [data-testid="stFileUploader"], [data-testid="stElementToolbar"]')) return;
    call(control, own(control), about(control.closest(ROWS)));
  });
  // The small buttons of a field, and tables folded away, by the field and by the heading above.
  const FIELD = '[data-testid="stNumberInput"], [data-testid="stSelectbox"], [data-testid="stMultiSelect"]';
  const ofWhat = () => {
    for (const button of doc.querySelectorAll(`:is(${FIELD}) button[aria-label]`)) {
      const input = button.closest(FIELD).querySelector('input'), field = input && input.getAttribute('aria-label');
      call(button, button.getAttribute('aria-label'), field);
    }
    const folded = [...doc.querySelectorAll('[data-testid="stMain"] summary')].filter((one) => !one.closest(ROWS));
    const headings = [...doc.querySelectorAll('[data-testid="stMain"] :is(h2, h3)')];
    for (const one of folded) {
      const text = own(one);
      if (folded.filter((other) => own(other) === text).length < 2) continue;
      const above = headings.filter((each) => each.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING).pop();
      call(one, text, above && above.textContent.trim());
    }
  };
  // Who closes a dialog goes on where it was opened; the framework leaves the keyboard at the head of the page.
  let way = [], menu = [], isOpen = false;
  const keys = (place) => {
    const found = [];
    for (let one = place; one; one = one.parentElement) found.push(...[...one.classList].filter((key) => key.startsWith('st-key-')));
    return found;
  };
  doc.addEventListener('click', (event) => {
    const pressed = event.target.closest && event.target.closest('button');
    if (!pressed || pressed.closest('[data-testid="stDialog"], .stDialog')) return;
    // What stands in a menu goes with it: then the menu itself.
    way = [...keys(pressed), ...(pressed.closest('[data-testid="stPopoverBody"]') ? menu : [])];
    if (pressed.closest('[data-testid="stPopover"]')) menu = keys(pressed);
  }, true);
  const goBack = (tries) => {
    if (doc.querySelector('.stDialog') || (doc.activeElement && doc.activeElement !== doc.body)) return;
    for (const key of way) {
      const place = doc.querySelector(`.${CSS.escape(key)}`);
      const button = place && (place.matches('button') ? place : place.querySelector('button:not([disabled])'));
      if (button && button.offsetParent) { button.focus(); return; }
    }
    if (tries) setTimeout(() => goBack(tries - 1), 200);
  };
  const dialogs = () => {
    const wasOpen = isOpen;
    isOpen = Boolean(doc.querySelector('.stDialog'));
    if (wasOpen && !isOpen) setTimeout(() => goBack(15), 300);
  };
  // What a mark of a chart stands for is shown below it: on a small screen, out of sight.
  let tapped = 0;
  const shown = new Map();
  doc.addEventListener('pointerdown', (event) => {
    if (event.target.closest && event.target.closest('.js-plotly-plot')) tapped = Date.now();
  }, true);
  const picks = () => doc.querySelectorAll('[class*="st-key-picked_"]').forEach((place) => {
    const what = place.textContent.slice(0, 80);
    if (shown.get(place.className) === what) return;
    shown.set(place.className, what);
    const box = place.getBoundingClientRect();
    const isSeen = box.top >= 0 && box.top + Math.min(box.height, 120) <= window.innerHeight;
    if (Date.now() - tapped < 8000 && !isSeen) place.scrollIntoView({block: 'center', behavior: 'instant'});
  });
  // The framework says in English alone that the server cannot be reached.
  const note = doc.createElement('div');
  note.className = 'connection-note';
  note.setAttribute('role', 'status');
  doc.body.append(note);
  let cutOff = null;
  const connection = () => {
    const app = doc.querySelector('[data-testid="stApp"]');
    if (!app) return;
    if (app.dataset.testConnectionState === 'CONNECTED') {
      clearTimeout(cutOff);
      cutOff = null;
      if (note.dataset.cut) {
        delete note.dataset.cut;
        note.textContent = doc.__words.found;
        setTimeout(() => { if (!note.dataset.cut) note.textContent = ''; }, 4000);
      }
      return;
    }
    cutOff = cutOff || setTimeout(() => { note.dataset.cut = '1'; note.textContent = doc.__words.lost; }, 1200);
    doc.querySelectorAll('.stDialog:not(:has([data-testid="stVerticalBlock"])) button[aria-label="Close"]')
      .forEach((close) => close.click());
  };
  const look = () => { dialogs(); picks(); connection(); };
  // Half of a character, as a program that cuts texts leaves of an emoji, cannot be sent: with it in one field nothing of
  // the page would arrive any more. A keyboard may send the two halves of a whole one after the other, so it is looked at
  // a moment later; and at once before the field is left.
  const HALVES = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;
  const mendHalves = (field) => {
    if (!field.matches || !field.matches('textarea, input:not([type=radio]):not([type=checkbox]):not([type=file])')) return;
    const whole = field.value.replace(HALVES, (at) => (at.length > 1 ? at : '\ufffd'));
    if (whole === field.value) return;
    const {selectionStart, selectionEnd} = field;
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, whole);
    if (selectionStart !== null) field.setSelectionRange(selectionStart, selectionEnd);
    field.dispatchEvent(new Event('input', {bubbles: true}));
  };
  window.addEventListener('input', (event) => { if (!event.isComposing) setTimeout(() => mendHalves(event.target), 30); }, true);
  window.addEventListener('focusout', (event) => mendHalves(event.target), true);
  // A whole book pasted by mistake would be sent with every click from then on. It is still where it was copied from.
  window.addEventListener('beforeinput', (event) => {
    const {target: field, data} = event, {most, too_much: words} = doc.__words;
    if (!data || typeof field.value !== 'string' || field.value.length + data.length <= most) return;
    event.preventDefault();
    if (note.dataset.cut) return;
    note.textContent = words;
    setTimeout(() => { if (note.textContent === words) note.textContent = ''; }, 8000);
  }, true);
  // Once a frame, and of the page only what has changed: a page that is drawn changes thousands of times, and
  // after an answer nearly all of it is as it was.
  const NAMING = `summary, h2, h3, ${FIELD}`;
  let isWhole = true, isNaming = true, isDue = false, changed = new Set(), drawn = new Set();
  const has = (one, places) => one.nodeType === Node.ELEMENT_NODE && (one.matches(places) || Boolean(one.querySelector(places)));
  const gather = ({type, target, addedNodes, removedNodes}) => {
    const place = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
    if (type !== 'childList') changed.add(target);
    for (const one of addedNodes) drawn.add(one);
    if (place) changed.add(place);
    isNaming = isNaming || Boolean(place && place.closest(NAMING))
      || [...addedNodes, ...removedNodes].some((one) => has(one, NAMING));
  };
  const rowsOf = (places) => {
    const rows = new Set();
    for (const place of places) {
      if (!place.closest) continue;
      for (let row = place.closest(ROWS); row && !rows.has(row); row = row.parentElement && row.parentElement.closest(ROWS)) rows.add(row);
    }
    return rows;
  };
  const words = () => {
    const all = isWhole, naming = isNaming || isWhole, changes = [...changed], parts = [...drawn].filter((one) => one.isConnected);
    isWhole = isNaming = isDue = false;
    changed = new Set();
    drawn = new Set();
    name();
    if (all) translate(doc.body);
    else { parts.forEach(translate); changes.filter((one) => one.isConnected).forEach(translateOne); }
    const inner = parts.flatMap((one) => (one.querySelectorAll ? [one, ...one.querySelectorAll(ROWS)] : []));
    (all ? doc.querySelectorAll(ROWS) : rowsOf([...changes, ...inner])).forEach(tellApart);
    if (naming) ofWhat();
  };
  const later = () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(words);
  };
  doc.__document = () => { isWhole = true; learn(); later(); };
  new MutationObserver((records) => { records.forEach(gather); look(); later(); }).observe(doc.body,
    {childList: true, subtree: true, characterData: true, attributes: true,
      attributeFilter: ['data-test-connection-state', ...ATTRIBUTES]});
  doc.__document();
  look();
  // On paper nobody unfolds: everything folded is opened for it, and folded again afterwards.
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...doc.querySelectorAll('[data-testid="stMain"] details:not([open])')];
    opened.forEach((part) => { part.open = true; });
  });
  window.addEventListener('afterprint', () => {
    opened.forEach((part) => { part.open = false; });
    opened = [];
  });
}
