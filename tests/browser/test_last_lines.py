"""On a narrow phone no line of a paragraph holds only its last character: a unit, half of a word."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.questionnaire import settled
from tests.browser.server import Server

pytestmark = pytest.mark.browser

LEFT_OVER = """() => {
  const found = [], line = document.createRange();
  for (const one of document.querySelectorAll('[data-testid=stMain] :is(p, li, summary)')) {
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), places = [];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (let at = 0; at < text.data.length; at += 1) if (text.data[at].trim()) places.push([text, at]);
    }
    if (places.length < 8 || !one.checkVisibility()) continue;
    const [before, last] = places.slice(-2).map(([text, at]) => {
      line.setStart(text, at);
      line.setEnd(text, at + 1);
      return line.getBoundingClientRect();
    });
    if (last.height && last.top >= before.bottom - 1) found.push(one.textContent);
  }
  return found;
}"""


def test_no_last_line_is_one_character(server: Server, visit: Visit) -> None:
    server.service.examples.add()
    done = next(card.id for card in server.service.assessments.recent() if card.stage == "growth")
    page = settled(visit(server.url("results", a=done, lang="zh"), width=320))

    assert page.evaluate(LEFT_OVER) == []
