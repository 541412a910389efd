"""Answers to audit questions: every figure in them is confirmed by a row or derived with its arithmetic."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assistant import Assistant
from assistant.audit.audit_proof import proven
from assistant.results import Verdict


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return Assistant.open()


def test_growth_that_its_parts_cannot_give_is_told_with_its_arithmetic(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("Does 47.4% growth tie with the segments?")
    assert answer.intent == "audit"
    assert answer.text.startswith("No, the figures do not tie.")
    assert [(check.figure.text, check.verdict) for check in answer.checks] == [
        ("47.4%", Verdict.CONFIRMED),
        ("RMB 111.3 billion", Verdict.CONFIRMED),
        ("20.8%", Verdict.DERIVED),
        ("20.3% to 22.8%", Verdict.DERIVED),
        ("RMB 111.3 billion", Verdict.CONFIRMED),
        ("47.4%", Verdict.CONFIRMED),
    ]
    proof = answer.checks[2].proof
    assert proof is not None
    assert len(proof.operands) == 10  # the whole and four parts, each with its growth


def test_a_figure_that_the_audit_did_not_calculate_stays_unproven(assistant: Assistant) -> None:
    answer = assistant.ask("收入增長47.4%與各分部增速對得上嗎？")
    doubted = replace(answer.checks[2].figure, value=Decimal("19.1"))
    check = replace(answer.checks[2], figure=doubted, verdict=Verdict.NOT_IN_REPORT, proof=None)
    assert proven([check], answer.findings) == (check,)
