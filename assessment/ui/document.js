// Sets what belongs to the document as a whole, where the framework leaves it as it is for an English page.
// Remove a part when the framework does it.
export default function (component) {
  const doc = document;
  doc.documentElement.lang = component.data.lang;
  doc.__words = component.data;
  if (doc.__document) return;
  doc.__document = true;
  // The place to drop files has the role "presentation" and a name and focus as well, which contradict each other.
  const name = () => doc.querySelectorAll('[data-testid="stFileUploaderDropzone"][role="presentation"]')
    .forEach((zone) => zone.setAttribute('role', 'group'));
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
  const look = () => { name(); dialogs(); picks(); connection(); };
  new MutationObserver(look).observe(doc.body,
    {childList: true, subtree: true, attributes: true, attributeFilter: ['data-test-connection-state']});
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
