"""Parts and wholes: sums of businesses, shares, and what a share or a remainder comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.arithmetic import levels, same_time
from assistant.answer.calculation import calculated, result_text, written
from assistant.answer.contrast import as_figure
from assistant.answer.draft import Draft
from assistant.answer.find import RowFinder
from assistant.answer.metric_links import amounts
from assistant.answer.ranking import by_segment
from assistant.answer.state import state
from assistant.check.derive import difference, product, ratio, total
from assistant.check.tolerance import comparable
from assistant.understand.own_names import named
from assistant.understand.query import Query
from assistant.words.phrases import phrase
from assistant.write.numbers import figure_text, row_value, subject_text
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind


def sum_of_segments(query: Query, rows: RowFinder) -> Draft | None:
    """All businesses of the report added up, beside the whole where it is stated; or the whole
    less all of them."""
    if "each_segment" not in query.asks or not query.asks & {"plus", "minus"}:
        return None
    parts = by_segment(query, rows)
    if len(parts) < 2 or any(row.figure.unit.kind is UnitKind.PERCENT for row in parts):
        return None
    whole = [row for row in rows.find(replace(query, segments=())) if not row.segment]
    if "minus" in query.asks and "plus" not in query.asks:
        return _less_all(query, rows, whole[0], parts) if whole else None
    if whole and query.yes_no:
        return _adds_up(query, rows, whole[0], parts)
    added = total([row.figure for row in parts])
    draft = calculated(query, rows, added, parts, phrase("sum_of", query.language))
    if whole:
        stated = state(whole[0], rows, query.language)
        draft = replace(draft, statements=(*draft.statements, stated))
    return draft


def _adds_up(query: Query, rows: RowFinder, whole: KpiRow, parts: Sequence[KpiRow]) -> Draft:
    """Whether the parts come to the whole, as precisely as they are given."""
    added = total([row.figure for row in parts])
    ties = added.low <= whole.figure.value <= added.high
    draft = _less_all(query, rows, whole, parts)
    lead = phrase("premise_right" if ties else "premise_no", query.language)
    first, *rest = draft.statements
    joint = " " if query.language == "en" else ""
    return replace(draft, statements=(replace(first, text=lead + joint + first.text), *rest))


def _less_all(query: Query, rows: RowFinder, whole: KpiRow, parts: Sequence[KpiRow]) -> Draft:
    """The whole less the sum of its parts, in two steps."""
    added = total([row.figure for row in parts])
    left = difference(whole.figure, as_figure(added, parts[0].figure.quantum))
    language, operands = query.language, [whole, *parts]
    together = result_text(added, parts, language)
    said = result_text(left, operands, language)
    shown = " + ".join(row_value(row, language) for row in parts)
    lines = [f"{shown} = {together}", f"{row_value(whole, language)} − {together} = {said}"]
    return written(query, rows, lines, operands, phrase("left_over", language), said)


def by_share(query: Query, rows: RowFinder) -> Draft | None:
    """An amount of a region, or of a business, of which the report gives only the share."""
    if query.measure is not None or not (query.regions or query.segments) or query.yes_no:
        return None
    if query.source is not None:
        return None
    if len(query.metrics) > 1:  # "revenue earned abroad": the verb names a profit of its own
        query = replace(query, metrics=_given(query, rows))
    if len(query.metrics) != 1 or query.metrics[0] not in amounts():
        return None
    found = rows.find(query, exact=True)
    shares = [r for r in found if r.measure is Measure.SHARE and r.source is SourceKind.REPORTED]
    if levels(found) or not shares or shares[0].figure.is_range:
        return None
    share = shares[0]
    named_so = query.regions and share.region in query.regions
    if not named_so and share.segment not in query.segments:
        return None
    scope = (share.segment,) if named_so and share.segment else ()
    whole_query = replace(query, regions=(), segments=scope, group_scope=not scope)
    whole = [r for r in levels(rows.find(whole_query, exact=True)) if same_time(r, share)]
    if not whole:
        return None
    result = product(whole[0].figure, share.figure)
    if result is None:
        return None
    shown = replace(whole[0], region=share.region, segment=share.segment)
    subject = subject_text(named(shown, rows, query.language), query.language)
    return calculated(query, rows, result, [whole[0], share], subject)


def _given(query: Query, rows: RowFinder) -> tuple[str, ...]:
    """The metrics of which the report gives anything for what is asked."""
    return tuple(
        key for key in query.metrics if rows.find(replace(query, metrics=(key,)), exact=True)
    )


def at_home(query: Query, rows: RowFinder) -> Draft | None:
    """The amount of the home market, where the report gives only the share from abroad."""
    if query.measure is not None or query.regions != ("mainland_china",) or query.yes_no:
        return None
    if query.source is not None or len(query.segments) > 1:
        return None
    for metric in query.metrics:
        asked = replace(query, metrics=(metric,), regions=("overseas",))
        if metric not in amounts() or rows.find(replace(query, metrics=(metric,)), exact=True):
            continue
        shares = [
            row
            for row in rows.find(asked, exact=True)
            if row.measure is Measure.SHARE and row.source is SourceKind.REPORTED
        ]
        wholes = levels(rows.find(replace(asked, regions=()), exact=True))
        for share in shares:
            for whole in wholes:
                same = (whole.segment, whole.period) == (share.segment, share.period)
                if same and whole.region in ("", "global") and not share.figure.is_range:
                    return _less_share(query, rows, whole, share)
    return None


def _less_share(query: Query, rows: RowFinder, whole: KpiRow, share: KpiRow) -> Draft | None:
    """A whole amount without a share of it, in two steps."""
    language = query.language
    rest = replace(share.figure, value=100 - share.figure.value, text="")
    part = product(whole.figure, rest)
    if part is None:
        return None
    left = figure_text(rest, language, bounds=False)
    value = result_text(part, [whole], language)
    lines = [
        f"100% − {row_value(share, language)} = {left}",
        f"{row_value(whole, language)} × {left} ≈ {value}",
    ]
    subject = subject_text(replace(whole, region="mainland_china"), language)
    return written(query, rows, lines, [whole, share], subject, value)


def share_of_whole(query: Query, rows: RowFinder) -> Draft | None:
    """A part of the whole in percent, where the report states none."""
    if query.measure is not Measure.SHARE or not (query.segments or query.regions):
        return None
    if any(row.measure is Measure.SHARE for row in rows.find(query)):
        return None
    pair = part_and_whole(query, rows)
    result = None if pair is None else ratio(pair[0].figure, pair[1].figure, percent=True)
    if pair is None or result is None:
        return None
    one = subject_text(named(pair[0], rows, query.language), query.language)
    subject = phrase("part_of_total", query.language, one=one)
    return calculated(query, rows, result, pair, subject)


def share_of_several(query: Query, rows: RowFinder) -> Draft | None:
    """What several businesses together are of the whole, in percent."""
    together = query.measure is Measure.SHARE and "plus" in query.asks
    if not together or len(query.segments) < 2 or len(query.metrics) != 1 or query.regions:
        return None
    plain = replace(query, measure=None, unit=None, comparing="", direction="", asks=frozenset())
    found = [levels(rows.find(replace(plain, segments=(key,)))) for key in query.segments]
    whole = levels(rows.find(replace(plain, segments=(), group_scope=True)))
    if not whole or not all(found):
        return None
    parts = [given[0] for given in found]
    if any(
        not same_time(row, whole[0]) or row.figure.unit != whole[0].figure.unit for row in parts
    ):
        return None
    added = total([row.figure for row in parts])
    sum_figure = as_figure(added, max(row.figure.quantum for row in parts))
    share = ratio(sum_figure, whole[0].figure, percent=True)
    if share is None:
        return None
    language = query.language
    value = result_text(share, [*parts, whole[0]], language)
    shown = " + ".join(row_value(row, language) for row in parts)
    line = f"({shown}) ÷ {row_value(whole[0], language)} ≈ {value}"
    subject = phrase("together_of_total", language)
    return written(query, rows, [line], [*parts, whole[0]], subject, value)


def part_and_whole(query: Query, rows: RowFinder) -> tuple[KpiRow, KpiRow] | None:
    """The amount of a business or region, and that of the whole."""
    part = replace(query, measure=None, group_scope=False)
    regions = tuple(key for key in query.regions if key != "global")
    part = replace(part, regions=regions)
    whole = replace(part, regions=()) if regions else replace(part, segments=(), group_scope=True)
    operands = [given[0] for one in (part, whole) if (given := levels(rows.find(one)))]
    if len(operands) < 2 or operands[0] == operands[1]:
        return None
    part_row, whole_row = operands
    alike = comparable(part_row.figure.unit, whole_row.figure.unit)
    if not alike or part_row.metric != whole_row.metric:
        return None
    if part_row.figure.unit.kind is UnitKind.PERCENT:
        return None  # a margin or a share is no part of another
    if part_row.figure.value > whole_row.figure.value or not same_time(part_row, whole_row):
        return None  # what is more than the whole is no part of it, whatever its row says
    return part_row, whole_row


def rest_of_world(query: Query, rows: RowFinder) -> Draft | None:
    """Overseas as the whole less the home market, where the report states only those."""
    if query.regions != ("overseas",) or rows.find(query):
        return None
    home = levels(rows.find(replace(query, regions=("mainland_china",))))
    whole = levels(rows.find(replace(query, regions=("global",))))
    if not home or not whole or home[0].figure.unit.kind is UnitKind.PERCENT:
        return None
    operands = [whole[0], home[0]]
    if home[0].figure.unit.kind is not whole[0].figure.unit.kind or home[0] == whole[0]:
        return None
    result = difference(operands[0].figure, operands[1].figure)
    abroad = replace(home[0], region="overseas")
    subject = subject_text(named(abroad, rows, query.language), query.language)
    return calculated(query, rows, result, operands, subject)
