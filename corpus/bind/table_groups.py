"""What the lines over a table's rows leave to be understood in their labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from corpus.bind.binding import Context
from corpus.bind.compounds import as_written
from corpus.bind.table_cells import Cell
from corpus.bind.table_headers import BRACKETS, LONGEST_LABEL, Told, read_label
from corpus.bind.table_labels import open_name, read_row
from corpus.bind.table_words import metric_kinds, plain, table_words
from corpus.figure import Span
from corpus.kpi import Measure
from corpus.kpi_names import vocabulary
from corpus.script import has_han

_LABEL_MARKS = " :：*-–—·•、."
_COMPANIES = re.compile(r"compan(?:y|ies)|vendor|maker|公司|企業|企业|廠商|厂商|品牌")
_CAPTION_LINES = 2  # before a table: its caption, and its unit
_SHORT, _SHORT_HAN = 18, 4  # characters of a label that only says that it is a change


def names_flows(lines: Iterable[str]) -> bool:
    words = table_words().cash_flow
    return any(
        len(line) <= LONGEST_LABEL and any(w in plain(line) for w in words) for line in lines
    )


def caption_lines(note: str) -> list[str]:
    """The short lines right before a table: its caption and its unit; a sentence is neither."""
    lines = note.strip().split("\n")[-_CAPTION_LINES:]
    return [line for line in lines if line.strip() and len(line) <= LONGEST_LABEL]


def told_group(line: str, context: Context) -> Told:
    """What a line over rows says that they measure: a name that is all of it, or "… by segment"."""
    told = read_row(line, context)
    by_part = any(word in plain(line) for word in table_words().by_part)
    if told.metric and not told.whole and not by_part and told.segment and not _known(told.segment):
        return replace(told, metric="")
    return told


def _known(segment: str) -> bool:
    return segment in vocabulary().names


def heading_metric(note: str, context: Context) -> str:
    """The metric that the last short line before a table speaks of ("Dividend history"), by which
    a label such as "Cash" is understood; "" where it speaks of none."""
    found = [read_label(line, context).metric for line in caption_lines(note)]
    return next((metric for metric in reversed(found) if metric), "")


def group_of_table(
    note: str,
    lines: Sequence[str],
    own: Sequence[Told],
    known: bool,
    rows: Sequence[Sequence[Cell]],
    context: Context,
) -> Told:
    """What a caption or a line over the rows says that all of them measure; nothing where the
    rows themselves name what they measure, as those of a statement do."""
    if any(c.metric for c in own[1:]):
        return Told()
    named = [bool(read_row(row[0].text, context).metric) for row in rows]
    titled = any(
        w in plain(line).split() for line in (*lines, note[-80:]) for w in table_words().statements
    )
    if named and (3 * sum(named) > len(named) or titled):
        return Told()
    told = [told_group(line, context) for line in lines]
    told += own[:1]  # the corner can say what the whole table measures
    if own and not known:
        told.append(told_group(" ".join(column.text for column in own), context))
    told = [*(told_group(line, context) for line in caption_lines(note)), *told]
    found = [t for t in told if t.metric and len(t.text) <= LONGEST_LABEL]
    return found[-1] if found else Told()


def with_own_unit(label: Told) -> Told:
    """A label that names its currency has left the table's scale behind ("price (US$)")."""
    scale = label.scale
    if scale.currency and scale.factor is None:
        metric = "dividend_per_share" if label.metric == "dividend" else label.metric
        return replace(label, metric=metric, scale=replace(scale, factor=Decimal(1)))
    return label


def completed(
    label: Told, group: Told, above: Told, columns: Sequence[Told], context: Context
) -> Told:
    """A row's label with what the label over it, or the row before it, leaves to be understood."""
    name = BRACKETS.sub("", label.text).strip(_LABEL_MARKS)[:LONGEST_LABEL]
    if not label.metric and any(column.metric for column in columns[1:]):
        if label.segment:
            label = replace(label, segment=as_written(name, label.segment, vocabulary()))
        if label.period or label.entity or label.region or label.segment or _is_total(name):
            return label
        if name.lower() == context.subject.lower():
            return replace(label, entity=context.subject)
        company = _COMPANIES.search(columns[0].text.lower())
        return replace(label, entity=name) if company else replace(label, segment=name)
    general = label.metric in metric_kinds().general and not label.whole and bool(label.segment)
    if general and group.metric in metric_kinds().parts:
        return replace(label, metric=group.metric)
    if label.metric:
        return label
    changes = label.measure is not None and label.measure is not Measure.SHARE
    if changes and above.metric and len(name) <= LONGEST_LABEL // 2 and not _has_own_words(label):
        return replace(above, text=label.text, measure=label.measure, scale=label.scale)
    own = _without_words_of(group, name)
    if group.metric and group.metric not in metric_kinds().items and _may_be_part(label, own):
        name = own or name
        known = label.region or label.entity or label.period or _is_total(name)
        part = label.segment or ("" if known else name)
        return replace(
            label, metric=group.metric, segment=part, scale=label.scale.over(group.scale)
        )
    placed = label.period is not None or label.entity or label.region
    if not name or (placed and not group.metric and not label.more):
        return label
    return replace(label, metric=open_name(label.text) or name)


def _has_own_words(label: Told) -> bool:
    """Whether a label that speaks of a change says of what ("Gain on disposal")."""
    name = plain(BRACKETS.sub("", label.text))
    longest = _SHORT_HAN if has_han(name) else _SHORT
    return label.measure is Measure.CHANGE and len(name) > longest


def _without_words_of(group: Told, name: str) -> str:
    """A row's name without what it shares with the line over it: "hardware" of "Hardware costs"
    under "Cost of revenue"."""
    shared = {word.strip(":").removesuffix("s") for word in plain(group.text).split()}
    kept = [word for word in name.split() if plain(word).removesuffix("s") not in shared]
    return " ".join(kept)


def _may_be_part(label: Told, name: str) -> bool:
    return bool(label.segment or label.region) or not table_words().other_items.search(plain(name))


def _is_total(name: str) -> bool:
    """Whether a label means the whole ("Total", 合計)."""
    return any(
        m.kind == "scope" and m.span == Span(0, len(name)) for m in vocabulary().mentions(name)
    )


def as_flow(label: Told, written: str) -> Told:
    """In a cash flow statement, a balance is what it changed by."""
    kinds = metric_kinds()
    if label.metric not in kinds.stock:
        return label
    name = open_name(written)
    changed = name if "change" in name.lower() else f"change in {name[:1].lower()}{name[1:]}"
    return replace(label, metric=kinds.change.get(label.metric, changed))


def own_metric(label: Told, column: Told) -> str:
    """The metric of the row, or of the column where that counts the same in another way: stores
    closed, of a row of stores."""
    if not label.metric or not column.metric or label.whole:
        return label.metric or column.metric
    names = vocabulary().names
    one, other = names.get(label.metric), names.get(column.metric)
    counts = one is not None and any(unit.startswith("count:") for unit in one.units)
    alike = counts and one is not None and other is not None and one.units == other.units
    return column.metric if alike else label.metric
