"""The command line: answers, JSON, batches, exit codes, and bad input told in one line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app

ROOT = Path(__file__).resolve().parents[2]
MARGIN = "what was EV gross margin"


@pytest.fixture(autouse=True, scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An index folder of this module's own, and no setting of the machine's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPORT_ASSISTANT_DATA_DIR", str(tmp_path_factory.mktemp("cli")))
        patch.delenv("REPORT_ASSISTANT_LLM_URL", raising=False)
        yield


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=stdin)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# -- ask --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        (MARGIN, ("23.2%", "10 percentage points", "2.8 percentage points", "[1]")),
        ("小米汽車毛利率是多少", ("23.2%", "10個百分點", "環比", "[1]")),
        ("小米汽车毛利率多少", ("23.2%", "10个百分点", "环比", "[1]")),
    ],
)
def test_ask_answers_with_verdicts_and_the_cited_passage(
    question: str, wanted: tuple[str, ...]
) -> None:
    result = run("ask", question)
    assert result.exit_code == 0
    for words in wanted:
        assert words in result.stdout
    assert result.stdout.count("✓") == 3
    assert "confirmed" in result.stdout
    assert result.stderr == ""


def test_ask_prints_json() -> None:
    result = run("ask", MARGIN, "--json")
    assert result.exit_code == 0
    (answer,) = lines(result)
    assert set(answer) == {
        "question", "text", "language", "refused", "answered", "intent", "written_by",
        "coverage", "figures", "citations", "not_understood",
    }  # fmt: skip
    assert (answer["language"], answer["answered"], answer["refused"]) == ("en", True, False)
    assert (answer["coverage"], answer["written_by"]) == ("3/3", "rules")
    margin = answer["figures"][0]
    assert (margin["text"], margin["value"], margin["unit"]) == ("23.2%", "23.2", "percent")
    assert margin["verdict"] == "confirmed"
    start, end = margin["span"]
    assert answer["text"][start:end] == "23.2%"
    assert margin["row"]["metric"] == "gross_margin"
    assert margin["row"]["period"] == "2025Q1"
    (citation,) = answer["citations"]
    assert set(citation) == {
        "number", "report", "edition", "quote", "span", "highlights", "section", "page", "line",
        "rows", "words",
    }  # fmt: skip
    assert citation["span"][1] - citation["span"][0] == len(citation["quote"])
    assert "23.2%" in citation["quote"]
    assert margin["row"]["id"] in citation["rows"]
    best = citation["words"][0]
    assert (best["answered"], best["asked"]) == ("EV gross margin", ["EV", "gross", "margin"])
    start, end = (offset - citation["span"][0] for offset in best["span"])
    assert citation["quote"][start:end] == "EV gross margin"


def test_a_refusal_is_an_answer() -> None:
    result = run("ask", "how many employees does Xiaomi have", "--json")
    assert result.exit_code == 0
    assert (lines(result)[0]["refused"], lines(result)[0]["answered"]) == (True, False)


def test_ask_wants_a_question_or_a_batch_and_not_both(tmp_path: Path) -> None:
    for words in (["ask"], ["ask", MARGIN, "--batch", str(tmp_path / "x.jsonl")]):
        result = run(*words)
        assert result.exit_code == 2
        assert "question" in result.stderr


def test_ask_on_the_report_as_published(original_path: Path) -> None:
    result = run("ask", MARGIN, "--report", str(original_path))
    assert result.exit_code == 0
    assert "23.2%" in result.stdout
    assert "10 percentage points" in result.stdout


# -- batches ----------------------------------------------------------------------------


def batch(folder: Path, *cases: object) -> Result:
    path = folder / "questions.jsonl"
    written = (case if isinstance(case, str) else json.dumps(case) for case in cases)
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return run("ask", "--batch", str(path))


def test_a_batch_gives_an_answer_a_line_in_order(tmp_path: Path) -> None:
    result = batch(
        tmp_path,
        {"id": "a", "question": MARGIN},
        {"id": 7, "question": "小米總收入是多少"},
        {"question": "how many employees"},
    )
    assert result.exit_code == 0
    answers = lines(result)
    assert [answer["id"] for answer in answers] == ["a", 7, 3]
    assert [answer["answered"] for answer in answers] == [True, True, False]
    assert [answer["language"] for answer in answers] == ["en", "zh-Hant", "en"]


@pytest.mark.parametrize(
    "history",
    [
        [{"role": "user", "content": MARGIN}],
        [{"role": "user", "content": MARGIN}, {"role": "assistant", "content": "23.2%. [1]"}],
    ],
)
def test_a_batch_reads_the_turns_before(tmp_path: Path, history: list[dict[str, str]]) -> None:
    result = batch(tmp_path, {"id": 1, "question": "and XPeng?", "history": history})
    assert result.exit_code == 0
    assert "10.5%" in lines(result)[0]["text"]


def test_broken_lines_give_error_lines_and_exit_code_1(tmp_path: Path) -> None:
    result = batch(
        tmp_path,
        {"id": "ok", "question": MARGIN},
        "{not json",
        {"id": "none"},
        {"id": "empty", "question": "  "},
        "[1, 2]",
        {"id": "turns", "question": MARGIN, "history": [{"role": "user"}]},
        {"id": "long", "question": "x" * 100_000},
        "",
        {"id": "last", "question": MARGIN, "history": None},
    )
    assert result.exit_code == 1
    answers = lines(result)
    assert [answer["id"] for answer in answers] == [
        "ok", 2, "none", "empty", 5, "turns", "long", "last",
    ]  # fmt: skip
    for answer in answers[1:-1]:
        assert set(answer) == {"id", "error"}
        assert re.match(r"line \d+: ", answer["error"])
    assert "text" in answers[0]
    assert "text" in answers[-1]


def test_a_batch_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00\x01")
    for name in ("missing.jsonl", "binary.jsonl", "."):
        result = run("ask", "--batch", str(tmp_path / name))
        assert result.exit_code == 3
        assert result.stderr.startswith("error: ")
        assert result.stdout == ""


def test_an_empty_batch_is_no_error(tmp_path: Path) -> None:
    result = batch(tmp_path)
    assert (result.exit_code, result.stdout) == (0, "")


# -- find, kpis, check ------------------------------------------------------------------


def test_find_lists_passages_best_first() -> None:
    result = run("find", "battery supplier", "--json", "-k", "3")
    assert result.exit_code == 0
    hits = lines(result)
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert "CATL" in hits[0]["text"] or "寧德時代" in hits[0]["text"]
    assert hits[0]["span"][1] - hits[0]["span"][0] == len(hits[0]["text"])
    words = {word["answered"]: word["asked"] for word in hits[0]["words"]}
    assert words["batteries"] == ["battery"]
    plain = run("find", "battery supplier", "-k", "3")
    assert plain.exit_code == 0
    assert hits[0]["text"] in plain.stdout
    assert "battery → batteries" in plain.stdout


def test_find_takes_a_count_from_1_to_100() -> None:
    assert run("find", "revenue", "-k", "0").exit_code == 2
    assert run("find", "revenue", "-k", "101").exit_code == 2


def test_kpis_prints_every_row() -> None:
    rows = lines(run("kpis", "--json"))
    assert len(rows) > 120
    margin = next(row for row in rows if row["figure"]["text"] == "23.2%")
    assert (margin["metric"], margin["segment"], margin["period"]) == (
        "gross_margin", "electric_vehicles", "2025Q1",
    )  # fmt: skip
    assert [place["language"] for place in margin["places"]] == ["zh-Hant", "en"]
    plain = run("kpis")
    assert plain.exit_code == 0
    assert f"{len(rows)} figures" in plain.stdout


def test_kpis_of_another_report_are_bound_from_its_text(tmp_path: Path) -> None:
    path = tmp_path / "bank.md"
    path.write_text("# Harbour Bank 2024\n\nNet interest margin was 1.93% in 2024.\n", "utf-8")
    (row,) = lines(run("kpis", "--json", "--report", str(path)))
    assert (row["metric"], row["figure"]["value"], row["curated"]) == (
        "net_interest_margin", "1.93", False,
    )  # fmt: skip


DRAFT = "Xiaomi's EV gross margin was 22.8%. Xiaomi's revenue was RMB 111.3 billion.\n"


@pytest.mark.parametrize("source", ["stdin", "file"])
def test_check_grades_a_text(tmp_path: Path, source: str) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(DRAFT, encoding="utf-8")
    where, stdin = ("-", DRAFT) if source == "stdin" else (str(path), None)
    (result,) = lines(run("check", where, "--json", stdin=stdin))
    assert (result["overall"], result["coverage"], result["language"]) == ("conflict", "2/2", "en")
    assert result["counts"] == {"figures": 2, "checked": 2, "passed": 1, "not_checkable": 0}
    checks = result["figures"]
    assert [(c["text"], c["verdict"]) for c in checks] == [
        ("22.8%", "conflict"),
        ("RMB 111.3 billion", "confirmed"),
    ]
    assert checks[0]["row"]["figure"]["text"] == "23.2%"
    plain = run("check", where, stdin=stdin)
    assert plain.exit_code == 0
    assert "✗ 22.8%" in plain.stdout
    assert "The report says otherwise" in plain.stdout
    assert "Figures seen: 2 · checked: 2 · stand: 1 · not checkable: 0" in plain.stdout


def test_check_of_a_text_without_figures_says_so() -> None:
    assert run("check", "-", stdin="Nothing here.").stdout.strip() == "No figure in the text."
    assert run("check", "-", stdin="").exit_code == 0


@pytest.mark.parametrize("form", ["markdown", "csv", "json", "text"])
def test_check_writes_each_format_into_a_file(tmp_path: Path, form: str) -> None:
    path = tmp_path / "out.dat"
    result = run("check", "-", "--format", form, "-o", str(path), stdin=DRAFT)
    assert (result.exit_code, result.stdout) == (0, "")
    assert str(path) in result.stderr
    written = path.read_text(encoding="utf-8")
    assert "22.8%" in written
    assert "23.2%" in written
    assert written.startswith("\ufeff") == (form == "csv")


def test_the_output_files_ending_chooses_the_format(tmp_path: Path) -> None:
    path = tmp_path / "out.md"
    assert run("check", "-", "-o", str(path), stdin=DRAFT).exit_code == 0
    assert path.read_text("utf-8").startswith("# Claim check")
    assert run("audit", "-o", str(tmp_path / "a.json")).exit_code == 0
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["counts"]["conflict"] == 2


def test_an_output_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    result = run("check", "-", "-o", str(tmp_path / "none" / "out.md"), stdin=DRAFT)
    assert result.exit_code == 4
    assert result.stderr.startswith("error: Cannot write ")


def test_check_says_what_each_figure_speaks_of_and_by_how_much_it_is_off() -> None:
    said = run("check", "-", stdin=DRAFT).stdout
    assert "Xiaomi's EV gross margin · the first quarter of 2025" in said
    assert "Difference: −0.4 percentage points" in said


def test_check_of_binary_or_huge_input_is_told_in_one_line() -> None:
    for data in (b"\x00\x01\x02\xff" * 100, b"1," * 100_000, b"x " * 200_000):
        result = CliRunner().invoke(app, ["check", "-"], input=data)
        assert result.exit_code == 3
        (line,) = result.stderr.splitlines()
        assert line.startswith("error: ")
        assert len(line) < 300


def test_a_batch_of_texts_gives_one_result_a_line(tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    cases = [{"id": "a", "text": DRAFT}, {"id": "b", "text": "No figure."}, {"id": "c"}]
    path.write_text("\n".join([*map(json.dumps, cases), "[" * 100_000]), encoding="utf-8")
    result = run("check", "--batch", str(path))
    assert result.exit_code == 1
    one, two, three, four = lines(result)
    assert (one["id"], one["overall"], one["coverage"]) == ("a", "conflict", "2/2")
    assert one["figures"][0]["right_value"] == "23.2%"
    assert (two["overall"], two["figures"]) == ("not checkable", [])
    assert "error" in three
    assert "error" in four


@pytest.mark.parametrize("words", [["{path}"], ["--report", "{path}"]])
def test_audit_and_kpis_take_the_report_with_or_without_its_option(
    tmp_path: Path, words: list[str]
) -> None:
    path = tmp_path / "bank.md"
    path.write_text("# Harbour Bank 2024\n\nNet interest margin was 1.93% in 2024.\n", "utf-8")
    named = [word.format(path=path) for word in words]
    (result,) = lines(run("audit", *named, "--json"))
    assert result["title"] == "Harbour Bank 2024"
    assert (result["findings"], result["counts"]) == (
        [], {"conflict": 0, "doubtful": 0, "note": 0},
    )  # fmt: skip
    assert [row["metric"] for row in lines(run("kpis", *named, "--json"))] == [
        "net_interest_margin"
    ]
    assert run("audit", str(path), "--report", str(path)).exit_code == 2


def test_audit_lists_findings_by_severity_with_arithmetic_and_spans() -> None:
    (result,) = lines(run("audit", "--json"))
    severities = [finding["severity"] for finding in result["findings"]]
    assert severities == ["conflict", "conflict", "doubtful", "doubtful", "note", "note"]
    share = result["findings"][1]
    assert share["expression"].endswith("= 16.71%")
    assert share["spans"][0]["span"][0] < share["spans"][0]["span"][1]
    plain = run("audit").stdout
    assert "RMB 18.6 billion ÷ RMB 111.3 billion × 100 = 16.71%" in plain
    assert "2 conflicts · 2 doubtful · 2 notes" in plain


# -- bad input --------------------------------------------------------------------------


def bad_file(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.txt"
    if kind == "empty":
        path.write_bytes(b"")
    elif kind == "blank":
        path.write_text(" \n\n\t ", encoding="utf-8")
    elif kind == "binary":
        path.write_bytes(bytes(range(256)) * 50)
    elif kind == "folder":
        path.mkdir()
    elif kind == "unknown encoding":
        path.write_bytes(b"Revenue was \x81\x8d\xfe\xff\x90\xa0 in \xd8\x00\x9d 2024.\x00\x01" * 5)
    return path


@pytest.mark.parametrize(
    "kind", ["missing", "empty", "blank", "binary", "folder", "unknown encoding"]
)
@pytest.mark.parametrize("command", [["ask", "revenue"], ["find", "revenue"], ["kpis"]])
def test_a_file_that_is_no_report_is_told_in_one_line(
    tmp_path: Path, kind: str, command: list[str]
) -> None:
    path = bad_file(tmp_path, kind)
    result = run(*command, "--report", str(path))
    assert result.exit_code == 3
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert path.name in line
    assert "Traceback" not in line


def test_check_tells_of_a_file_it_cannot_read(tmp_path: Path) -> None:
    for kind in ("missing", "binary", "folder"):
        result = run("check", str(bad_file(tmp_path, kind)))
        assert result.exit_code == 3
        assert result.stderr.startswith("error: ")


def test_a_report_beyond_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORT_ASSISTANT_MAX_REPORT_BYTES", "1000")
    path = tmp_path / "large.txt"
    path.write_text("Revenue was RMB 5 billion in 2024.\n" * 100, encoding="utf-8")
    result = run("ask", "revenue", "--report", str(path))
    assert result.exit_code == 3
    assert "limit" in result.stderr


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "big5"])
def test_common_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = "小米集團2024年業績\n\n2024年，小米汽車毛利率為18.5%，較去年提升。小米的總收入為3659億元。\n"
    path = tmp_path / "report.txt"
    path.write_bytes((text * 3).encode(encoding))
    result = run("ask", "小米汽車毛利率是多少", "--report", str(path))
    assert result.exit_code == 0
    assert "18.5%" in result.stdout


def test_a_question_of_100_000_characters_is_refused() -> None:
    result = run("ask", "毛" * 100_000)
    assert result.exit_code == 3
    (line,) = result.stderr.splitlines()
    assert "100,000 characters" in line
    assert len(line) < 300


@pytest.mark.parametrize("question", ["", " ", "\n"])
def test_an_empty_question_is_refused(question: str) -> None:
    assert run("ask", question).exit_code in (2, 3)


def test_a_setting_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORT_ASSISTANT_PORT", "many")
    result = run("ask", MARGIN)
    assert result.exit_code == 4
    assert "REPORT_ASSISTANT_PORT" in result.stderr


def test_an_encoder_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORT_ASSISTANT_ENCODER", "/nowhere/at/all")
    result = run("ask", MARGIN)
    assert result.exit_code == 4
    assert result.stderr.startswith("error: ")


def test_an_unknown_command_is_wrong_usage() -> None:
    assert run("audit-everything").exit_code == 2


# -- markup -----------------------------------------------------------------------------


def test_html_and_console_markup_stay_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text(
        "# Xiaomi (1810.HK) 2024\n\nIn 2024 Xiaomi's gross margin was <b>20.9%</b> "
        "[red]up[/red] <script>alert(1)</script> from 21.2%.\n",
        encoding="utf-8",
    )
    result = run(
        "ask", "<img src=x onerror=alert(1)> [bold]gross margin[/bold]", "--report", str(path)
    )
    assert result.exit_code == 0
    assert "20.9%" in result.stdout
    assert "<script>alert(1)</script>" in result.stdout  # the quotation, character for character
    assert "[red]up[/red]" in result.stdout
    assert "onerror" not in result.stdout


# -- as it is installed -----------------------------------------------------------------


def test_the_installed_command_answers_in_a_shell(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("report-assistant")
    if not command.exists():
        pytest.skip("the project is not installed in this environment")
    done = subprocess.run(
        [command, "ask", "小米汽車毛利率是多少", "--json"],
        capture_output=True,
        cwd=tmp_path,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["figures"][0]["text"] == "23.2%"


def test_a_terminal_that_knows_only_ascii_is_no_reason_to_fail(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from assistant.cli import main; main()", "ask", MARGIN],
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        env={
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "HOME": str(tmp_path),
        },
    )
    assert done.returncode == 0, done.stderr
    assert b"23.2%" in done.stdout
