"""Bytes → text: which encoding a text file is in, or that it is no text."""

from __future__ import annotations

import codecs
import re

from corpus.errors import EmptyReport, UnreadableReport, UnsupportedFormat
from corpus.script import is_han, to_script

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf\x27\x1c": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
_CHINESE = ("gb18030", "big5hkscs", "cp950")
_CONTROLS = bytes(range(0x00, 0x09)) + bytes(range(0x0E, 0x1B)) + b"\x1c\x1d\x1e\x1f\x7f"
_SAMPLE = 200_000  # characters looked at to judge a decoding
_PLAUSIBLE = 0.9  # of a Chinese text: right decodings reach 0.97, wrong ones hardly 0.6
# The characters most used in running Chinese and in reports; a fifth of any text and more.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国以要时来用到地于出就分对成会可年月日同比增长元亿万"
)
_FREQUENT_SHARE = 0.04
# Signs that tell nothing about the encoding: spaces, mathematics, circled numbers.
_NEUTRAL = re.compile(r"[\xa0×÷\u2200-\u22ff\u2460-\u24ff]")
_SAVE_AS_UTF8 = "open it in an editor and save it as UTF-8"


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 or UTF-32 with a byte order mark, GB18030, Big5
    (with the Hong Kong supplement), or Windows-1252.

    Raises:
        EmptyReport: no bytes.
        UnsupportedFormat: a known binary format, or too many control characters for a text.
        UnreadableReport: in no encoding known here, or damaged.
    """
    if not data:
        raise EmptyReport("the file is empty: nothing to read")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    _refuse_binary(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first_bad = error
    text = _decode_chinese(data) or _decode_western(data)
    if text is not None:
        return text
    line = data.count(b"\n", 0, first_bad.start) + 1
    raise UnreadableReport(
        f"the text's encoding is unknown or it is damaged (not UTF-8 at line {line}, "
        f"not GB18030, not Big5): {_SAVE_AS_UTF8}"
    )


def _decode_marked(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableReport(
            f"the file says that it is {encoding.upper()}, but is damaged: {_SAVE_AS_UTF8}"
        ) from None


def _refuse_binary(data: bytes) -> None:
    for signature, name in _SIGNATURES.items():
        if data.startswith(signature):
            raise UnsupportedFormat(
                f"the content is {name}, not plain text: convert it to text or Markdown first"
            )
    head = data[:65536]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if b"\x00" in data or controls > 0.1 * len(head):
        raise UnsupportedFormat(
            "the content is binary, not text: give a TXT or Markdown file "
            "(UTF-16 needs its byte order mark)"
        )


def _decode_chinese(data: bytes) -> str | None:
    """The most plausible of the Chinese encodings that fit every byte."""
    best, best_share = None, _PLAUSIBLE
    for encoding in _CHINESE:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = plausibility(text[:_SAMPLE])
        if share > best_share:
            best, best_share = text, share
    return best


def plausibility(text: str) -> float:
    """How much of `text` is what a Chinese text holds, 0 to 1.

    The share, among its ideographs and other letters, of the 3,755 characters of GB 2312's
    first level (after conversion to Simplified): a wrong decoding spreads over the rare ones.
    0 for a longer text that hardly uses the most frequent characters, such as Korean taken
    for Chinese.
    """
    letters = "".join(character for character in text if not character.isascii())
    letters = _NEUTRAL.sub("", to_script(letters, "zh-Hans"))
    han = sum(map(is_han, letters))
    if not han:
        return 0.0
    frequent = sum(character in _FREQUENT for character in letters)
    if han >= 100 and frequent < _FREQUENT_SHARE * han:
        return 0.0
    return sum(map(_is_common, letters)) / len(letters)


def _is_common(character: str) -> bool:
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return character in "—…·•～"
    return 0xA1 <= code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xD7


_WESTERN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœŠšŽžŸ\s!-~£€¥§©®°±²³µ·¼½¾×÷–—‘’“”•…™«»†‡\xa0]*")


def _decode_western(data: bytes) -> str | None:
    """Windows-1252, where nearly all bytes are ASCII and the others make sense."""
    high = len(data.translate(None, bytes(range(128))))
    if high > 0.1 * len(data):
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return text if _WESTERN.fullmatch(text) else None
