// Each deed has its turn. What changes within one moment goes to the server in one message that names only the
// first part of the page it happened in; a press or a choice in another part is then never looked at. A finger
// that leaves a text by tapping a button does both in one moment, and so does a busy browser with two clicks.
// So a click that comes before the last change has gone waits for it, and then follows in its order.
export default function () {
  const doc = document;
  if (doc.__turns) return;
  const PAUSE = 40;
  // Neither links nor inputs that a script clicks for its own ends, to save or to choose a file.
  const CHANGES = 'button, summary, label, [data-testid="stPageLink-NavLink"], input[type=radio], input[type=checkbox], '
    + '[role=option], [role=tab], [role=checkbox], [role=radio]';
  const waiting = [];
  let isTaken = false, isFollowing = false, timer = null, label = null;
  const take = () => {
    isTaken = true;
    clearTimeout(timer);
    timer = setTimeout(next, PAUSE);
  };
  const next = () => {
    isTaken = false;
    const place = waiting.shift();
    if (!place) return;
    take();
    // Where it was drawn anew meanwhile, nobody knows what stands there now: better no click than a wrong one.
    if (!place.isConnected) return;
    isFollowing = true;
    place.click();
    isFollowing = false;
  };
  doc.__turns = take;
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
    // A label passes its click on to what it labels, within the same turn.
    const isPassedOn = label && place.labels && [...place.labels].includes(label);
    label = null;
    if (isTaken && !isPassedOn) {
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting.push(event.target.click ? event.target : place);
      return;
    }
    if (place.matches('label')) label = place;
    take();
  }, true);
}
