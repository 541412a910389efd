"""Questions over several reports: routed, compared, followed over time, each figure with its report."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.library.route import Way, route, stretch
from assistant.results import Answer, Turn, Verdict
from assistant.settings import Settings
from corpus.bind.bind_report import bind_report
from corpus.library.library import Library
from corpus.library.records import Source
from corpus.load.load_report import report_from_text

ROOT = Path(__file__).resolve().parents[2]
QUARTERS = {
    "3q24": "third quarter of 2024",
    "4q24": "fourth quarter of 2024",
    "1q25": "first quarter of 2025",
}
FOUNDRY = {"3q24": ("759.7", "57.8"), "4q24": ("868.5", "59.0"), "1q25": ("839.3", "58.8")}
DESIGNER = {"4q24": ("138.0", "48.5"), "1q25": ("153.3", "48.1")}
CARS = {"3q24": "17.1", "4q24": "20.4", "1q25": "23.2"}


def foundry(key: str) -> str:
    revenue, margin = FOUNDRY[key]
    when = QUARTERS[key]
    return (
        f"# TSMC {when.replace(' of', '')} results\n\nTaiwan Semiconductor Manufacturing Company (2330.TW) reported its results for the {when}.\n\n"
        f"## Results\n\nTSMC's revenue was NT${revenue} billion in the {when}. Gross margin was {margin}% in the {when}.\n"
    )


def designer(key: str) -> str:
    revenue, margin = DESIGNER[key]
    when = QUARTERS[key]
    again = "In the fourth quarter of 2024 revenue was NT$138.2 billion." if key == "1q25" else ""
    return (
        f"# MediaTek {when.replace(' of', '')} results\n\nMediaTek Inc. (2454.TW) announced results for the {when}.\n\n"
        f"## Results\n\nMediaTek's revenue was NT${revenue} billion in the {when}. MediaTek's gross margin was {margin}% in the {when}. {again}\n"
    )


def cars(key: str) -> str:
    when = QUARTERS[key]
    return (
        f"# XPeng {when.replace(' of', '')} results\n\nXPeng Inc. (9868.HK) reported its results for the {when}.\n\n"
        f"## Cars\n\nIn the {when} XPeng's EV gross margin was {CARS[key]}%.\n"
    )


GARDEN = """# Odell Gardens: results for 2023

