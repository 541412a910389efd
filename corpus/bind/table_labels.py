"""What the label of a table's row measures: the whole label tells, not a name inside it.

"Other current assets" are not the current assets, "deferred revenue" is no revenue. A name of the
vocabulary counts when it is the whole label (notes, brackets and closing words aside), or when the
rest of the label only says of which business, place or company.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from corpus.bind.binding import Context
from corpus.bind.name_words import is_common_word
from corpus.bind.table_cells import read_scale
from corpus.bind.table_headers import BRACKETS, LONGEST_LABEL, UNIT_TAIL, Told, read_label
from corpus.bind.table_words import metric_kinds, plain, table_words, whole_labels
from corpus.kpi import Measure
from corpus.kpi_names import Mention, read_names, vocabulary
from corpus.period import Period
from corpus.read.read_periods import read_periods
from corpus.script import has_han

_NOTES = re.compile(
    r"\((?:see )?notes? [^()]{1,30}\)|\((?:附註|註)[^()]{1,20}\)"
    r"|[(\[](?:\d{1,2}|[a-z])[)\]]|\*{1,3}"
)
_NUMBERING = re.compile(r"^(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|\d{1,2}[.)、] ?|[•·▪■◆-] ?)")
_WHEN = re.compile(
    r",? ?-? ?(?:at |as of )?(?:the )?(?:beginning|end) of (?:the )?"
    r"(?:fiscal )?(?:year|period|quarter)"
    r"|^(?:期初|期末|年初|年末)|(?:期初|期末)?餘額$"
)
_CUTS = re.compile(
    r", | - | \(| (?=attributable to |available to |applicable to |net of |of the company)"
)
_MINORITY = re.compile(r"non ?-?controlling|minority|redeemable|非控制|非控股|少數")
_MEASURING = frozenset(
    {
        "change",
        "changes",
        "變動",
        "变动",
        "增減",
        "增减",
        "增加",
        "減少",
        "减少",
        "淨變動",
        "净变动",
        "rate",
        "%",
        "growth",
    }
)
_TOLD_KINDS = frozenset(
    {"metric", "segment", "region", "entity", "measure", "growth", "scope", "source", "neutral"}
)
_LEADERS = re.compile(r"[ .\u2026_]{3,}$")  # dots from a label to its figures
_ADJUSTED = re.compile(
    r"non ?-?(?:t?ifrs|gaap)|adjusted |經調整|经调整|調整後|调整后|非公認會計準則"
)
_DANGLING = re.compile(r"(?<=\w)/ ?(,)|(?<=\w)/ ()")  # what a bracket leaves behind: "income/, net"
_JOINED = re.compile(r" ?([&/]) ?")
_CHANGED = re.compile(
    r"(?:之|的)?(?:淨|净)?(?:變動|变动|增減|增减|增加減少|增加减少|增加|減少|减少)(?:數|数)?$"
)
_STATED = re.compile(r"^(?:u\.?s\.? )?(?:t?ifrs|gaap) ?")
_PAIR = re.compile(r" ?-{1,2} ?[a-z]{3}/[a-z]{3}$|[(][a-z]{3}/[a-z]{3}[)]$")
_MARKS = " :：*-–—·•、."
_MOST_STEPS = 40
_SHORT = 2  # words of a label that only names a change
_AND = re.compile(r"\band\b|[&,、及與和与]")
_COMPANY = re.compile(
    r"^ ?(?:incorporated|inc\.?|corporation|corp\.?|company|co\.?|ltd\.?|limited|plc|group)\b"
)


@lru_cache(maxsize=4096)  # a label is read to tell the table's kind, then for its row
def read_row(text: str, context: Context, group: str = "") -> Told:
    """What the label of a row says; `group` is the metric of the label over it."""
    text = _LEADERS.sub("", text)
    if not text or len(text) > 4 * LONGEST_LABEL:
        return Told()
    told = read_label(text, context)
    words = table_words()
    before = any(word in plain(text) for word in words.at_beginning)
    told = replace(told, at_beginning=before, period=_stated_period(told, text, context))
    metric, steps = _whole_metric(text, context, group)
    if metric:
        measure = told.measure if told.measure is not Measure.CHANGE else None
        return replace(told, metric=metric, measure=measure, whole=True, steps=steps)
    told = _in_parts(told, text, context)
    if not told.metric and told.measure is Measure.CHANGE and len(plain(text).split()) > _SHORT:
        return replace(told, measure=None)  # "Gain on disposal" says of what
    return told


def _stated_period(told: Told, text: str, context: Context) -> Period | None:
    """The period that a label names; 本期 only says that it is the column's."""
    if told.period is None:
        return None
    read = [p for p in read_periods(text, anchor=context.period) if p.kind == "absolute"]
    return read[0].period if read else None


