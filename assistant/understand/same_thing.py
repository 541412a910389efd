"""Which business of a table a question's words name: in its words, or in another language's.

A Chinese report has 果汁 where the question says "juice revenue". The open names of a table are
few, so that the one that means the same stands out in the encoder's vectors, which know both
languages.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.find import RowFinder
from assistant.understand.glossary import other_words
from assistant.understand.plain_words import thing_words
from corpus.kpi_names import vocabulary
from corpus.script import fold, has_han

_LIKENESS = 0.42  # cosine; beer and 功能飲料 have 0.36, packaged water and 包裝水 0.45
_LEAD = 0.12  # by which the nearest name has to be nearer than the next one


def segment_called(thing: str, rows: RowFinder) -> str:
    """The business of the table that `thing` means; "" where none does."""
    known = vocabulary().names
    opened = [row.segment for row in rows.table if row.segment and row.segment not in known]
    names = list(dict.fromkeys(opened))
    bare = _bare(thing)
    if not names or not bare:
        return ""
    alike = {bare, *other_words(bare).get(bare, ())}
    for name in names:
        if _bare(name) in alike:
            return name
    foreign = [name for name in names if has_han(name) != has_han(bare)]
    return _nearest(bare, foreign, rows) if foreign else ""


def _bare(thing: str) -> str:
    """The folded words of a thing without nouns like *business*."""
    heads = thing_words()["heads"]
    return " ".join(word for word in fold(thing).split() if word not in heads)


def _nearest(thing: str, names: Sequence[str], rows: RowFinder) -> str:
    if rows.encoder is None:
        return ""
    vectors = rows.encoder.encode([thing, *names])
    likeness = [float(vectors[0] @ vector) for vector in vectors[1:]]
    order = sorted(range(len(names)), key=lambda at: -likeness[at])
    best = likeness[order[0]]
    second = likeness[order[1]] if len(order) > 1 else 0.0
    return names[order[0]] if best >= _LIKENESS and best - second >= _LEAD else ""
