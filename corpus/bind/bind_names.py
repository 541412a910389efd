"""Whose a figure is: the company, and the business or product."""

from __future__ import annotations

import re

from corpus.bind.bind_metric import open_metric
from corpus.bind.bind_parts import ORIGINS, market_named, part_named
from corpus.bind.bind_region import begins_anew, continues
from corpus.bind.bind_view import POINTS, RATES, FigureView
from corpus.bind.by_letters import counted_name, told_by_letters
from corpus.bind.name_words import names_a_metric
from corpus.bind.open_names import modifier_of, phrase_before
from corpus.bind.sentence_words import SentenceWords
from corpus.bind.shares import part_led, whole_led
from corpus.bind.spoken_of import thing_spoken_of
from corpus.figure import Span, UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import Mention
from corpus.script import fold, has_han

_OPENINGS = ("", "而", "但", "but", "while", "and", "其中", "同期", "than")
_WHOLE_REACH = 4  # characters between a share's cue and the whole that it is taken of
_SAYERS = ("报告预测", "报告指出", "报告显示", "报告预计", "报告", "管理层预计", "管理层")
# A brand in quotation marks right before what is measured of it: “嵐境”收入
_QUOTED = re.compile(r"[「『“\"]([^「」『』“”\"]{2,20})[」』”\"](?:的|品牌|系列|产品|產品)?")
_THIS = ("該", "该", "此", "這", "这", "其", "上述")
# What 該產品 goes back to: "主要來自熱管理部件，該產品收入…"
_INTRODUCED = re.compile(r"(?:来自|來自|源于|源於|推出的?|包括)([\u3400-\u9fff]{2,14})[，,]$")
_OF_THE = 8  # characters between a percentage and the whole it is of
_MARKETS = ("市場", "市场")


def entity_of(view: FigureView, measure: Measure) -> tuple[str, SourceKind, Measure]:
    """Whose figure it is: the subject's, unless another's name stands right at it."""
    subject = view.context.subject
    words = view.words
    named = [m for m in view.named("entity") if m.span.start >= view.previous_end]
    if named:
        mention = named[-1]
        compared = bool(words.between(mention.span.end, view.start, "direction"))
        based = bool(words.between(words.span.start, mention.span.start, "base", "peer"))
        if mention.key != subject and compared and based:
            relative = view.kind in RATES and view.kind not in POINTS
            return subject, SourceKind.REPORTED, Measure.RELATIVE if relative else measure
        near = words.is_near(mention.span.end, view.start)
        if mention.key == subject or near or _opens_clause(view, mention):
            view.said.add("entity")
            return mention.key, _whose(view, mention.key), measure
    trailing = [
        m
        for m in view.after("entity")
        if m.key != subject
        and view.kind in RATES
        and words.adjoins(view.end, m)
        and not words.is_aside(m.span, view.start)
    ]
    if trailing and measure is not Measure.RELATIVE:
        view.said.add("entity")
        return trailing[0].key, SourceKind.OTHER, measure
    last = view.last
    if not named and last is not None and "entity" in last.said:
        aside = words.is_aside(last.figure.span, view.start) and last.entity != subject
        if not aside:
            view.said.add("entity")
            return last.entity, _whose(view, last.entity), measure
    return subject, SourceKind.REPORTED, measure


