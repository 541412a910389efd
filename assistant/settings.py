"""The settings: one frozen value, read from the environment once at the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import BadSettings

PREFIX = "REPORT_ASSISTANT_"


def _default_data_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "report-assistant"


@dataclass(frozen=True, slots=True)
class Settings:
    """What users vary. Each field is set by ``REPORT_ASSISTANT_<FIELD>`` in capitals.

    `encoder` is "" for the bilingual encoder that ships with the program, else the name or
    folder of any sentence-transformers model. `llm_url` is the base address of an
    OpenAI-compatible service ("" for none), with `llm_model`, `llm_key` and `llm_timeout_seconds`.
    `host` and `port` are where the page is served. Sizes are in bytes. `library_url` is the address
    of a server database for the library of reports ("" for a file in `data_dir`). A file that takes
    longer than `ingest_seconds` to read, or more than `ingest_memory_mb` megabytes, is skipped.
    `vector_store` is "" for FAISS in `data_dir`, else the URL of a Milvus cluster or a path ending
    in ".db" for Milvus embedded. `reranker` is the name or folder of a cross-encoder that puts the
    first hits in order, "" for none.
    """

    data_dir: Path = Path()
    encoder: str = ""
    llm_url: str = ""
    llm_model: str = ""
    llm_key: str = ""
    llm_timeout_seconds: int = 30
    host: str = "127.0.0.1"
    port: int = 7860
    max_report_bytes: int = 64_000_000
    max_question_chars: int = 4_000
    library_url: str = ""
    ingest_seconds: int = 600
    ingest_memory_mb: int = 1_500
    vector_store: str = ""
    reranker: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from environment variables.

        Raises:
            BadSettings: a number is not a number, or is negative.
        """
        values = os.environ if environment is None else environment
        chosen: dict[str, object] = {"data_dir": _default_data_dir()}
        for name, default in cls._defaults().items():
            raw = values.get(PREFIX + name.upper())
            if raw is None:
                continue
            if isinstance(default, int):
                if not raw.isdigit():
                    raise BadSettings(
                        f"{PREFIX}{name.upper()} must be a whole number of 0 or more, not {raw!r}"
                    )
                chosen[name] = int(raw)
            else:
                chosen[name] = Path(raw) if isinstance(default, Path) else raw
        return cls(**chosen)  # type: ignore[arg-type]  # names and types follow the fields

    @classmethod
    def _defaults(cls) -> dict[str, object]:
        return {name: getattr(cls(), name) for name in cls.__slots__}
