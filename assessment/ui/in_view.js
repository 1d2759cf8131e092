// Tells the server once that a part of the page comes near the screen, so that what is heavy is drawn only for those
// who get there. Parts that come near at once speak one after the other, each in its turn among the clicks: what
// changes within one moment goes to the server in one message, of which only the first part is looked at.
export default function (component) {
  const doc = document, root = component.parentElement;
  const place = (root.host || root).closest('[class*="st-key-awaited_"]');
  if (!place) return;
  place.__drawn = component.data.drawn;
  if (place.__drawn || place.__near) return;
  const APART = 80, AGAIN = 3000;
  const say = () => {
    const now = performance.now();
    doc.__nearAt = Math.max(now, (doc.__nearAt || 0) + APART);
    const near = () => {
      if (place.isConnected && !place.__drawn) component.setStateValue('near', Date.now());
    };
    setTimeout(() => { if (doc.__inTurn) doc.__inTurn(near); else near(); }, doc.__nearAt - now);
  };
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((one) => one.isIntersecting)) return;
    observer.disconnect();
    say();
    // A message in which another part spoke first is not looked at for this one.
    place.__again = setInterval(() => {
      if (place.isConnected && !place.__drawn) say(); else clearInterval(place.__again);
    }, AGAIN);
  }, {root: doc.querySelector('[data-testid="stMain"]'), rootMargin: '25% 0px'});
  // While the page is still being drawn, all of it stands at the top.
  const begin = () => {
    const app = doc.querySelector('[data-testid="stApp"]');
    if (app && app.dataset.testScriptState === 'notRunning') observer.observe(place);
    else setTimeout(begin, 150);
  };
  begin();
  place.__near = observer;
}
