"""The columns of a table: bands of figures, of words and of labels, told by where runs stand."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.load.pdf.cells import is_value, is_year
from corpus.load.pdf.geometry import Rect, Run
from corpus.load.pdf.line import Line, figure_rects, overlap

_CALLOUT, _LONGEST_CELL = 1.5, 16  # widths of a column, characters: longer words are a note
_TEXT_COLUMN = 0.4  # of the rows of a table have words in a column of words
_FEWEST_LABELS = 0.5  # of the rows of a table have a label of words


def bands_of(rows: Sequence[Line], start: Sequence[Rect] = ()) -> list[Rect]:
    """The columns of figures of `rows`, from left to right: those of the fullest rows, widened
    by the figures of the others; a figure that reaches into two columns makes no new one."""
    bands = list(start)
    for line in sorted(rows, key=lambda line: -len(figure_rects(line))):
        for rect in figure_rects(line):
            hits = [number for number, band in enumerate(bands) if overlap(band, rect) > 0]
            if len(hits) == 1:
                bands[hits[0]] = Rect.around((bands[hits[0]], rect))
            elif not hits:
                bands.append(rect)
    return sorted(bands, key=lambda band: band.left)


def spread(rects: Sequence[Rect]) -> list[Rect]:
    """Rectangles that overlap sideways, together, from left to right."""
    spread: list[Rect] = []
    for rect in sorted(rects, key=lambda rect: rect.left):
        if spread and rect.left < spread[-1].right:
            spread[-1] = Rect.around((spread[-1], rect))
        else:
            spread.append(rect)
    return spread


def label_band(rows: Sequence[Line], bands: Sequence[Rect]) -> tuple[Rect | None, list[Rect]]:
    """The band of the labels, and the bands of the figures that lie right of it."""
    texts = [
        run.rect
        for line in rows
        for place, run in enumerate(line.runs)
        if not is_value(run.text) and any(is_value(other.text) for other in line.runs[place + 1 :])
    ]
    texts = [rect for rect in texts if not bands or rect.left < bands[0].left]
    if texts:
        columns = spread(texts)
        usual = [c for c in columns if 2 * sum(overlap(c, t) > 0 for t in texts) >= len(rows)]
        label = (usual or columns)[-1]
        return label, [
            band for band in bands if band.left > label.left and band.center > label.center
        ]
    firsts = [line.runs[0] for line in rows]
    if all(is_year(run.text) for run in firsts):
        label = Rect.around(run.rect for run in firsts)
        return label, [band for band in bands if band.left >= label.right]
    return None, []


def is_table(rows: Sequence[Line], labels: Rect, bands: Sequence[Rect], headed: bool) -> bool:
    """Whether enough rows have a label, and a figure in a column that another row has too."""
    labelled = [
        line
        for line in rows
        if any(
            overlap(run.rect, labels) > 0 and run.rect.left < bands[0].left and len(run.text) > 1
            for run in line.runs
        )
        and any(is_value(run.text) and run.rect.left > labels.left for run in line.runs[1:])
    ]
    if len(labelled) < _FEWEST_LABELS * len(rows):
        return False
    return len(labelled) >= 2 or (len(labelled) == 1 and (headed or len(bands) >= 3))


def left_of_labels(
    lines: Sequence[Line], labels: Rect, bands: Sequence[Rect], areas: Sequence[Rect]
) -> tuple[set[int], list[Run], Rect]:
    """What stands left of the labels: notes beside the table (by identity), cells of a merged
    label column, and the label band, widened where its column has more."""
    runs = [
        (line, run)
        for line in lines
        for run in line.runs
        if run.rect.right <= labels.left + 1 and run.rect.left < labels.left
    ]
    if not runs:
        return set(), [], labels
    top, bottom = lines[0].rect.top, lines[-1].rect.bottom
    edge = labels.left
    for area in areas:
        wide = area.width > 0.5 * (bands[-1].right - labels.left)
        flat = area.height < max(0.2 * (bottom - top), 2 * lines[0].size)
        if wide and flat and area.right > bands[0].left and top <= area.middle <= bottom + 5:
            edge = min(edge, area.left)
    inside = [run for _, run in runs if run.rect.left >= edge - 1]
    outside = {id(run) for _, run in runs if run.rect.left < edge - 1}
    if outside and edge == labels.left:
        on_rows = [run for line, run in runs if line.is_row()]
        if len(on_rows) >= 0.8 * len(runs):
            inside, outside = [run for _, run in runs], set()
    return outside, inside, labels


def callouts(lines: Sequence[Line], bands: Sequence[Rect]) -> set[int]:
    """Words written over the figures (by identity): too wide for the column they begin in."""
    rows = [line for line in lines if line.is_row()]
    words = [
        run
        for line in lines
        for run in line.runs
        if not is_value(run.text) and run.rect.left >= bands[0].left
    ]
    found: set[int] = set()
    for run in words:
        band = max(bands, key=lambda band: overlap(run.rect, band))
        if overlap(run.rect, band) > 0:
            if run.rect.width > _CALLOUT * band.width and len(run.text) > _LONGEST_CELL:
                found.add(id(run))
        elif overlap(run.rect, band) < -1.5 * run.size or len(run.text) > _LONGEST_CELL:
            column = [line for line in rows for r in line.runs if _is_beside(r, run)]
            if len(column) < _TEXT_COLUMN * len(rows):
                found.add(id(run))
    return found


def _is_beside(run: Run, other: Run) -> bool:
    return not is_value(run.text) and overlap(run.rect, other.rect) > 0


def with_text_columns(lines: Sequence[Line], labels: Rect, bands: Sequence[Rect]) -> list[Rect]:
    """The bands together with those of columns of words, which two rows have at least."""
    texts = [
        run.rect
        for line in lines
        if line.is_row()
        for run in line.runs
        if not is_value(run.text)
        and run.rect.left > labels.right
        and all(overlap(run.rect, band) <= 0 for band in bands)
    ]
    columns = spread(texts)
    more = [c for c in columns if sum(overlap(c, text) > 0 for text in texts) >= 2]
    return sorted((*bands, *more), key=lambda band: band.left)
