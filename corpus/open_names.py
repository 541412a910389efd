"""Names that the vocabulary does not hold: companies, businesses and metrics as written.

A figure whose own clause names something unknown must not be taken for what was spoken of
before; the unknown name is kept as written, and stays matchable.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.figure import Span
from corpus.kpi_names import Mention
from corpus.script import fold

_FILE = Path(__file__).with_name("names") / "open_names.toml"
_LONGEST = 10  # characters of a Chinese name before its ending
_POSSESSIVE = re.compile(r"(?<![\w'’])((?:[A-Z][\w&.-]{1,24} ){0,3}[A-Z][\w&.-]{1,24})['’]s\b")
_SHORTEST, _LONGEST_PHRASE = 2, 12


@dataclass(frozen=True, slots=True)
class _Words:
    companies_zh: re.Pattern[str]
    companies_en: re.Pattern[str]
    metric_endings: tuple[str, ...]
    common: frozenset[str]
    fillers: re.Pattern[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    endings = "|".join(sorted({fold(e) for e in data["company_endings_zh"]}, key=len, reverse=True))
    openers = "|".join(sorted({fold(o) for o in data["openers_zh"]}, key=len, reverse=True))
    latin = "|".join(re.escape(e) for e in data["company_endings_en"])
    fillers = "|".join(sorted({fold(f) for f in data["fillers_zh"]}, key=len, reverse=True))
    return _Words(
        re.compile(
            rf"(?:^|(?<=[，。；：、,;:\n（(「《\s]))(?:{openers})?[，,]?"
            rf"([\u3400-\u9fff]{{1,{_LONGEST}}}?(?:{endings}))(?=的|[（(\d]|$|(?:20|19)\d\d)"
        ),
        re.compile(
            rf"((?:[A-Z][\w&.'-]{{0,24}} (?:& |and |of )?){{1,4}}(?:{latin}))(?![A-Za-z0-9_])"
        ),
        tuple(sorted({fold(e) for e in data["metric_endings_zh"]}, key=len, reverse=True)),
        frozenset(data["common_capitals"].split()),
        re.compile(fillers),
    )


def open_companies(text: str, known: Sequence[Mention]) -> tuple[Mention, ...]:
    """Companies named in `text` that are not among the `known` mentions; the key of each is
    its name as written."""
    found: list[Mention] = []
    words = _words()
    candidates: Iterator[re.Match[str]] = iter(
        [
            *words.companies_zh.finditer(fold(text)),
            *words.companies_en.finditer(text),
            *_POSSESSIVE.finditer(text),
        ]
    )
    taken = [m.span for m in known if m.kind in ("entity", "segment", "region", "metric")]
    for match in candidates:
        span = Span(match.start(1), match.end(1))
        name = span.of(text)
        if name.split()[0] in words.common or any(span.overlaps(other) for other in taken):
            continue
        taken.append(span)
        found.append(Mention("entity", name, span))
    return tuple(sorted(found, key=lambda m: m.span))


def open_phrase(text: str, start: int, end: int, known: Sequence[Span]) -> str:
    """The unknown name in the clause part `[start, end)` of a Chinese text, as written: what
    is left of it without known words and fillers, if that is one phrase; else ""."""
    kept = list(fold(text[start:end]))
    for span in known:
        for at in range(max(span.start, start), min(span.end, end)):
            kept[at - start] = " "
    rest = _words().fillers.sub(lambda match: " " * len(match.group()), "".join(kept))
    runs = [match.span() for match in re.finditer(r"[\u3400-\u9fff]+", rest)]
    runs = [(a, b) for a, b in runs if b - a >= _SHORTEST]
    if len(runs) != 1 or runs[0][1] - runs[0][0] > _LONGEST_PHRASE:
        return ""
    return text[start + runs[0][0] : start + runs[0][1]]


def names_a_metric(phrase: str) -> bool:
    """Whether an open phrase names something measured (費用, 率) rather than a business."""
    return fold(phrase).endswith(_words().metric_endings)
