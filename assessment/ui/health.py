"""Whether this process lives, and whether it can be worked with: for proxies, containers and people on call.

`/live` answers as long as the process does. `/ready` asks the database, so
that a replica whose database is away gets no visitors; many who ask at once
cost one question.
"""

import asyncio
import logging
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from assessment.instrument.problems import InstrumentError
from assessment.service import StoreError
from assessment.ui.routes import visitor_address
from assessment.ui.state.session import operator_service

LOG = logging.getLogger(__name__)

FRESH = 1.0
"""Seconds for which an answer of the database counts."""
PATIENCE = 5.0
"""Seconds after which a database that says nothing counts as away."""
UNSAVED = {"Cache-Control": "no-store"}


async def live(request: Request) -> JSONResponse:
    """Answer that the process lives, and from which address it was asked: behind a proxy the asker's own."""
    return JSONResponse({"status": "ok", "you": visitor_address(request)}, headers=UNSAVED)


def trouble() -> StoreError | InstrumentError | None:
    """Return why nobody can be served; None where everybody can."""
    try:
        operator_service().check_database()
    except (StoreError, InstrumentError) as error:
        return error
    return None


class Readiness:
    """Asks the database at most once at a time and once a second, whoever asks."""

    def __init__(self) -> None:
        self._asked = 0.0
        self._asking: asyncio.Task[StoreError | InstrumentError | None] | None = None
        self._was_ready = True

    async def answer(self, request: Request) -> JSONResponse:
        """Answer 200 where the database answers and its schema is right, else 503."""
        del request
        is_ready = await self.is_ready()
        if is_ready:
            return JSONResponse({"status": "ok"}, headers=UNSAVED)
        return JSONResponse({"status": "database"}, 503, headers=UNSAVED)

    async def is_ready(self) -> bool:
        """Whether visitors can be served."""
        if self._asking is None or (self._asking.done() and time.monotonic() - self._asked > FRESH):
            self._asking = asyncio.create_task(self._ask())
        try:
            why = await asyncio.wait_for(asyncio.shield(self._asking), PATIENCE)
        except TimeoutError:
            return False
        return why is None

    async def _ask(self) -> StoreError | InstrumentError | None:
        why = await run_in_threadpool(trouble)
        self._asked = time.monotonic()
        if (why is None) != self._was_ready:
            self._was_ready = why is None
            if why is None:
                LOG.warning("ready again")
            else:
                LOG.error("not ready: %s", type(why).__name__)
        return why
