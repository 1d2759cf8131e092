// Each deed has its turn. What changes within one moment goes to the server in one message that names only the
// first part of the page it happened in; a press or a choice in another part is then never looked at. A finger
// that leaves a text by tapping a button does both in one moment, and so does a busy browser with two clicks.
// So a click that comes before the last change has gone waits for it, and then follows in its order. What the page
// does by itself takes its turn too, so that it never shares the message of a click; and what draws the whole page
// anew waits until the last deed is answered: it would stop what that began, and close the window it opened.
export default function () {
  const doc = document;
  if (doc.__turns) return;
  const PAUSE = 40, ANSWERED = 3000;
  // Neither links nor inputs that a script clicks for its own ends, to save or to choose a file.
  const CHANGES = 'button, summary, label, [data-testid="stPageLink-NavLink"], input[type=radio], input[type=checkbox], '
    + '[role=option], [role=tab], [role=checkbox], [role=radio]';
  const waiting = [];
  let isTaken = false, isFollowing = false, timer = null, label = null, asked = -Infinity, isRunning = false;
  const take = () => {
    isTaken = true;
    asked = performance.now();
    isRunning = false;
    clearTimeout(timer);
    timer = setTimeout(next, PAUSE);
  };
  const next = () => {
    isTaken = false;
    const deed = waiting.shift();
    if (!deed) return;
    take();
    deed();
  };
  const follow = (target, place) => {
    // Where it was drawn anew meanwhile, nobody knows what stands there now: better no click than a wrong one.
    // A button whose words alone were drawn anew is the same button.
    const hit = target.click && target.isConnected ? target : place;
    if (!hit.isConnected) return;
    isFollowing = true;
    hit.click();
    isFollowing = false;
  };
  doc.__turns = take;
  doc.__inTurn = (deed) => {
    if (isTaken) { waiting.push(deed); return; }
    take();
    deed();
  };
  const isChoice = (place) => place.matches('input[type=radio], input[type=checkbox]')
    || (place.matches('label') && Boolean(place.querySelector('input[type=radio], input[type=checkbox]')));
  // Whether a deed is on its way: nothing is, once the page was drawn after it, or where it led to no drawing.
  doc.__isAwaiting = () => isTaken || performance.now() - asked < ANSWERED;
  new MutationObserver((changes) => {
    const states = [...changes.slice(1).map((one) => one.oldValue), changes.at(-1).target.dataset.testScriptState];
    for (const state of states) {
      if (state === 'running') isRunning = true;
      else if (isRunning && state === 'notRunning') { isRunning = false; asked = -Infinity; }
    }
  }).observe(doc.body, {subtree: true, attributes: true, attributeOldValue: true, attributeFilter: ['data-test-script-state']});
  // Who leaves the page has clicked all the same: what follows from it is copied, and comes back.
  doc.__flushTurns = () => { while (waiting.length) next(); };
  doc.addEventListener('focusout', (event) => {
    if (event.target.matches && event.target.matches('textarea, input')) take();
  }, true);
  doc.addEventListener('change', take, true);
  doc.addEventListener('click', (event) => {
    const place = event.target.closest && event.target.closest(CHANGES);
    // A window for choosing files opens only at once, and changes nothing until one is chosen.
    if (!place || place.closest('[data-testid="stFileUploader"]') || isFollowing) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    // A choice takes the focus only once it is made: the text that is left by it goes first, and then has its turn.
    const left = doc.activeElement;
    if (left && left.matches('textarea, input:not([type=radio]):not([type=checkbox])') && isChoice(place)) left.blur();
    // A label passes its click on to what it labels, within the same turn.
    const isPassedOn = label && place.labels && [...place.labels].includes(label);
    label = null;
    // Whoever chooses in a list has opened it before, and has left nothing else: the list would be gone by its turn.
    if (isTaken && !isPassedOn && !place.matches('[role=option]')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const {target} = event;
      waiting.push(() => follow(target, place));
      return;
    }
    if (place.matches('label')) label = place;
    take();
  }, true);
}
