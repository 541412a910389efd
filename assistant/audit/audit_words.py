"""Findings in words, in the reader's language and script."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from assistant.audit.audit_facts import words
from assistant.audit.audit_finding import Finding, Severity
from assistant.write.numbers import figure_text, period_text, row_value, subject_text
from corpus.figure import Figure, Span
from corpus.script import Language, to_script

_FEWEST_DIGITS, _MOST_DIGITS = 3, 7


def title_of(finding: Finding, language: Language) -> str:
    """What is wrong and where, on one line."""
    return _worded(finding, "title", language)


def explanation_of(finding: Finding, language: Language) -> str:
    """One or two sentences: what the report states, what its other figures give."""
    return _worded(finding, "text", language)


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


def _worded(finding: Finding, part: str, language: Language) -> str:
    entry = words()["case"][finding.case][part]
    template = entry["en"] if language == "en" else to_script(entry["zh"], language)
    values: dict[str, str] = {
        "result": amount_in(finding, finding.value, language),
        "low": amount_in(finding, finding.low, language),
        "high": amount_in(finding, finding.high, language),
    }
    between = words()["range"]["text"]["en" if language == "en" else "zh"]
    values["range"] = between.format(**values)
    values["expression"] = expression_in(finding, language)
    for index, row in enumerate(finding.rows):
        values[f"v{index}"] = row_value(row, language) if row.places else row.figure.text
        values[f"w{index}"] = row.figure.text
        values[f"s{index}"] = subject_text(row, language)
        values[f"p{index}"] = period_text(row.period, language) if row.period else ""
    said = str(template.format(**values))
    return said[:1].upper() + said[1:] if language == "en" else said


def amount_in(finding: Finding, value: Decimal, language: Language) -> str:
    """A computed value as the language writes it, with as many digits as its rounding bears."""
    width = finding.high - finding.low
    largest = max(abs(finding.low), abs(finding.high), Decimal(1))
    fewest, most = (largest.adjusted() - digits + 1 for digits in (_FEWEST_DIGITS, _MOST_DIGITS))
    place = width.adjusted() - 1 if width else fewest
    quantum = Decimal(1).scaleb(min(max(place, most), fewest))
    rounded = (value / quantum).quantize(Decimal(1), rounding=ROUND_HALF_UP) * quantum
    figure = Figure(rounded, finding.unit, "", Span(0, 0), quantum)
    return figure_text(figure, language)
