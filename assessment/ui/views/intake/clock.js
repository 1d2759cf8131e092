// Minutes used against the plan; it counts here, so that the page need not be drawn again for it.
export default function (component) {
  const {used, planned, running, limit, label} = component.data;
  const root = component.parentElement;
  const text = root.querySelector('.used'), plan = root.querySelector('.plan');
  clearInterval(root.__ticking);
  const shown = (seconds) => {
    const whole = Math.floor(seconds);
    return Math.floor(whole / 60) + ':' + String(whole % 60).padStart(2, '0');
  };
  const began = performance.now();
  const draw = () => {
    const more = running ? Math.min((performance.now() - began) / 1000, limit) : 0;
    text.textContent = shown(used + more);
    root.querySelector('.clock').classList.toggle('over', used + more > planned);
  };
  root.querySelector('.clock').setAttribute('aria-label', label);
  plan.textContent = ' / ' + shown(planned);
  draw();
  if (running) root.__ticking = setInterval(draw, 1000);
  return () => clearInterval(root.__ticking);
}
