"""Handing out evidence files: as pictures or downloads, never as pages.

Whoever has the address of an assessment may see its files, as they may see
its pages: assessment ids cannot be guessed.
"""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from assessment.service.evidence import EvidenceFile
from assessment.service.evidence_types import ENDINGS, PICTURES
from assessment.store.errors import StoreError
from assessment.ui.session import service

SAFE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Whatever a file holds, a browser runs none of it."""


async def evidence(request: Request) -> Response:
    """Return one file of an assessment; 404 where it has no such file."""
    found = await run_in_threadpool(_found, request.path_params["assessment"], request.path_params["sha256"])
    if found is None:
        return PlainTextResponse("404", status_code=404)
    file, content = found
    # Only the kinds we know ever leave with their own type.
    known = file.media_type if file.media_type in ENDINGS else "application/octet-stream"
    how = "inline" if file.media_type in PICTURES else "attachment"
    return Response(
        content,
        media_type=known,
        headers={
            "Content-Disposition": f"{how}; filename*=UTF-8''{quote(file.name, safe='')}",
            "Content-Security-Policy": SAFE,
            "Cache-Control": "private, no-store",
        },
    )


def _found(assessment: str, sha256: str) -> tuple[EvidenceFile, bytes] | None:
    try:
        return service().evidence_content(assessment, sha256)
    except StoreError:
        return None
