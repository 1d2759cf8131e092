"""What a server does by itself from time to time, whichever page is opened, or none."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.concurrency import run_in_threadpool

from assessment.instrument.problems import InstrumentError
from assessment.service import StoreError
from assessment.settings import settings
from assessment.ui.state.session import operator_service

LOG = logging.getLogger(__name__)

FIRST = 60.0
"""Seconds after the start: a first visitor does not wait for it."""
EVERY = 600.0
"""Seconds from one time to the next; what is due once a day is done once a day."""


@asynccontextmanager
async def kept_up(first: float = FIRST, every: float = EVERY) -> AsyncIterator[None]:
    """Look after the database as long as the server runs, and once more when it ends.

    Args:
        first: seconds until the first time.
        every: seconds between two times.
    """

    async def clock() -> None:
        wait = first
        while True:
            await asyncio.sleep(wait)
            await run_in_threadpool(keep_up)
            wait = every

    task = asyncio.create_task(clock())
    try:
        yield
    finally:
        task.cancel()
        await run_in_threadpool(keep_up, is_last=True)


def keep_up(*, is_last: bool = False) -> None:
    """Do it once; where it cannot be done it is put off, and the clock goes on."""
    try:
        operator_service().keep_up(settings().retention_days, is_last=is_last)
    except (StoreError, InstrumentError) as why:
        LOG.warning("what is due was put off: %s", type(why).__name__)
    except Exception:
        LOG.exception("what is due was put off")
