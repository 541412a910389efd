"""A text with its figures graded: what each speaks of, what the report says, by how much it is off.

The one value behind the claim checker's page, its exports and its terminal output.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.check.check_batch import Overall, overall
from assistant.check.tolerance import comparable
from assistant.errors import BadQuestion
from assistant.results import FigureCheck, Proof, Verdict
from assistant.words.lists import word_file
from assistant.words.phrases import phrase
from assistant.write.numbers import figure_text, period_text, row_value, subject_text
from corpus.figure import POINT, Figure, Span, UnitKind
from corpus.kpi import KpiRow, Measure, SourceKind
from corpus.report import Edition, Report
from corpus.script import Language, detect_language, to_script

MAX_CHARS = 300_000
MAX_FIGURES = 10_000

_DIGITS = re.compile(r"[0-9]+")  # commas and points part them: more groups than figures


def words(group: str, key: str, language: Language, **values: object) -> str:
    """The words for `key` of a group of `check.toml`, braces filled in.

    Raises:
        KeyError: there is no such key.
    """
    entry = word_file("check")[group][key]
    said = str(entry["en"] if language == "en" else to_script(entry["zh"], language))
    return said.format_map(values) if values else said


@dataclass(frozen=True, slots=True)
class Where:
    """Where the report says it: the passage's text, its section, page and line (1-based)."""

    edition: Language
    section: str
    passage: str
    span: Span
    page: int | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Graded:
    """One figure of a text with its verdict.

    `difference` is the claim less the report's value, where the report says otherwise.
    """

    check: FigureCheck
    difference: Figure | None
    where: Where | None


@dataclass(frozen=True, slots=True)
class GradedText:
    """A text held against one report."""

    text: str
    language: Language
    report: Report = field(repr=False)
    figures: tuple[Graded, ...]

    @property
    def checks(self) -> tuple[FigureCheck, ...]:
        return tuple(graded.check for graded in self.figures)

    @property
    def overall(self) -> Overall:
        return overall(self.checks)

    @property
    def counts(self) -> dict[str, int]:
        """Figures seen, checked, standing, and not checkable, in this order."""
        verdicts = Counter(check.verdict for check in self.checks)
        open_ = verdicts[Verdict.NOT_CHECKABLE]
        passed = sum(count for verdict, count in verdicts.items() if verdict.passes)
        seen = len(self.figures)
        return {"seen": seen, "checked": seen - open_, "passed": passed, "open": open_}


def refuse_too_much(text: str) -> None:
    """Raises `BadQuestion` for a text that is too long, or has too many figures, to be checked."""
    language = detect_language(text[:2000])
    if len(text) > MAX_CHARS:
        count, limit = f"{len(text):,}", f"{MAX_CHARS:,}"
        raise BadQuestion(words("said", "too_long", language, count=count, limit=limit))
    if len(_DIGITS.findall(text)) > 2 * MAX_FIGURES:
        raise BadQuestion(words("said", "too_many", language, limit=f"{MAX_FIGURES:,}"))


def graded(text: str, checks: Sequence[FigureCheck], report: Report) -> GradedText:
    """`text` with the verdicts `checks` on its figures and what the report says of each. Pure."""
    language = detect_language(text)
    figures = tuple(
        Graded(check, difference_of(check), where_of(check.row, report, language))
        for check in checks
    )
    return GradedText(text, language, report, figures)


def about(one: Graded, language: Language) -> str:
    """What a figure's sentence speaks of, in words; "" where nothing was understood.

    Where the report confirms the figure, that is what the report's row speaks of.
    """
    check = one.check
    if check.row is not None and check.verdict in (Verdict.CONFIRMED, Verdict.ROUNDED):
        return _slots(check.row, language)
    said = check.binding
    if said is None:
        return ""
    return _slots(
        KpiRow(
            "", "", said.metric, said.figure, said.entity, said.segment, said.region,
            said.period if said.metric else None, said.measure, said.source,
        ),
        language,
    )  # fmt: skip


def _slots(row: KpiRow, language: Language) -> str:
    parts = [subject_text(row, language) if row.metric or row.segment else ""]
    if row.measure is not Measure.LEVEL:
        parts.append(phrase(f"measure_{row.measure.value}", language))
    if row.period is not None:
        parts.append(period_text(row.period, language))
    if row.source not in (SourceKind.REPORTED, SourceKind.OTHER):
        parts.append(phrase(f"says_{row.source.value}", language))
    return " · ".join(part for part in parts if part)


