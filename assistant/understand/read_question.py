"""One question read by itself: its names, periods, figures and cues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from assistant.understand.asked_currency import asked_currency
from assistant.understand.asked_periods import (
    as_asked,
    bare_year,
    in_report_quarters,
    in_usual_words,
    measure_from,
    measure_of_base,
    split_bases,
)
from assistant.understand.cue_pairs import pair_mentions
from assistant.understand.named_things import things_of
from assistant.understand.price_bands import metrics_and_band, prices_in_thousands
from assistant.understand.query import Query
from assistant.understand.question_names import (
    NAMES,
    WORDS,
    Keys,
    asked_unit,
    business_lines,
    colloquial,
    content_words,
    generic,
    is_facility,
    is_part_of_name,
    is_share,
    is_wide,
    is_within,
    named_source,
    revision,
    start_of,
    stopwords,
    without_metrics,
    without_namesakes,
    without_verbs,
)
from assistant.understand.yes_no import asks_yes_or_no
from corpus.bind.open_names import open_companies
from corpus.figure import Span, UnitKind
from corpus.home_region import at_home
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import Matcher, read_words, vocabulary
from corpus.period import Period
from corpus.read.read_figures import read_figures
from corpus.read.read_periods import read_periods
from corpus.script import Language, detect_language, fold, has_han

_SALES = ("revenue", "sales_volume")  # what "sales" can mean
_REPLIES: tuple[Language, ...] = ("zh-Hans", "zh-Hant", "en")
_PERCENT_OF = re.compile(r"\d\s?(?:%|per ?cent)\s+of\b")
_PART_LAST = re.compile(
    r"(?:per ?cent|percentage|share|proportion|fraction|%) of (?:[a-z]+ ){1,4}(?:is|are|was|were) "
)
_BARE_SHARE = re.compile(
    r"(?<!per )(?<!a )(?<!market )\bshare\b(?! (?:price|buy|repurchase|capital|count|class))"
)
# What a question says in brackets that it does not count ("(excluding phones)").
_LEFT_OUT = re.compile(
    r"[(（](?:不计|不包括|不含|不算|撇除|扣除|excluding|excl\.?|not counting|other than)"
    r"[^()（）]*[)）]"
)
_ENDS_OPEN = ("如何", "怎样", "怎么样", "点样", "怎么样了", "几")


@cache
def question_words() -> Matcher:
    """The everyday words and cues of questions."""
    return read_words(WORDS / "questions.csv", "kind", "key")


def read_question(
    question: str,
    period: Period | None,
    currency: str,
    default_chinese: Language,
    report_names: Matcher | None,
) -> Query:
    names = at_home(vocabulary().mentions(question), question, currency)
    if report_names is not None:
        own = report_names.mentions(question)
        own = without_metrics(own, names)
        names = tuple(m for m in names if not any(is_within(m, o) for o in own)) + own
    apart_from = [Span(*found.span()) for found in _LEFT_OUT.finditer(fold(question))]
    names = tuple(m for m in names if not any(span.covers(m.span) for span in apart_from))
    taken = [m.span for m in names if m.kind in NAMES]
    words = (*question_words().mentions(question), *pair_mentions(question, taken))
    wide = [w for w in words if is_wide(w, question)]
    words = tuple(w for w in words if w.kind != "reply" or w in wide)
    names = tuple(m for m in names if not any(w.span.covers(m.span) for w in wide))
    words = tuple(w for w in words if w in wide or not any(one.span.covers(w.span) for one in wide))
    words = tuple(w for w in words if not is_part_of_name(w, names))
    everyday = colloquial(names, words)
    names = tuple(
        m for m in names if not any(e.span.covers(m.span) and e.kind == m.kind for e in everyday)
    )
    names = tuple(sorted((*names, *everyday), key=lambda m: m.span))
    plants = tuple(m for m in names if is_facility(m, names))
    names = tuple(m for m in names if m not in plants)
    lines = business_lines(question, names)
    names = tuple(m for m in names if not any(s.start == m.span.start for s in lines))
    said_by = [m.span for m in (*names, *words) if m.kind == "source"]  # "the Street's number"
    opened = open_companies(question, names)
    names = (*names, *(m for m in opened if not any(m.span.overlaps(s) for s in said_by)))
    written = in_usual_words(question)
    said_periods = as_asked(written, read_periods(written, anchor=period), period)
    said_periods = in_report_quarters(said_periods, period) or bare_year(question)
    short = prices_in_thousands(question, currency)
    figures = short + tuple(
        figure
        for figure in read_figures(question, currency=currency)
        if (figure.unit.code not in ("year", "quarter", "month") or figure.value > 1)
        and not any(figure.span.overlaps(price.span) for price in short)
    )
    money = asked_currency(question, figures)
    if money is not None:  # "Hong Kong dollars" is no region, 幾多人 of 幾多人民幣 no count
        names = tuple(m for m in names if not money.span.overlaps(m.span))
        words = tuple(m for m in words if not money.span.overlaps(m.span) or m.key == "currency")
    names = without_namesakes(names, question)
    keys = Keys(names)
    measures = [m.key for m in (*names, *words) if m.kind == "measure"]
    measure = next((Measure(key) for key in measures if key != "share"), None)
    if measure is Measure.SPAN and "streak" in measures:
        measure = Measure.STREAK  # "how long has it been growing"
    if measure is None and ("share" in measures or _PERCENT_OF.search(fold(question))):
        measure = Measure.SHARE
    sources = [m.key for m in (*names, *words) if m.kind == "source"]
    yes_no = asks_yes_or_no(question)
    intents = frozenset(m.key for m in words if m.kind == "intent") - {"verify"}
    intents |= {"verify"} if yes_no else set()
    source = named_source(sources)
    if source is SourceKind.TARGET and any(m.kind == "ask" and m.key == "former" for m in words):
        source = SourceKind.PRIOR_TARGET
    asks = frozenset(m.key for m in words if m.kind == "ask")
    if "how" in intents and fold(question).rstrip(" ?？呢啊呀。").endswith(_ENDS_OPEN):
        intents, asks = intents - {"how"}, asks | {"value"}  # 毛利率如何: its value
    unit = asked_unit(words)
    scale = max((Decimal(m.key) for m in words if m.kind == "scale"), default=Decimal(0))
    if unit is not None or scale:
        asks |= {"value"}
    if unit is None and any(m.kind == "alternative" for m in words):
        told = {figure.unit.kind for figure in figures}
        unit = next((kind for kind in (UnitKind.CURRENCY, UnitKind.COUNT) if kind in told), None)
    how_much = [m.span for m in words if m.kind == "ask" and m.key == "value"]
    directions = [
        m.key
        for m in sorted((*names, *words), key=start_of)
        if m.kind in ("direction", "growth") and not any(s.covers(m.span) for s in how_much)
    ]
    changes = bool(directions) or bool(asks & {"growth", "absolute_change"}) or "compare" in intents
    said = bool(said_periods)
    times = [mention.span for mention in said_periods]
    bases, said_periods = split_bases(question, said_periods) if changes else ((), said_periods)
    if bases and period is not None:
        measure = measure_from(bases[0], period)
    if "growth" in asks and measure is None and "previous" in asks:
        measure, said_periods = measure_of_base(said_periods, period)
    of_parts = measure is Measure.SHARE or unit in (UnitKind.PERCENT, UnitKind.RANK)
    spoken = without_verbs(names, everyday)
    metrics, band = metrics_and_band(spoken, names, figures, of_parts=of_parts)
    for key in metrics:
        if key in vocabulary().measured:
            plain, named = vocabulary().measured[key]
            metrics = tuple(dict.fromkeys(plain if one == key else one for one in metrics))
            measure = measure or Measure(named)
    earning = {"net_profit", "net_loss"} if asks & {"gaining", "losing"} else set()
    if len(metrics) == 2 and _PART_LAST.search(fold(question)):
        metrics, measure = metrics[::-1], Measure.SHARE  # "what percentage of B is A"
    specific = tuple(key for key in metrics if key not in generic() | earning)
    metrics = specific or metrics
    if measure is None and _is_bare_share(question, metrics, keys):
        measure = Measure.SHARE
    parts = tuple(key for key in metrics if is_share(key))
    if measure is Measure.SHARE and parts:
        metrics, measure = parts, None  # the share of devices that …: a level of its own
    if "price" in asks and not metrics and keys.of("segment"):
        metrics = ("average_selling_price",)  # "how much does it cost": of a product, its price
    if "growth_rate" in metrics:
        asks |= {"growth"}
        metrics = tuple(key for key in metrics if key != "growth_rate")
    each = "per_unit" in asks or measure is Measure.PER_UNIT
    if each and "losing" in asks:
        metrics, measure = ("loss_per_unit",), None  # "in the red on each car"
    elif each:
        per_unit = vocabulary().per_unit
        metrics = tuple(per_unit[key] for key in metrics if key in per_unit) or metrics
    ambiguous = any(m.kind == "alternative" for m in words) and set(metrics) & set(_SALES)
    comparing = min((m for m in words if m.kind == "comparing"), key=start_of, default=None)
    if "how" in intents and "value" not in asks and "than" not in fold(question).split():
        comparing = None if not has_han(question) else comparing  # "how did they lower costs"
    moves = [m for m in (*names, *words) if m.kind in ("direction", "growth")]
    moves = [m for m in moves if not any(s.covers(m.span) for s in how_much)]
    beside = [m for m in words if m.kind == "comparing"]
    if beside and any(not any(b.span.overlaps(m.span) for b in beside) for m in moves):
        asks |= {"moved"}  # "fell below": a change and a bound
    revisions = [m.key for m in names if m.kind == "revision"]
    replies = [m.key for m in words if m.kind == "reply"]
    reply: Language | None = next((one for one in _REPLIES if one in replies), None)
    stop, stop_han = stopwords()
    verbs = [m for m in everyday if m.kind == "metric"]
    plain_names = tuple(m for m in names if m not in verbs)
    apart = [*times, *apart_from, *([money.span] if money is not None else [])]
    understood = [
        *(m.span for m in (*words, *verbs) if m.span.end - m.span.start > 1),
        *(f.span for f in figures if f.unit.kind is not UnitKind.NUMBER),
        *apart,
    ]
    return Query(
        question=question,
        language=reply or detect_language(question, default_chinese=default_chinese),
        intents=intents,
        asks=asks,
        metrics=metrics,
        band=band,
        weighs=any(m.kind == "peer" for m in names) or (yes_no and has_han(question)),
        refers_back=any(m.kind == "follow" and m.key == "pronoun" for m in words),
        from_to=any(m.kind == "follow" and m.key == "from_to" for m in words),
        segments=keys.of("segment") or tuple(span.of(question) for span in lines),
        regions=keys.of("region"),
        entities=keys.of("entity"),
        periods=tuple(dict.fromkeys(p.period for p in said_periods if p.period is not None)),
        unknown_period=any(p.period is None for p in said_periods),
        measure=measure,
        source=source,
        direction=directions[0] if directions else "",
        monthly=any(m.kind == "detail" and m.key == "monthly" for m in names)
        or ("per_month" not in asks and any(m.kind == "detail" for m in words)),
        revised=SourceKind.TARGET.value in sources
        and (bool(revisions) or {"former", "newer"} <= asks),
        revision=revision(revisions, directions) if SourceKind.TARGET.value in sources else "",
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
        convert=any(m.kind == "convert" for m in words) or bool(money and money.turned_into),
        currency=money.code if money else "",
        content=content_words(question, names, words, figures, apart),
        plants=tuple(m.span.of(question) for m in plants),
        things=things_of(question, plain_names, understood, stop, stop_han),
        banded="price_band" in keys.of("metric") or any(m.kind == "band" for m in names),
        turns=frozenset(m.key for m in words if m.kind in ("turn", "reply")),
        reply=reply,
        said_period=said,
    )


def _is_bare_share(question: str, metrics: Sequence[str], keys: Keys) -> bool:
    """ "Overseas revenue share": the part that a business or region has of an amount."""
    scoped = keys.of("region") or keys.of("segment")
    amounts = [key for key in metrics if not is_share(key)]
    if not scoped or not amounts or len(amounts) < len(metrics):
        return False
    return _BARE_SHARE.search(fold(question)) is not None
