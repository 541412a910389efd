"""Lines that introduce a list: "Our targets for 2026:" says of every item what it is and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.bind.binding import Context
from corpus.bind.topics import BULLETS
from corpus.kpi import SourceKind
from corpus.kpi_names import Vocabulary
from corpus.period import Period
from corpus.read.read_periods import PeriodMention

_ENDS = (":", "：")
_LONGEST = 160  # characters of a line that only introduces
_SENTENCE_ENDS = "。.!?！？；;"
_ITEM = re.compile(rf"[{BULLETS}·‧・*–-]|[（(]?(?:\d{{1,2}}|[一二三四五六七八九十])[)）.．、]")
_AHEAD = {"target": SourceKind.TARGET, "forecast": SourceKind.FORECAST}


@dataclass(frozen=True, slots=True)
class Lead:
    """What a line says of the list under it; `section` is where it stands."""

    section: int
    source: SourceKind
    period: Period | None

    def holds_for(self, text: str, section: int, report: Period | None) -> bool:
        """Whether a paragraph is its list: right under it, and of items."""
        ahead = self.period is None or report is None or self.period.end > report.end
        return section == self.section and ahead and is_list(text)

    def applied(self, context: Context) -> Context:
        return replace(
            context,
            source=self.source,
            period=self.period or context.period,
            reported=context.period,
        )


def is_list(text: str) -> bool:
    """Whether a paragraph is several lines, or begins as an item does."""
    return "\n" in text.strip() or _ITEM.match(text) is not None


def lead_of(
    text: str, periods: Sequence[PeriodMention], section: int, words: Vocabulary
) -> Lead | None:
    """The lead that a paragraph ends in; `None` where it introduces no aims."""
    line = text.rstrip()
    if not line.endswith(_ENDS):
        return None
    begin = max(line.rfind(mark, 0, len(line) - 1) for mark in _SENTENCE_ENDS) + 1
    if len(line) - begin > _LONGEST:
        return None
    found = words.mentions(line[begin:])
    keys = [m.key for m in found if m.kind == "source" and m.key in _AHEAD]
    if not keys:
        return None
    key = "target" if "target" in keys or any(m.kind == "speaker" for m in found) else keys[-1]
    named = [p.period for p in periods if p.period and begin <= p.span.start]
    return Lead(section, _AHEAD[key], named[-1] if named else None)
