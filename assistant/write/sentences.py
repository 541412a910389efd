"""Facts to sentences, in English and Chinese."""

from __future__ import annotations

from assistant.answer.find import Fact
from assistant.write.numbers import change_value, period_text, row_value, subject_text, was
from corpus.figure import UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.script import Language, has_han, to_script

PLAIN = (
    Measure.LEVEL,
    Measure.YOY,
    Measure.QOQ,
    Measure.CHANGE,
    Measure.SHARE,
    Measure.CUMULATIVE,
)
_PLAN_WORDS = {
    SourceKind.TARGET: ("target", "目標"),
    SourceKind.PRIOR_TARGET: ("previous target", "原目標"),
    SourceKind.FORECAST: ("forecast", "預測"),
    SourceKind.CONSENSUS: ("market expectation", "市場預期"),
}
_EN_BASES = {Measure.YOY: " year on year", Measure.QOQ: " quarter on quarter"}
_ZH_BASES = {Measure.YOY: "同比", Measure.QOQ: "環比"}


def can_compose(row: KpiRow) -> bool:
    """Whether a row says enough by its slots to be put into a sentence of our own; others
    are answered in the report's words."""
    return row.metric in vocabulary().names and row.measure in PLAIN and not row.detail


def sentence(fact: Fact, language: Language) -> str:
    """One sentence on a fact: subject, value, period, changes, and who says it."""
    if language == "en":
        return _english(fact)
    return to_script(_chinese(fact), language)


def _split(fact: Fact) -> tuple[KpiRow | None, list[KpiRow], KpiRow | None]:
    """The level (or cumulative) row, the changes, and the share of a fact."""
    level = next(iter(fact.of(Measure.LEVEL, Measure.CUMULATIVE)), None)
    changes = list(fact.of(Measure.YOY, Measure.QOQ, Measure.CHANGE))
    share = next(iter(fact.of(Measure.SHARE)), None)
    return level, changes, share


def _english(fact: Fact) -> str:
    row = fact.main
    level, changes, share = _split(fact)
    subject = subject_text(row, "en")
    subject = subject[:1].upper() + subject[1:]
    when = _english_when(row.period)
    tail = [_english_change(change) for change in changes]
    if level is not None:
        if level.measure is Measure.CUMULATIVE:
            subject = _insert(subject, "cumulative ")
        value = row_value(level, "en")
        head = _english_level(level, subject, value, when)
    elif changes and row.source in _PLAN_WORDS:
        word, inner = _PLAN_WORDS[row.source][0], _inner(subject, row)
        value = row_value(changes[0], "en")
        return f"The {word} for growth in {inner}{when} is {value}."
    elif changes:
        head = f"{subject} {_english_verb(changes[0])}{when}"
        tail = tail[1:]
    elif share is not None:
        return _english_part(share, subject, when)
    else:
        return f"{subject}{when}: {row_value(row, 'en')}."
    if share is not None and level is not None:
        tail.append(_english_share(share))
    return head + _join_english(tail) + "."


def _english_part(row: KpiRow, subject: str, when: str) -> str:
    """A share by itself: of the company's total, or a plan for one."""
    value = row_value(row, "en")
    if row.source is SourceKind.TARGET:
        return f"The target for the share of {_inner(subject, row)} in the total{when} is {value}."
    if row.source is SourceKind.FORECAST:
        return (
            f"The forecast for the share of {_inner(subject, row)} in the total{when} is {value}."
        )
    whole = _whole_name(row, "en") or "the total"
    return f"{subject} made up {value} of {whole}{when}."


def _insert(subject: str, word: str) -> str:
    owner, mark, rest = subject.partition("'s ")
    return f"{owner}{mark}{word}{rest}" if mark else word.capitalize() + subject


def _english_level(row: KpiRow, subject: str, value: str, when: str) -> str:
    if row.source is SourceKind.TARGET:
        return f"The target for {_inner(subject, row)}{when} is {value}"
    if row.source is SourceKind.PRIOR_TARGET:
        return f"The previous target for {_inner(subject, row)}{when} was {value}"
    if row.source is SourceKind.FORECAST:
        return f"The forecast for {_inner(subject, row)}{when} is {value}"
    if row.source is SourceKind.CONSENSUS:
        return f"The market expectation for {_inner(subject, row)}{when} was {value}"
    label = vocabulary().label(row.metric, "en")
    owner = subject.removesuffix(f"'s {label}")
    if value.endswith(f" {label}") and row.entity and owner != subject:
        return f"{owner} had {value}{when}"  # not "the stores were 412 stores"
    return f"{subject} {was(row)} {value}{when}"


def _inner(subject: str, row: KpiRow) -> str:
    """`subject` within a sentence: a name keeps its capital, a plain word loses it."""
    words = vocabulary()
    first = subject.split(" ", 1)[0]
    named = row.entity and not subject.startswith("The company")
    if named or first.isupper() or (row.segment and row.segment not in words.names):
        return subject
    name = words.names.get(row.segment)
    if name is not None and name.modifier[:1].isupper():
        return subject
    return subject[:1].lower() + subject[1:]


def _english_when(period: Period | None) -> str:
    if period is None:
        return ""
    if period.month_count == 1:
        return f" as of {period_text(period, 'en')}"
    return f" in {period_text(period, 'en')}"


def _english_change(row: KpiRow) -> str:
    word = "down" if row.direction == "down" else "up"
    return f"{word} {change_value(row, 'en')}{_EN_BASES.get(row.measure, '')}"


