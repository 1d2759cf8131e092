// A copy of everything given on a page, in the browser's storage, until the page says that the store has it.
// Beside the inputs of each place stands an element with `data-copy`: {s: scope, p: place, x: {part, or '' for all
// of them: when it was decided upon last}, r: its revision, k: {part: fingerprints of what is stored}, w: {class of an input: part}, u: {part: unsent choice}}.
// An entry goes when what it holds is stored, or was decided upon. What is left from before, or does not arrive
// by itself, is handed in; `browser_copy.py` saves it or asks. Without storage all of it works but the return.
const PREFIX = 'unsent|', DAY = 864e5, PATIENCE = 4000, SETTLED = 2000;

const table = Array.from({length: 256}, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c >>> 0;
});
const fingerprint = (held) => {
  const bytes = new TextEncoder().encode(typeof held === 'string' ? held.trim() : held.join(','));
  let c = 0xffffffff;
  for (const byte of bytes) c = table[(c ^ byte) & 255] ^ (c >>> 8);
  return bytes.length ? `${bytes.length}-${((c ^ 0xffffffff) >>> 0).toString(16)}` : '';
};

const stored = (deed) => { try { return deed(window.localStorage); } catch { return null; } };
const write = (entry) => stored((box) => box.setItem(entry.key, JSON.stringify(entry)));
const keys = () => stored((box) => Object.keys(box).filter((key) => key.startsWith(PREFIX))) || [];
const read = (key) => { try { return JSON.parse(window.localStorage.getItem(key)); } catch { return null; } };

const isTyped = (entry) => entry.place.startsWith('typed:');
const TEXT = 'textarea, input:not([type=radio]):not([type=checkbox]):not([type=hidden])';
const held = (place) => {
  const text = place.querySelector(TEXT);
  if (text) return text.value;
  const marks = [...place.querySelectorAll('input[type=radio], input[type=checkbox]')];
  if (marks.length) return marks.flatMap((one, n) => (one.checked ? [n] : []));
  return [...place.querySelectorAll('button:is([aria-pressed], [aria-checked])')]
    .flatMap((one, n) => (one.matches('[aria-pressed=true], [aria-checked=true]') ? [n] : []));
};

