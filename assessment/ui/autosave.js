export default function (component) {
  const doc = document;
  doc.__autosaveSend = component.setTriggerValue;
  const target = component.data && component.data.scroll;
  const isWanted = target && doc.__autosaveScrolled !== component.data.stamp;
  if (isWanted) {
    doc.__autosaveScrolled = component.data.stamp;
    const find = (tries) => {
      const found = doc.querySelector('.st-key-' + target);
      if (found) {
        found.scrollIntoView({block: 'start', behavior: 'instant'});
        const first = found.querySelector('input:not([type=hidden]), button');
        if (first) first.focus({preventScroll: true});
      } else if (tries) setTimeout(() => find(tries - 1), 100);
    };
    find(30);
  }
  const section = component.data && component.data.section;
  if (section && doc.__autosaveSection !== section) {
    doc.__autosaveSection = section;
    // Another section is read from its head, whatever button at the foot led there.
    const main = doc.querySelector('[data-testid="stMain"]');
    if (main && !isWanted) main.scrollTop = 0;
    const show = (tries) => {
      const chip = doc.querySelector('.st-key-sections [aria-checked="true"]');
      if (chip) chip.parentElement.scrollLeft = chip.offsetLeft - chip.parentElement.offsetLeft - 24;
      else if (tries) setTimeout(() => show(tries - 1), 100);
    };
    setTimeout(() => show(30), 100);
  }
  if (doc.__autosave) return;
  doc.__autosave = true;
  const PAUSE = 900, LONGEST = 2000;
  let timer = null, field = null, since = 0;
  const press = (el) => el.dispatchEvent(new KeyboardEvent('keydown',
    {key: 'Enter', code: 'Enter', keyCode: 13, ctrlKey: true, bubbles: true, cancelable: true}));
  const commit = () => {
    clearTimeout(timer);
    since = 0;
    const el = field;
    if (!el || !el.isConnected) { field = null; return; }
    if (el.disabled) { el.__waited = true; timer = setTimeout(pause, 1000); return; }
    field = null;
    press(el);
    if (doc.__turns) doc.__turns();
    if (el.__waited) { el.__waited = false; doc.__autosaveSend('flush', Date.now()); }
  };
  // By itself it goes in its turn: in the message of a click, the click would not be looked at.
  const pause = () => { if (doc.__inTurn) doc.__inTurn(commit); else commit(); };
  const arm = (event) => {
    const el = event.target;
    if (!el.matches || !el.matches('textarea') || event.isComposing) return;
    field = el;
    clearTimeout(timer);
    // Without a pause in typing it goes out all the same, so that a crash takes little along.
    since = since || Date.now();
    timer = setTimeout(pause, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  };
  doc.addEventListener('input', arm, true);
  doc.addEventListener('compositionend', arm, true);
  // Escape closes what the text stands in, and the text with it.
  doc.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && field && event.target === field && !event.isComposing) commit();
  }, true);
  doc.addEventListener('visibilitychange', () => { if (doc.visibilityState === 'hidden') commit(); });
  window.addEventListener('beforeunload', commit);
  window.addEventListener('pagehide', commit);
}
