"""One question read by itself: its names, periods, figures and cues."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from assistant.asked_periods import (
    bare_year,
    in_report_quarters,
    measure_from,
    measure_of_base,
    split_bases,
)
from assistant.cue_pairs import pair_mentions
from assistant.query import Query
from assistant.yes_no import asks_yes_or_no
from corpus.bind.open_names import open_companies
from corpus.figure import Figure, Qualifier, UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import Matcher, Mention, read_rows, vocabulary
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.read.read_periods import read_periods
from corpus.script import Language, detect_language, fold, has_han

_WORDS = Path(__file__).with_name("words")
_NAMES = ("metric", "segment", "region", "entity")
_SALES = ("revenue", "sales_volume")  # what "sales" can mean
_UNITS = (UnitKind.POINT, UnitKind.PERCENT, UnitKind.RANK, UnitKind.CURRENCY, UnitKind.COUNT)
_PERCENT_OF = re.compile(r"\d\s?(?:%|per ?cent)\s+of\b")
_PART_LAST = re.compile(
    r"(?:per ?cent|percentage|share|proportion|fraction|%) of (?:[a-z]+ ){1,4}(?:is|are|was|were) "
)
_ENDS_OPEN = ("如何", "怎样", "怎么样", "点样", "怎么样了", "几")
_LATIN = re.compile(r"[a-z0-9][a-z0-9.&/'-]*")


@cache
def _question_words() -> Matcher:
    return Matcher.of(
        (word, row["kind"], row["key"])
        for row in read_rows(_WORDS / "questions.csv")
        for word in (row["en"] + "|" + row["zh"]).split("|")
    )


@cache
def _stopwords() -> tuple[frozenset[str], tuple[str, ...]]:
    """English words, and Chinese ones from the longest to the shortest."""
    data = tomllib.loads((_WORDS / "stopwords.toml").read_text(encoding="utf-8"))
    chinese = sorted({fold(word) for word in data["zh"].split()}, key=len, reverse=True)
    return frozenset(data["en"].split()), tuple(chinese)


def read_question(
    question: str,
    period: Period | None,
    currency: str,
    default_chinese: Language,
    report_names: Matcher | None,
) -> Query:
    names = vocabulary().mentions(question)
    if report_names is not None:
        own = report_names.mentions(question)
        names = tuple(m for m in names if not any(o.span.covers(m.span) for o in own)) + own
    taken = [m.span for m in names if m.kind in _NAMES]
    words = (*_question_words().mentions(question), *pair_mentions(question, taken))
    words = tuple(w for w in words if not _is_part_of_name(w, names))
    everyday = _colloquial(names, words)
    names = tuple(
        m for m in names if not any(e.span.covers(m.span) and e.kind == m.kind for e in everyday)
    )
    names = tuple(sorted((*names, *everyday), key=lambda m: m.span))
    names = tuple(m for m in names if not _is_facility(m, names))
    names = (*names, *open_companies(question, names))
    said_periods = read_periods(question, anchor=period)
    said_periods = in_report_quarters(said_periods, period) or bare_year(question)
    figures = tuple(
        figure
        for figure in read_figures(question, currency=currency)
        if figure.unit.code not in ("year", "quarter", "month") or figure.value > 1
    )
    keys = _Keys(names)
    measures = [m.key for m in (*names, *words) if m.kind == "measure"]
    measure = next((Measure(key) for key in measures if key != "share"), None)
    if measure is None and ("share" in measures or _PERCENT_OF.search(fold(question))):
        measure = Measure.SHARE
    sources = [m.key for m in (*names, *words) if m.kind == "source"]
    yes_no = asks_yes_or_no(question)
    intents = frozenset(m.key for m in words if m.kind == "intent") - {"verify"}
    intents |= {"verify"} if yes_no else set()
    source = _source(sources)
    if source is SourceKind.TARGET and any(m.kind == "ask" and m.key == "former" for m in words):
        source = SourceKind.PRIOR_TARGET
    asks = frozenset(m.key for m in words if m.kind == "ask")
    if "how" in intents and fold(question).rstrip(" ?？呢啊呀。").endswith(_ENDS_OPEN):
        intents, asks = intents - {"how"}, asks | {"value"}  # 毛利率如何: its value
    unit = _asked_unit(words)
    scale = max((Decimal(m.key) for m in words if m.kind == "scale"), default=Decimal(0))
    if unit is not None or scale:
        asks |= {"value"}
    if unit is None and any(m.kind == "alternative" for m in words):
        told = {figure.unit.kind for figure in figures}
        unit = next((kind for kind in (UnitKind.CURRENCY, UnitKind.COUNT) if kind in told), None)
    how_much = [m.span for m in words if m.kind == "ask" and m.key == "value"]
    directions = [
        m.key
        for m in sorted((*names, *words), key=_start)
        if m.kind in ("direction", "growth") and not any(s.covers(m.span) for s in how_much)
    ]
    changes = bool(directions) or bool(asks & {"growth", "absolute_change"}) or "compare" in intents
    said = bool(said_periods)
    bases, said_periods = split_bases(question, said_periods) if changes else ((), said_periods)
    if bases and period is not None:
        measure = measure_from(bases[0], period)
    if "growth" in asks and measure is None and "previous" in asks:
        measure, said_periods = measure_of_base(said_periods, period)
    metrics, band = _metrics_and_band(keys.of("metric"), names, figures)
    for key in metrics:
        if key in vocabulary().measured:
            plain, named = vocabulary().measured[key]
            metrics = tuple(dict.fromkeys(plain if one == key else one for one in metrics))
            measure = measure or Measure(named)
    earning = {"net_profit", "net_loss"} if asks & {"gaining", "losing"} else set()
    if len(metrics) == 2 and _PART_LAST.search(fold(question)):
        metrics, measure = metrics[::-1], Measure.SHARE  # "what percentage of B is A"
    specific = tuple(key for key in metrics if key not in _generic() | earning)
    metrics = specific or metrics
    if "growth_rate" in metrics:
        asks |= {"growth"}
        metrics = tuple(key for key in metrics if key != "growth_rate")
    if "per_unit" in asks or measure is Measure.PER_UNIT:
        per_unit = vocabulary().per_unit
        metrics = tuple(per_unit[key] for key in metrics if key in per_unit) or metrics
    ambiguous = any(m.kind == "alternative" for m in words) and set(metrics) & set(_SALES)
    comparing = min((m for m in words if m.kind == "comparing"), key=_start, default=None)
    revisions = [m.key for m in names if m.kind == "revision"]
    return Query(
        question=question,
        language=detect_language(question, default_chinese=default_chinese),
        intents=intents,
        asks=asks,
        metrics=metrics,
        band=band,
        weighs=any(m.kind == "peer" for m in names) or (yes_no and has_han(question)),
        refers_back=any(m.kind == "follow" and m.key == "pronoun" for m in words),
        from_to=any(m.kind == "follow" and m.key == "from_to" for m in words),
        segments=keys.of("segment"),
        regions=keys.of("region"),
        entities=keys.of("entity"),
        periods=tuple(dict.fromkeys(p.period for p in said_periods if p.period is not None)),
        unknown_period=any(p.period is None for p in said_periods),
        measure=measure,
        source=source,
        direction=directions[0] if directions else "",
        monthly=any(m.kind == "detail" and m.key == "monthly" for m in names),
        revised=SourceKind.TARGET.value in sources
        and (bool(revisions) or {"former", "newer"} <= asks),
        revision=_revision(revisions, directions) if SourceKind.TARGET.value in sources else "",
        yes_no=yes_no,
        bases=bases,
        unit=unit,
        scale=scale,
        comparing=comparing.key if comparing else "",
        leads_with_entity=comparing is not None
        and any(m.kind == "entity" and m.span.start < comparing.span.start for m in names),
        alternatives=tuple(k for k in _SALES if k not in metrics) if ambiguous else (),
        group_scope=any(m.kind == "scope" for m in names),
        figures=tuple(figure for figure in figures if figure is not band),
        out_of_scope=next((m.key for m in words if m.kind == "scope_out"), ""),
        small_talk=next((m.key for m in words if m.kind == "smalltalk"), ""),
        convert=any(m.kind == "convert" for m in words),
        content=_content(question, names, words, figures),
        said_period=said,
    )


@cache
def _generic() -> frozenset[str]:
    data = tomllib.loads((_WORDS / "lists.toml").read_text(encoding="utf-8"))
    return frozenset(data["generic"]["metrics"])


def _is_part_of_name(word: Mention, names: Sequence[Mention]) -> bool:
    """Whether a cue is only part of a name (the "monthly" of monthly active users)."""
    return word.kind not in _NAMES and any(
        m.kind in _NAMES and m.span != word.span and m.span.covers(word.span) for m in names
    )


def _start(mention: Mention) -> int:
    return mention.span.start


def _asked_unit(words: Sequence[Mention]) -> UnitKind | None:
    """The most telling kind of figure asked for: points before per cent before a number."""
    named = {m.key for m in words if m.kind == "unit"}
    return next((kind for kind in _UNITS if kind.value in named), None)


def _revision(revisions: Sequence[str], directions: Sequence[str]) -> str:
    """Which way a plan is said to have been changed; "cut" is a plain word of direction."""
    if revisions:
        return revisions[0]
    return directions[0] if directions and directions[0] == "down" else ""


def _colloquial(names: Sequence[Mention], words: Sequence[Mention]) -> list[Mention]:
    """Everyday names ("losing money", 賣車) where the vocabulary has none, or only a shorter
    one, at that place."""
    kinds = ("metric", "segment", "region", "entity", "neutral")
    taken = [m.span for m in names if m.kind in kinds]
    return [
        word
        for word in words
        if word.kind in ("metric", "segment", "region")
        and all(
            not span.overlaps(word.span) or (word.span.covers(span) and span != word.span)
            for span in taken
        )
    ]


def _is_facility(mention: Mention, names: Sequence[Mention]) -> bool:
    """A place that names a plant ("the Beijing plant") is no market."""
    return mention.kind == "region" and any(
        m.kind == "facility" and 0 <= m.span.start - mention.span.end <= 16 for m in names
    )


class _Keys:
    """The distinct keys of a kind, in the order named; narrower ones before their parents."""

    def __init__(self, names: Sequence[Mention]) -> None:
        self.names = names

    def of(self, kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.key for m in self.names if m.kind == kind))


def _asks_which(mention: Mention, question: str) -> bool:
    written = fold(mention.span.of(question))
    return any(word in written for word in ("which", "what", "哪", "几", "什么", "咩", "边"))


def _metrics_and_band(
    metrics: tuple[str, ...], names: Sequence[Mention], figures: Sequence[Figure]
) -> tuple[tuple[str, ...], Figure | None]:
    """A price that names a class of products narrows the question; it is not asked for."""
    banded = "price_band" in metrics or any(m.kind == "band" for m in names)
    others = tuple(key for key in metrics if key != "price_band")
    kinds = (UnitKind.CURRENCY, UnitKind.NUMBER) if banded else (UnitKind.CURRENCY,)
    prices = [figure for figure in figures if figure.unit.kind in kinds]
    bounded = [figure for figure in prices if figure.qualifier is Qualifier.AT_LEAST]
    if banded and prices and others:
        return others, prices[0]
    if (
        others
        and bounded
        and not any(
            unit.startswith("currency") for key in others for unit in vocabulary().names[key].units
        )
    ):
        return others, bounded[0]
    return metrics, None


def _source(cues: Sequence[str]) -> SourceKind | None:
    for kind in ("consensus", "prior_target", "target", "forecast"):
        if kind in cues:
            return SourceKind(kind)
    return None


def _content(
    question: str, names: Sequence[Mention], words: Sequence[Mention], figures: Sequence[Figure]
) -> tuple[str, ...]:
    """Words that stand for no slot: Latin words, and runs of Chinese left over."""
    plain = list(fold(question))
    topics = {m.span for m in words if m.key == "which_things" and not _asks_which(m, question)}
    for figure in figures:
        plain[figure.span.start : figure.span.end] = " " * len(figure.text)
    for mention in (*names, *words):
        if mention.span in topics:
            continue  # "risks": what is asked for, and what the answer speaks of
        if mention.span.end - mention.span.start < 2 and mention.kind not in _NAMES:
            continue  # a single character of a longer word (高 of 高端化) is no cue here
        for at in range(mention.span.start, mention.span.end):
            plain[at] = " "
    rest = "".join(plain)
    stop_latin, stop_han = _stopwords()
    for word in stop_han:
        rest = rest.replace(word, " " * len(word))
    latin = [word for word in _LATIN.findall(rest) if word not in stop_latin and len(word) > 1]
    han = re.findall(r"[\u3400-\u9fff]{2,}", rest)
    return tuple(latin + han)
