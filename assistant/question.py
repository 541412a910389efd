"""A question to a query: what is asked, of what, for when."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from assistant.results import Turn
from corpus.figure import Figure, Qualifier, Span, UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import Matcher, Mention, read_rows, vocabulary
from corpus.open_names import open_companies
from corpus.period import Period
from corpus.read_figures import read_figures
from corpus.read_periods import PeriodMention, read_periods
from corpus.script import Language, detect_language, fold, has_han

_WORDS = Path(__file__).with_name("words")
_SLOTS = ("metrics", "segments", "regions", "entities", "periods", "measure", "source")
_YEAR = re.compile(r"(?<![\d.,$€£¥])(?:19|20)\d\d(?![\d.,%億萬亿万元])")
_SHORTEST_TYPO = 4
_TYPO_LIKENESS = 0.82  # of letters in order, by difflib; grss → gross is .89
_NAMES = ("metric", "segment", "region", "entity")
_LATIN = re.compile(r"[a-z0-9][a-z0-9.&/'-]*")


@dataclass(frozen=True, slots=True)
class Query:
    """A question, understood.

    Slots hold vocabulary keys in the order named. `inherited` names the slots taken from
    earlier turns; `figures` are those the question itself states; `direction` is "up", "down" or
    "". `content` are the words that carry meaning but stand for no slot. `weighs` tells a
    question that holds one thing against another ("above", 是否超出).
    """

    question: str
    language: Language
    intents: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    metrics: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    unknown_period: bool = False
    measure: Measure | None = None
    source: SourceKind | None = None
    direction: str = ""
    monthly: bool = False
    band: Figure | None = None
    refers_back: bool = False
    weighs: bool = False
    revised: bool = False
    group_scope: bool = False
    figures: tuple[Figure, ...] = ()
    out_of_scope: str = ""
    small_talk: str = ""
    convert: bool = False
    content: tuple[str, ...] = ()
    inherited: frozenset[str] = field(default_factory=frozenset)
    said_period: bool = False

    @property
    def names_something(self) -> bool:
        return bool(self.metrics or self.segments or self.regions or self.entities)


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


def understand(
    question: str,
    history: Sequence[Turn] = (),
    *,
    period: Period | None = None,
    currency: str = "",
    subject: str = "",
    names: Matcher | None = None,
) -> Query:
    """Read `question` in the light of the turns before it.

    `period`, `currency` and `subject` are the report's; they resolve "last year" and a bare
    "$", and tell the report's own company from others. `names` finds the names that the report
    has and the vocabulary has not.
    """
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    default_chinese: Language = "zh-Hant"
    for earlier in asked:
        if has_han(earlier):
            default_chinese = detect_language(earlier, default_chinese=default_chinese)
    earlier_query: Query | None = None
    for earlier in asked:
        query = _read(earlier, period, currency, default_chinese, names)
        earlier_query = _follow(query, earlier_query, subject) if earlier_query else query
    query = _read(question, period, currency, default_chinese, names)
    mended = _mended(question, query)
    if mended != question:
        query = replace(_read(mended, period, currency, default_chinese, names), question=question)
    return _follow(query, earlier_query, subject) if earlier_query else query


def _read(
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
    words = _question_words().mentions(question)
    everyday = _colloquial(names, words)
    names = tuple(m for m in names if not any(e.span.covers(m.span) for e in everyday))
    names = tuple(sorted((*names, *everyday), key=lambda m: m.span))
    names = tuple(m for m in names if not _is_facility(m, names))
    names = (*names, *open_companies(question, names))
    said_periods = read_periods(question, anchor=period)
    said_periods = _in_report_quarters(said_periods, period) or _bare_year(question)
    figures = tuple(
        figure
        for figure in read_figures(question, currency=currency)
        if figure.unit.code not in ("year", "quarter", "month") or figure.value > 1
    )
    keys = _Keys(names)
    measures = [m.key for m in names if m.kind == "measure"]
    measure = next((Measure(key) for key in measures if key != "share"), None)
    if measure is None and "share" in measures:
        measure = Measure.SHARE
    sources = [m.key for m in names if m.kind == "source"]
    intents = frozenset(m.key for m in words if m.kind == "intent")
    source = _source(sources)
    if source is SourceKind.TARGET and any(m.kind == "ask" and m.key == "former" for m in words):
        source = SourceKind.PRIOR_TARGET
    asks = frozenset(m.key for m in words if m.kind == "ask")
    if "growth" in asks and measure is None and "previous" in asks:
        measure, said_periods = _measure_of_base(said_periods, period)
    metrics, band = _metrics_and_band(keys.of("metric"), names, figures)
    for key in metrics:
        if key in vocabulary().measured:
            plain, named = vocabulary().measured[key]
            metrics = tuple(dict.fromkeys(plain if one == key else one for one in metrics))
            measure = measure or Measure(named)
    if "growth_rate" in metrics:
        asks |= {"growth"}
        metrics = tuple(key for key in metrics if key != "growth_rate")
    if "per_unit" in asks or measure is Measure.PER_UNIT:
        per_unit = vocabulary().per_unit
        metrics = tuple(per_unit[key] for key in metrics if key in per_unit) or metrics
    directions = [m.key for m in names if m.kind in ("direction", "growth")]
    return Query(
        question=question,
        language=detect_language(question, default_chinese=default_chinese),
        intents=intents,
        asks=asks,
        metrics=metrics,
        band=band,
        weighs=any(m.kind == "peer" for m in names) or ("verify" in intents and has_han(question)),
        refers_back=any(m.kind == "follow" and m.key == "pronoun" for m in words),
        segments=keys.of("segment"),
        regions=keys.of("region"),
        entities=keys.of("entity"),
        periods=tuple(dict.fromkeys(p.period for p in said_periods if p.period is not None)),
        unknown_period=any(p.period is None for p in said_periods),
        measure=measure,
        source=source,
        direction=directions[0] if directions else "",
        monthly=any(m.kind == "detail" and m.key == "monthly" for m in names),
        revised=any(m.kind == "revision" for m in names) and SourceKind.TARGET.value in sources,
        group_scope=any(m.kind == "scope" for m in names),
        figures=tuple(figure for figure in figures if figure is not band),
        out_of_scope=next((m.key for m in words if m.kind == "scope_out"), ""),
        small_talk=next((m.key for m in words if m.kind == "smalltalk"), ""),
        convert=any(m.kind == "convert" for m in words),
        content=_content(question, names, words),
        said_period=bool(said_periods),
    )


@cache
def _known_words() -> tuple[str, ...]:
    """The English words that names are made of, longest misspelt first."""
    words = {
        word
        for name in vocabulary().names.values()
        for label in (name.en, name.modifier)
        for word in fold(label).split()
        if word.isalpha() and len(word) >= _SHORTEST_TYPO
    }
    return tuple(sorted(words))


def _mended(question: str, query: Query) -> str:
    """`question` with misspelt vocabulary words put right; names in capitals are left alone."""
    for word in query.content:
        if len(word) < _SHORTEST_TYPO or not word.isascii() or not word.isalpha():
            continue
        if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", question) is None:
            continue
        close = get_close_matches(word, _known_words(), n=1, cutoff=_TYPO_LIKENESS)
        if close:
            question = re.sub(rf"(?<![a-z]){re.escape(word)}(?![a-z])", close[0], question)
    return question


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


def _bare_year(question: str) -> tuple[PeriodMention, ...]:
    """A year in a question that names no other period ("about 2024 revenue")."""
    year = _YEAR.search(question)
    if year is None:
        return ()
    span = Span(year.start(), year.end())
    return (PeriodMention(Period.year(int(year.group())), span, year.group(), "absolute"),)


def _in_report_quarters(
    periods: Sequence[PeriodMention], anchor: Period | None
) -> tuple[PeriodMention, ...]:
    """ "The third quarter" of a company whose quarters are not the calendar's is its own."""
    if anchor is None or anchor.month_count != 3 or anchor.is_quarter:
        return tuple(periods)

    def own(mention: PeriodMention) -> PeriodMention:
        named = mention.period
        if named is None or not named.is_quarter:
            return mention
        overlaps = named.start <= anchor.end and anchor.start <= named.end
        return replace(mention, period=anchor) if overlaps else mention

    return tuple(own(mention) for mention in periods)


