"""The bundled report: its editions, its table, its description, and the loader's complaints."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.curated import load_curated
from corpus.errors import BadReportFolder
from corpus.figure import Figure, UnitKind
from corpus.kpi import KpiRow, KpiTable, Measure, SourceKind
from corpus.kpi_names import vocabulary
from corpus.period import Period
from corpus.read.read_figures import parse_figure, read_figures
from corpus.report import Edition, Report
from corpus.sentences import sentence_spans

CHECKOUT = Path(__file__).parents[2]
FOLDER = CHECKOUT / "corpus" / "reports" / "xiaomi-2025q1"
ORIGINAL = CHECKOUT.parent / "shared" / "report" / "xiaomi-2025q1-original.txt"

needs_original = pytest.mark.skipif(
    not ORIGINAL.exists(), reason="the broker's text is not in ../shared"
)


@pytest.fixture(scope="module")
def bundled() -> tuple[Report, KpiTable]:
    return load_curated(FOLDER)


@pytest.fixture(scope="module")
def report(bundled: tuple[Report, KpiTable]) -> Report:
    return bundled[0]


@pytest.fixture(scope="module")
def table(bundled: tuple[Report, KpiTable]) -> KpiTable:
    return bundled[1]


def one(table: KpiTable, **slots: object) -> KpiRow:
    """The first row with these slots."""
    return next(
        row for row in table if all(getattr(row, slot) == value for slot, value in slots.items())
    )


def original_text() -> str:
    """The broker's text as one line: white space stays only between Latin letters and digits."""
    text = ORIGINAL.read_text(encoding="utf-8")
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", text)


def amounts(text: str) -> Counter[tuple[Decimal, Decimal | None, UnitKind]]:
    """How often each amount is said; with or without the counter or currency is all the same
    (the original has 百億 where the editions have 百億元)."""
    plain = (UnitKind.COUNT, UnitKind.CURRENCY)
    return Counter(
        (
            figure.value,
            figure.upper,
            UnitKind.NUMBER if figure.unit.kind in plain else figure.unit.kind,
        )
        for figure in read_figures(text, currency="CNY")
    )


def figures_of(edition: Edition, paragraph: int) -> tuple[Figure, ...]:
    text = edition.paragraphs[paragraph].of(edition.text)
    return tuple(read_figures(text, currency="CNY"))


# The text


def test_the_editions_are_traditional_chinese_first_and_english(report: Report) -> None:
    assert [edition.language for edition in report.editions] == ["zh-Hant", "en"]
    assert report.paired


def test_the_editions_have_paragraph_for_paragraph_the_same_structure(report: Report) -> None:
    chinese, english = report.editions
    assert len(chinese.paragraphs) == len(english.paragraphs) == 79
    levels = [
        [(section.level, edition.paragraph_at(section.span.start)) for section in edition.sections]
        for edition in report.editions
    ]
    assert levels[0] == levels[1]


def test_the_report_has_its_six_parts(report: Report) -> None:
    english = report.edition("en")
    assert [section.title for section in english.sections if section.level == 2] == [
        "Overview",
        "Smartphones",
        "Smart electric cars",
        "Internet of Things (IoT)",
        "Internet services",
        "Summary and outlook",
    ]


def test_each_paragraph_says_the_same_amounts_in_both_editions(report: Report) -> None:
    chinese, english = report.editions
    for number in range(len(chinese.paragraphs)):
        said = [
            Counter((f.value, f.upper, f.unit, f.qualifier) for f in figures_of(edition, number))
            for edition in (chinese, english)
        ]
        assert said[0] == said[1], f"paragraph {number}"


@needs_original
@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_every_figure_of_the_original_is_there_as_often(report: Report, language: str) -> None:
    edition = next(edition for edition in report.editions if edition.language == language)
    said = amounts("\n\n".join(span.of(edition.text) for span in edition.paragraphs))
    assert amounts(original_text()) - said == Counter()


@needs_original
def test_no_sentence_is_copied_from_the_original(report: Report) -> None:
    def bare(text: str) -> str:
        return "".join(character for character in text if character.isalnum())

    original = bare(original_text())
    text = report.edition("zh-Hant").text
    sentences = [bare(span.of(text)) for span in sentence_spans(text)]
    assert len([sentence for sentence in sentences if len(sentence) >= 12]) > 80
    assert [one for one in sentences if len(one) >= 12 and one in original] == []


@needs_original
def test_no_long_run_of_words_is_shared_with_the_original(report: Report) -> None:
    original = re.sub(r"\s", "", original_text())
    text = re.sub(r"\s", "", report.edition("zh-Hant").text)
    runs = {text[at : at + 24] for at in range(len(text) - 24)}
    assert [run for run in runs if run in original] == []


# The table


