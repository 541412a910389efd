"""Reports to a searchable index, kept on disk and found again.

A stored index is a folder: `manifest.json` names a subfolder, which holds the files. Saving writes
a new subfolder under a name of its own and then replaces the manifest in one step, so a
reader sees the old index or the new one, and two writers do not meet.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np

from corpus.answered import Answered
from corpus.report import Passage, Report
from index.concepts import concepts_of
from index.encode import Encoder, TokenEncoder
from index.errors import IndexingError, StaleIndex
from index.manifest import FILE_NAME, Manifest, checksum_of_file, checksum_of_passages
from index.passage import Hit, Indexed, passages_of
from index.progress import tell
from index.rerank import Reranker
from index.search import Searcher
from index.stores import open_vectors
from index.terms import TermIndex
from index.token_lists import TokenLists
from index.vectors import FaissVectors, VectorIndex, Where, unit

Progress = Callable[[int, int], None]

TERMS, CONCEPTS = "terms", "concepts"  # the names of their files
TITLE_WEIGHT = 0.2  # of a section's title in its passages' vectors
BATCH = 256  # passages encoded between two reports of progress
LEFTOVER_SECONDS = 600  # a subfolder without a manifest this old is what a crash left behind
_OUR_NAME = re.compile(r"[0-9a-f]{32}(\.json)?")
READ_ATTEMPTS = 3  # another process may replace the index while it is being read


class PassageIndex:
    """Passages of reports with their vectors and terms.

    `warning` says in one sentence why the index could not be stored; "" if nothing is wrong.
    """

    def __init__(
        self,
        items: Sequence[Indexed],
        vectors: VectorIndex,
        terms: TermIndex,
        concepts: TermIndex,
        encoder: Encoder,
        tokens: TokenLists | None = None,
    ) -> None:
        self.items = tuple(items)
        self.vectors = vectors
        self.encoder = encoder
        self.warning = ""
        self._terms = terms
        self._concepts = concepts
        self._tokens = tokens
        self._searcher = Searcher(self.items, vectors, terms, concepts, encoder, tokens)

    def rerank_by(self, reranker: Reranker | None) -> None:
        """From now on have the first hits put in order by `reranker`; `None` for by none."""
        self._searcher.reranker = reranker

    def __len__(self) -> int:
        return len(self.items)

    @classmethod
    def build(
        cls,
        reports: Sequence[Report],
        encoder: Encoder,
        *,
        progress: Progress | None = None,
        vectors: VectorIndex | None = None,
    ) -> Self:
        """Index all passages of all editions of `reports`.

        `progress` is told (passages done, passages in all). `vectors` is an empty store to fill in
        place of FAISS.

        Raises:
            IndexingError: there is nothing to index, or two reports share an id.
        """
        items = _items_of(reports)
        store = FaissVectors(encoder.dimension) if vectors is None else vectors
        if len(store):  # what another state of the reports left in a store that keeps itself
            for report in reports:
                store.delete(report.id)
        titles = list(dict.fromkeys(item.title for item in items))
        title_vectors = dict(zip(titles, unit(encoder.encode(titles)), strict=True))
        for start in range(0, len(items), BATCH):
            batch = items[start : start + BATCH]
            rows = unit(encoder.encode([item.text for item in batch]))
            rows += TITLE_WEIGHT * np.stack([title_vectors[item.title] for item in batch])
            store.add(batch, rows)
            if progress is not None:
                progress(min(start + BATCH, len(items)), len(items))
        concepts = TermIndex.build(items, concepts_of)
        tokens = TokenLists.read(encoder, items) if isinstance(encoder, TokenEncoder) else None
        return cls(items, store, TermIndex.build(items), concepts, encoder, tokens)

    def search(
        self,
        question: str,
        *,
        k: int = 10,
        languages: Collection[str] | None = None,
        report_ids: Collection[str] | None = None,
        marked: bool = True,
    ) -> tuple[Hit, ...]:
        """The at most `k` passages that answer `question` best, in whatever language.

        `languages` and `report_ids` narrow the search. Who needs the passages alone saves most of
        the time by having no words `marked`. Empty for an empty question and for one
        of which nothing is known.
        """
        return self._searcher.search(question, k, Where(languages, report_ids), marked=marked)

    def words(self, question: str, passages: Sequence[Passage]) -> list[tuple[Answered, ...]]:
        """For each passage its words that answer words of `question`, with these, best first;
        none for one that is not in the index."""
        return self._searcher.words(question, passages)

    def save(self, folder: Path, store: str = "") -> None:
        """Store in `folder`, in place of what is stored there.

        `store` is the address of the store that keeps the vectors, where that is not FAISS.

        Raises:
            IndexingError: the vectors are neither FAISS's nor in a store with an address.
            OSError: the folder cannot be written.
        """
        if isinstance(self.vectors, FaissVectors) == bool(store):
            raise IndexingError("vectors outside FAISS need the address of their store")
        folder.mkdir(parents=True, exist_ok=True)
        name = uuid.uuid4().hex
        inside = folder / name
        try:
            inside.mkdir()
            if isinstance(self.vectors, FaissVectors):
                self.vectors.save(inside)
            self._terms.save(inside, TERMS)
            self._concepts.save(inside, CONCEPTS)
            if self._tokens is not None:
                self._tokens.save(inside)
            paths = sorted(inside.iterdir())
            for path in (*paths, inside):
                _sync(path)
            files = {path.name: checksum_of_file(path) for path in paths}
            manifest = replace(_manifest(self.items, self.encoder, store), folder=name, files=files)
            _replace_manifest(folder, manifest)
        except BaseException:  # an interrupt too leaves no half index behind
            shutil.rmtree(inside, ignore_errors=True)
            raise
        _remove_leftovers(folder, name)

    @classmethod
    def load(
        cls, folder: Path, encoder: Encoder, reports: Sequence[Report], store: str = ""
    ) -> Self:
        """Read what `save` stored for these reports, this encoder and this store of vectors.

        Raises:
            IndexingError: there is nothing to index, or two reports share an id.
            StaleIndex: nothing is stored, or it does not fit, or a file is damaged.
            StoreUnavailable: the store of vectors cannot be used.
        """
        items = _items_of(reports)
        wanted = _manifest(items, encoder, store)
        for attempt in range(READ_ATTEMPTS):
            manifest = Manifest.read(folder)
            manifest.check(wanted)
            inside = folder / manifest.folder
            try:
                manifest.check_files(inside)
                vectors = _stored_vectors(inside, items, encoder, store)
                terms, concepts = (
                    TermIndex.load(inside, len(items), name) for name in (TERMS, CONCEPTS)
                )
                tokens = None
                if isinstance(encoder, TokenEncoder):
                    tokens = TokenLists.load(inside, len(items))
                return cls(items, vectors, terms, concepts, encoder, tokens)
            except StaleIndex:
                if attempt + 1 == READ_ATTEMPTS or Manifest.read(folder) == manifest:
                    raise
        raise AssertionError("unreachable")


def open_index(
    folder: Path,
    reports: Sequence[Report],
    encoder: Encoder,
    *,
    progress: Progress | None = None,
    store: str = "",
) -> PassageIndex:
    """The index stored in `folder`, or a new one, stored there.

    `store` is the address of the store of vectors, "" for FAISS (`index/stores.py`). `progress` is
    told as by `PassageIndex.build`; without it, those who listen (`index/progress.py`). Where the
    folder cannot be written the index works from memory and its `warning` says so.

    Raises:
        IndexingError: there is nothing to index, or two reports share an id.
        StoreUnavailable: the store of vectors cannot be used.
    """
    try:
        return PassageIndex.load(folder, encoder, reports, store)
    except StaleIndex:
        vectors = open_vectors(store, encoder, [report.id for report in reports])
        index = PassageIndex.build(reports, encoder, progress=progress or tell, vectors=vectors)
    try:
        index.save(folder, store)
    except OSError as error:
        index.warning = (
            f"The index could not be stored in {folder} ({error.strerror or error}); "
            "it will be built again next time."
        )
    return index


def _items_of(reports: Sequence[Report]) -> tuple[Indexed, ...]:
    if not reports:
        raise IndexingError("there is no report to index; add one first")
    ids = [report.id for report in reports]
    if len(set(ids)) < len(ids):
        raise IndexingError("two reports share an id; each needs its own")
    items = tuple(item for report in reports for item in passages_of(report))
    if not items:
        raise IndexingError("the reports have no passage to index")
    return items


def _stored_vectors(
    inside: Path, items: Sequence[Indexed], encoder: Encoder, store: str
) -> VectorIndex:
    if not store:
        return FaissVectors.load(inside, [item.passage for item in items], encoder.dimension)
    vectors = open_vectors(store, encoder, {item.passage.report_id for item in items})
    if len(vectors) != len(items):
        raise StaleIndex(f"the store holds {len(vectors)} of these passages, not {len(items)}")
    return vectors


def _manifest(items: Sequence[Indexed], encoder: Encoder, store: str) -> Manifest:
    return Manifest(encoder.name, encoder.dimension, len(items), checksum_of_passages(items), store)


def _replace_manifest(folder: Path, manifest: Manifest) -> None:
    temporary = folder / f"{manifest.folder}.json"
    try:
        temporary.write_text(manifest.to_json(), encoding="utf-8")
        _sync(temporary)
        os.replace(temporary, folder / FILE_NAME)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(folder)


def _sync(path: Path) -> None:
    """Have the system write `path`, a file or a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_leftovers(folder: Path, current: str) -> None:
    """Remove what was replaced a while ago or what a crash left; nothing that is not ours."""
    for path in folder.iterdir():
        if path.stem == current or not _OUR_NAME.fullmatch(path.name):
            continue
        with contextlib.suppress(OSError):  # another process may be tidying too
            if time.time() - path.stat().st_mtime > LEFTOVER_SECONDS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
