"""Labels that say what the lines after them are about: "Food: revenue rose …", 白蛋白：批簽發…"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.bind.name_words import is_no_label, is_stock_heading, name_words
from corpus.figure import Span
from corpus.kpi_names import Mention, Vocabulary
from corpus.script import has_han

BULLETS = "➢•●■▪◆◇◼▶►"
_LABEL = re.compile(
    rf"(?:^|(?<=[.] )|(?<=[。；;：\n\d%％）{BULLETS}]))[ \u3000]?"
    r"(?:"
    r"(?P<zh>(?:[\u3400-\u9fffA-Za-z\u2160-\u216b/&-]|（[^（）：:]{1,12}）){2,24})："
    r"|(?P<en>[A-Z][A-Za-z&'’-]{1,24}(?: (?:& |and )?[A-Za-z&'’-]{1,24}){0,3}): "
    r")"
)
# A lead-in at the head of a line: "Velmora. Volume rose …", "2. CT-340, obesity. In Phase II …"
_LEAD_IN = re.compile(
    r"^(?:\d{1,2}[.)] )?(?P<name>[A-Z][\w&'’-]{1,24}(?: (?:[A-Z][\w&'’-]{0,24}|&|and|of)){0,2})"
    r"(?:, [a-z][a-z -]{1,30})?[.] (?=[A-Z\d])",
    re.MULTILINE,
)
_LONGEST_ZH = 16
_SHORTEST = 2
# What a report of a series and its figures are called (圖三), and units that a flattened table
# leaves before a label.
_SERIES = re.compile(
    r"之[一二三四五六七八九十]$|系列|專題|专题|深度|剖析|^[圖图表][一二三四五六七八九十]"
)
_UNITS = re.compile(r"[万萬亿億](?:件|瓶|元|台|臺|輛|辆|支|吨|噸|人|股|套|片)")
# A label that says something is no name.
_TELLING = frozenset(
    {"metric", "direction", "growth", "source", "speaker", "measure", "scope",
     "future", "base", "rest", "continues", "facility"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Topic:
    """A label: `segment` is a vocabulary key or the name as written; it holds from `start` on."""

    segment: str
    start: int


def topics(text: str, words: Vocabulary) -> tuple[Topic, ...]:
    """The labels of `text` that name a business or a product, in order."""
    found = []
    for match in _LABEL.finditer(text):
        group = "zh" if match["zh"] else "en"
        name = match[group]
        if group == "zh" and (not has_han(name) or len(name) > _LONGEST_ZH):
            continue
        name = _UNITS.split(name)[-1]
        if len(name) < _SHORTEST or _SERIES.search(name):
            continue
        mentions = words.mentions(name)
        whole = [m for m in mentions if m.span == Span(0, len(name))]
        if any(m.kind == "segment" for m in whole):
            found.append(Topic(next(m.key for m in whole if m.kind == "segment"), match.start()))
        elif not _tells(name, mentions) and not is_no_label(name):
            found.append(Topic(name, match.start()))
    found += _lead_ins(text, words)
    return tuple(sorted(found, key=lambda topic: topic.start))


def _lead_ins(text: str, words: Vocabulary) -> list[Topic]:
    """Names that lead a line in as sentences of their own; no word that says something does."""
    found = []
    for match in _LEAD_IN.finditer(text):
        name = match["name"]
        if "|" in text[match.start() : match.end() + _LONGEST_ZH * 4].split("\n", 1)[0]:
            continue  # an abbreviation in a table: "General & Adm. Exp. | 5"
        if any(word.lower() in name_words().no_lead_ins for word in name.split()):
            continue
        mentions = words.mentions(name)
        whole = [m.key for m in mentions if m.span == Span(0, len(name)) and m.kind == "segment"]
        if whole or not (mentions or is_no_label(name) or is_stock_heading(name)):
            found.append(Topic(whole[0] if whole else name, match.start()))
    return found


def _tells(name: str, mentions: tuple[Mention, ...]) -> bool:
    """Whether a label is the name of a place or company, or holds a word that says something."""
    return any(
        m.span == Span(0, len(name))
        if m.kind in ("region", "entity")
        else m.kind in _TELLING and m.span.end - m.span.start > 1
        for m in mentions
    )