def _whole_metric(text: str, context: Context, group: str) -> tuple[str, int]:
    """The metric that a label is the name of, and how much of the label was left out to see it;
    "" where it is none."""
    names, special = _whole_names(), _special_names()
    for tried, name in enumerate(_readings(text, context)):
        if tried > _MOST_STEPS:
            break
        bare = _bare(name)
        adjusted = _ADJUSTED.match(bare)
        if adjusted:
            stated = names.get(bare[adjusted.end() :].strip(), "")
            key = names.get(bare, "") or metric_kinds().adjusted.get(stated, "")
            if key:
                return key, tried
        bare = _STATED.sub("", bare)
        key = special.get((bare, group), "") or special.get((bare, ""), "")
        key = key or names.get(bare, "") or names.get(bare.removesuffix("s"), "")
        changed = _CHANGED.sub("", bare)
        if not key and changed != bare:
            key = metric_kinds().change.get(names.get(changed, ""), "")
        if key:
            return key, tried
    return "", 0


def _readings(text: str, context: Context) -> Iterator[str]:
    """The label as it stands, then with less and less of what says nothing."""
    name = _NUMBERING.sub("", plain(_NOTES.sub("", plain(text)))).strip(" :：;")
    name = _PAIR.sub("", name)
    yield name
    bare = _squeezed(UNIT_TAIL.sub("", BRACKETS.sub("", name)))
    yield bare
    dated = _squeezed(_WHEN.sub("", bare))
    yield dated
    own = _without_subject(dated, context)
    yield own
    for whole in dict.fromkeys((own, dated)):
        for head in _heads(whole):
            yield head
            yield from _without_ends(head)
    yield from _without_ends(own)


def _squeezed(name: str) -> str:
    name = _DANGLING.sub(lambda m: m[1] or " ", name.replace(" ,", ","))
    return " ".join(name.split()).strip(" :,-/、")


def _without_subject(name: str, context: Context) -> str:
    """The label without the company's own name ("net income to Acme")."""
    found = [m for m in vocabulary().mentions(name) if m.kind == "entity"]
    spans = [(m.span.start, m.span.end) for m in found]
    subject = plain(context.subject)
    at = name.find(subject) if subject else -1
    if at >= 0 and not any(start < at + len(subject) and at < end for start, end in spans):
        spans.append((at, at + len(subject)))
    for start, end in sorted(spans, reverse=True):
        before = re.sub(r"(?: attributable)? (?:to|of|by|for)$", "", name[:start].rstrip())
        name = f"{before} {_COMPANY.sub('', name[end:])}"
    return _squeezed(name)


def _heads(name: str) -> Iterator[str]:
    """The label cut at a comma, a dash or a bracket whose rest can be left out."""
    tails = table_words().tails
    if _MINORITY.search(name):
        return
    for cut in reversed(list(_CUTS.finditer(name))):
        rest = name[cut.end() :].strip(" (")
        if rest.startswith(tails) or rest[:1].isdigit() or rest[:1] in "$¥€£":
            yield name[: cut.start()].strip()


def _without_ends(name: str) -> Iterator[str]:
    words = table_words()
    for _ in range(3):
        opener = next((w for w in words.openers if _opens(name, w)), "")
        closer = next((w for w in words.closers if _closes(name, w)), "")
        if opener:
            name = name[len(opener) :].strip(" :,：")
        elif closer:
            name = name[: -len(closer)].strip(" ,：")
        else:
            return
        yield name