def segment_of(view: FigureView, metric: str, entity: str) -> str:
    """The business or product: by its name in the vocabulary or as written, else inherited."""
    words = view.words
    if view.kind in (UnitKind.NUMBER, UnitKind.COUNT):
        counted = counted_name(words, view.end)
        if counted:
            view.said.add("segment")
            return counted
    named = [m for m in view.named("segment", "scope", "rest") if not is_whole(words, m)]
    if _is_worldwide(view, metric):
        view.said.add("segment")
        return ""
    named = [m for m in named if m.kind != "segment" or not words.is_in_list(m)]
    if named and named[-1].kind == "scope":
        if words.between(named[-1].span.end, view.start, "metric"):
            view.said.add("segment")
            return told_by_letters(words, named[-1])
        named = [m for m in named if m.kind != "scope"]
    if _company_again(view, metric):
        return "" if view.context.strict else view.context.section
    written, at = _open_segment(view, metric)
    part = part_named(view) or (whole_led(view) and part_led(view))
    if part and not view.before("segment"):
        view.said.add("segment")
        return part
    thing = thing_spoken_of(view, metric) if not named and not part else ""
    if thing:
        return thing  # of this sentence only
    section = view.context.section
    if written and fold(written) in ORIGINS and section and section not in words.vocabulary.names:
        written = written + section  # 其中國產576萬件, under 白蛋白
    if written and not any(m.span.end > at and m.span.start >= view.clause for m in named):
        view.said.add("segment")
        return written
    if named and named[-1].kind == "rest":
        view.said.add("segment")
        return words.written(named[-1])
    named = [m for m in named if m.kind == "segment"]
    last = view.last
    if last is not None and "segment" in last.said and last.segment and continues(view, metric):
        since = [m for m in named if m.span.start >= last.figure.span.end]
        if not since and not view.before("drives"):
            view.said.add("segment")
            return last.segment
    if named and not _drives_another(view, named[-1], metric):
        view.said.add("segment")
        return named[-1].key
    after = [m for m in view.after("segment") if words.adjoins(view.end, m)]
    after = [m for m in after if not begins_anew(view, m)]
    if after:
        view.said.add("segment")
        return after[0].key
    if view.last is not None and continues(view, metric):
        return view.last.segment
    if "entity" in view.said and entity != view.context.subject:
        return view.context.section
    name = words.vocabulary.names.get(metric)
    if name is not None and name.group_wide:
        section = view.context.section
        return "" if section in words.vocabulary.names else section
    if view.context.strict and any(m.key == view.context.subject for m in view.named("entity")):
        return ""
    return view.context.segment if name is not None or not metric else view.context.section


def is_whole(words: SentenceWords, mention: Mention) -> bool:
    """A whole that a share is taken of ("16.2% of the group") is not the subject."""
    if mention.kind != "scope":
        return False
    start = mention.span.start
    if any(
        f.unit.kind is UnitKind.PERCENT
        and 0 < start - f.span.end <= _OF_THE
        and words.text.startswith(" of", f.span.end)
        for f in words.figures
    ):
        return True
    return any(
        m.kind == "measure"
        and m.key == "share"
        and m.span.start <= start <= m.span.end + _WHOLE_REACH
        for m in words.mentions
    )


def _open_segment(view: FigureView, metric: str) -> tuple[str, int]:
    """A business that the vocabulary does not hold, before its metric ("garden furniture
    sales") or, in an enumeration, before its figure; and where it begins."""
    words = view.words
    part = _part_of_whole(view)
    if part is not None:
        return part.of(words.text), part.start
    own = _where_told(view, metric)
    market = market_named(view) if own is None and metric == "market_size" else None
    if market is not None:
        found = modifier_of(words, words.clause_start(market.start), market.start)
        return (found.of(words.text), found.start) if found else ("", -1)
    if own is not None and own.span.start >= view.clause and _is_of_share(view, own):
        own = _part(view, metric)  # 民營機構收益佔總收益的八成: the first is whose it is
        if own is None:
            return "", -1
    if own is not None:
        counted = phrase_before(words, own.span.end, view.start) if _is_counted(view, own) else ""
        if counted:
            return counted, view.start - len(counted)
        passed = [f.span.end for f in words.figures if f.span.end <= own.span.start]
        left = max([words.clause_start(own.span.start), *passed[-1:]])
        quoted = _QUOTED.search(words.text, left, own.span.start)
        if quoted and quoted.end() == own.span.start:
            return quoted[1], quoted.start(1)
        found = modifier_of(words, left, own.span.start)
        plants = [m.span.end for m in words.between(left, view.start, "facility")]
        if found and found.of(words.text).startswith(_THIS):
            named = _INTRODUCED.search(words.text, words.span.start, left)
            return (named[1], named.start(1)) if named else ("", -1)
        if found and found.end not in plants:
            return found.of(words.text), found.start
        return "", -1
    if view.before("base", "peer"):
        return "", -1
    spoken = view.last or view.previous
    shared = any(m.key == "share" for m in view.before("measure"))
    if not shared and (spoken is None or metric != spoken.metric):
        return "", -1
    unknown = open_metric(view)
    listed = shared or (view.last is not None and view.last.measure is Measure.SHARE)
    verb = " " not in unknown and unknown.islower() and not listed  # as likely as a name
    if unknown and not names_a_metric(unknown) and not verb:
        return unknown, words.text.rfind(unknown, 0, view.start)
    return "", -1


def _is_of_share(view: FigureView, own: Mention) -> bool:
    """Whether the metric named is the whole of a share (佔晶圓收入的69%)."""
    shares = [m for m in view.before("measure") if m.key == "share"]
    return any(m.span.end <= own.span.start for m in shares)


