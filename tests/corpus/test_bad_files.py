"""Files that are broken, locked, oversized, mislabelled or hostile: a clear error, nothing worse."""

from __future__ import annotations

import random
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from corpus.errors import (
    CorpusError,
    EmptyReport,
    EncryptedReport,
    ReportTooLarge,
    ScannedReport,
    UnreadableReport,
    UnsupportedFormat,
)
from corpus.load import zips
from corpus.load.find_files import FoundFile, SkippedFile, files_in
from corpus.load.formats import Format, format_of
from corpus.load.load_report import report_from_bytes

TEXT = b"Revenue rose 8% to $12 million in the first quarter of 2025.\n"


def word(text: str = "Revenue rose 8%.") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def packed(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_content_decides_over_the_name() -> None:
    assert format_of(word(), ".pdf") is Format.DOCX
    assert format_of(b"%PDF-1.7\n...", ".txt") is Format.PDF
    assert format_of(b"<!DOCTYPE html><html></html>", ".txt") is Format.HTML
    assert format_of(TEXT, ".docx") is Format.TEXT
    assert report_from_bytes(TEXT, "named-wrongly.xlsx").editions[0].text == TEXT.decode().strip()


@pytest.mark.parametrize(
    ("data", "name", "error", "says"),
    [
        (b"", "a.docx", EmptyReport, "empty"),
        (b"PK\x03\x04 and then nothing", "a.docx", UnreadableReport, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "a.doc", UnsupportedFormat, "save it as DOCX"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            EncryptedReport,
            "password",
        ),
        (b"\x89PNG\r\n\x1a\n", "a.png", ScannedReport, "picture"),
        (b"<html><body><script>1</script></body></html>", "a.html", EmptyReport, "no text"),
        (packed({"report.txt": TEXT}), "a.zip", UnsupportedFormat, "archive"),
        (
            packed({"[Content_Types].xml": b"", "word/x": b""}),
            "a.docx",
            UnreadableReport,
            "main part",
        ),
        (
            packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<broken"}),
            "a.docx",
            UnreadableReport,
            "damaged",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    data: bytes, name: str, error: type[CorpusError], says: str
) -> None:
    with pytest.raises(error, match=says):
        report_from_bytes(data, name)


def test_a_truncated_document_is_called_damaged() -> None:
    whole = word("A sentence. " * 500)
    with pytest.raises(UnreadableReport, match="damaged"):
        report_from_bytes(whole[: len(whole) // 2], "a.docx")


def test_entities_that_multiply_are_not_expanded() -> None:
    laughs = "".join(
        f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "ha"}'
        + (f"&l{n - 1};" * 9 if n else "")
        + '">'
        for n in range(12)
    )
    body = f'<?xml version="1.0"?><!DOCTYPE d [{laughs}]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body></w:document>'
    with zipfile.ZipFile(BytesIO(word())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["word/document.xml"] = body.encode()
    with pytest.raises(UnreadableReport):
        report_from_bytes(packed(members), "a.docx")


def test_a_container_that_unpacks_beyond_the_limit_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zips, "MAX_UNPACKED_BYTES", 100_000)
    bomb = packed({"[Content_Types].xml": b"", "word/document.xml": b"0" * 1_000_000})
    with pytest.raises(ReportTooLarge, match="unpack"):
        report_from_bytes(bomb, "a.docx")


def test_a_container_that_lies_about_its_size_is_still_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zips, "MAX_UNPACKED_BYTES", 100_000)
    size = 1_000_000
    honest = packed({"word/document.xml": b"0" * size, "[Content_Types].xml": b""})
    lying = honest.replace(struct.pack("<I", size), struct.pack("<I", 100))
    with pytest.raises((ReportTooLarge, UnreadableReport)):
        report_from_bytes(lying, "a.docx")


def test_an_archive_gives_its_reports_by_bare_name_and_says_what_it_left(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    path.write_bytes(
        packed(
            {
                "../../etc/escape.txt": TEXT,
                "deep/b.md": b"# B\n\nText.",
                "photo.jpg": b"\xff\xd8\xff",
                "inner.zip": packed({"c.txt": TEXT}),
                "__MACOSX/._b.md": b"x",
            }
        )
    )
    found = list(files_in(path, max_bytes=1_000_000))
    assert [f.name for f in found] == [
        f"{path}!../../etc/escape.txt",
        f"{path}!deep/b.md",
        f"{path}!inner.zip",
        f"{path}!photo.jpg",
    ]
    assert [type(f) for f in found] == [FoundFile, FoundFile, SkippedFile, SkippedFile]
    assert isinstance(found[0], FoundFile)
    assert found[0].read(1_000_000) == TEXT
    assert list(tmp_path.iterdir()) == [path]


def test_a_member_larger_than_the_limit_is_left_out_and_the_rest_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed({"big.txt": b"0" * 5000, "small.txt": TEXT}))
    big, small = files_in(path, max_bytes=1000)
    assert isinstance(big, SkippedFile)
    assert "larger than the limit" in big.reason
    assert isinstance(small, FoundFile)


def test_a_folder_gives_its_files_in_order_and_follows_no_link_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(TEXT)
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    for name in ("b.txt", "sub/a.md", ".hidden.txt", "c.exe"):
        (folder / name).write_bytes(TEXT)
    (folder / "link.txt").symlink_to(outside)
    found = list(files_in(folder, max_bytes=1000))
    assert [(Path(f.name).name, type(f).__name__) for f in found] == [
        ("b.txt", "FoundFile"),
        ("c.exe", "SkippedFile"),
        ("link.txt", "SkippedFile"),
        ("a.md", "FoundFile"),
    ]


def test_a_path_that_is_not_there_is_said(tmp_path: Path) -> None:
    (only,) = files_in(tmp_path / "none", max_bytes=1000)
    assert isinstance(only, SkippedFile)
    assert "does not exist" in only.reason


def sheet() -> bytes:
    book = openpyxl.Workbook()
    for row in range(20):
        book.active.append([f"label {row}", row * 1.5, row / 7])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


PAGE = b"<html><body><h1>R</h1><table><tr><td rowspan=2>a<td>1<tr><td colspan=3>2</table><p>Text</html>"


def mutated(data: bytes, chance: random.Random) -> bytes:
    """`data` with a few bytes changed, cut out or doubled; inside the members of a container."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        name = chance.choice([n for n in members if n.endswith(".xml")])
        return packed({**members, name: mutated(members[name], chance)})
    found = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(found))
        action = chance.randrange(3)
        if action == 0:
            found[at] = chance.randrange(256)
        elif action == 1:
            del found[at : at + chance.randint(1, 40)]
        else:
            found[at:at] = found[at : at + chance.randint(1, 40)]
        if not found:
            return b""
    return bytes(found)


@pytest.mark.parametrize(
    ("name", "make"), [("a.docx", word), ("a.xlsx", sheet), ("a.html", lambda: PAGE)]
)
def test_a_mutated_file_is_read_or_refused_but_never_crashes(
    name: str, make: Callable[[], bytes]
) -> None:
    data = make()
    outcomes = set()
    for seed in range(60):
        try:
            report_from_bytes(mutated(data, random.Random(seed)), name)
            outcomes.add("read")
        except UnreadableReport:
            outcomes.add("refused")
    assert "read" in outcomes
