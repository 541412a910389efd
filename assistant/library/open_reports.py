"""Opens the reports that a command names: files, reports of the library, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.ask import Assistant
from assistant.library.reports import stored_index
from assistant.model import OpenAICompatible
from assistant.results import Answer, Turn
from assistant.settings import Settings
from index.load_encoder import load_encoder

if TYPE_CHECKING:
    from corpus.library.library import Library


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command's questions go to: the assistant's first report, or where `ids` is given
    those reports, all where it is empty."""

    assistant: Assistant
    ids: tuple[str, ...] | None = None

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        return self.assistant.ask(question, history, report_ids=self.ids)

    @property
    def names(self) -> dict[str, str]:
        """What the reports are called, by id, where several may be in an answer."""
        if self.ids is None:
            return {}
        return {summary.id: summary.name for summary in self.assistant.listed()}


def open_one(name: str = "") -> Assistant:
    """An assistant on one report: the bundled one, that in the file `name`, or the report of the
    library that is called so. A file goes before a report of the same name.

    Raises:
        CorpusError: neither a file that can be read nor a report of the library.
    """
    settings = Settings.from_environment()
    if not name:
        return Assistant.open(settings)
    library = None if Path(name).exists() else _library(settings)
    if library is None or _means_a_file(library, name):
        return Assistant.open(settings, Path(name))
    try:
        report_id = library.named(name).id
        report, table = library.get(report_id), library.table(report_id)
        encoder = load_encoder(settings.encoder)
        folder = library.index_folder / report_id
        index = stored_index(folder, library.own(report_id), encoder, settings)
    finally:
        library.close()
    model = OpenAICompatible(settings) if settings.llm_url else None
    return Assistant((report,), (table,), index, encoder, settings, model)


def open_several(names: Sequence[str]) -> tuple[Assistant, tuple[str, ...]]:
    """An assistant on the files and reports of the library that are named, on all that there are
    where none is, and the ids to ask.

    Raises:
        CorpusError: as for `open_one`.
    """
    settings = Settings.from_environment()
    kept = _library(settings)
    files, ids = [], []
    try:
        for name in names:
            if Path(name).exists() or kept is None or _means_a_file(kept, name):
                files.append(Path(name))
            else:
                ids.append(kept.named(name).id)
    finally:
        if kept is not None:
            kept.close()
    assistant = Assistant.open(settings, files[0] if files else None, library=kept is not None)
    if files:
        ids.append(assistant.reports[0].id)
    for file in files[1:]:
        assistant = assistant.with_report(file)
        ids.append(assistant.reports[0].id)
    return assistant, tuple(dict.fromkeys(ids))


def _library(settings: Settings) -> Library | None:
    """The library, where there is one already: looking for a report does not make one."""
    from corpus.library.library import FOLDER, Library

    if not settings.library_url and not (settings.data_dir / FOLDER).is_dir():
        return None
    return Library.open(settings.data_dir, settings.library_url)


def _means_a_file(library: Library, name: str) -> bool:
    """Whether a name that no report of the library has looks like that of a file."""
    from corpus.library.errors import NotInLibrary

    try:
        library.named(name)
    except NotInLibrary as error:
        several = "Several" in str(error)
        return not several and (bool(Path(name).suffix) or len(Path(name).parts) > 1)
    return False
