"""Pages of PDF reports as pictures, with what is cited marked: addresses, and what serves them.

An address names a report and spans of its text, never a file: where these lie on which page is
read from the report again, so that an address that somebody makes up shows nothing else.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from urllib.parse import quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.page.session import PageAssistant
from corpus.errors import CorpusError
from corpus.figure import Span
from corpus.report import Box, Edition

logger = logging.getLogger(__name__)

PREFIX = "/page-of/"
SCALE = 2.0  # pixels a point: sharp when the picture is opened by itself
MOST_SPANS = 40
_KEPT = 24  # pictures, of 100 to 400 kB each
_ADDRESS = re.compile(
    r"/page-of/([^/]{1,300})/([A-Za-z-]{2,10})/(\d{1,9}-\d{1,9}(?:,\d{1,9}-\d{1,9}){0,39})\.png"
)


def boxes_on_first_page(edition: Edition, spans: Sequence[Span]) -> tuple[Box, ...]:
    """The boxes of the first page that `spans` stand on; none in formats without a layout."""
    boxes = [box for span in spans[:MOST_SPANS] for box in edition.source.boxes_of(span)]
    return tuple(box for box in boxes if box.page == boxes[0].page)


def address(report_id: str, edition: Edition, spans: Sequence[Span]) -> str:
    """Where the page with `spans` is served."""
    places = ",".join(f"{span.start}-{span.end}" for span in spans[:MOST_SPANS])
    return f"{PREFIX}{quote(report_id, safe='')}/{edition.language}/{places}.png"


class Pictures:
    """Answers requests for pictures of pages; all others go on to `app`."""

    def __init__(self, app: ASGIApp, assistant: PageAssistant) -> None:
        self.app = app
        self._assistant = assistant
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()  # one page at a time: its picture is some 20 MB

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or PREFIX not in path:
            await self.app(scope, receive, send)
            return
        picture = await run_in_threadpool(self.at, path[path.index(PREFIX) :])
        if picture is None:
            response = Response(status_code=404)
        else:
            response = Response(
                picture, media_type="image/png", headers={"Cache-Control": "private, max-age=600"}
            )
        await response(scope, receive, send)

    def at(self, where: str) -> bytes | None:
        """The picture of an address, `None` where there is none."""
        wanted = _ADDRESS.fullmatch(where)
        if wanted is None:
            return None
        ends = [place.split("-") for place in wanted[3].split(",")]
        spans = [Span(int(start), int(end)) for start, end in ends if int(start) < int(end)]
        try:
            with self._lock:
                return self._picture(where, unquote(wanted[1]), wanted[2], spans)
        except (CorpusError, KeyError, OSError):
            return None
        except Exception:  # a page that cannot be drawn must not end the request loudly
            logger.exception("a page could not be drawn")
            return None

    def _picture(
        self, where: str, report_id: str, language: str, spans: Sequence[Span]
    ) -> bytes | None:
        library = self._assistant.library
        if library is None or not spans:
            return None
        known = f"{library.summary(report_id).source.content_hash} {where}"
        if known in self._kept:
            self._kept.move_to_end(known)
            return self._kept[known]
        editions = self._assistant.report(report_id).editions
        edition = next((e for e in editions if e.language == language), None)
        path = library.file_of(report_id)
        boxes = boxes_on_first_page(edition, spans) if edition else ()
        if edition and any(span.end > len(edition.text) for span in spans):
            return None
        if path is None or not boxes:
            return None
        from corpus.load.pdf.pdfium import render_page

        picture = render_page(path.read_bytes(), boxes[0].page, boxes, SCALE)
        self._kept[known] = picture
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return picture