def _part_of_whole(view: FigureView) -> Span | None:
    """The unknown name of a market that has a share of a whole: X市場佔整個Y市場的58%."""
    cues = [m for m in view.before("measure") if m.key == "share"]
    if not cues or view.before("metric"):
        return None
    gap = view.words.text[cues[-1].span.end : view.start].rstrip("約约近超逾")
    found = modifier_of(view.words, view.clause, cues[-1].span.start) if gap[-1:] == "的" else None
    if found is None or not found.of(view.words.text).endswith(_MARKETS):
        return None
    span = Span(found.start, found.end - len(_MARKETS[0]))
    return span if span.end - span.start > 1 else None


def _part(view: FigureView, metric: str) -> Mention | None:
    """The metric where it names what has the share, before the word of sharing."""
    cues = [m for m in view.before("measure") if m.key == "share"]
    named = [m for m in view.before("metric") if m.key == metric]
    named = [m for m in named if m.span.end <= cues[-1].span.start]
    return named[-1] if named else None


def _where_told(view: FigureView, metric: str) -> Mention | None:
    """Where the sentence names the figure's metric, or its growth: in the figure's clause, or
    before it where nothing else was spoken of."""
    keys = {metric, "growth_rate"} if view.kind in RATES else {metric}
    own = [m for m in view.before("metric") if m.key in keys]
    if not own:
        own = [m for m in view.named("metric") if m.key == metric]
        own = [m for m in own if m.span.start >= view.previous_end]
    while len(own) > 1 and own[-2].span.end == own[-1].span.start:
        own.pop()
    return own[-1] if own else None


def _is_counted(view: FigureView, own: Mention) -> bool:
    """Whether a name can stand between the metric and its count: 批簽發靜丙975萬瓶."""
    return view.kind is UnitKind.COUNT and has_han(view.words.text[own.span.end : view.start])


def _drives_another(view: FigureView, segment: Mention, metric: str) -> bool:
    """Whether one product only lifts another's figure ("orders for the model lifted the price")."""
    told = _where_told(view, metric)
    if told is None or not view.context.section:
        return False
    return bool(view.words.between(segment.span.end, told.span.start, "drives")) and (
        view.words.vocabulary.within(segment.key, view.context.section)
    )


def _opens_clause(view: FigureView, mention: Mention) -> bool:
    """Whether a company's name opens its clause, as a sentence's subject does; a period or who
    says it may stand before ("報告預測2025年…")."""
    words = view.words
    start = words.clause_start(mention.span.start)
    lead = words.text[start : mention.span.start]
    for period in words.periods:
        if start <= period.span.start and period.span.end <= mention.span.start:
            lead = lead.replace(period.text, "")
    lead = fold(lead).strip()
    for word in _SAYERS:
        lead = lead.removeprefix(word).strip(" 的")
    return lead in _OPENINGS


def _company_again(view: FigureView, metric: str) -> bool:
    """Whether the clause names the report's company anew, with its own metric and no business:
    "…, and Xiaomi's gross margin was 22.8%"."""
    if view.last is None:
        return False
    named = view.named("entity", "segment", "scope")
    since = [m for m in named if m.span.start >= view.previous_end]
    told = [m for m in view.before("metric") if m.key == metric]
    if not told or not since or since[-1].key != view.context.subject:
        return False
    end, start = since[-1].span.end, told[-1].span.start
    placed = bool(view.words.between(end, start, "region")) and view.words.is_near(end, start)
    return end <= start and (start - end <= 1 or placed)


def _is_worldwide(view: FigureView, metric: str) -> bool:
    """Whether a clause speaks of the whole world's users, of no business: 全球MAU."""
    words = view.words
    name = words.vocabulary.names.get(metric)
    places = [m for m in view.before("region") if not words.vocabulary.names[m.key].parent]
    if name is None or not name.worldwide or not places:
        return False
    goes_on = view.last is not None and view.last.metric == metric and not view.before("metric")
    told = view.named("segment")
    near = any(words.is_near(m.span.end, places[-1].span.start) for m in told)
    after = any(m.span.start >= places[-1].span.end for m in told)
    return not (goes_on or near or after) and bool(told or not view.context.section)


def _whose(view: FigureView, key: str) -> SourceKind:
    subject = view.context.subject
    return SourceKind.OTHER if subject and key != subject else SourceKind.REPORTED
