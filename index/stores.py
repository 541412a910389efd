"""The store that the settings name: FAISS on this machine, or Milvus, here or on a cluster.

One collection holds the passages of all reports of an encoder; each index searches its own
reports in it. What is not vectors (terms, manifest) stays in the index's folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.encode import Encoder
from index.errors import StoreUnavailable
from index.vectors import FaissVectors, VectorIndex

if TYPE_CHECKING:
    from index.llama.store_vectors import StoreVectors

SCHEMES = ("http", "https", "tcp")
FILE_ENDING = ".db"
TIMEOUT_SECONDS = 10.0
_RAISED_BY_MILVUS = (Exception,)  # its client lets errors of grpc, pandas and its own through


def open_vectors(address: str, encoder: Encoder, report_ids: Collection[str]) -> VectorIndex:
    """The store at `address` for the passages of these reports: "" for a new one of FAISS, a URL
    for a Milvus cluster, a path that ends in ".db" for Milvus embedded in this process.

    Raises:
        StoreUnavailable: it is none of these, its client is not installed, or it does not answer.
    """
    return open_milvus(address, encoder, report_ids) if address else FaissVectors(encoder.dimension)


def open_milvus(address: str, encoder: Encoder, report_ids: Collection[str]) -> StoreVectors:
    """The passages of these reports in Milvus at `address`; those stored earlier are there.

    Raises:
        StoreUnavailable: as `open_vectors`.
    """
    shown = _shown(address)
    place = _place(address)
    from index.llama.store_vectors import (  # imports llama-index, a second
        StoreVectors,
        milvus_store,
    )

    try:
        store = milvus_store(
            uri=place,
            collection_name=_collection(encoder),
            dim=encoder.dimension,
            similarity_metric="IP",
            consistency_level="Strong",  # what was added is found at once
            upsert_mode=True,
            use_async_client=False,
            timeout=TIMEOUT_SECONDS,
        )
        stored = _stored(store, report_ids)
    except ImportError as error:
        raise StoreUnavailable(
            f"The vector store {shown} needs Milvus's client: install it with "
            "`pip install 'report-assistant[milvus]'`, or leave the setting empty for FAISS."
        ) from error
    except _RAISED_BY_MILVUS as error:
        raise StoreUnavailable(
            f"Milvus at {shown} does not answer ({type(error).__name__}): start it, correct the "
            "setting, or leave the setting empty for FAISS."
        ) from error
    return StoreVectors(store, stored, own=report_ids)


def _stored(store: Any, report_ids: Collection[str]) -> dict[str, int]:
    """How many passages of each report the collection has."""
    client, name = store.client, store.collection_name
    found = {}
    for report_id in report_ids:
        wanted = f"report_id == {json.dumps(report_id, ensure_ascii=False)}"
        rows = client.query(name, filter=wanted, output_fields=["count(*)"])
        found[report_id] = int(rows[0]["count(*)"])
    return found


def _place(address: str) -> str:
    """The address as Milvus's client takes it."""
    if urlsplit(address).scheme in SCHEMES:
        return address
    path = Path(address).expanduser()
    if path.suffix != FILE_ENDING:
        raise StoreUnavailable(
            f"The vector store {address!r} is neither a URL ({', '.join(SCHEMES)}) nor a path "
            f"that ends in {FILE_ENDING!r}."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path)


def _shown(address: str) -> str:
    """The address without a password."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}" if parts.password else address


def _collection(encoder: Encoder) -> str:
    checksum = hashlib.sha256(encoder.name.encode()).hexdigest()[:16]
    return f"passages_{encoder.dimension}_{checksum}"