def change_text(row: KpiRow, language: Language) -> str:
    """A change as the end of a sentence: ", up 8.9% year on year", ，同比增長8.9%."""
    if language == "en":
        return f", {_english_change(row)}"
    return to_script(f"，{_chinese_change(row)}", language)


def _english_verb(row: KpiRow) -> str:
    word = "fell" if row.direction == "down" else "rose"
    return f"{word} {change_value(row, 'en')}{_EN_BASES.get(row.measure, '')}"


def _other_whole(row: KpiRow) -> str:
    """The metric that a share is a part of where that is not its own ("of revenue"), else ""."""
    named = [m.key for m in vocabulary().mentions(row.detail) if m.kind == "metric"]
    return named[0] if len(named) == 1 and named[0] != row.metric else ""


def _whole_name(row: KpiRow, language: Language) -> str:
    """What a share is a part of, in words, where it is not the group's total of its metric: the
    other metric, or the part that the report names ("of 海外收入")."""
    words = vocabulary()
    other = _other_whole(row)
    if other:
        return words.label(other, language)
    whole = row.detail.removeprefix("of ") if row.detail.startswith("of ") else ""
    named = [m for m in words.mentions(whole) if m.kind in ("region", "segment", "metric")]
    if named and all(m.key == row.metric for m in named):
        return ""  # "of group revenue": the total itself
    if whole and language == "en" and has_han(whole):
        metric = next((words.label(m.key, "en") for m in named if m.kind == "metric"), "")
        of = [words.label(m.key, "en") for m in named if m.kind != "metric"]
        return f"{' '.join([*of, metric])}" if metric and of else whole
    return to_script(whole, language) if whole else ""


def _english_share(row: KpiRow) -> str:
    other = _whole_name(row, "en")
    if other:
        return f"{row_value(row, 'en')} of {other}"
    if not row.entity:
        return f"a share of {row_value(row, 'en')}"  # of what, the report of no company tells
    metric = vocabulary().label(row.metric, "en")
    whole = f"total {metric}" if not metric.startswith("total") else metric
    return f"{row_value(row, 'en')} of the group's {whole}"


def _join_english(parts: list[str]) -> str:
    if not parts:
        return ""
    if len(parts) == 1:
        return ", " + parts[0]
    return ", " + ", ".join(parts[:-1]) + " and " + parts[-1]


def _chinese(fact: Fact) -> str:
    row = fact.main
    level, changes, share = _split(fact)
    subject = subject_text(row, "zh-Hant")
    when = _chinese_when(row.period)
    tail = [_chinese_change(change) for change in changes]
    if level is not None:
        if level.measure is Measure.CUMULATIVE:
            label = vocabulary().label(level.metric, "zh-Hant")
            subject = subject.removesuffix(label) + "累計" + label
        head = _chinese_level(level, subject, row_value(level, "zh-Hant"), when)
    elif changes and row.source in _PLAN_WORDS:
        word = _PLAN_WORDS[row.source][1]
        return f"{when}{subject}增幅{word}為{row_value(changes[0], 'zh-Hant')}。"
    elif changes:
        head = f"{when}{subject}{tail.pop(0)}"
    elif share is not None:
        word = {SourceKind.TARGET: "目標", SourceKind.FORECAST: "預測"}.get(share.source, "")
        of = _whole_name(share, "zh-Hant")
        if of and not word:
            return f"{when}{subject}占{of}的{row_value(share, 'zh-Hant')}。"
        return f"{when}{subject}占比{word}為{row_value(share, 'zh-Hant')}。"
    else:
        return f"{when}{subject}：{row_value(row, 'zh-Hant')}。"
    if share is not None and level is not None:
        metric = vocabulary().label(share.metric, "zh-Hant")
        name = _whole_name(share, "zh-Hant") or (f"集團總{metric}" if share.entity else "")
        part = row_value(share, "zh-Hant")
        tail.append(f"占{name}的{part}" if name else f"占比{part}")
    return "，".join([head, *tail]) + "。"


def _chinese_level(row: KpiRow, subject: str, value: str, when: str) -> str:
    words = {
        SourceKind.TARGET: "目標",
        SourceKind.PRIOR_TARGET: "原目標",
        SourceKind.FORECAST: "預測",
        SourceKind.CONSENSUS: "市場預期",
    }
    word = words.get(row.source, "")
    if row.source is SourceKind.CONSENSUS:
        return f"市場預期{when.rstrip('，')}{subject}為{value}"
    if row.source is SourceKind.FORECAST:
        return f"報告預測{when.rstrip('，')}{subject}為{value}"
    verb = "達" if not word and row.figure.unit.kind is not UnitKind.PERCENT else "為"
    if value.startswith(("超過", "近", "約", "不到", "至少", "至多")):
        verb = "" if not word else "為"
    return f"{when}{subject}{word}{verb}{value}"


def _chinese_when(period: Period | None) -> str:
    if period is None:
        return ""
    if period.month_count == 1:
        return f"截至{period_text(period, 'zh-Hant')}，"
    return f"{period_text(period, 'zh-Hant')}，"


def _chinese_change(row: KpiRow) -> str:
    points = row.figure.unit.kind in (UnitKind.POINT, UnitKind.BASIS_POINT)
    rising = "上升" if points else "增長"
    word = "下降" if row.direction == "down" else rising
    return f"{_ZH_BASES.get(row.measure, '')}{word}{change_value(row, 'zh-Hant')}"
