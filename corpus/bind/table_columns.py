"""What the columns of a table say, once their headers are read together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.bind.binding import Context
from corpus.bind.table_cells import Cell
from corpus.bind.table_headers import Told, read_headers
from corpus.bind.table_words import metric_kinds, plain, table_words
from corpus.kpi import Measure
from corpus.period import Period
from corpus.read.read_periods import read_periods

# A line over the columns whose year stands in each of them: "Years ended December 31,".
_LEAD = re.compile(
    r"(?:ended|ending|as of|at|on)? ?(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december)\.? \d{1,2},?$"
    r"|(?:months|weeks|years?) ended:?$|fiscal years?(?: ended)?$",
    re.IGNORECASE,
)
_LONGEST_LEAD = 60
_YEARS = re.compile(r"years? ended|5[23] weeks ended|年度")
_YEARS_ENDED = "years ended"
_RATE = re.compile(r"[(（]?[-+–−]?\s?\d[\d,.]{0,12}\s?[)）]?\s?[%％]\s?[)）]?")
# A currency alone in brackets: "($)", "(HK$)", "（元）".
_COIN = re.compile(r"[(（] ?(?:[A-Z]{0,3}[$€£¥]|RMB|[A-Z]{3}|港?元|美元) ?[)）]")
_VERSUS = re.compile(r"\bvs?\b\.?|versus|compared|對比|较|較|\d ?/ ?(?:19|20)\d\d")


def columns_of(
    rows: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]], context: Context
) -> tuple[tuple[Told, ...], list[str]]:
    """What each column says, from the header `rows` and the cells under them, and the lines that
    stand over the columns."""
    headers = [row for row in rows if sum(bool(cell.text) for cell in row) > 1]
    headers = [row for row in headers if not _is_title(row)]
    lines = [row[0].text for row in rows if row not in headers and row[0].text]
    lines += [
        cell.text
        for row in rows
        if row not in headers and not row[0].text
        for cell in row
        if cell.text
    ]
    told, _ = read_headers(headers, context)
    leads = [*lines, *(cell.text for row in headers for cell in row)]
    lead = next((line for line in leads if len(line) <= _LONGEST_LEAD and _LEAD.search(line)), "")
    if not lead and any(_YEARS.search(plain(line)) for line in leads if len(line) <= _LONGEST_LEAD):
        lead = _YEARS_ENDED
    told = tuple(_dated(column, lead if at else "", context) for at, column in enumerate(told))
    return _of_the_metric_before(_changes(_rates(_with_own_units(told), body))), lines


def _with_own_units(told: Sequence[Told]) -> tuple[Told, ...]:
    """Where columns give their units ("Revenue ($m)"), one that gives a currency alone ("Price
    ($)") counts in ones."""
    if not any(column.scale.factor is not None for column in told[1:]):
        return tuple(told)
    return tuple(
        replace(column, scale=replace(column.scale, factor=Decimal(1)))
        if column.scale.factor is None and _COIN.search(column.text)
        else column
        for column in told
    )


def _of_the_metric_before(told: Sequence[Told]) -> tuple[Told, ...]:
    """A column of changes without a metric of its own is of the metric before it, one of shares
    of the last one before it that adds up ("Revenue | Gross margin | Share")."""
    out = list(told)
    parts = metric_kinds().parts - metric_kinds().no_sum
    for at in range(2, len(out)):
        if out[at].metric or out[at].period:
            continue
        share = out[at].measure is Measure.SHARE or out[at].of_whole
        share = share or _says_whole(out[at].text)
        if not share and out[at].measure is None:
            continue
        named = [c for c in out[1:at] if c.metric and (not share or c.metric in parts)]
        if named:
            segment = out[at].segment or named[-1].segment
            measure = Measure.SHARE if share else out[at].measure
            out[at] = replace(
                out[at], metric=named[-1].metric, segment=segment, measure=measure, of_whole=False
            )
    return tuple(out)


def _is_title(row: Sequence[Cell]) -> bool:
    """Whether a row of the header is a statement's title ("Balance Sheets | Acme plc")."""
    written = [plain(cell.text) for cell in row if cell.text]
    named = any(word in table_words().statements for text in written for word in text.split())
    return named and not any(read_periods(text) for text in written)


def _dated(column: Told, lead: str, context: Context) -> Told:
    """A column with the period of its header and of the line over it; a header that sets two
    periods against each other is a change."""
    periods = [p.period for p in read_periods(column.text, anchor=context.period) if p.period]
    versus = len(periods) > 1 and _VERSUS.search(plain(column.text))
    if versus:
        return replace(column, measure=column.measure or Measure.CHANGE, over=_over(periods))
    text = column.text
    given = column.period
    single = given is not None and (given.is_year or given.start == given.end)
    if lead and single and column.measure is None and not _YEARS.search(plain(text)):
        text = f"{lead} {text}"
        read = [p.period for p in read_periods(text) if p.period]
        given = read[0] if len(read) == 1 else given
    return replace(column, period=_fiscal(text, given))


def _fiscal(text: str, period: Period | None) -> Period | None:
    """A fiscal year named by its last day is the year in which it ends."""
    years = _YEARS.search(plain(text))
    if period is not None and years and (period.start == period.end or period.month_count == 12):
        return Period.year(period.end.year)
    return period


def _over(periods: Sequence[Period]) -> Measure | None:
    first, second = periods[0], periods[1]
    if second == first.previous_year():
        return Measure.YOY
    return Measure.QOQ if second == first.previous() else None


def _rates(told: Sequence[Told], body: Sequence[Sequence[Cell]]) -> tuple[Told, ...]:
    """Columns of rates without a name of their own: parts of the whole beside each period, or one
    change after all of them."""
    out = list(told)
    unnamed = [at for at in range(1, len(out)) if _is_unnamed(out[at])]
    unnamed = [at for at in unnamed if out[at].text or _holds_rates(body, at)]
    periods = [at for at in range(1, len(out)) if out[at].period and out[at].measure is None]
    single = len(unnamed) == 1 and len(periods) > 1 and unnamed[0] > max(periods)
    for at in unnamed:
        beside = [p for p in periods if p < at]
        if not beside:
            continue
        if single and not _says_whole(out[at].text):
            scale = replace(out[at].scale, percent=True)
            out[at] = replace(out[at], measure=Measure.CHANGE, scale=scale)
        else:
            period = out[beside[-1]].period
            if single:  # the one column of shares after all periods is of the last of them
                period = max((p for i in periods if (p := out[i].period)), key=lambda p: p.end)
            out[at] = replace(out[at], period=period, measure=None, of_whole=True)
    return tuple(out)


def _is_unnamed(column: Told) -> bool:
    bare = plain(column.text).strip(" ()")
    return bare in ("", "%", "pct", "percent", "百分比") or _says_whole(column.text)


def _says_whole(text: str) -> bool:
    words, said = table_words(), plain(text).strip(" ()")
    return said in words.share_columns or any(word in said for word in words.whole_of_column)


def _holds_rates(body: Sequence[Sequence[Cell]], at: int) -> bool:
    cells = [row[at] for row in body if len(row) > at and row[at].text]
    rates = [cell for cell in cells if _RATE.fullmatch(cell.text + cell.mark)]
    return bool(cells) and 2 * len(rates) > len(cells)


def _changes(told: Sequence[Told]) -> tuple[Told, ...]:
    """A column that only says "change" measures it between the first two periods."""
    periods = [c.period for c in told[1:] if c.period and c.measure is None and not c.of_whole]
    over = _over(periods) if len(periods) == 2 else None
    return tuple(
        replace(c, over=over) if c.measure is Measure.CHANGE and c.over is None else c for c in told
    )
