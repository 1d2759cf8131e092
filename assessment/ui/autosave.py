"""Saves text while it is being typed, and scrolls to a question: a component without looks.

A text area commits on blur or Ctrl+Enter only. This presses that Ctrl+Enter
about a second after the last keystroke, never during the composition of a
Chinese word, and when the page is hidden or closed. While the connection is
down it waits; once it is back it forces one rerun, which carries the value of
every widget to the server.
"""

from typing import Any

import streamlit as st

PAUSE_MS = 900

JS = """
export default function (component) {
  const doc = document;
  doc.__autosaveSend = component.setTriggerValue;
  const target = component.data && component.data.scroll;
  if (target && doc.__autosaveScrolled !== component.data.stamp) {
    doc.__autosaveScrolled = component.data.stamp;
    const find = (tries) => {
      const found = doc.querySelector('.st-key-' + target);
      if (found) { found.scrollIntoView({block: 'start', behavior: 'instant'});
        const first = found.querySelector('input:not([type=hidden]), button'); if (first) first.focus({preventScroll: true}); }
      else if (tries) setTimeout(() => find(tries - 1), 100);
    };
    find(30);
  }
  if (doc.__autosave) return;
  doc.__autosave = true;
  let timer = null, field = null;
  const press = (el) => el.dispatchEvent(new KeyboardEvent('keydown',
    {key: 'Enter', code: 'Enter', keyCode: 13, ctrlKey: true, bubbles: true, cancelable: true}));
  const commit = () => {
    clearTimeout(timer);
    const el = field;
    if (!el || !el.isConnected) { field = null; return; }
    if (el.disabled) { el.__waited = true; timer = setTimeout(commit, 1000); return; }
    field = null;
    press(el);
    if (el.__waited) { el.__waited = false; doc.__autosaveSend('flush', Date.now()); }
  };
  const arm = (event) => {
    const el = event.target;
    if (!el.matches || !el.matches('textarea') || event.isComposing) return;
    field = el;
    clearTimeout(timer);
    timer = setTimeout(commit, PAUSE);
  };
  doc.addEventListener('input', arm, true);
  doc.addEventListener('compositionend', arm, true);
  doc.addEventListener('visibilitychange', () => { if (doc.visibilityState === 'hidden') commit(); });
  window.addEventListener('beforeunload', commit);
  window.addEventListener('pagehide', commit);
}
""".replace("PAUSE", str(PAUSE_MS))


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component("autosave", js=JS)


def mount(scroll_to: str | None = None, stamp: str = "") -> None:
    """Put the component on the page; scroll to a container once for each stamp."""
    _component()(
        key="autosave",
        data={"scroll": scroll_to, "stamp": stamp},
        on_flush_change=lambda: None,
    )
