"""Editions and KPI rows to stored bytes and back, without loss.

A report's id is not in what is stored: whoever reads it back gives the id, so that a report
that is read anew keeps its own. The form is JSON under zlib, with a version in front.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from corpus.figure import Figure, Qualifier, Span, Unit
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.period import Period
from corpus.report import Box, Edition, Passage, Place, Section, SourceMap
from corpus.script import LANGUAGES, Language

VERSION = 1
_HEAD = b"edition/"

Json = dict[str, Any]


class BadEdition(ValueError):
    """Stored bytes that are no edition of a version known here."""


def pack_edition(edition: Edition) -> bytes:
    """`edition` as bytes; `unpack_edition` gives an equal one back."""
    source = edition.source
    value = {
        "language": edition.language,
        "title": edition.title,
        "text": edition.text,
        "sections": [[s.number, s.title, *_ends(s.span), s.level] for s in edition.sections],
        "paragraphs": [_ends(span) for span in edition.paragraphs],
        "passages": [
            [p.language, p.number, p.section, p.paragraph, *_ends(p.span), p.kind]
            for p in edition.passages
        ],
        "starts": source.starts,
        "lines": source.lines,
        "pages": source.pages,
        "boxes": [
            None if box is None else [box.page, box.left, box.top, box.right, box.bottom]
            for box in source.boxes
        ],
        "page_name": source.page_name,
    }
    # Escaped, since a lone surrogate of a broken PDF has no bytes in UTF-8.
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return _HEAD + b"%d\n" % VERSION + zlib.compress(text.encode("ascii"), 6)


def unpack_edition(data: bytes, report_id: str) -> Edition:
    """The edition that `pack_edition` stored, as one of the report `report_id`.

    Raises:
        BadEdition: damaged, or of another version.
    """
    head, _, body = data.partition(b"\n")
    if head != _HEAD + b"%d" % VERSION:
        raise BadEdition(f"not an edition of version {VERSION}")
    try:
        value = json.loads(zlib.decompress(body))
        return _edition(value, report_id)
    except (zlib.error, ValueError, KeyError, TypeError, IndexError) as error:
        raise BadEdition("a stored edition is damaged") from error


def _edition(value: Mapping[str, Any], report_id: str) -> Edition:
    source = SourceMap(
        tuple(value["starts"]),
        tuple(value["lines"]),
        tuple(value["pages"]),
        tuple(None if box is None else Box(*box) for box in value["boxes"]),
        value["page_name"],
    )
    return Edition(
        language=_language(value["language"]),
        title=value["title"],
        text=value["text"],
        sections=tuple(
            Section(number, title, Span(start, end), level)
            for number, title, start, end, level in value["sections"]
        ),
        paragraphs=tuple(Span(start, end) for start, end in value["paragraphs"]),
        passages=tuple(
            Passage(report_id, _language(lang), number, section, paragraph, Span(a, b), kind)
            for lang, number, section, paragraph, a, b, kind in value["passages"]
        ),
        source=source,
    )


def pack_figure(figure: Figure) -> Json:
    """A figure as plain JSON values; numbers are exact text."""
    return {
        "value": str(figure.value),
        "unit": str(figure.unit),
        "text": figure.text,
        "span": _ends(figure.span),
        "quantum": str(figure.quantum),
        "scale": str(figure.scale),
        "qualifier": figure.qualifier.value,
        "upper": None if figure.upper is None else str(figure.upper),
    }


def unpack_figure(value: Mapping[str, Any]) -> Figure:
    return Figure(
        Decimal(value["value"]),
        Unit.parse(value["unit"]),
        value["text"],
        Span(*value["span"]),
        Decimal(value["quantum"]),
        Decimal(value["scale"]),
        Qualifier(value["qualifier"]),
        None if value["upper"] is None else Decimal(value["upper"]),
    )


def pack_row(row: KpiRow) -> Json:
    """What the columns of the table of rows do not hold of `row`."""
    figure = pack_figure(row.figure)
    return {
        "id": row.id.removeprefix(row.report_id),
        "figure": {name: figure[name] for name in figure if name not in ("value", "unit")},
        "detail": row.detail,
        "direction": row.direction,
        "places": [[place.language, *_ends(place.span), place.text] for place in row.places],
        "curated": row.curated,
    }


def unpack_row(columns: Mapping[str, Any], rest: Mapping[str, Any], report_id: str) -> KpiRow:
    """The row of the report `report_id` that the database's `columns` and `rest` hold."""
    own_id = rest["id"]
    return KpiRow(
        id=report_id + own_id if own_id.startswith("#") else own_id,
        report_id=report_id,
        metric=columns["metric"],
        figure=unpack_figure(
            {**rest["figure"], "value": columns["value"], "unit": columns["unit"]}
        ),
        entity=columns["entity"],
        segment=columns["segment"],
        region=columns["region"],
        period=Period.parse(columns["period"]) if columns["period"] else None,
        measure=Measure(columns["measure"]),
        source=SourceKind(columns["source"]),
        detail=rest["detail"],
        direction=rest["direction"],
        places=tuple(
            Place(report_id, _language(lang), Span(start, end), text)
            for lang, start, end, text in rest["places"]
        ),
        curated=rest["curated"],
    )


def _ends(span: Span) -> Sequence[int]:
    return [span.start, span.end]


def _language(name: str) -> Language:
    for language in LANGUAGES:
        if language == name:
            return language
    raise ValueError(f"not a language: {name!r}")
