"""What can go wrong with the index.

IndexingError
├── StaleIndex          a stored index that does not fit what is asked of it: rebuild
├── EncoderUnavailable  the encoder that the settings name cannot be loaded
├── StoreUnavailable    the store of vectors that the settings name cannot be used
└── RerankerUnavailable the reranker that the settings name cannot be loaded
"""

from __future__ import annotations


class IndexingError(Exception):
    """Base of all errors of this package."""


class StaleIndex(IndexingError):
    """The stored index was made by another version, encoder or text, or is damaged."""


class EncoderUnavailable(IndexingError):
    """The encoder cannot be loaded: no such folder, or the model hub cannot be reached."""


class StoreUnavailable(IndexingError):
    """The store of vectors cannot be used: no client installed, no such address, no answer."""


class RerankerUnavailable(IndexingError):
    """The reranker cannot be loaded: no such folder, or the model hub cannot be reached."""