def _measure_of_base(
    periods: Sequence[PeriodMention], anchor: Period | None
) -> tuple[Measure | None, tuple[PeriodMention, ...]]:
    """ "How did it change on the previous quarter": the period is a base, not what is asked."""
    bases = [p for p in periods if p.kind == "relative" and p.period and anchor]
    if not bases or anchor is None:
        return None, tuple(periods)
    measure = Measure.QOQ if bases[0].period == anchor.previous() else Measure.YOY
    return measure, tuple(p for p in periods if p not in bases)


class _Keys:
    """The distinct keys of a kind, in the order named; narrower ones before their parents."""

    def __init__(self, names: Sequence[Mention]) -> None:
        self.names = names

    def of(self, kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.key for m in self.names if m.kind == kind))


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


def _content(question: str, names: Sequence[Mention], words: Sequence[Mention]) -> tuple[str, ...]:
    """Words that stand for no slot: Latin words, and runs of Chinese left over."""
    plain = list(fold(question))
    for mention in (*names, *words):
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


def _follow(query: Query, earlier: Query, subject: str) -> Query:
    """`query` with what it leaves out taken from the turn before it."""
    if query.out_of_scope or query.small_talk:
        return query
    complete = bool(query.metrics) and bool(query.segments or query.entities or query.group_scope)
    plans = query.source is not None and "list" in query.intents and not _is_fragment(query)
    independent = complete or plans or (bool(query.metrics) and len(query.question) > 24)
    if independent and not _is_fragment(query):
        return query
    taken: dict[str, object] = {}
    if not query.metrics and (
        query.segments
        or query.entities
        or query.regions
        or query.periods
        or query.figures
        or query.refers_back
        or _is_fragment(query)
    ):
        taken["metrics"] = earlier.metrics
    if not query.segments and not query.group_scope:
        taken["segments"] = earlier.segments
    elif "compare" in query.intents and query.refers_back:
        both = dict.fromkeys((*earlier.segments, *query.segments))
        taken["segments"] = tuple(both)  # "how much higher is that than for phones?"
    if not query.regions and not query.segments:
        taken["regions"] = earlier.regions
    if not query.entities and not query.segments:
        taken["entities"] = earlier.entities
    if not query.periods and not query.unknown_period:
        taken["periods"] = earlier.periods
        taken["said_period"] = earlier.said_period
    if query.measure is None and not query.metrics and earlier.measure is not None:
        taken["measure"] = earlier.measure
    if query.source is None and not query.metrics:
        taken["source"] = earlier.source
    if query.entities and any(key != subject for key in query.entities) and not query.segments:
        taken["segments"] = earlier.segments
    taken = {slot: value for slot, value in taken.items() if value}
    inherited = frozenset(taken) & frozenset(_SLOTS)
    return replace(query, **taken, inherited=inherited)  # type: ignore[arg-type]


def _is_fragment(query: Query) -> bool:
    """Whether a question is too short to stand alone ("and year over year?", 那理想呢)."""
    size = len(re.findall(r"[A-Za-z0-9&%.]+|[\u3400-\u9fff]", query.question))
    return size <= (8 if has_han(query.question) else 6)
