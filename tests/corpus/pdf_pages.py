"""Small PDFs for tests, written by hand: text at places, lines, encryption."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

LETTER = (612.0, 792.0)
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


@dataclass
class Page:
    """A page that is filled by calls; places are points from its top left corner."""

    width: float = LETTER[0]
    height: float = LETTER[1]
    turn: int = 0
    content: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 10, *, bold: bool = False) -> Page:
        """Latin text that begins at `x` with its baseline at `y`."""
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return self._show(x, y, f"({escaped})", "F2" if bold else "F1", size)

    def right(self, x: float, y: float, text: str, size: float = 10) -> Page:
        """Figures that end at `x`: digits are 0.556, other signs about 0.3 of the size wide."""
        width = sum(_WIDTHS.get(c, 0.556) for c in text) * size
        return self.text(x - width, y, text, size)

    def chinese(self, x: float, y: float, text: str, size: float = 12) -> Page:
        """Chinese text in a font that the file does not hold."""
        return self._show(x, y, f"<{text.encode('utf-16-be').hex()}>", "F3", size)

    def line(self, left: float, y: float, right: float) -> Page:
        """A level line."""
        self.content.append(f"{left} {self.height - y} m {right} {self.height - y} l S")
        return self

    def upright(self, x: float, top: float, bottom: float) -> Page:
        """An upright line."""
        self.content.append(f"{x} {self.height - top} m {x} {self.height - bottom} l S")
        return self

    def _show(self, x: float, y: float, shown: str, font: str, size: float) -> Page:
        self.content.append(f"BT /{font} {size} Tf {x:.2f} {self.height - y:.2f} Td {shown} Tj ET")
        return self


_WIDTHS = {
    ",": 0.278,
    ".": 0.278,
    "(": 0.333,
    ")": 0.333,
    "$": 0.556,
    "%": 0.889,
    "-": 0.333,
    " ": 0.278,
}


def pdf_of(
    pages: Sequence[Page], *, user_password: bytes | None = None, owner_only: bool = False
) -> bytes:
    """A PDF of `pages`. With `user_password` it cannot be opened without it; `owner_only`
    restricts what may be done with it, but opens without a password."""
    fonts = (
        "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> "
        "/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> "
        "/F3 << /Type /Font /Subtype /Type0 /BaseFont /MSung-Light /Encoding /UniCNS-UCS2-H "
        "/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /MSung-Light /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (CNS1) /Supplement 0 >> "
        "/FontDescriptor << /Type /FontDescriptor /FontName /MSung-Light /Flags 4 /Ascent 880 "
        "/Descent -120 /CapHeight 700 /StemV 80 /ItalicAngle 0 /FontBBox [0 -120 1000 880] >> >>] >>"
    )
    key = None
    encryption = ""
    identity = b"0123456789abcdef"
    if user_password is not None or owner_only:
        key, encryption = _encryption(user_password or b"", identity)
    objects: list[bytes] = []
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    for number, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width} {page.height}] "
            f"/Rotate {page.turn} /Resources << /Font << {fonts} >> >> "
            f"/Contents {4 + 2 * number} 0 R >>".encode()
        )
        body = "\n".join(page.content).encode("cp1252")
        if key is not None:
            body = _rc4(_object_key(key, 4 + 2 * number), body)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
    if encryption:
        objects.append(encryption.encode("latin-1"))
    return _file(objects, bool(encryption), identity)


def _file(objects: Sequence[bytes], encrypted: bool, identity: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    extra = ""
    if encrypted:
        extra = f" /Encrypt {len(objects)} 0 R /ID [<{identity.hex()}> <{identity.hex()}>]"
    trailer = (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R{extra} >>\nstartxref\n{start}\n%%EOF\n"
    )
    return bytes(out + trailer.encode())


def _encryption(password: bytes, identity: bytes) -> tuple[bytes, str]:
    """Key and dictionary of the standard handler, revision 2, 40 bits (ISO 32000, 7.6.3)."""
    padded = (password + _PADDING)[:32]
    owner = _rc4(hashlib.md5((b"owner" + _PADDING)[:32]).digest()[:5], padded)
    allowed = -60
    key = hashlib.md5(
        padded + owner + allowed.to_bytes(4, "little", signed=True) + identity
    ).digest()[:5]
    user = _rc4(key, _PADDING)
    return key, (
        f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P {allowed} >>"
    )


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
