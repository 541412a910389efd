"""Whose a figure is: the company, the business or product, and the region."""

from __future__ import annotations

from corpus.bind.bind_metric import market_named, open_metric
from corpus.bind.bind_view import POINTS, RATES, FigureView
from corpus.bind.open_names import modifier_of, names_a_metric, phrase_before
from corpus.bind.sentence_words import SentenceWords
from corpus.figure import UnitKind
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import Mention
from corpus.script import fold, has_han

_OPENINGS = ("", "而", "但", "but", "while", "and", "其中", "同期", "than")
_WHOLE_REACH = 4  # characters between a share's cue and the whole that it is taken of
_SAYERS = ("报告预测", "报告指出", "报告显示", "报告预计", "报告", "管理层预计", "管理层")
_HEAD = 24  # characters in which what opens a sentence stands
# Where goods come from or go: a part of what is spoken of, no business of its own.
_ORIGINS = frozenset(
    {"国产", "进口", "国内", "内销", "外销", "出口", "线上", "线下", "直营", "加盟", "自营"}
)
_OF_THE = 8  # characters between a percentage and the whole it is of
_FACILITY_REACH = 24


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
    named = [m for m in view.named("segment", "scope", "rest") if not is_whole(words, m)]
    if _is_worldwide(view, metric):
        view.said.add("segment")
        return ""
    named = [m for m in named if m.kind != "segment" or not words.is_in_list(m)]
    if named and named[-1].kind == "scope":
        if words.between(named[-1].span.end, view.start, "metric"):
            view.said.add("segment")
            return ""
        named = [m for m in named if m.kind != "scope"]
    if _company_again(view, metric):
        return "" if view.context.strict else view.context.section
    written, at = _open_segment(view, metric)
    section = view.context.section
    if written and fold(written) in _ORIGINS and section and section not in words.vocabulary.names:
        written = written + section  # 其中國產576萬件, under 白蛋白
    if written and not any(m.span.end > at and m.span.start >= view.clause for m in named):
        view.said.add("segment")
        return written
    if named and named[-1].kind == "rest":
        view.said.add("segment")
        return words.written(named[-1])
    named = [m for m in named if m.kind == "segment"]
    last = view.last
    if last is not None and "segment" in last.said and last.segment and _continues(view, metric):
        since = [m for m in named if m.span.start >= last.figure.span.end]
        if not since and not view.before("drives"):
            view.said.add("segment")
            return last.segment
    if named and not _drives_another(view, named[-1], metric):
        view.said.add("segment")
        return named[-1].key
    after = [m for m in view.after("segment") if words.adjoins(view.end, m)]
    after = [m for m in after if not _begins_anew(view, m)]
    if after:
        view.said.add("segment")
        return after[0].key
    if view.last is not None and _continues(view, metric):
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


def region_of(view: FigureView, metric: str) -> str:
    """The market: named at the figure, before it in the sentence, or by what it continues."""
    words = view.words
    before = view.before("region")
    after = [] if before and view.kind is not UnitKind.RANK else view.after("region")
    after = [m for m in after if not _begins_anew(view, m)]
    named = [m for m in (after[:1] or view.named("region")) if not _is_facility(view, m)]
    named = [m for m in named if not words.is_in_list(m) and not _is_condition(view, m)]
    if named and named[-1].span.end <= view.previous_end and _speaks_anew(view, metric):
        return ""
    if named:
        view.said.add("region")
        return named[-1].key
    if view.last is not None:
        return view.last.region if _continues(view, metric) else ""
    if _goes_on(view):
        assert view.previous is not None
        return view.previous.region
    opens = words.between(words.span.start, view.start, "continues")
    return view.previous.region if opens and view.previous is not None else ""


def _goes_on(view: FigureView) -> bool:
    """Whether a region that opens the sentence holds after its semicolon too."""
    previous, words = view.previous, view.words
    if previous is None or not previous.region or "region" not in previous.said:
        return False
    start = previous.sentence.start
    if not start < words.span.start < previous.sentence.end:
        return False
    head = words.vocabulary.mentions(words.text[start : start + _HEAD])
    return any(m.kind == "region" and m.span.start <= 1 for m in head)


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
    own = _where_told(view, metric)
    market = market_named(view) if own is None and metric == "market_size" else None
    if market is not None:
        found = modifier_of(words, words.clause_start(market.start), market.start)
        return (found.of(words.text), found.start) if found else ("", -1)
    if own is not None and own.span.start >= view.clause and _is_of_share(view, own):
        return "", -1
    if own is not None:
        counted = phrase_before(words, own.span.end, view.start) if _is_counted(view, own) else ""
        if counted:
            return counted, view.start - len(counted)
        passed = [f.span.end for f in words.figures if f.span.end <= own.span.start]
        left = max([words.clause_start(own.span.start), *passed[-1:]])
        found = modifier_of(words, left, own.span.start)
        plants = [m.span.end for m in words.between(left, view.start, "facility")]
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


def _speaks_anew(view: FigureView, metric: str) -> bool:
    """Whether the company is named again, with its metric, since the figure before."""
    again = [m for m in view.named("entity") if m.span.start >= view.previous_end]
    told = [m for m in view.before("metric") if m.key == metric]
    return bool(again and told) and again[-1].span.end <= told[-1].span.start


def _begins_anew(view: FigureView, mention: Mention) -> bool:
    """Whether a name after the figure belongs to what follows ("… and Acme's phones")."""
    gap = view.words.text[view.end : mention.span.start].lower()
    joint = any(word in gap.split() for word in ("and", "while", "but"))
    return joint or bool(view.words.between(view.end, mention.span.start, "entity"))


def _whose(view: FigureView, key: str) -> SourceKind:
    subject = view.context.subject
    return SourceKind.OTHER if subject and key != subject else SourceKind.REPORTED


def _continues(view: FigureView, metric: str) -> bool:
    """Whether this figure goes on speaking of what the one before it spoke of."""
    return view.last is not None and (view.last.metric == metric or not view.before("metric"))


def _is_condition(view: FigureView, mention: Mention) -> bool:
    """A place in an earlier clause of what might happen ("if the US cuts rates, …")."""
    start = view.words.clause_start(mention.span.start)
    end = view.words.clause_end(mention.span.end)
    return end < view.start and bool(view.words.between(start, end, "condition"))


def _is_facility(view: FigureView, mention: Mention) -> bool:
    """A place that names a plant (北京工廠) is no market."""
    end = mention.span.end
    return bool(
        view.words.between(end, min(end + _FACILITY_REACH, view.words.span.end), "facility")
    )
