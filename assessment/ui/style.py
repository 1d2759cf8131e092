"""The page's own style on top of the theme in `.streamlit/config.toml`: no user text ever comes near it."""

from assessment.charts.theme import DARK, LIGHT


STYLE = """<style>
:root { --page: PAPER; --accent: ACCENT; --line: color-mix(in srgb, currentColor 16%, transparent); --soft: color-mix(in srgb, currentColor 62%, transparent); }
.stMainBlockContainer, [data-testid="stMainBlockContainer"] { max-width: 880px; padding: 1.2rem 1.5rem 5rem; }
[data-testid="stHeader"] { background: transparent; height: 2.2rem; }
h1 { font-size: 1.9rem; line-height: 1.3; letter-spacing: .01em; padding: .4rem 0 .2rem; text-wrap: balance; }
h2 { font-size: 1.3rem; line-height: 1.45; padding: 1.4rem 0 .3rem; }
h3 { font-size: 1.06rem; line-height: 1.5; padding: .6rem 0 .1rem; }
p, li, label { line-height: 1.75; }
[data-testid="stCaptionContainer"] p { line-height: 1.65; }

/* The head of every page */
.st-key-head { border-bottom: 1px solid var(--line); padding-bottom: .5rem; margin-bottom: .4rem; }
.st-key-head [data-testid="stPageLink-NavLink"] { padding: .35rem .6rem; min-height: 2.5rem; }
.st-key-brand p { font-weight: 700; letter-spacing: .04em; }

/* Questions: each choice is a card; the ways to have no answer stay small */
[class*="st-key-q_"] { padding: 1.1rem 1.1rem .7rem; gap: .7rem; scroll-margin-top: 5rem; }
[class*="st-key-q_"] [data-testid="stRadioGroup"], [class*="st-key-q_"] [role="radiogroup"] { gap: .45rem; flex-direction: row; flex-wrap: wrap; }
[class*="st-key-q_"] [data-testid="stRadioGroup"] > div { width: 100%; }
[class*="st-key-q_"] [data-testid="stRadioOption"] {
  width: 100%; box-sizing: border-box; border: 1px solid var(--line); border-radius: .6rem; padding: .62rem .85rem; margin: 0;
  min-height: 2.75rem; align-items: center; transition: border-color .12s, background .12s; }
[class*="st-key-q_"] [data-testid="stRadioOption"]:hover { border-color: var(--accent); }
[class*="st-key-q_"] [data-testid="stRadioOption"]:has(input:checked) {
  border-color: var(--accent); background: color-mix(in srgb, var(--accent) 10%, transparent); }
[class*="st-key-q_"] [data-testid="stRadioOption"]:has(input:focus-visible) { outline: 2px solid var(--accent); outline-offset: 1px; }
[class*="st-key-q_"] [data-testid="stRadioGroup"] > div:nth-child(n+5) { width: auto; }
[class*="st-key-q_"] [data-testid="stRadioGroup"] > div:nth-child(n+5) [data-testid="stRadioOption"] { padding: .3rem .75rem; min-height: 2.4rem; color: var(--soft); font-size: .92rem; }
[class*="st-key-q_"] [data-testid="stCheckbox"] { min-height: 1.7rem; }
[class*="st-key-q_"] [data-testid="stCheckbox"] label { padding: .25rem 0; }
[class*="st-key-q_"] [data-testid="stExpander"] details { border: none; background: transparent; }
[class*="st-key-q_"] [data-testid="stExpander"] summary { padding-left: 0; color: var(--soft); font-size: .9rem; }

/* Section chips scroll sideways on a phone */
.st-key-sections [data-testid="stButtonGroup"] > div { flex-wrap: wrap; gap: .35rem; }
.st-key-bar { position: sticky; top: 0; z-index: 20; background: var(--page); padding: .45rem 0 .3rem; }

/* The verdict */
.st-key-verdict { border: 1px solid var(--line); border-left: .35rem solid var(--accent); border-radius: .7rem; padding: 1.1rem 1.3rem; }
.st-key-verdict h1 { font-size: 2.3rem; padding: 0; }
[class*="st-key-step_"] { border-bottom: 1px solid var(--line); padding: .5rem 0 .8rem; }
[class*="st-key-narrow_"] { display: none; }

@media (max-width: 640px) {
  .stMainBlockContainer, [data-testid="stMainBlockContainer"] { padding: .6rem .9rem 4rem; }
  h1 { font-size: 1.5rem; } .st-key-verdict h1 { font-size: 1.9rem; }
  .st-key-sections [data-testid="stButtonGroup"] > div { flex-wrap: nowrap; overflow-x: auto; padding-bottom: .3rem; scrollbar-width: none; }
  .st-key-sections [data-testid="stButtonGroup"] button { flex: 0 0 auto; }
  .st-key-brand p { display: none; } .st-key-head { gap: .2rem !important; }
  [class*="st-key-narrow_"] { display: flex; } [class*="st-key-wide_"] { display: none; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
@media print { [data-testid="stHeader"], .st-key-head, .stButton { display: none; } }
</style>"""


def css(*, dark: bool) -> str:
    """Return the style for a light or a dark page."""
    colours = DARK if dark else LIGHT
    return STYLE.replace("PAPER", colours.paper).replace("ACCENT", colours.accent)
