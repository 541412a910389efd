"""Reports small enough to know by heart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.report import Report
from index.passage import Indexed, passages_of
from index.testing import HashingEncoder, report_of

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture
def reports() -> Sequence[Report]:
    """Two reports: "phones" in three scripts, "bank" in English alone."""
    return (
        report_of(
            "phones",
            {
                "en": [
                    "Smartphone shipments reached 41.8 million units in the quarter.",
                    "The gross margin of the car business rose to 23.2%.",
                    "SU7 deliveries came to 75,869 vehicles.",
                ],
                "zh-Hant": [
                    "季內智能手機出貨量達4,180萬台。",
                    "汽車業務毛利率升至23.2%。",
                    "SU7系列交付新車75,869輛。",
                ],
                "zh-Hans": [
                    "季内智能手机出货量达4,180万台。",
                    "汽车业务毛利率升至23.2%。",
                    "SU7系列交付新车75,869辆。",
                ],
            },
        ),
        report_of(
            "bank",
            {
                "en": [
                    "Net interest margin narrowed to 1.45%.",
                    "Customer deposits grew by a tenth.",
                ]
            },
            title="Lending",
        ),
    )


@pytest.fixture
def items(reports: Sequence[Report]) -> tuple[Indexed, ...]:
    return tuple(item for report in reports for item in passages_of(report))


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def dev_data() -> Path:
    """The folder of development data; tests that need it are skipped without it."""
    folder = SHARED / "dev-data"
    if not folder.is_dir():
        pytest.skip(f"needs {folder}")
    return folder


@pytest.fixture
def many() -> tuple[Indexed, ...]:
    """120 passages in two reports and two languages."""
    return tuple(
        item
        for name in ("a", "b")
        for item in passages_of(
            report_of(
                name,
                {
                    "en": [f"Passage {n}." for n in range(30)],
                    "zh-Hans": [f"第{n}段。" for n in range(30)],
                },
            )
        )
    )
