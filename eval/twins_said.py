"""Claims as people write them: headlines, other word orders, bounds, denials, records, lists.

True ones and wrong ones, in both languages; the sentences are in `claim_wordings.toml`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from random import Random

from assistant.check.tolerance import Match, comparable, match
from corpus.figure import Figure, Qualifier
from corpus.kpi import Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.script import Language
from eval.claims import (
    LANGUAGES,
    Fact,
    Material,
    Statement,
    compose,
    render,
    subject,
    when,
    wordings,
)
from eval.question_set import SETS
from eval.twin_cases import Case, is_near, is_true
from eval.twin_figures import changed

_SHORT = ((" percentage points", "pp"), (" percentage point", "pp"), ("個百分點", "pp"))
_RISES = {"up": "rise", "down": "fall"}
_LIST = 3  # facts in one sentence


def said_cases(material: Material, random: Random) -> Iterator[Case]:
    """All cases of a report."""
    levels = [f for f in material.facts if f.measure is Measure.LEVEL and _is_result(f)]
    changes = {
        _of(f): f for f in material.facts if f.measure is Measure.YOY and _is_result(f)
    }  # fmt: skip
    for fact in levels:
        yield from _styled(material, fact, changes.get(_of(fact)), random)
        yield from _bounded(material, fact)
        yield from _denied(material, fact, random)
        yield from _records(material, fact)
    for change in changes.values():
        yield _case(
            material, "denied", "denied.yoy", 0, change, {"value": change.figure}, true=False
        )
    yield from _ranges(material, random)
    yield from _compared(material, levels, random)
    yield from _several(material, levels, random)


def _is_result(fact: Fact) -> bool:
    return fact.source in (SourceKind.REPORTED, SourceKind.OTHER)


def _of(fact: Fact) -> tuple[object, ...]:
    """What a fact is of, its measure apart."""
    return fact.metric, fact.entity, fact.segment, fact.region, fact.period, fact.source


def _case(
    material: Material, kind: str, key: str, number: int, fact: Fact,
    figures: Mapping[str, Figure], *, true: bool, direction: str = "", target: str = "value",
    subjects: Mapping[str, Fact] | None = None,
) -> Case:  # fmt: skip
    statements = tuple(
        _statement(key, number, fact, figures, language, direction, target, subjects or {})
        for language in LANGUAGES
    )
    return Case(material.name, kind, true, statements)


def _statement(
    key: str, number: int, fact: Fact, figures: Mapping[str, Figure], language: Language,
    direction: str, target: str, subjects: Mapping[str, Fact],
) -> Statement:  # fmt: skip
    english = language == "en"
    template = wordings()[key]["en" if english else "zh"][number]
    way = direction or fact.direction or "up"
    ways = wordings()[f"ways.{way}"]["en" if english else "zh"]
    values = {name: _figure(figure, language) for name, figure in figures.items()}
    if "{sign}" in template:
        values = {name: _short(value) for name, value in values.items()}
    known = fact.entity in vocabulary().names
    contrast = len({other.segment for other in subjects.values()}) > 1
    words = {
        "subject": subject(fact, language),
        "noun": subject(replace(fact, entity=""), language),
        "owner": vocabulary().label(fact.entity, language) if known else _company(language),
        "way": ways[0], "adverb": ways[1], "verb": ways[-1], "rise": _RISES[way],
        "sign": wordings()["ways.signs"]["en"][way == "down"],
        **{name: subject(other, language, contrast=contrast) for name, other in subjects.items()},
        **when(fact.period, language),
        **{"level" if name == "value" else name: value for name, value in values.items()},
    }  # fmt: skip
    plain = template if target == "value" else template.replace("{value}", "{level}")
    plain = plain.replace("{" + target + "}", "{value}")
    return compose(plain, words, values[target], language)


def _company(language: Language) -> str:
    return "the company" if language == "en" else "公司"


def _figure(figure: Figure, language: Language) -> str:
    return render(figure, language, 0)


def _short(value: str) -> str:
    for long, short in _SHORT:
        value = value.replace(long, short)
    return value


# -- other styles and word orders --------------------------------------------------


def _styled(material: Material, fact: Fact, change: Fact | None, random: Random) -> Iterator[Case]:
    if fact.figure.is_range:
        return
    for number in _numbers("styles.level", fact, material):
        yield from _right_and_wrong(
            material, "styles.level", number, fact, {"value": fact.figure}, "value", random
        )
    if change is None:
        return
    figures = {"value": fact.figure, "change": change.figure}
    signed = change.figure.qualifier is Qualifier.EXACT  # "+at least 55%" nobody writes
    for number in _numbers("styles.level_yoy", fact, material):
        if not signed and "{sign}" in wordings()["styles.level_yoy"]["zh"][number]:
            continue
        told = replace(fact, direction=change.direction)
        for target in ("value", "change"):
            yield from _right_and_wrong(
                material, "styles.level_yoy", number, told, figures, target, random
            )
        other = {"up": "down", "down": "up"}[change.direction]
        yield _case(
            material, "styled: direction", "styles.level_yoy", number, told, figures, true=False,
            direction=other, target="change",
        )  # fmt: skip


def _numbers(key: str, fact: Fact, material: Material) -> list[int]:
    """The sentences of `key` that can say `fact`: without a period, those of the report's own
    period only; without a company, those of the report's own company."""
    report = material.report
    own = fact.entity in ("", report.subject)
    now = fact.period is None or report.period is None or fact.period.end == report.period.end
    templates = wordings()[key]["en"]
    return [
        number
        for number, template in enumerate(templates)
        if (now or "{in}" in template or "{at}" in template)
        and (own or "{noun}" not in template or _opens_with_owner(template))
    ]


