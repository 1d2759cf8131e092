"""What waits to be sent to a browser: a part of a page goes out in one go, and never waits for long."""

import asyncio

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue

from assessment.ui.message_queue import send_parts_at_once


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ForwardMsgQueue, "flush", ForwardMsgQueue.flush)


def begun(*parts: str) -> ForwardMsg:
    """Return the beginning of a drawing: of parts, or of the whole page."""
    message = ForwardMsg()
    message.new_session.name = "page"
    message.metadata.run.fragment_ids.extend(parts)
    return message


def text(body: str) -> ForwardMsg:
    """Return something drawn."""
    message = ForwardMsg()
    message.metadata.delta_path.extend([0, len(body)])
    message.delta.new_element.text.body = body
    return message


def ended() -> ForwardMsg:
    """Return the end of a drawing."""
    message = ForwardMsg()
    message.script_finished = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    return message


def running(*, still: bool = True) -> ForwardMsg:
    """Return word of whether something is being drawn."""
    message = ForwardMsg()
    message.session_status_changed.script_is_running = still
    return message


def sent(*waiting: ForwardMsg) -> int:
    """Return how many of these messages go out at once."""

    async def flushed() -> int:
        send_parts_at_once(lambda: None)
        queue = ForwardMsgQueue()
        for message in waiting:
            queue.enqueue(message)
        return len(queue.flush())

    return asyncio.run(flushed())


def test_a_part_is_sent_once_it_is_drawn() -> None:
    assert sent(begun("a"), text("x")) == 0
    assert sent(begun("a"), text("x"), ended()) == 3


def test_of_a_part_that_is_drawn_nobody_needs_to_know_that_it_was_running() -> None:
    assert sent(begun("a"), running(), text("x"), ended(), running(still=False)) == 4
    assert sent(begun(), running(), text("x"), ended(), running(still=False)) == 5


def test_a_whole_page_is_sent_as_it_is_drawn() -> None:
    assert sent(begun(), text("x")) == 2


def test_what_was_drawn_to_its_end_does_not_wait_for_the_next_part() -> None:
    assert sent(begun("a"), text("x"), ended(), begun("b")) == 4


def test_a_part_that_is_drawn_slowly_goes_out_though_nothing_more_comes() -> None:
    async def flushed() -> list[int]:
        asked, queue = asyncio.Event(), ForwardMsgQueue()
        send_parts_at_once(asked.set)
        queue.enqueue(begun("a"))
        queue.enqueue(text("x"))
        before = len(queue.flush())
        await asked.wait()
        return [before, len(queue.flush())]

    assert asyncio.run(flushed()) == [0, 2]
