"""The picture of a cited page in the evidence pane, opened at the place that is marked."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.page.labels import label
from assistant.page.markup import Html, element
from assistant.page.pictures import address, boxes_on_first_page
from assistant.page.session import Session
from corpus.figure import Span
from corpus.report import Edition


def page_picture(
    report_id: str, edition: Edition, spans: Sequence[Span], session: Session
) -> Html | None:
    """The page that `spans` stand on, marked; `None` in formats without pages to show."""
    boxes = boxes_on_first_page(edition, spans) if spans else ()
    summary = session.summary_of(report_id)
    if not boxes or session.assistant.library is None or summary is None or summary.bundled:
        return None
    where = address(report_id, edition, spans)
    top, left = min(box.top for box in boxes), min(box.left for box in boxes)
    right = max(box.right for box in boxes)
    return element(
        "figure",
        element(
            "div",
            element(
                "img", src=where, loading="lazy", data_top=f"{top:.0f}",
                data_left=f"{left:.0f}", data_right=f"{right:.0f}",
                alt=label("picture_alt", session.language, page=boxes[0].page),
            ),
            class_="sheet",
            tabindex="0",
        ),
        element(
            "figcaption",
            element(
                "a", label("open_page", session.language), " ↗", href=where, target="_blank",
                rel="noopener",
            ),
        ),
        class_="page-picture",
    )  # fmt: skip
