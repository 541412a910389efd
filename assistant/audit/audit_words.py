"""Findings in words, in the reader's language and script."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from assistant.audit.audit_facts import words
from assistant.audit.audit_finding import Finding, Severity
from assistant.write.numbers import figure_text, period_text, row_value, subject_text
from corpus.figure import PERCENT, Figure, Span
from corpus.kpi import Measure
from corpus.script import Language, to_script

_ALONE = re.compile(r"^\(([^()]*)\)(?= = )")  # brackets around all of a calculation
_FEWEST_DIGITS, _MOST_DIGITS = 3, 7


def title_of(finding: Finding, language: Language) -> str:
    """What is wrong and where, on one line."""
    return _worded(finding, "title", language)


def explanation_of(finding: Finding, language: Language) -> str:
    """One or two sentences: what the report states, what its other figures give."""
    return _worded(finding, "text", language)


def said(key: str, language: Language, finding: Finding | None = None) -> str:
    """A sentence of an audit's answer, on a finding where it speaks of one."""
    entry = words()["said"][key]
    template = str(entry["en"]) if language == "en" else to_script(entry["zh"], language)
    return template if finding is None else _filled(template, finding, language)


def severity_word(severity: Severity, language: Language, count: int = 1) -> str:
    """The severity's name, for `count` findings."""
    entry = words()["severity"][severity.value]
    if language == "en":
        return str(entry["en"] if count == 1 else entry["en_many"])
    return to_script(entry["zh"], language)


def expression_in(finding: Finding, language: Language) -> str:
    """The arithmetic with the figures as the edition in `language` writes them."""
    texts = [row_value(row, language) if row.places else row.figure.text for row in finding.rows]
    value = amount_in(finding, finding.value, language)
    return finding.formula.replace("{result}%", "{result}").format(*texts, result=value)


def plain_expression(finding: Finding, language: Language) -> str:
    """The arithmetic in the report's figures alone, as people write it."""
    texts = [row_value(row, language) if row.places else row.figure.text for row in finding.rows]
    value = amount_in(finding, finding.value, language)
    return _plainly(finding.formula).format(*texts, result=value)


def calculation_of(finding: Finding, language: Language) -> str:
    """The arithmetic with each operand named, the company and what they share only once."""
    texts: list[str] = []
    periods = {row.period for row in finding.rows if row.measure is Measure.LEVEL}
    for index, row in enumerate(finding.rows):
        subject = subject_text(row, language, entity=index < 2)
        if len(periods) > 1 and row.period is not None:
            when = period_text(row.period, language)
            subject = f"{subject}, {when}" if language == "en" else f"{when}{subject}"
        value = row_value(row, language) if row.places else row.figure.text
        opened, closed = (" (", ")") if language == "en" else ("（", "）")
        texts.append(f"{subject}{opened}{value}{closed}")
    value = amount_in(finding, finding.value, language)
    return _plainly(finding.formula).format(*texts, result=value)


def _plainly(formula: str) -> str:
    """A formula as people write it: 3 ÷ 4 = 75%, without the factor of a hundred."""
    formula = formula.replace(" × 100 = {result}%", " = {result}").replace("{result}%", "{result}")
    return _ALONE.sub(r"\1", formula)


def _worded(finding: Finding, part: str, language: Language) -> str:
    case = words()["case"][finding.case]
    ends = {amount_in(finding, end, language) for end in (finding.low, finding.high)}
    exact = part == "text" and len(ends) == 1 and "exact" in case
    entry = case["exact" if exact else part]
    template = entry["en"] if language == "en" else to_script(entry["zh"], language)
    return _filled(template, finding, language)


def _filled(template: str, finding: Finding, language: Language) -> str:
    values: dict[str, str] = {
        "result": amount_in(finding, finding.value, language),
        "low": amount_in(finding, finding.low, language),
        "high": amount_in(finding, finding.high, language),
    }
    between = words()["range"]["text"]["en" if language == "en" else "zh"]
    values["range"] = between.format(**values)
    values["expression"] = expression_in(finding, language)
    values["calculation"] = calculation_of(finding, language)
    values["plainly"] = plain_expression(finding, language)
    for index, row in enumerate(finding.rows):
        values[f"v{index}"] = row_value(row, language) if row.places else row.figure.text
        values[f"w{index}"] = row.figure.text
        values[f"s{index}"] = subject_text(row, language)
        values[f"p{index}"] = period_text(row.period, language) if row.period else ""
    filled = str(template.format(**values))
    return filled[:1].upper() + filled[1:] if language == "en" else filled


def amount_in(finding: Finding, value: Decimal, language: Language) -> str:
    """A computed value as the language writes it, with as many digits as its rounding bears."""
    width = finding.high - finding.low
    largest = max(abs(finding.low), abs(finding.high), Decimal(1))
    fewest, most = (largest.adjusted() - digits + 1 for digits in (_FEWEST_DIGITS, _MOST_DIGITS))
    place = width.adjusted() - 1 if width else fewest
    quantum = Decimal(1).scaleb(min(max(place, most), fewest))
    stated = finding.rows[0].figure
    if stated.unit == finding.unit == PERCENT and stated.quantum:
        quantum = max(quantum, stated.quantum / 10)  # one digit more than is stated
    rounded = (value / quantum).quantize(Decimal(1), rounding=ROUND_HALF_UP) * quantum
    figure = Figure(rounded, finding.unit, "", Span(0, 0), quantum)
    return figure_text(figure, language)
