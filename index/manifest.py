"""What a stored index was made of, so that one that does not fit is never used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from importlib import metadata
from pathlib import Path
from typing import Self

from corpus.kpi_names import vocabulary_checksum
from index.errors import StaleIndex
from index.inner_products import FAISS_VERSION
from index.passage import Indexed

FORMAT = 4  # raise it when tokens, weights of titles or files change
FILE_NAME = "manifest.json"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description beside a stored index.

    `store` is the address of the store that holds the vectors, "" for a file in the folder.
    `passages` is a SHA-256 over all passages, `files` the SHA-256 of each file by its name in
    `folder`, the subfolder that holds them. `llama_index` is kept for the reader's sake only;
    the stored files do not depend on it.
    """

    encoder: str
    dimension: int
    count: int
    passages: str
    store: str = ""
    folder: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT
    faiss: str = FAISS_VERSION
    vocabulary: str = field(default_factory=vocabulary_checksum)
    llama_index: str = field(default_factory=lambda: metadata.version("llama-index-core"))

    def check(self, wanted: Manifest) -> None:
        """Compare with what is wanted now; files aside.

        Raises:
            StaleIndex: names the first thing that does not fit.
        """
        for name, what in (
            ("format", "format"),
            ("faiss", "FAISS version"),
            ("vocabulary", "vocabulary"),
            ("store", "store of vectors"),
            ("encoder", "encoder"),
            ("dimension", "dimension"),
            ("count", "number of passages"),
            ("passages", "text of the passages"),
        ):
            stored, now = getattr(self, name), getattr(wanted, name)
            if stored != now:
                raise StaleIndex(
                    f"the stored index has another {what}: {stored!s:.40}, not {now!s:.40}"
                )

    def check_files(self, folder: Path) -> None:
        """Compare the files in `folder` with their checksums.

        Raises:
            StaleIndex: a file is missing or damaged.
        """
        for name, checksum in self.files.items():
            try:
                found = checksum_of_file(folder / name)
            except OSError as error:
                raise StaleIndex(f"a file of the stored index is missing: {name}") from error
            if found != checksum:
                raise StaleIndex(f"a file of the stored index is damaged: {name}")

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of the index stored in `folder`.

        Raises:
            StaleIndex: there is none, or it is not one of ours.
        """
        try:
            values = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        except OSError as error:
            raise StaleIndex("no index is stored here") from error
        except ValueError as error:
            raise StaleIndex("the manifest of the stored index is damaged") from error
        types: dict[str, type] = {"dimension": int, "count": int, "format": int, "files": dict}
        if not isinstance(values, dict) or any(
            not isinstance(values.get(each.name), types.get(each.name, str)) for each in fields(cls)
        ):
            raise StaleIndex("the manifest of the stored index is damaged")
        if Path(values["folder"]).name != values["folder"]:
            raise StaleIndex("the manifest of the stored index points outside its folder")
        return cls(**{each.name: values[each.name] for each in fields(cls)})


def checksum_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def checksum_of_passages(items: Iterable[Indexed]) -> str:
    """SHA-256 over ids, titles and texts, in hexadecimal; lengths keep neighbours apart."""
    digest = hashlib.sha256()
    for item in items:
        for part in (item.passage.id, item.title, item.text):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big"))
            digest.update(data)
    return digest.hexdigest()