def reported(check: FigureCheck, language: Language) -> str:
    """The report's own figure, where it conflicts with the claim or the claim rounds it."""
    shown = check.verdict in (Verdict.CONFLICT, Verdict.ROUNDED)
    if check.row is None or not shown:
        return ""
    return reported_row(check.row, language)


def reported_row(row: KpiRow, language: Language) -> str:
    """A row's figure as the report writes it in that language."""
    return row_value(row, language) if row.places else row.figure.text


def difference_of(check: FigureCheck) -> Figure | None:
    """The claim less the report's figure; `None` unless one value conflicts with one like it.

    A fall is less than nothing: "fell 3%" where it rose 9% is off by 12 points.
    """
    row = check.row
    if check.verdict is not Verdict.CONFLICT or row is None:
        return None
    one, other = check.figure, row.figure
    if one.is_range or other.is_range or one.unit.kind is not other.unit.kind:
        return None
    if one.unit.kind is UnitKind.RANK or not comparable(one.unit, other.unit):
        return None
    direction = check.binding.direction if check.binding else ""
    turned = {direction, row.direction} == {"up", "down"}
    ours, theirs = one.value, other.value
    if turned:
        ours, theirs = (-ours, theirs) if direction == "down" else (ours, -theirs)
    if ours == theirs:
        return None
    unit = POINT if one.unit.kind is UnitKind.PERCENT else other.unit
    quantum = min(one.quantum, other.quantum)
    value = ours - theirs
    return Figure(value, unit, "", one.span, quantum, one.scale)


def difference_text(difference: Figure | None, language: Language) -> str:
    """A difference with its sign before it."""
    if difference is None:
        return ""
    amount = figure_text(replace(difference, value=abs(difference.value)), language)
    return ("−" if difference.value < 0 else "+") + amount


def proof_text(proof: Proof | None, language: Language) -> str:
    """The arithmetic of a derived figure, with what its operands' rounding allows."""
    if proof is None:
        return ""
    shown = expression_in(proof, language)
    if proof.low == proof.high:
        return shown
    reach = words("said", "range", language, low=proof.low, high=proof.high)
    return f"{shown} ({reach})" if language == "en" else f"{shown}（{reach}）"


def expression_in(proof: Proof, language: Language) -> str:
    """A proof's arithmetic with the operands as the edition in `language` writes them."""
    written = {row.figure.text: reported_row(row, language) for row in proof.operands}
    texts = sorted((text for text in written if text), key=len, reverse=True)
    if not texts:
        return proof.expression
    found = re.compile("|".join(re.escape(text) for text in texts))
    return found.sub(lambda match: written[match[0]], proof.expression)


def where_of(row: KpiRow | None, report: Report, language: Language) -> Where | None:
    """The passage of a row in the edition for `language`; `None` where it is in none."""
    if row is None or not row.places or row.report_id != report.id:
        return None
    place = row.place(language)
    edition = next((e for e in report.editions if e.language == place.language), None)
    if edition is None:
        return None
    return _where(edition, place.span)


def _where(edition: Edition, span: Span) -> Where:
    passage = edition.passage_at(span.start)
    around = passage.span if passage else span
    section = edition.section_at(span.start).title if edition.sections else ""
    return Where(
        edition.language,
        section,
        around.of(edition.text),
        span,
        edition.source.page(span.start),
        edition.source.line(span.start),
    )


def where_text(where: Where | None, language: Language) -> str:
    """Section, page and line, whichever there are."""
    if where is None:
        return ""
    parts = [where.section]
    if where.page:
        parts.append(words("said", "page", language, page=where.page))
    if where.line:
        parts.append(words("said", "line", language, line=where.line))
    return " · ".join(part for part in parts if part)


def cells(one: Graded, language: Language) -> dict[str, str]:
    """A figure's line in a table, by the keys of `[column]` in `check.toml`."""
    check = one.check
    return {
        "figure": check.figure.text,
        "verdict": words("verdict", check.verdict.value, language),
        "about": about(one, language) or words("said", "unknown", language),
        "reported": reported(check, language),
        "difference": difference_text(one.difference, language),
        "proof": proof_text(check.proof, language),
        "reason": check.reason,
        "where": where_text(one.where, language),
        "passage": one.where.passage if one.where else "",
        "start": str(check.figure.span.start),
        "end": str(check.figure.span.end),
    }