Odell Gardens sold 41,000 lawn mowers in 2023. Lawn mower prices rose because steel became dearer.
"""


def add(library: Library, id: str, text: str) -> None:
    data = text.encode()
    source = Source(f"{id}.md", f"/{id}.md", hashlib.sha256(data).hexdigest(), len(data))
    report = report_from_text(text, id=id)
    library.add(report, bind_report(report), source, data=data, terms=terms(text, id))


def terms(text: str, id: str) -> bytes:
    from assistant.library.report_terms import terms_of_report

    return terms_of_report(report_from_text(text, id=id))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    library = Library.open(settings.data_dir)
    for key in QUARTERS:
        add(library, f"foundry-{key}", foundry(key))
        add(library, f"cars-{key}", cars(key))
    for key in DESIGNER:
        add(library, f"designer-{key}", designer(key))
    add(library, "garden", GARDEN)
    return Assistant.open(settings, library=True)


def ask(many: Assistant, question: str, *history: str) -> Answer:
    return many.ask(question, [Turn("user", text) for text in history], report_ids=())


def verdicts(answer: Answer) -> list[tuple[str, str]]:
    """Every figure as it stands in the text, with its verdict."""
    return [
        (answer.text[c.figure.span.start : c.figure.span.end], c.verdict.value)
        for c in answer.checks
    ]


def sources(answer: Answer) -> set[str]:
    return {citation.place.report_id for citation in answer.citations}


# -- compared --------------------------------------------------------------------------------


def test_two_companies_are_compared_each_from_its_own_report(many: Assistant) -> None:
    answer = ask(many, "TSMC vs MediaTek gross margin in 1Q25")
    assert answer.text.startswith(
        "TSMC's gross margin is 10.7 percentage points higher than MediaTek's."
    )
    assert verdicts(answer) == [
        ("10.7 percentage points", "derived"),
        ("58.8%", "confirmed"),
        ("48.1%", "confirmed"),
    ]
    assert sources(answer) == {"foundry-1q25", "designer-1q25"}
    assert "TSMC first quarter 2025 results: " in answer.text


def test_the_same_in_chinese_gives_the_same_figures_and_verdicts(many: Assistant) -> None:
    answer = ask(many, "台積電與聯發科2025年第一季毛利率比較")
    assert answer.language == "zh-Hant"
    assert verdicts(answer) == [
        ("10.7個百分點", "derived"),
        ("58.8%", "confirmed"),
        ("48.1%", "confirmed"),
    ]
    assert sources(answer) == {"foundry-1q25", "designer-1q25"}


def test_the_proof_of_a_difference_names_the_rows_of_both_reports(many: Assistant) -> None:
    proof = ask(many, "TSMC vs MediaTek gross margin in 1Q25").checks[0].proof
    assert proof is not None
    assert proof.expression == "58.8% − 48.1%"
    assert [row.report_id for row in proof.operands] == ["foundry-1q25", "designer-1q25"]
    assert (proof.low, proof.high) == ("10.6", "10.8")


def test_companies_without_a_period_are_compared_in_the_latest_that_both_have(
    many: Assistant,
) -> None:
    assert sources(ask(many, "compare the revenue of TSMC and MediaTek")) == {
        "foundry-1q25",
        "designer-1q25",
    }
    assert sources(ask(many, "compare the gross margin of TSMC and MediaTek in 4Q24")) == {
        "foundry-4q24",
        "designer-4q24",
    }


def test_a_company_that_does_not_give_it_is_said_to(many: Assistant) -> None:
    answer = ask(many, "TSMC vs XPeng revenue in 1Q25")
    assert "XPeng first quarter 2025 results does not give this." in answer.text
    assert "NT$839.3 billion" in answer.text


# -- over time -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "how did EV margin move over the last three quarters",
        "XPeng's EV gross margin over the past 3 quarters?",
        "小鵬電動車毛利率近三季走勢",
    ],
)
def test_a_figure_is_followed_over_the_last_quarters(many: Assistant, question: str) -> None:
    answer = ask(many, question)
    assert [text for text, _ in verdicts(answer)][:3][0] == "17.1%"
    assert ("6.1 percentage points", "derived") in verdicts(answer) or (
        "6.1個百分點",
        "derived",
    ) in verdicts(answer)
    assert sources(answer) == {"cars-3q24", "cars-4q24", "cars-1q25"}
    assert answer.passed


def test_the_last_two_quarters_are_two(many: Assistant) -> None:
    answer = ask(many, "TSMC revenue over the last two quarters")
    assert sources(answer) == {"foundry-4q24", "foundry-1q25"}
    assert "fell from NT$868.5 billion" in answer.text
    assert ("about 3.4%", "derived") in verdicts(answer)


def test_two_periods_of_a_company_are_set_side_by_side(many: Assistant) -> None:
    answer = ask(many, "How did TSMC's revenue change between 3Q24 and 1Q25?")
    assert sources(answer) == {"foundry-3q24", "foundry-1q25"}
    assert "about 10.5%" in answer.text


@pytest.mark.parametrize(
    ("question", "months"),
    [
        ("over the last three quarters", 9),
        ("in the past 2 years", 24),
        ("近三季", 9),
        ("過去四個季度", 12),
        ("最近兩年", 24),
        ("a three-year plan", 0),
        ("revenue in 2024", 0),
    ],
)
def test_a_stretch_of_time_that_ends_now_is_told_in_months(question: str, months: int) -> None:
    assert stretch(question) == months


# -- one report --------------------------------------------------------------------------------


def test_a_question_on_one_company_and_period_goes_to_that_report_by_name(many: Assistant) -> None:
    answer = ask(many, "what was TSMC's gross margin in the third quarter of 2024?")
    assert answer.text.startswith("From “TSMC third quarter 2024 results”:")
    assert verdicts(answer) == [("57.8%", "confirmed")]


def test_without_a_period_the_latest_report_answers(many: Assistant) -> None:
    assert sources(ask(many, "what was TSMC's gross margin?")) == {"foundry-1q25"}


def test_a_ticker_names_its_company(many: Assistant) -> None:
    assert sources(ask(many, "gross margin of 2454.TW in 4Q24")) == {"designer-4q24"}


def test_a_figure_that_a_later_report_restates_is_flagged(many: Assistant) -> None:
    answer = ask(many, "what was MediaTek's revenue in the fourth quarter of 2024?")
    assert (
        "Restated: “MediaTek first quarter 2025 results”, a later report, gives NT$138.2 billion"
        in answer.text
    )
    assert sources(answer) == {"designer-4q24", "designer-1q25"}
    assert verdicts(answer)[-1] == ("NT$138.2 billion", "confirmed")


def test_every_figure_of_a_combined_answer_has_a_verdict_at_its_place(many: Assistant) -> None:
    for question in ("TSMC vs MediaTek gross margin in 1Q25", "XPeng's EV gross margin over time"):
        answer = ask(many, question)
        for check in answer.checks:
            assert check.figure.span.of(answer.text) == check.figure.text
        assert [c.figure.span for c in answer.checks] == sorted(
            c.figure.span for c in answer.checks
        )


def test_a_follow_up_stays_with_the_company_before_it(many: Assistant) -> None:
    answer = ask(
        many, "and its gross margin?", "what was MediaTek's revenue in the fourth quarter of 2024?"
    )
    assert sources(answer) <= {"designer-4q24", "designer-1q25"}
    assert not answer.refused


def test_reports_that_are_named_are_asked_and_no_others(many: Assistant) -> None:
    answer = many.ask("what was the gross margin?", report_ids=("foundry-3q24", "designer-4q24"))
    assert sources(answer) <= {"foundry-3q24", "designer-4q24"}


# -- no route --------------------------------------------------------------------------------


def test_without_a_company_the_report_with_the_best_evidence_answers(many: Assistant) -> None:
    assert sources(ask(many, "why did lawn mower prices rise?")) == {"garden"}
    assert sources(ask(many, "how many lawn mowers were sold in 2023?")) == {"garden"}


def test_a_metric_alone_is_given_by_each_company_that_has_it(many: Assistant) -> None:
    answer = ask(many, "what was revenue in the first quarter of 2025?")
    assert answer.text.startswith("Several reports give this:")
    assert sources(answer) == {"foundry-1q25", "designer-1q25"}
    assert {text for text, _ in verdicts(answer)} >= {"NT$839.3 billion", "NT$153.3 billion"}
    assert answer.passed


def test_a_report_that_is_not_there_cannot_be_asked(many: Assistant) -> None:
    with pytest.raises(KeyError):
        many.ask("revenue?", report_ids=("nobody",))


def test_asking_the_bundled_report_imports_no_database(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from assistant.ask import Assistant; "
        "from assistant.settings import Settings; "
        f"Assistant.open(Settings(data_dir=Path({str(tmp_path)!r}))).ask('EV gross margin'); "
        "print([n for n in ('sqlalchemy', 'psutil', 'openpyxl') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


def test_what_no_report_says_is_refused_with_what_there_is(many: Assistant) -> None:
    answer = ask(many, "what was Nvidia's gross margin?")
    assert answer.refused
    assert "“TSMC first quarter 2025 results”" in answer.text
    assert answer.citations == ()


def test_an_empty_library_answers_from_the_bundled_report(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(data_dir=tmp_path), library=True)
    assert [summary.bundled for summary in assistant.listed()] == [True]
    assert "23.2%" in ask(assistant, "what was EV gross margin").text


def test_the_bundled_report_steps_back_where_there_are_others(many: Assistant) -> None:
    bundled = [summary.id for summary in many.listed() if summary.bundled]
    assert not sources(ask(many, "what was EV gross margin?")) & set(bundled)


# -- the shelf -------------------------------------------------------------------------------


def test_a_correction_is_in_the_next_answer_and_its_figure_stands(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    library = Library.open(tmp_path)
    add(library, "foundry-1q25", foundry("1q25"))
    assistant = Assistant.open(settings, library=True)
    assert "58.8%" in ask(assistant, "TSMC gross margin").text
    row = next(r for r in library.table("foundry-1q25") if r.metric == "gross_margin")
    library.correct("foundry-1q25", row.id, {"value": "61.3"})
    answer = ask(assistant, "TSMC gross margin")
    assert verdicts(answer) == [("61.3%", "confirmed")]


def test_a_report_removed_meanwhile_is_asked_no_more(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    add(library, "foundry-1q25", foundry("1q25"))
    add(library, "garden", GARDEN)
    assistant = Assistant.open(Settings(data_dir=tmp_path), library=True)
    assert not ask(assistant, "TSMC gross margin").refused
    library.remove("foundry-1q25")
    assert ask(assistant, "TSMC gross margin").refused
    with pytest.raises(KeyError):
        assistant.report("foundry-1q25")


def test_a_paired_report_answers_from_the_edition_in_the_questions_language(tmp_path: Path) -> None:
    library = Library.open(tmp_path)
    add(
        library,
        "english",
        "# Orrin Pumps: results for the second quarter of 2024\n\nGross margin was 31.2% in the second quarter of 2024.\n",
    )
    add(library, "chinese", "# 歐林泵業2024年第二季度業績\n\n2024年第二季度毛利率為31.2%。\n")
    library.pair("english", "chinese")
    assistant = Assistant.open(Settings(data_dir=tmp_path), library=True)
    assert sources(ask(assistant, "what was gross margin?")) == {"english"}
    assert sources(ask(assistant, "毛利率是多少？")) == {"chinese"}


def test_verdicts_of_a_combined_answer_are_each_against_its_own_report(many: Assistant) -> None:
    answer = ask(many, "TSMC vs MediaTek gross margin in 1Q25")
    stated = [check for check in answer.checks if check.verdict is Verdict.CONFIRMED]
    assert [check.row.report_id for check in stated if check.row] == [
        "foundry-1q25",
        "designer-1q25",
    ]


# -- routing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "way", "ids"),
    [
        ("TSMC vs MediaTek gross margin in 1Q25", Way.COMPARE, ["foundry-1q25", "designer-1q25"]),
        ("聯發科與台積電4Q24營收", Way.COMPARE, ["designer-4q24", "foundry-4q24"]),
        ("TSMC revenue over time", Way.SERIES, ["foundry-3q24", "foundry-4q24", "foundry-1q25"]),
        ("revenue in the Odell report", Way.ONE, ["garden"]),
        ("what was revenue?", Way.SEARCH, []),
    ],
)
def test_a_question_is_routed_by_company_and_period(
    many: Assistant, question: str, way: Way, ids: list[str]
) -> None:
    found = route(question, [s for s in many.listed() if not s.bundled])
    assert (found.way, [leg.summary.id for leg in found.legs]) == (way, ids)


def test_which_company_asks_all_of_them_even_where_a_title_has_the_word(many: Assistant) -> None:
    answer = many.ask("which company had the highest gross margin in 1Q25?", report_ids=())
    said = [check.figure.text for check in answer.checks]
    assert {"58.8%", "48.1%"} <= set(said)
    assert "TSMC's gross margin was 58.8% in the first quarter of 2025." in answer.text
