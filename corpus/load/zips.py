"""ZIP containers, of Office documents and of archives, opened with a limit on what comes out."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from io import BytesIO

from corpus.errors import EncryptedReport, ReportTooLarge, UnreadableReport

MAX_UNPACKED_BYTES = 400_000_000
MAX_MEMBERS = 20_000
_ENCRYPTED = 0x1
DAMAGE = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
    zlib.error, lzma.LZMAError,
)  # fmt: skip


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The container in `data`, after a look at what it says of itself.

    Raises:
        EncryptedReport: a member needs a password.
        ReportTooLarge: it would unpack to more than `MAX_UNPACKED_BYTES`, or has too many members.
        UnreadableReport: damaged.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise UnreadableReport(
            "the file is damaged (its ZIP directory cannot be read): save or download it again"
        ) from None
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise ReportTooLarge(f"it holds more than {MAX_MEMBERS:,} files: split it")
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES / 1_000_000
        raise ReportTooLarge(f"it would unpack to more than {limit:g} MB: split it")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise EncryptedReport("it is protected by a password: save a copy without one")
    return archive


def check_office(data: bytes, wanted: str) -> None:
    """See that `data` is a sound Office document with the part `wanted`, within the limits.

    Every member is unpacked once, so that a damaged or oversized one shows here and not within
    a library.

    Raises:
        EncryptedReport, ReportTooLarge, UnreadableReport: as `open_zip`.
    """
    with open_zip(data) as archive:
        if wanted not in archive.namelist():
            raise UnreadableReport("the document lacks its main part: save it again")
        unpacked = 0
        for member in archive.infolist():
            unpacked += _size(archive, member)
            if unpacked > MAX_UNPACKED_BYTES:
                limit = MAX_UNPACKED_BYTES / 1_000_000
                raise ReportTooLarge(f"it unpacks to more than {limit:g} MB: split it")


def _size(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """How many bytes a member unpacks to, whatever it says of itself.

    Raises:
        UnreadableReport: damaged, or packed in a way that is not known.
    """
    size = 0
    try:
        with archive.open(member) as file:
            while chunk := file.read(1 << 20):
                size += len(chunk)
                if size > MAX_UNPACKED_BYTES:
                    break
    except DAMAGE:
        raise UnreadableReport("the file is damaged: save or download it again") from None
    return size
