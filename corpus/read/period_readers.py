"""What each way of writing a period names, before it is set beside the report's period."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from corpus.figure import NUMBER
from corpus.period import Period
from corpus.read.figure_units import currency_before, read_tail
from corpus.read.numerals import ONE, Numeral
from corpus.read.period_raw import NUMBER_OF, Raw, small_number, straddling_years, written_year
from corpus.read.period_readers_han import (
    read_cjk,
    read_cyear,
    read_roc,
    read_rocs,
    read_yyears,
)
from corpus.read.period_terms import MONTHS, Term

__all__ = ["READERS", "small_number"]

_MONTH_CUE = re.compile(r"(?:between|in|of|since|by|until|for|at|to|from|end|and|-)[ -]$")
_BARE_CUE = re.compile(
    r"(?:in|since|by|of|from|until|till|through|during|for|to|and|year|early|late|mid|before|after"
    r"|vs\.?|versus|than|自|从|到|至|于|在|截至|截止|与|和|及|、|;)[ ]?$"
)


def _iso(match: re.Match[str], _: str) -> Raw | None:
    term = Term(int(match["iso_y"]), "day", int(match["iso_m"]), int(match["iso_d"]))
    return Raw(*match.span(), term) if term.days() else None


def _dmy(match: re.Match[str], _: str) -> Raw | None:
    """A date of numbers; 03/04/2025 stays unknown, since either may be the month."""
    first, second, year = int(match["dm_a"]), int(match["dm_b"]), int(match["dm_y"])
    if match["dm_s"] == "." or second <= 12 < first or first == second:
        month, day = second, first
    elif first <= 12 < second:
        month, day = first, second
    else:
        return Raw(*match.span()) if 1 <= first <= 12 and 1 <= second <= 12 else None
    term = Term(year, "day", month, day)
    return Raw(*match.span(), term) if term.days() else None


def _ddate(match: re.Match[str], _: str) -> Raw | None:
    year, month = written_year(match["dd_y"]), MONTHS[match["dd_m"]]
    if match["dd_d"] is None:
        return Raw(*match.span(), Term(year, "months", month, month))
    term = Term(year, "day", month, int(match["dd_d"]))
    return Raw(*match.span(), term) if term.days() else None


def _ylist(match: re.Match[str], _: str) -> Raw | None:
    year, last = int(match["yl_y"]), int(match["yl_n"])
    last += year - year % 100
    if not year < last <= year + 5:
        return None
    return Raw(*match.span(), period=Period(date(year, 1, 1), date(last, 12, 31)))


def _straddle(match: re.Match[str], _: str) -> Raw | None:
    if match["st_fy"]:
        term = straddling_years(match["st_f"], match["st_fn"])
        return Raw(*match.span(), term) if term else None
    if match["st_long"] or match["st_cf"]:
        term = straddling_years(match["st_y"], match["st_long"] or match["st_n"])
        return Raw(*match.span(), term) if term else None
    year, number = int(match["st_y"]), int(match["st_n"])
    if match["st_n"][0] == "0" and 1 <= number <= 9 and number != (year + 1) % 100:
        return Raw(*match.span(), Term(year, "months", number, number))
    if number == (year + 1) % 100:
        return Raw(*match.span(), straddling_years(match["st_y"], match["st_n"]))
    if year % 100 < number <= 50 and match["st_s"] == "-":
        last = year - year % 100 + number
        return Raw(*match.span(), None, period=Period(date(year, 1, 1), date(last, 12, 31)))
    return None


def _code(match: re.Match[str], folded: str) -> Raw | None:
    for letter in "qpnbd":
        kind = match[f"{letter}_k"]
        if kind:
            break
    number = int(match[f"{letter}_n"])
    year = written_year(match[f"{letter}_y"]) if letter in "qpn" else None
    fiscal = bool(match[f"{letter}_fy"]) if letter in "qpn" else False
    fiscal = fiscal or bool(letter == "p" and match["p_fis"]) or match.group()[0] == "f"
    second = match[f"{letter}_y2"] if letter in "qp" else None
    straddles = False
    if second is not None:
        straddling = straddling_years(match[f"{letter}_y"], second)
        if straddling is None:
            return None
        year, fiscal, straddles = straddling.year, True, True
    if kind == "m":
        return Raw(*match.span(), Term(year, "months", 1, number, fiscal)) if number > 1 else None
    if (kind == "h" and number > 2) or number > 4:
        return None
    if letter == "d" and kind == "h" and year is None and number > 2:
        return None
    part = "quarter" if kind == "q" else "half"
    return Raw(*match.span(), Term(year, part, number, number, fiscal, straddles))


def _fiscal(match: re.Match[str], _: str) -> Raw | None:
    year = written_year(
        match["f_y"] or match["f_z"] or match["f_f"] or match["f_g"] or match["f_w"]
    )
    calendar = match["f_f"] or match["f_k"] == "calendar" or match.group()[0] == "c"
    return Raw(*match.span(), Term(year, fiscal=not calendar))


def _equarter(match: re.Match[str], _: str) -> Raw | None:
    year = written_year(
        match["e_y"] or match["e_fy"] or match["e_sy"] or match["e_py"] or match["e_pfy"]
    )
    fiscal = any(match[name] for name in ("e_fis", "e_sh", "e_pf", "e_qf"))
    if match["e_fm"]:
        last = NUMBER_OF[match["e_fm"]]
        part = "months" if match["e_fk"] == "months" else "quarter"
        if part == "quarter" and last > 4:
            return None
        return Raw(*match.span(), Term(year, part, 1, last, fiscal))
    number = NUMBER_OF[match["e_q"]]
    part = match["e_k"]
    if part == "half" and number > 2:
        return None
    return Raw(*match.span(), Term(year, part, number, number, fiscal))


def _mquarter(match: re.Match[str], _: str) -> Raw | None:
    last = MONTHS[match["mq_m"]]
    if last < 3:
        return None
    year = written_year(match["mq_y"] or match["mq_y0"])
    return Raw(*match.span(), Term(year, "months", last - 2, last))


_LENGTHS = {
    "three": 3, "3": 3, "quarter": 3, "quarterly period": 3, "six": 6, "6": 6, "half-year": 6,
    "half year": 6, "nine": 9, "9": 9, "twelve": 12, "12": 12, "year": 12, "fiscal year": 12,
}  # fmt: skip
_WEEKS = {
    "13": 3, "14": 3, "thirteen": 3, "26": 6, "27": 6, "twenty-six": 6, "39": 9, "40": 9,
    "thirty-nine": 9, "52": 12, "53": 12, "fifty-two": 12, "fifty-three": 12,
}  # fmt: skip
_TO_A_MONTH = re.compile(rf"[ ]?[-/\u2013][ ]?(?:{'|'.join(MONTHS)})(?![a-z])")


def _length(match: re.Match[str]) -> int:
    """The months of "six months ended", "quarter to", "52 weeks ended"; 0 where none are said."""
    said = match["x_n"]
    if not said:
        return 0
    between = match.string[match.end("x_n") : match.start("x_m")]
    if "week" in between:
        return _WEEKS.get(said, 0)
    name = said.removesuffix("s")
    if name[0] in "0123456789" or name in ("three", "six", "nine", "twelve"):
        return _LENGTHS.get(said, 0) if "month" in between else 0
    return _LENGTHS.get(name, 0)


def _edate(match: re.Match[str], folded: str) -> Raw | None:
    month, year = MONTHS[match["x_m"]], written_year(match["x_y"])
    day = int(match["x_d1"] or match["x_d2"] or 0)
    length = _length(match)
    if length and 0 < day <= 7:  # 52 weeks ended january 1: the month before is the last
        month, year = (month - 1, year) if month > 1 else (12, year - 1 if year else None)
    if length and year is not None:
        return Raw(*match.span(), None, period=_months_until(year, month, length))
    if length:
        whole = month >= length
        return (
            Raw(*match.span(), Term(None, "months", month - length + 1, month)) if whole else None
        )
    start = match.start("x_d1") if match["x_d1"] else match.start("x_m")
    span = start, match.end()
    if day:
        return Raw(*span, Term(year, "day", month, day)) if 1 <= day <= 31 else None
    if (
        year is None
        and len(match["x_m"]) < 6
        and not _MONTH_CUE.search(folded, max(0, start - 8), start)
        and not _TO_A_MONTH.match(folded, match.end())
    ):
        return None  # may, march, mar … are other words as well
    return Raw(*span, Term(year, "months", month, month))


def _months_until(year: int, month: int, length: int) -> Period:
    index = year * 12 + month - length
    first = date(index // 12, index % 12 + 1, 1)
    return Period(first, Period.month(year, month).end)


def _yend(match: re.Match[str], _: str) -> Raw | None:
    if match["z_m"]:
        return Raw(*match.span(), Term(int(match["z_m"])))
    return Raw(*match.span(), Term(written_year(match["z_y"] or match["z_z"]), "end"))


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
    "iso": _iso, "dmy": _dmy, "ddate": _ddate, "rocs": read_rocs,
    "ylist": _ylist, "straddle": _straddle, "cjk": read_cjk, "roc": read_roc, "cyear": read_cyear,
    "yyears": read_yyears, "code": _code,
    "fiscal": _fiscal, "equarter": _equarter, "mquarter": _mquarter, "edate": _edate,
    "yend": _yend, "wend": _wend, "bare": _bare,
}  # fmt: skip
