"""The reports that ship with the program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corpus.bind.bind_report import bind_edition
from corpus.curated import load_curated
from corpus.kpi import KpiTable
from corpus.report import Report

_FOLDER = Path(__file__).with_name("reports")


def bundled_folders() -> tuple[Path, ...]:
    """The curated report folders of the program, in the order of their names."""
    return tuple(sorted(path.parent for path in _FOLDER.glob("*/about.toml")))


def bundled_report() -> tuple[Report, KpiTable]:
    """The bundled report and its curated table.

    Raises:
        BadReportFolder: the folder's files do not fit each other.
    """
    report, table = load_curated(bundled_folders()[0])
    return report, with_directions(report, table)


def with_directions(report: Report, table: KpiTable) -> KpiTable:
    """`table` with the direction of each change, which the words of the text tell."""
    told = {
        binding.figure.span.start: binding.direction
        for binding in bind_edition(report, report.editions[0])
    }
    return KpiTable(
        tuple(
            replace(row, direction=told.get(row.places[0].span.start, "")) if row.places else row
            for row in table
        )
    )
