// Keys of the intake screen. Each press is numbered and kept here until the server says that it has
// seen it, so that quick typing, a slow line or a restarted server loses none and counts none twice.
export default function (component) {
  const doc = document;
  const mine = doc.__intake || (doc.__intake = {queue: [], next: 1, focused: null});
  const data = component.data || {};
  mine.data = data;
  mine.set = component.setStateValue;
  const send = () => mine.set('pressed', {session: mine.data.session, events: mine.queue, at: Date.now()});
  const isAnother = mine.session !== undefined && mine.session !== data.session;
  mine.session = data.session;
  if (!isAnother) mine.queue = mine.queue.filter(([number]) => number > data.ack);
  // What was pressed while this stood elsewhere on the page, or in another session, is said here.
  const isElsewhere = mine.parent !== component.parentElement;
  mine.parent = component.parentElement;
  if ((isAnother || isElsewhere) && mine.queue.length) send();
  if (data.focus && mine.focused !== data.stamp) {
    mine.focused = data.stamp;
    const find = (tries) => {
      const field = doc.querySelector(data.focus);
      if (field) field.focus(); else if (tries) setTimeout(() => find(tries - 1), 50);
    };
    find(40);
  }
  mine.send = send;
  if (mine.listens) return;
  mine.listens = true;

  const FIELDS = 'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true]';
  const OPEN = '[role=dialog], [data-testid=stPopoverBody]';
  const NAMES = {
    ArrowLeft: 'previous', ArrowRight: 'next', n: 'not_applicable', N: 'not_applicable',
    d: 'declined', D: 'declined', '?': 'dont_know', '？': 'dont_know', u: 'undo', U: 'undo', y: 'redo', Y: 'redo', p: 'park', P: 'park',
  };
  const SLASH = ['/', '、', '／'];
  const press = (name) => {
    mine.queue.push([mine.next, name]);
    mine.next += 1;
    mine.send();
  };
  // What the line swallowed is said again.
  setInterval(() => { if (mine.queue.length && doc.querySelector('.st-key-intake_item')) mine.send(); }, 2000);

  const isDone = (event, room) => room && room.contains(event.target) && !event.isComposing && event.keyCode !== 229
    && (event.key === 'Escape' || (event.key === 'Enter' && event.target.matches('input')));
  // A field that is done with lets go at once, after it has taken its key: the next one is for the page.
  doc.addEventListener('keydown', (event) => {
    const at = event.target;
    if (at.matches && at.matches(FIELDS) && isDone(event, doc.querySelector('.st-key-intake_item'))) at.blur();
  });
  doc.addEventListener('keydown', (event) => {
    const room = doc.querySelector('.st-key-intake_item');
    // While a Chinese word is being composed, every key belongs to it.
    if (!room || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    if (at.matches && at.matches(FIELDS)) {
      if (isDone(event, room)) setTimeout(() => at.blur(), 0);
      return;
    }
    if (doc.querySelector(OPEN)) return;
    const take = () => { event.preventDefault(); event.stopImmediatePropagation(); };
    if (SLASH.includes(event.key)) {
      const note = doc.querySelector('.st-key-intake_note textarea');
      if (!note) return;
      take();
      note.focus();
      note.setSelectionRange(note.value.length, note.value.length);
      return;
    }
    if (/^[0-9]$/.test(event.key)) {
      const number = doc.querySelector('.st-key-intake_number input');
      if (number) {
        // The key itself is typed into the field.
        number.focus();
        number.select();
        return;
      }
      take();
      if (!event.repeat) press(event.key);
      return;
    }
    const name = NAMES[event.key];
    if (!name) return;
    take();
    if (!event.repeat || event.key.startsWith('Arrow')) press(name);
  }, true);
}