def _opens(name: str, word: str) -> bool:
    rest = name.removeprefix(word)
    return rest != name and len(rest) > 1 and (has_han(word) or rest[:1] in " :")


def _closes(name: str, word: str) -> bool:
    rest = name.removesuffix(word)
    return rest != name and len(rest) > 1 and (has_han(word) or rest[-1:] in " ,")


@cache
def _whole_names() -> dict[str, str]:
    """Every alias of a metric, plain and without commas."""
    found: dict[str, str] = {}
    for alias, key in read_names("metric"):
        found.setdefault(_bare(plain(alias.removeprefix("="))), key)
    return found


@cache
def _special_names() -> dict[tuple[str, str], str]:
    return {(_bare(label), group): key for (label, group), key in whole_labels().items()}


def _bare(name: str) -> str:
    return _JOINED.sub(r"\1", name.replace(",", "").replace(":", "").replace(" - ", " "))


def open_name(text: str) -> str:
    """A label as the name of what the vocabulary does not hold: without notes, units and marks."""
    name = _NOTES.sub("", text)
    for match in reversed(list(BRACKETS.finditer(name))):
        scale = read_scale(match.group())
        if scale.factor is not None or scale.currency or scale.percent:
            name = name[: match.start()] + name[match.end() :]
    return " ".join(UNIT_TAIL.sub("", name).split()).strip(_MARKS)[:LONGEST_LABEL]


def _in_parts(told: Told, text: str, context: Context) -> Told:
    """A label that holds a metric's name and more: the more is a part, or makes it another item."""
    mentions = [m for m in vocabulary().mentions(text) if m.kind in _TOLD_KINDS]
    metrics = [m for m in mentions if m.kind == "metric" and m.key != "growth_rate"]
    rest = _left_over(text, mentions, context)
    if not metrics:
        return replace(told, more=bool(rest))
    words = table_words()
    only_measures = all(word in _MEASURING for word in plain(rest).split())
    if len({m.key for m in metrics}) > 1 and told.measure in (None, Measure.CHANGE):
        return replace(told, metric="", more=True)
    if not rest or only_measures:
        return told
    key = metrics[-1].key
    part = rest.strip(" -–—:：,，、/")
    if key not in metric_kinds().parts or words.other_items.search(plain(rest)) or told.segment:
        return replace(told, metric="", more=True)
    if is_common_word(part):
        return told  # "Total Domestic segment stores"
    at = text.find(part)
    if len(part) > LONGEST_LABEL // 2 or at < 0:
        return replace(told, metric="", more=True)
    named = metrics[-1].span
    low, high = (named.end, at) if at >= named.end else (at + len(part), named.start)
    if _AND.search(plain(text[low:high])):
        return replace(told, metric="", more=True)  # "deposits and incentives"
    return replace(told, segment=part)


def _left_over(text: str, mentions: list[Mention], context: Context) -> str:
    """What of a label no known name, period, bracket or connecting word explains, as written."""
    kept = list(_NOTES.sub(lambda m: " " * len(m.group()), text))
    spans = [m.span for m in mentions]
    spans += [p.span for p in read_periods(text, anchor=context.period)]
    for span in spans:
        kept[span.start : span.end] = " " * (span.end - span.start)
    for match in (*BRACKETS.finditer(text), *UNIT_TAIL.finditer(text)):
        kept[match.start() : match.end()] = " " * (match.end() - match.start())
    rest = " ".join("".join(kept).split())
    connectors = table_words().connectors
    subject = plain(context.subject).split()

    def says_nothing(word: str) -> bool:
        bare = plain(word).strip(",.:;：、")
        return not bare or bare in connectors or bare in subject or not any(map(str.isalpha, bare))

    while rest and says_nothing(rest.split()[0]):
        rest = rest[len(rest.split()[0]) :].strip()
    while rest and says_nothing(rest.split()[-1]):
        rest = rest[: len(rest) - len(rest.split()[-1])].strip()
    return rest.strip("的之及與和、總")
