"""What each way of writing a period names, before it is set beside the report's period."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from corpus.figure import NUMBER
from corpus.period import Period
from corpus.read.figure_units import currency_before, read_tail
from corpus.read.han_numerals import read_han
from corpus.read.numerals import ONE, Numeral
from corpus.read.period_terms import MONTHS, Term
from corpus.read.word_tables import rows

_NUMBER_OF = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "1st": 1, "2nd": 2, "3rd": 3,
    "4th": 4, "三": 3, "一": 1, "二": 2, "四": 4, "上": 1, "下": 2, "three": 3, "six": 6, "nine": 9,
    "two": 2, "twelve": 12, "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip
_HAN_YEAR_DIGITS = {"〇": "0", "零": "0", "○": "0"} | dict(
    zip("一二三四五六七八九", "123456789", strict=True)
)
_MONTH_CUE = re.compile(r"(?:in|of|since|by|until|for|at|to|from|end|and|-)[ -]$")
_BARE_CUE = re.compile(
    r"(?:in|since|by|of|from|until|till|through|during|for|to|and|year|early|late|mid|before|after"
    r"|vs\.?|versus|than|自|从|到|至|于|在|截至|截止|与|和|及|、|;)[ ]?$"
)


@dataclass(frozen=True, slots=True)
class Raw:
    """One mention as written, at [start, end) of the text.

    `term` is what it names, `code` a relative word; `period` is set where neither is needed.
    """

    start: int
    end: int
    term: Term | None = None
    code: str = ""  # of a relative word
    period: Period | None = None
    kind: str = "absolute"
    counts: bool = False  # holds a number of years, which is a figure as well


@cache
def relative_words() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {row[0]: row[1] for row in rows("period_words.csv")}
    words = sorted(codes, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    han = "|".join(re.escape(word) for word in words if not word.isascii())
    counted = (
        "(?:(?<![0-9一二三四五六七八九十百两几数多半])(?<![0-9一二三四五六七八九十百两][ ])|(?!年))"
    )
    return re.compile(rf"(?<![a-z-])(?:{latin})(?![a-z-])|{counted}(?:{han})"), codes


def _year(written: str | None) -> int | None:
    if not written:
        return None
    if written[0] in _HAN_YEAR_DIGITS:
        written = "".join(_HAN_YEAR_DIGITS[character] for character in written)
    return int(written) if len(written) == 4 else 2000 + int(written)


def _iso(match: re.Match[str], _: str) -> Raw | None:
    term = Term(int(match["iso_y"]), "day", int(match["iso_m"]), int(match["iso_d"]))
    return Raw(*match.span(), term) if term.days() else None


def _ylist(match: re.Match[str], _: str) -> Raw | None:
    year, last = int(match["yl_y"]), int(match["yl_n"])
    last += year - year % 100
    if not year < last <= year + 5:
        return None
    return Raw(*match.span(), period=Period(date(year, 1, 1), date(last, 12, 31)))


def _straddle(match: re.Match[str], _: str) -> Raw | None:
    year, number = int(match["st_y"]), int(match["st_n"])
    if match["st_n"][0] == "0" and 1 <= number <= 9 and number != (year + 1) % 100:
        return Raw(*match.span(), Term(year, "months", number, number))
    if number == (year + 1) % 100:
        return Raw(*match.span(), None)
    if year % 100 < number <= 50 and match["st_s"] == "-":
        last = year - year % 100 + number
        return Raw(*match.span(), None, period=Period(date(year, 1, 1), date(last, 12, 31)))
    return None


def _cjk(match: re.Match[str], folded: str) -> Raw | None:
    year = _year(match["c_y"] or match["c_yy"] or match["c_han"])
    relative = match["c_rel"]
    dated = year is not None or relative is not None
    term = _cjk_part(match, dated, folded)
    if term is None:
        return None
    if relative:
        code = relative_words()[1].get(relative, "unknown")
        return Raw(*match.span(), term, code=code, kind="relative")
    return Raw(*match.span(), replace(term, year=year))


def _cjk_part(match: re.Match[str], dated: bool, folded: str) -> Term | None:
    before = folded[match.start() - 1 : match.start()] if match.start() else ""
    quarter = match["c_q"] or match["c_cq"] or match["c_qc"]
    if quarter:
        first = folded[match.start()] == "第"
        if match["c_qw"] == "季" and not (dated or first):
            return None
        if not dated and (before.isdigit() or (before in "." and before)):
            return None
        if match["c_q"] and not dated and before in ("连", "续", "个") and not first:
            return None
        number = _NUMBER_OF[quarter]
        return Term(None, "quarter", number, number)
    if match["c_h"]:
        return Term(None, "half", _NUMBER_OF[match["c_h"]])
    if match["c_mid"]:
        return Term(None, "half", 1) if dated else None
    if match["c_fq"]:
        return Term(None, "quarter", 1, {"二": 2, "两": 2}.get(match["c_fq"], 3))
    if match["c_fm"]:
        number = (
            _NUMBER_OF.get(match["c_fm"], 0) or {"六": 6, "九": 9, "6": 6, "9": 9}[match["c_fm"]]
        )
        lead = folded[match.end() - len(match["c_fm"]) - 3 : match.end() - len(match["c_fm"]) - 2]
        return Term(None, "months", 1, number) if lead in ("前", "首") else None
    if match["c_m"]:
        return _cjk_month(match, dated, before)
    if match["c_end"]:
        return Term(None, "end") if dated or match["c_end"][0] == "年" else None
    if match["c_vague"]:
        return Term() if dated or match["c_vague"].startswith("年") else None
    if match["c_full"] == "年度":
        return Term() if dated else None
    return Term()


def _cjk_month(match: re.Match[str], dated: bool, before: str) -> Term | None:
    month = small_number(match["c_m"])
    if not dated and before and (before.isdigit() or before in ".个每近第"):
        return None
    if month is None:
        return None
    if match["c_d"]:
        day = small_number(match["c_d"])
        return Term(None, "day", month, day) if day else None
    last = int(match["c_m2"]) if match["c_m2"] else month
    return Term(None, "months", month, last) if last >= month else None


def small_number(written: str) -> int | None:
    if written.isdigit():
        return int(written)
    number = read_han(written, 0)
    return int(number.value) if number and number.end == len(written) else None


def _cyear(match: re.Match[str], _: str) -> Raw | None:
    fiscal = "财" in match.group()
    return Raw(
        *match.span(), Term(_year(match["y_y"] or match["y_yy"] or match["y_han"]), fiscal=fiscal)
    )


def _yyears(match: re.Match[str], _: str) -> Raw | None:
    first, last = 2000 + int(match["yr_a"]), 2000 + int(match["yr_b"])
    if first >= last:
        return None
    return Raw(*match.span(), period=Period(date(first, 1, 1), date(last, 12, 31)))


def _code(match: re.Match[str], folded: str) -> Raw | None:
    for letter in "qpnbd":
        kind = match[f"{letter}_k"]
        if kind:
            break
    number = int(match[f"{letter}_n"])
    year = _year(match[f"{letter}_y"]) if letter in "qpn" else None
    fiscal = bool(match[f"{letter}_fy"]) if letter in "qpn" else False
    if kind == "m":
        return Raw(*match.span(), Term(year, "months", 1, number, fiscal)) if number > 1 else None
    if (kind == "h" and number > 2) or number > 4:
        return None
    if letter == "d" and kind == "h" and year is None and number > 2:
        return None
    part = "quarter" if kind == "q" else "half"
    return Raw(*match.span(), Term(year, part, number, number, fiscal))


def _fiscal(match: re.Match[str], _: str) -> Raw | None:
    year = _year(match["f_y"] or match["f_z"] or match["f_f"] or match["f_g"])
    return Raw(*match.span(), Term(year, fiscal=not match["f_f"]))


def _equarter(match: re.Match[str], _: str) -> Raw | None:
    year = _year(match["e_y"] or match["e_py"])
    fiscal = bool(match["e_fis"])
    if match["e_fm"]:
        last = _NUMBER_OF[match["e_fm"]]
        part = "months" if match["e_fk"] == "months" else "quarter"
        if part == "quarter" and last > 4:
            return None
        return Raw(*match.span(), Term(year, part, 1, last, fiscal))
    number = _NUMBER_OF[match["e_q"]]
    part = match["e_k"]
    if part == "half" and number > 2:
        return None
    return Raw(*match.span(), Term(year, part, number, number, fiscal))


def _mquarter(match: re.Match[str], _: str) -> Raw | None:
    last = MONTHS[match["mq_m"]]
    if last < 3:
        return None
    return Raw(*match.span(), Term(_year(match["mq_y"]), "months", last - 2, last))


_LENGTHS = {
    "three": 3, "3": 3, "quarter": 3, "quarterly period": 3, "six": 6, "6": 6, "half-year": 6,
    "half year": 6, "nine": 9, "9": 9, "twelve": 12, "12": 12, "year": 12, "fiscal year": 12,
}  # fmt: skip


def _edate(match: re.Match[str], folded: str) -> Raw | None:
    month, year = MONTHS[match["x_m"]], _year(match["x_y"])
    day = int(match["x_d1"] or match["x_d2"] or 0)
    length = _LENGTHS.get(match["x_n"] or "", 0)
    if length and year is not None:
        return Raw(*match.span(), None, period=_months_until(year, month, length))
    if length:
        whole = month >= length
        return (
            Raw(*match.span(), Term(None, "months", month - length + 1, month)) if whole else None
        )
    if day:
        return Raw(*match.span(), Term(year, "day", month, day)) if 1 <= day <= 31 else None
    if (
        year is None
        and len(match["x_m"]) < 6
        and not _MONTH_CUE.search(folded, max(0, match.start() - 6), match.start())
    ):
        return None  # may, march, mar … are other words as well
    return Raw(*match.span(), Term(year, "months", month, month))


def _months_until(year: int, month: int, length: int) -> Period:
    index = year * 12 + month - length
    first = date(index // 12, index % 12 + 1, 1)
    return Period(first, Period.month(year, month).end)


def _yend(match: re.Match[str], _: str) -> Raw | None:
    if match["z_m"]:
        return Raw(*match.span(), Term(int(match["z_m"])))
    return Raw(*match.span(), Term(_year(match["z_y"] or match["z_z"]), "end"))


def _wend(match: re.Match[str], _: str) -> Raw | None:
    return Raw(*match.span(), Term() if match["w_f"] else Term(None, "end"))


def _bare(match: re.Match[str], folded: str) -> Raw | None:
    end = match.end("bare_y")
    cued = _BARE_CUE.search(folded, max(0, match.start() - 9), match.start())
    if (match["bare_y"][2:] == "00" or match["bare_y"] < "1950") and not cued:
        return None
    tail = read_tail(folded, Numeral(ONE, ONE, end), money=False, loose=False)
    if tail.unit is not NUMBER or tail.had_scale or currency_before(folded, match.start()):
        return None
    if folded[end : end + 1] and folded[end] in "万亿千百":
        return None
    return Raw(*match.span(), Term(int(match["bare_y"])))


READERS: dict[str, Callable[[re.Match[str], str], Raw | None]] = {
    "iso": _iso, "ylist": _ylist, "straddle": _straddle,
    "cjk": _cjk, "cyear": _cyear, "yyears": _yyears,
    "code": _code,
    "fiscal": _fiscal, "equarter": _equarter, "mquarter": _mquarter, "edate": _edate,
    "yend": _yend, "wend": _wend, "bare": _bare,
}  # fmt: skip
