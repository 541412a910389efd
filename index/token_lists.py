"""Which tokens each passage has: read when the index is built, and kept beside it.

Late interaction needs the distinct tokens only, not their places; and of a section's title those
that the passage itself lacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from index.encode import Ids, TokenEncoder
from index.errors import StaleIndex
from index.passage import Indexed

Places = NDArray[np.int64]

FILE_NAMES = ("token-ids.npy", "token-ends.npy", "token-in-text.npy")
MAX_PASSAGE_TOKENS = 2_048  # a long table; what comes after decides no ranking
MAX_KEPT = 20_000  # passages whose tokens are kept at hand
BATCH = 256  # passages read at once


class Tokens(Protocol):
    """Knows the tokens of passages by number."""

    def of(self, numbers: NDArray[np.intp]) -> TokenLists: ...


@dataclass(frozen=True, slots=True)
class TokenLists:
    """The distinct tokens of some passages, one passage after the other.

    Passage n has ``ids[ends[n]:ends[n + 1]]``, of which the first ``in_text[n]`` are in its text,
    the others in its title alone.
    """

    ids: Ids
    ends: Places
    in_text: Places

    def __len__(self) -> int:
        return len(self.in_text)

    @property
    def lengths(self) -> Places:
        """How many tokens each passage has."""
        lengths: Places = np.diff(self.ends)
        return lengths

    @property
    def of_title(self) -> NDArray[np.bool_]:
        """Shape of `ids`: which are in a title alone."""
        place = np.arange(len(self.ids)) - np.repeat(self.ends[:-1], self.lengths)
        return place >= np.repeat(self.in_text, self.lengths)

    def of(self, numbers: NDArray[np.intp]) -> TokenLists:
        """Those of the passages of these numbers, in this order."""
        starts, lengths = self.ends[numbers], self.lengths[numbers]
        ends = np.concatenate([[0], np.cumsum(lengths)])
        places = np.arange(ends[-1]) + np.repeat(starts - ends[:-1], lengths)
        return TokenLists(self.ids[places], ends, self.in_text[numbers])

    @classmethod
    def read(cls, encoder: TokenEncoder, items: Sequence[Indexed]) -> Self:
        """Those of `items`."""
        names = list(dict.fromkeys(item.title for item in items))
        titles = dict(zip(names, encoder.token_ids(names), strict=True))
        rows: list[Ids] = []
        in_text: list[int] = []
        for start in range(0, len(items), BATCH):
            batch = items[start : start + BATCH]
            texts = encoder.token_ids([item.text for item in batch])
            for item, ids in zip(batch, texts, strict=True):
                text = dict.fromkeys(ids[:MAX_PASSAGE_TOKENS].tolist())
                in_text.append(len(text))
                title = titles[item.title][:MAX_PASSAGE_TOKENS].tolist()
                rows.append(np.array(list({**text, **dict.fromkeys(title)}), np.int32))
        ends = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        ids = np.concatenate([np.zeros(0, np.int32), *rows])
        return cls(ids, ends, np.array(in_text, np.int64))

    @classmethod
    def joined(cls, parts: Sequence[TokenLists]) -> Self:
        """All passages of all `parts`."""
        return cls(
            np.concatenate([np.zeros(0, np.int32), *(part.ids for part in parts)]),
            np.cumsum([0, *(length for part in parts for length in part.lengths)], dtype=np.int64),
            np.concatenate([np.zeros(0, np.int64), *(part.in_text for part in parts)]),
        )

    def save(self, folder: Path) -> None:
        """Write into the existing `folder`."""
        ids, ends, in_text = (folder / name for name in FILE_NAMES)
        np.save(ids, self.ids, allow_pickle=False)
        np.save(ends, self.ends, allow_pickle=False)
        np.save(in_text, self.in_text, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, count: int) -> Self:
        """Read what `save` wrote for `count` passages; the ids are mapped, not read.

        Raises:
            StaleIndex: a file is missing, cannot be read or holds something else.
        """
        ids, ends, in_text = (folder / name for name in FILE_NAMES)
        try:
            loaded = cls(np.load(ids, mmap_mode="r"), np.load(ends), np.load(in_text))
        except (OSError, ValueError) as error:
            raise StaleIndex(f"the stored tokens cannot be read: {error}") from error
        if (len(loaded), len(loaded.ends), loaded.ends[-1]) != (count, count + 1, len(loaded.ids)):
            raise StaleIndex("the stored tokens are not those of these passages")
        return loaded


class ReadWhenNeeded:
    """The tokens of passages that are not kept anywhere, read when they are first asked for."""

    def __init__(self, encoder: TokenEncoder, items: Sequence[Indexed]) -> None:
        self._encoder = encoder
        self._items = items
        self._kept: dict[int, TokenLists] = {}

    def of(self, numbers: NDArray[np.intp]) -> TokenLists:
        """Those of the passages of these numbers, in this order."""
        wanted = numbers.tolist()
        unread = [number for number in wanted if number not in self._kept]
        if len(self._kept) + len(unread) > MAX_KEPT:
            self._kept.clear()
            unread = wanted
        read = TokenLists.read(self._encoder, [self._items[number] for number in unread])
        for at, number in enumerate(unread):
            self._kept[number] = read.of(np.array([at]))
        return TokenLists.joined([self._kept[number] for number in wanted])
