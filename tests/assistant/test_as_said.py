"""What a figure of a claim is of, where its words stand in other orders than in a report."""

from __future__ import annotations

import pytest

from assistant.check.check import Checker
from assistant.check.dealt_out import dealt_out
from assistant.check.nearby import inside, nearest, same_sentence, starts_after
from assistant.results import Verdict
from corpus.bind.bind_figures import bind_figures
from corpus.bind.binding import Context
from corpus.figure import Span
from corpus.kpi_names import vocabulary

CONTEXT = Context("xiaomi", None, "CNY", strict=True)


def bindings(checker: Checker, text: str) -> list[tuple[str, str, str, str]]:
    found = []
    for check in checker.check(text):
        assert check.binding is not None
        b = check.binding
        found.append((b.metric, b.segment, b.region, b.measure.value))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At RMB 50.6 billion, Xiaomi's smartphone revenue was strong.",
         ("revenue", "smartphones", "", "level")),
        ("A fall of 3% took Xiaomi's smartphone revenue lower.",
         ("revenue", "smartphones", "", "change")),
        ("Xiaomi's gross margin was less than 22%.", ("gross_margin", "", "", "level")),
        ("Xiaomi sold 75,869 phones.", ("sales_volume", "smartphones", "", "level")),
    ],
)  # fmt: skip
def test_a_figure_finds_its_subject(
    checker: Checker, text: str, expected: tuple[str, str, str, str]
) -> None:
    assert bindings(checker, text)[0] == expected


def test_a_list_of_subjects_is_dealt_out_to_figures_of_any_units() -> None:
    text = "小米毛利率、小米經調整淨利潤和小米IoT收入分別為22.8%、107億元和323億元。"
    found = dealt_out(bind_figures(text, CONTEXT), text, vocabulary().mentions(text))
    assert [(b.metric, b.segment, b.measure.value) for b in found] == [
        ("gross_margin", "", "level"),
        ("adjusted_net_profit", "", "level"),
        ("revenue", "iot", "level"),
    ]


def test_an_english_list_is_dealt_out_too() -> None:
    text = "Smartphone revenue, EV revenue and gross margin were 50, 18 and 22.8% respectively."
    found = dealt_out(bind_figures(text, CONTEXT), text, vocabulary().mentions(text))
    assert [(b.metric, b.segment) for b in found] == [
        ("revenue", "smartphones"),
        ("revenue", "electric_vehicles"),
        ("gross_margin", ""),
    ]


def test_a_result_held_against_the_consensus_is_a_result(checker: Checker) -> None:
    checks = checker.check("Revenue of RMB 111.3 billion beat consensus of RMB 108.965 billion.")
    assert [c.row.source.value if c.row else "" for c in checks] == ["reported", "consensus"]


def test_a_company_named_anew_with_its_metric_is_the_whole(checker: Checker) -> None:
    text = "Xiaomi's EV revenue was RMB 18.6 billion and Xiaomi's gross margin was 22.8%."
    assert [check.verdict for check in checker.check(text)] == [Verdict.CONFIRMED] * 2


def test_what_lies_near_is_found_by_place() -> None:
    text = "A was 1%. B was 2% and C was 3%."
    bound = bind_figures(text, CONTEXT)
    assert [same_sentence(bound, at) for at in range(3)] == [range(1), range(1, 3), range(1, 3)]
    assert [starts_after(bound, at) for at in range(3)] == [0, 10, bound[1].figure.span.end]
    assert nearest(bound, Span(19, 22)) == 2
    assert nearest(bound, Span(30, 31)) == 2
    names = vocabulary().mentions("revenue and profit margin of smartphones")
    assert [m.key for m in inside(names, 0, 7)] == ["revenue"]
    assert inside(names, 1, 7) == []
