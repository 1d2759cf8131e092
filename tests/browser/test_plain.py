"""`plain` against the real thing: what Streamlit makes of it in a browser."""

import json
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assessment.ui.format import JOINER
from tests.browser.conftest import Visit
from tests.browser.server import Server

pytestmark = pytest.mark.browser

CONSTRUCTS = """
![x](http://127.0.0.1:9/p.png)|[x](javascript:alert(1))|<b>x</b>|<img src=x onerror=alert(1)>
http://a.cn/x|HTTPS://A.CN|www.a.cn|a@b.cn|mailto:a@b.cn|[^1]|[x]: http://a.cn|**x**|__x__|*x*|_x_
a_b_c|~~x~~|~x~|`x`|==x==|$x$|$$x$$|a$b$c|:red[x]|:red-background[x]|:material/home:|:smile:|:+1:
:small[x]|:gray-badge[x]|::x::|:streamlit:|# h|###### h|> q|- l|+ l|* l|1. l|1) l|12. l|- [ ] t|***
---|___|-|+|1.|#|=|>|===|a -> b|a <- b|a <-> b|a -- b|a --- b|a >= b|a <= b|a ~= b|->|<-|--|&lt;
&#60;|&copy;|&copy|a & b|a\\b|\\|a\\*b|new-merchant (period)! really?|12:30|note: x|{x}|%{x}|"q" 'q'
...|-1|店（旗舰）“一”|「店」、『铺』|全角：＊＃|é ñ ü|👍|<!-- x -->|<?x?>|H~2~O^2^|[[x]]|(c)|+86 10|#1 店|50 %
"""
TEXTS = [text for line in CONSTRUCTS.strip().splitlines() for text in line.split("|")]
PAIRED = ["*", "_", "`", "[", "](x)", "<", "&", ":", "-", "\\", "~", "$", "!"]
MIXED = [f"{one}a{two} {two}b{one}" for one, two in product(PAIRED, repeat=2)]


def test_every_text_is_shown_as_typed(
    executable: str, visit: Visit, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    assert executable
    texts = [*TEXTS, *MIXED]
    file = tmp_path / "texts.json"
    file.write_text(json.dumps(texts), encoding="utf-8")
    script = str(Path(__file__).with_name("plain_page.py").relative_to(Path.cwd()))
    env = {"TEXTS": str(file), "PYTHONPATH": str(Path.cwd())}
    with Server(tmp_path, script, "_stcore/health", env) as server:
        page = visit(server.url())
        expect(page.locator("#all-there")).to_be_attached()
        expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0)
        shown: list[list[str]] = page.evaluate(
            """count => Array.from({length: count}, (_, number) =>
                Array.from(document.querySelectorAll(
                    `.st-key-text_${number} [data-testid=stMarkdownContainer], ` +
                    `.st-key-text_${number} [data-testid=stCaptionContainer]`),
                  one => one.textContent.trim() + '\\n' +
                    Array.from(one.querySelectorAll('*'), part => part.tagName).join()))""",
            len(texts),
        )
    for text, places in zip(texts, shown, strict=True):
        with subtests.test(text=text):
            label = text.strip()
            assert [place.replace(JOINER, "") for place in places] == [
                f"{label}\nP",
                f"{label}\nP",
                f"{label}\nP",
                f"a {label} b\nUL,LI,STRONG",
            ]
