"""What a text speaks of, the same in every language: the keys of the names it uses.

"Gross margin", 毛利率 and "GM" are one key, and a smart EV is a vehicle, so that a question meets a
passage in another language or in other words by what both name.
"""

from __future__ import annotations

from corpus.kpi_names import vocabulary

_KINDS = frozenset({"metric", "segment", "region", "entity", "source"})


def concepts_of(text: str) -> list[str]:
    """The keys of the metrics, businesses, regions, companies and sources that `text` names, in
    order; a business or region brings along those that it is part of."""
    names = vocabulary().names
    found: list[str] = []
    for mention in vocabulary().mentions(text):
        if mention.kind not in _KINDS:
            continue
        key = mention.key
        found.append(key)
        while key in names and names[key].parent:
            key = names[key].parent
            found.append(f"in {key}")
    return found


def named_share(text: str) -> float:
    """The part of the letters and digits of `text` that belong to such names, 0 to 1."""
    spans = [m.span for m in vocabulary().mentions(text) if m.kind in _KINDS]
    spoken = sum(map(str.isalnum, text))
    named = sum(sum(map(str.isalnum, span.of(text))) for span in dict.fromkeys(spans))
    return named / spoken if spoken else 0.0