def _opens_with_owner(template: str) -> bool:
    """Whether a sentence names the company before the figure, so that it is plainly its own."""
    return -1 < template.find("{owner}") < template.index("{noun}")


def _right_and_wrong(
    material: Material, key: str, number: int, fact: Fact, figures: Mapping[str, Figure],
    target: str, random: Random,
) -> Iterator[Case]:  # fmt: skip
    yield _case(material, "styled", key, number, fact, figures, true=True, target=target)
    wrong = _wrong(figures[target], fact if target == "value" else None, material, random)
    if wrong is not None:
        changed_one = {**figures, target: wrong}
        yield _case(
            material, "styled: changed", key, number, fact, changed_one, true=False, target=target
        )


def _wrong(figure: Figure, fact: Fact | None, material: Material, random: Random) -> Figure | None:
    """`figure` with a digit changed or a scale off; `None` where none comes out wrong."""
    found = [
        other
        for kind, other in changed(figure, material, random)
        if kind.startswith(("digit", "x10")) and not is_near(other, figure)
    ]
    if fact is not None:
        found = [f for f in found if not is_true(material, replace(fact, figure=f, direction=""))]
    return random.choice(found) if found else None


# -- bounds and ranges ---------------------------------------------------------------


def _bounded(material: Material, fact: Fact) -> Iterator[Case]:
    figure = fact.figure
    if figure.is_range:
        return
    if figure.qualifier in (Qualifier.OVER, Qualifier.AT_LEAST):
        turned = replace(figure, qualifier=Qualifier.UNDER)
        yield from _in_bounds(material, "bound flipped", fact, turned, true=False)
        return
    unit = figure.quantum
    while figure.value % (unit * 10) == 0 and figure.value:
        unit *= 10
    unit *= 10
    below = figure.value // unit * unit
    if figure.qualifier is not Qualifier.EXACT or below in (0, figure.value):
        return
    if below < 10 * unit and figure.value - below > unit / 2:
        return  # "over 1" of 1.9 is true but no way to say it
    down = replace(figure, value=below, quantum=unit)
    up = replace(figure, value=below + unit, quantum=unit)
    for qualifier in (Qualifier.OVER, Qualifier.AT_LEAST):
        yield from _in_bounds(
            material, "bound", fact, replace(down, qualifier=qualifier), true=True
        )
        yield from _in_bounds(
            material, "bound flipped", fact, replace(up, qualifier=qualifier), true=False
        )
    wrong = replace(down, qualifier=Qualifier.UNDER)
    yield from _in_bounds(material, "bound flipped", fact, wrong, true=False)
    if up.value - figure.value <= unit / 2:
        near = replace(up, qualifier=Qualifier.NEARLY)
        yield from _in_bounds(material, "bound", fact, near, true=True)


def _in_bounds(
    material: Material, kind: str, fact: Fact, figure: Figure, *, true: bool
) -> Iterator[Case]:
    number = figure.qualifier is Qualifier.AT_LEAST
    yield _case(
        material, kind, "bounded.level", int(number), fact, {"value": figure}, true=true
    )  # fmt: skip


def _ranges(material: Material, random: Random) -> Iterator[Case]:
    """Ranges of targets and forecasts with one end changed."""
    for fact in material.facts:
        figure = fact.figure
        key = f"{fact.measure.value}.{fact.source.value}"
        if figure.upper is None or key not in wordings():
            continue
        step = (figure.upper - figure.value) or figure.quantum
        for wrong in (
            replace(figure, upper=figure.upper + step),
            replace(figure, value=figure.value - step),
            replace(figure, value=figure.value + step, upper=figure.upper + step),
        ):
            for number in range(len(wordings()[key]["en"])):
                yield _case(material, "range end", key, number, fact, {"value": wrong}, true=False)