def test_every_place_reads_back_as_its_rows_amount(report: Report, table: KpiTable) -> None:
    for row in table:
        assert [place.language for place in row.places] == ["zh-Hant", "en"]
        for place in row.places:
            figure = parse_figure(report.text_at(place), currency=report.currency)
            assert figure is not None and figure.same_amount(row.figure), row.id


def test_the_table_covers_every_figure_of_both_editions(report: Report, table: KpiTable) -> None:
    for edition in report.editions:
        covered = {row.place(edition.language).span for row in table}
        assert len(covered) == len(table), "two rows point at one figure"
        found = {
            figure.span.shifted(span.start): figure.text
            for number, span in enumerate(edition.paragraphs)
            for figure in figures_of(edition, number)
        }
        assert [found[span] for span in sorted(found.keys() - covered)] == []


def test_rows_are_in_the_order_of_the_text_with_ids_counted_up(table: KpiTable) -> None:
    assert [row.id for row in table] == [
        f"xiaomi-2025q1#{number:03d}" for number in range(1, len(table) + 1)
    ]
    assert all(a.places[0].span.end <= b.places[0].span.start for a, b in pairwise(table))
    assert all(row.curated and row.report_id == "xiaomi-2025q1" for row in table)


def test_rows_speak_of_names_of_the_vocabulary(table: KpiTable) -> None:
    names = vocabulary().names
    for row in table:
        for kind in ("metric", "entity", "segment", "region"):
            key = getattr(row, kind)
            assert key == "" or (key in names and names[key].kind == kind), f"{row.id}: {kind}"


def test_a_level_is_in_a_unit_that_its_metric_can_have(table: KpiTable) -> None:
    names = vocabulary().names
    for row in table:
        if row.measure is Measure.LEVEL:
            assert names[row.metric].has_unit(row.figure.unit), row.id


@pytest.mark.parametrize(
    ("slots", "value", "said"),
    [
        (
            {"metric": "gross_margin", "segment": "electric_vehicles", "measure": Measure.LEVEL},
            "23.2",
            "23.2%",
        ),
        (
            {"metric": "gross_margin", "segment": "electric_vehicles", "measure": Measure.QOQ},
            "2.8",
            "2.8 percentage points",
        ),
        (
            {"metric": "revenue", "source": SourceKind.CONSENSUS},
            "108965000000",
            "RMB 108.965 billion",
        ),
        ({"metric": "share_buyback"}, "2249000000", "HK$2.249 billion"),
        (
            {"metric": "deliveries", "source": SourceKind.PRIOR_TARGET},
            "300000",
            "300,000 vehicles",
        ),
        ({"metric": "gross_margin", "entity": "nio"}, "12.3", "12.3%"),
        (
            {"metric": "operating_loss", "period": Period.quarter(2024, 4)},
            "700000000",
            "RMB 700 million",
        ),
        (
            {"metric": "monthly_active_users", "period": Period.month(2024, 12)},
            "702300000",
            "702.3 million",
        ),
        ({"metric": "target_price"}, "65", "HK$65-75"),
    ],
)
def test_the_table_knows(
    report: Report, table: KpiTable, slots: dict[str, object], value: str, said: str
) -> None:
    row = one(table, **slots)
    assert row.figure.value == Decimal(value)
    assert report.text_at(row.place("en")) == said


# The description


def test_the_description_is_complete(report: Report) -> None:
    assert report.id == "xiaomi-2025q1" == FOLDER.name
    assert report.title == "小米集團2025年第一季度業績點評"
    assert (report.subject, report.ticker, report.currency) == ("xiaomi", "1810.HK", "CNY")
    assert report.issuer == "unnamed broker"
    assert report.period == Period.quarter(2025, 1)
    assert report.date is None  # the report does not say
    assert re.search(r'^restates = ".{20,}"$', (FOLDER / "about.toml").read_text("utf-8"), re.M)