function begin() {
  const doc = document, me = Math.random().toString(36).slice(2), pending = new Map(), living = new Set();
  let data = {scopes: [], seen: [], places: []}, send = () => {}, session = null, adopting = null, asked = 0, box = null;

  const app = () => doc.querySelector('[data-testid="stApp"]');
  const isIdle = () => app() && app().dataset.testScriptState === 'notRunning'
    && app().dataset.testConnectionState === 'CONNECTED';

  const cache = new WeakMap();
  const notes = () => [...doc.querySelectorAll('[data-copy]')].map((one) => {
    const text = one.dataset.copy, known = cache.get(one);
    if (known && known.text === text) return known.note;
    const note = JSON.parse(text);
    cache.set(one, {text, note});
    return note;
  });
  // What the page says of a place: beside its inputs, else with the script.
  const noteOf = (entry) => {
    const isIts = (one) => one.s === entry.scope && one.p === entry.place;
    const here = notes().find(isIts), told = data.places.find(isIts);
    if (!here || !told) return here || told;
    const x = {...here.x};
    for (const [part, time] of Object.entries(told.x)) x[part] = Math.max(x[part] || 0, time);
    return {...here, x};
  };
  const find = (target) => {
    const known = new Map();
    for (const note of notes()) for (const [name, part] of Object.entries(note.w)) known.set(name, {note, part});
    for (let place = target; place && place.classList; place = place.parentElement) {
      for (const name of place.classList) if (known.has(name)) return {...known.get(name), name, place};
    }
    return null;
  };
  const inputOf = (entry) => {
    const note = notes().find((one) => one.s === entry.scope && one.p === entry.place);
    const found = note && Object.entries(note.w).find(([, part]) => part === entry.part);
    return found ? doc.querySelector('.' + CSS.escape(found[0])) : null;
  };

  // Several people may sign in with one browser, and several links be opened in it: each gets back their own.
  const owner = (scope) => (scope === data.anyPage ? data.visitor : data.person) || '';
  const isOurs = (entry) => (entry.person || '') === owner(entry.scope);
  const forget = (entry) => {
    pending.delete(entry.key);
    stored((storage) => storage.removeItem(entry.key));
  };
  const decidedOn = (note, part) => Math.max(note.x[''] || 0, note.x[part] || 0);
  const keep = (note, part, name, value, isGiven) => {
    const key = [PREFIX.slice(0, -1), note.s, note.p, part, me].join('|');
    const before = pending.get(key), kept = note.k[part] || [''];
    if (!before && kept.includes(fingerprint(value))) return;
    if (before && before.name === name && fingerprint(before.held) === fingerprint(value) && before.given >= isGiven) return;
    const entry = {
      key, scope: note.s, place: note.p, part, held: value, base: before ? before.base : kept[0],
      revision: before ? before.revision : note.r, given: isGiven, time: Date.now(), x: decidedOn(note, part), name, doc: me,
      person: owner(note.s),
    };
    pending.set(key, entry);
    write(entry);
  };
  const look = (target, isGiven) => {
    const found = target.isConnected && find(target);
    if (found) keep(found.note, found.part, found.name, held(found.place), isGiven);
  };

  const isLine = (target) => target.matches && target.matches('input') && !target.matches('[type=radio], [type=checkbox]');
  doc.addEventListener('input', (event) => {
    if (event.target.matches && event.target.matches('[role=combobox]')) return;
    if (!event.isComposing) look(event.target, !isLine(event.target));
  }, true);
  doc.addEventListener('compositionend', (event) => look(event.target, !isLine(event.target)), true);
  // What a click does to a choice shows after it; and a click may be held back for its turn.
  const later = (target) => [0, 60, 200].forEach((wait) => setTimeout(() => look(target, true), wait));
  doc.addEventListener('change', (event) => {
    // What is typed into a list only looks for an option.
    if (event.target.matches && event.target.matches('[role=combobox]')) return;
    look(event.target, true);
    if (!isLine(event.target)) later(event.target);
  }, true);
  doc.addEventListener('focusout', (event) => {
    if (isLine(event.target) && pending.size) {
      const found = find(event.target);
      const entry = found && [...pending.values()].find((one) => one.name === found.name && !one.given);
      if (entry) look(event.target, true);
    }
  }, true);
  doc.addEventListener('pointerdown', (event) => {
    const open = doc.querySelector('[role=combobox][aria-expanded=true]');
    if (open) box = open;
    if (event.target.closest && event.target.closest('[data-testid="stNumberInput"] button')) later(event.target);
  }, true);
  doc.addEventListener('click', (event) => {
    const at = event.target.closest && event.target.closest('button, label, [role=option]');
    if (!at) return;
    if (at.matches('[role=option]')) { if (box) later(box); return; }
    if (!at.closest('[data-testid="stTextInput"], [data-testid="stTextArea"]')) later(at);
  }, true);
  doc.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || !isLine(event.target)) return;
    if (event.target.matches('[role=combobox]')) later(event.target); else look(event.target, true);
  }, true);

  // What is unsent and came from no input: the server has it, and a reload would take it away.
  const copyUnsent = () => {
    for (const note of notes()) {
      for (const [part, value] of Object.entries(note.u)) {
        const isHere = [...pending.values()].some((one) => one.scope === note.s && one.place === note.p && one.part === part);
        if (!isHere) keep(note, part, null, value, true);
      }
    }
  };

  const settle = () => {
    const now = Date.now(), said = new Map(data.seen.map(([key, time, isDone]) => [key, {time, isDone}]));
    for (const entry of [...pending.values()]) {
      const note = noteOf(entry), seen = said.get(entry.key);
      if (seen && seen.time === entry.time && seen.isDone) { forget(entry); continue; }
      if (!note) continue;
      if (decidedOn(note, entry.part) > entry.x) { forget(entry); continue; }
      const kept = note.k[entry.part] || [''], isSame = kept.includes(fingerprint(entry.held));
      const isNews = !kept.includes(entry.base);
      if (isSame && (isNews || (isIdle() && now - entry.time > SETTLED))) { forget(entry); continue; }
      // Saved in between by this very input: what follows was typed over that.
      const isMine = note.w && note.w[entry.name] === entry.part && entry.doc === me;
      if (!isSame && isMine && (isNews || note.r !== entry.revision)) {
        entry.base = kept[0];
        entry.revision = note.r;
        write(entry);
      }
    }
  };
  const duePieces = () => {
    const said = new Map(data.seen.map(([key, time]) => [key, time])), now = Date.now();
    return [...pending.values()].filter((entry) => {
      if (!isOurs(entry) || !data.scopes.includes(entry.scope) || said.get(entry.key) === entry.time) return false;
      if (isTyped(entry) && !entry.old && inputOf(entry)) return false;
      if (entry.old) return true;
      const input = inputOf(entry);
      if (!input) return now - entry.time > SETTLED;
      const isBeingTyped = input.contains(doc.activeElement) && fingerprint(held(input)) === fingerprint(entry.held);
      return entry.given && now - entry.time > PATIENCE && !(isBeingTyped && now - entry.time < 2 * PATIENCE);
    });
  };
  // Handing in draws the whole page anew. That would close a window over it, and stop what a click has just begun.
  const isInTheWay = () => !isIdle() || doc.querySelector('[role=dialog]') || (doc.__isAwaiting && doc.__isAwaiting());
  const handIn = () => {
    const now = Date.now(), due = pending.size && now - asked >= PATIENCE && !isInTheWay() ? duePieces() : [];
    if (!due.length) return;
    asked = now;
    send({session: data.session, at: now, copies: due.map(({key, time, scope, place, part, held: value, base, revision, given}) => (
      {key, time, scope, place, part, held: value, base, revision, given}))});
    if (doc.__turns) doc.__turns();
  };
  const tick = () => {
    copyUnsent();
    if (!pending.size) return;
    settle();
    handIn();
  };

  // What other pages of this browser left behind; those that are still open answer for themselves.
  const adopt = () => {
    adopting = null;
    for (const key of keys()) {
      const entry = read(key);
      if (!entry || Date.now() - entry.time > 30 * DAY) stored((storage) => storage.removeItem(key));
      else if (entry.doc !== me && !living.has(entry.doc) && isOurs(entry) && data.scopes.includes(entry.scope) && !pending.has(key)) {
        pending.set(key, {...entry, old: true});
      }
    }
    tick();
  };
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('unsent') : null;
  if (channel) {
    channel.onmessage = ({data: {who, here}}) => {
      if (who) channel.postMessage({here: me});
      if (here) living.add(here);
    };
  }
  const inherit = () => {
    living.clear();
    if (channel) channel.postMessage({who: me});
    clearTimeout(adopting);
    adopting = setTimeout(adopt, 300);
  };

  // What a button gives is of interest as long as its field is there.
  const isUnsent = () => {
    if (doc.__flushTurns) doc.__flushTurns();
    settle();
    return [...pending.values()].some((one) => !isTyped(one) || inputOf(one));
  };
  window.addEventListener('beforeunload', (event) => {
    if (!isUnsent()) return;
    event.preventDefault();
    event.returnValue = '';
  });
  let waiting = null;
  new MutationObserver(() => {
    if (!waiting) waiting = setTimeout(() => { waiting = null; tick(); }, 50);
  }).observe(doc.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['data-copy', 'data-test-script-state']});
  setInterval(tick, 1000);

  const take = (told, handed) => {
    const isOther = session !== told.session, isMore = told.scopes.some((one) => !data.scopes.includes(one));
    data = told;
    send = handed;
    session = told.session;
    // Another session of the server knows nothing of what was on the way to the last one.
    if (isOther) { asked = 0; for (const entry of pending.values()) entry.old = entry.old || !inputOf(entry); }
    if (isOther || isMore) inherit();
    tick();
  };
  // Whether nothing that was left behind is still to be found, handed in or answered: the page draws nothing by itself.
  const isLookedThrough = () => adopting === null || keys().every((key) => pending.has(key));
  take.isAtRest = () => session !== null && isLookedThrough() && !duePieces().length;
  return take;
}

export default function (component) {
  const doc = document;
  doc.__copies = doc.__copies || begin();
  doc.__copies(component.data, (value) => component.setStateValue('handed', value));
}