# -- denials and records -------------------------------------------------------------


def _denied(material: Material, fact: Fact, random: Random) -> Iterator[Case]:
    if fact.figure.qualifier is not Qualifier.EXACT or fact.figure.is_range:
        return
    number = random.randrange(2)
    yield _case(
        material, "denied", "denied.level", number, fact, {"value": fact.figure}, true=False
    )
    wrong = _wrong(fact.figure, fact, material, random)
    if wrong is not None:
        figures = {"value": fact.figure, "wrong": wrong}
        yield _case(material, "corrected", "denied.corrected", 0, fact, figures, true=True)


def _records(material: Material, fact: Fact) -> Iterator[Case]:
    """What is called a record, rightly where `sets/records-*.csv` has it."""
    known = _known_records(material.name)
    if not _is_result(fact) or fact.entity not in ("", material.report.subject):
        return
    called = known.get((fact.metric, fact.segment, fact.region), "no")
    if called == "unclear":
        return
    true = called == "yes"
    now, period = material.report.period, fact.period
    if true and (now is None or period is None or period.end != now.end):
        return
    for number in range(2):
        yield _case(
            material, "record" if true else "no record", "record.high", number, fact,
            {"value": replace(fact.figure, qualifier=Qualifier.EXACT)}, true=true,
        )  # fmt: skip


@cache
def _known_records(name: str) -> dict[tuple[str, str, str], str]:
    """What a report calls a record, by metric, segment and region; "unclear" is not tested."""
    path = SETS / f"records-{name}.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {(r["metric"], r["segment"], r["region"]): r["called"] for r in rows}


# -- several facts in one sentence ---------------------------------------------------


def _compared(material: Material, levels: Sequence[Fact], random: Random) -> Iterator[Case]:
    market = [f for f in material.facts if f.source is SourceKind.CONSENSUS]
    pairs = [
        (one, other, "_consensus" if other in market else "")
        for one in levels
        for other in (*levels, *market)
        if (one.metric, one.period) == (other.metric, other.period)
        and one.figure.value > other.figure.value
        and comparable(one.figure.unit, other.figure.unit)
        and (other in market) == (_of(one)[:-1] == _of(other)[:-1])
        and not one.figure.is_range and not other.figure.is_range
        and match(other.figure, one.figure) is Match.DIFFERENT
    ]  # fmt: skip
    for one, other, kind in random.sample(pairs, min(20, len(pairs))):
        for key, high, low in (("over", one, other), ("under", other, one)):
            if kind and high is not one:
                continue
            figures = {"a": high.figure, "b": low.figure}
            subjects = {"one": high, "other": low}
            yield _case(
                material, "compared", f"compared.{key}{kind}", 0, one, figures, true=True,
                target="b", subjects=subjects,
            )  # fmt: skip
            turned = {"over": "under", "under": "over"}[key]
            yield _case(
                material, "compared wrongly", f"compared.{turned}{kind}", 0, one, figures,
                true=False, target="b", subjects=subjects,
            )  # fmt: skip


def _several(material: Material, levels: Sequence[Fact], random: Random) -> Iterator[Case]:
    """Three facts in one sentence, all right or one of them wrong."""
    plain = [f for f in levels if not f.figure.is_range and f.source is SourceKind.REPORTED]
    for first in plain:
        like = [f for f in plain if f.period == first.period and f.entity == first.entity]
        subjects = {_subject_of(f) for f in like}
        if len(subjects) < _LIST:
            continue
        chosen: list[Fact] = [first]
        for fact in random.sample(like, len(like)):
            if len(chosen) < _LIST and _subject_of(fact) not in map(_subject_of, chosen):
                chosen.append(fact)
        names = dict(zip(("one", "two", "three"), chosen, strict=True))
        figures = dict(zip("abc", (fact.figure for fact in chosen), strict=True))
        for key in ("several.listed", "several.respectively"):
            at = random.randrange(_LIST)
            target = "abc"[at]
            yield _case(
                material, "several", key, 0, first, figures, true=True, target=target,
                subjects=names,
            )  # fmt: skip
            wrong = _wrong(chosen[at].figure, chosen[at], material, random)
            if wrong is None:
                continue
            mixed = {**figures, target: wrong}
            yield _case(
                material, "several: one wrong", key, 0, first, mixed, true=False, target=target,
                subjects=names,
            )  # fmt: skip
            beside = "abc"[(at + 1) % _LIST]
            yield _case(
                material, "several: beside a wrong one", key, 0, first, mixed, true=True,
                target=beside, subjects=names,
            )  # fmt: skip


def _subject_of(fact: Fact) -> tuple[str, str, str]:
    return fact.metric, fact.segment, fact.region