# The loader


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A curated folder of one paragraph and two rows, under a title."""
    (tmp_path / "about.toml").write_text(
        'id = "r"\nsubject = "acme"\ncurrency = "CNY"\nperiod = "2025Q1"\n'
        'languages = ["zh-Hant", "en"]\n[title]\nzh-Hant = "季報"\nen = "Quarter"\n',
        encoding="utf-8",
    )
    (tmp_path / "report.zh-Hant.md").write_text(
        "# 季報\n\n收入為3億元，毛利率為30%，淨利率為30%。\n", encoding="utf-8"
    )
    (tmp_path / "report.en.md").write_text(
        "# Quarter\n\nRevenue was RMB 300 million, gross margin 30% and net margin 30%.\n",
        encoding="utf-8",
    )
    (tmp_path / "kpi.csv").write_text(
        "paragraph,zh-Hant,en,metric,entity,segment,region,period,measure,source,detail\n"
        "1,30%#2,30%#2,net_margin,acme,,,2025Q1,level,reported,\n"
        "1,3億元,RMB 300 million,revenue,acme,,,2025Q1,level,reported,\n",
        encoding="utf-8",
    )
    return tmp_path


def test_rows_are_read_and_put_in_the_order_of_the_text(folder: Path) -> None:
    report, table = load_curated(folder)
    assert [(row.id, row.metric) for row in table] == [
        ("r#002", "revenue"),
        ("r#001", "net_margin"),
    ]
    margin = table.rows[1]
    assert margin.places[0].span.start == report.editions[0].text.rindex("30%")
    assert margin.places[1].span.start == report.editions[1].text.rindex("30%")
    assert margin.figure.span == margin.places[0].span
    assert margin.figure.value == Decimal(30)


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


BROKEN = {
    "no table": (remove("kpi.csv"), r"kpi\.csv is missing"),
    "no edition": (remove("report.en.md"), r"report\.en\.md is missing"),
    "no description": (remove("about.toml"), r"about\.toml is missing"),
    "not TOML": (edit("about.toml", 'id = "r"', "id = r"), r"about\.toml is not TOML"),
    "no id": (edit("about.toml", 'id = "r"\n', ""), r"about\.toml: write id"),
    "unknown language": (edit("about.toml", '"en"]', '"fr"]'), r"about\.toml: languages"),
    "no title": (edit("about.toml", 'en = "Quarter"', ""), r"about\.toml: \[title\]"),
    "bad report period": (edit("about.toml", "2025Q1", "Q1"), r"about\.toml: period: write it as"),
    "date in quotes": (edit("about.toml", "id =", 'date = "2025"\nid ='), r"date as YYYY-MM-DD"),
    "unequal editions": (
        edit("report.en.md", "\n\n", "\n\nOne more.\n\n"),
        r"zh-Hant\.md has 2, report\.en\.md has 3",
    ),
    "unknown column": (edit("kpi.csv", "metric", "metrics"), r"line 1: the columns must be para"),
    "missing cell": (edit("kpi.csv", "reported,\n", "reported\n"), r"line 2: 10 cells where 11"),
    "no metric": (edit("kpi.csv", "net_margin", ""), r"line 2: name the metric"),
    "no such paragraph": (edit("kpi.csv", "\n1,", "\n2,"), r"line 2: paragraph must be .* 0 to 1"),
    "negative paragraph": (edit("kpi.csv", "\n1,", "\n-1,"), r"line 2: paragraph must be"),
    "figure not in the text": (
        edit("kpi.csv", "3億元", "4億元"),
        r"line 3, zh-Hant: not found in paragraph 1",
    ),
    "figure not so often in the text": (
        edit("kpi.csv", "30%#2,net", "30%#3,net"),
        r"line 2, en: not found in paragraph 1",
    ),
    "half a figure": (
        edit("kpi.csv", "RMB 300 million", "300 mill"),
        r"line 3, en: no figure is read at exactly these characters",
    ),
    "amounts differ": (
        edit("report.en.md", "300 million", "300 billion"),
        r"line 3, en: not found",
    ),
    "values differ": (
        edit("kpi.csv", "3億元,RMB 300 million", "3億元,30%"),
        r"line 3: value or unit differs between zh-Hant and en",
    ),
    "unknown measure": (edit("kpi.csv", ",level,", ",levels,"), r"line 2, measure: must be one of"),
    "unknown source": (edit("kpi.csv", "reported,", "rumour,"), r"line 2, source: must be one of"),
    "bad period": (edit("kpi.csv", "2025Q1", "25Q1"), r"line 2, period: write it as 2025Q1"),
}


@pytest.mark.parametrize(("damage", "complaint"), BROKEN.values(), ids=BROKEN.keys())
def test_a_folder_that_does_not_fit_together_is_refused_with_file_and_line(
    folder: Path, damage: Callable[[Path], None], complaint: str
) -> None:
    damage(folder)
    with pytest.raises(BadReportFolder, match=complaint):
        load_curated(folder)


def test_a_file_that_is_not_utf_8_is_refused(folder: Path) -> None:
    (folder / "kpi.csv").write_bytes("段落".encode("big5"))
    with pytest.raises(BadReportFolder, match="not UTF-8"):
        load_curated(folder)


def test_a_complaint_carries_no_text_of_the_report(folder: Path) -> None:
    edit("kpi.csv", "3億元", "1234567億元")(folder)
    with pytest.raises(BadReportFolder) as complaint:
        load_curated(folder)
    assert "1234567" not in str(complaint.value)


def test_a_table_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(folder: Path) -> None:
    path = folder / "kpi.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(load_curated(folder)[1]) == 2


def test_the_table_on_disk_is_in_the_order_of_the_text() -> None:
    with (FOLDER / "kpi.csv").open(encoding="utf-8", newline="") as file:
        paragraphs = [int(row["paragraph"]) for row in csv.DictReader(file)]
    assert paragraphs == sorted(paragraphs)
