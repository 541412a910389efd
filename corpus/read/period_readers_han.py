"""What the Chinese ways of writing a period name: 第一季度, 上半年, 3月31日, 民国114年."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from corpus.period import Period
from corpus.read.period_raw import (
    HAN_YEAR_DIGITS,
    NUMBER_OF,
    Raw,
    relative_words,
    small_number,
    straddling_years,
    written_year,
)
from corpus.read.period_terms import Term


def _roc_year(written: str | None) -> int | None:
    """The year of a year of the Republic (民国114年 is 2025)."""
    if not written:
        return None
    if written.isdigit():
        return 1911 + int(written)
    if all(character in HAN_YEAR_DIGITS for character in written):
        return 1911 + int("".join(HAN_YEAR_DIGITS[character] for character in written))
    number = small_number(written)
    return 1911 + number if number else None


def read_roc(match: re.Match[str], _: str) -> Raw | None:
    return Raw(*match.span(), Term(_roc_year(match["ro_y"])))


def read_rocs(match: re.Match[str], _: str) -> Raw | None:
    return Raw(*match.span(), Term(_roc_year(match["rr_y"] or match["rr_e"])))


def read_cjk(match: re.Match[str], folded: str) -> Raw | None:
    year = written_year(match["c_y"] or match["c_y0"] or match["c_yy"] or match["c_han"])
    year = year or _roc_year(match["c_rm"] or match["c_roc"])
    straddling = straddling_years(match["c_sy"], match["c_sn"]) if match["c_sy"] else None
    if match["c_sy"] and straddling is None:
        return None
    year = straddling.year if straddling else year
    fiscal = bool(match["c_fis"] or match["c_hfis"] or match["c_qf"])
    relative = match["c_rel"]
    dated = year is not None or relative is not None
    term = _cjk_part(match, dated, folded)
    if term is None:
        return None
    if relative:
        code = relative_words()[1].get(relative, "unknown")
        return Raw(*match.span(), term, code=code, kind="relative")
    fiscal, straddles = fiscal or straddling is not None, straddling is not None
    return Raw(*match.span(), replace(term, year=year, fiscal=fiscal, straddles=straddles))


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
        number = NUMBER_OF[quarter]
        return Term(None, "quarter", number, number)
    if match["c_fq1"] or match["c_ql"]:
        number = NUMBER_OF[match["c_ql"] or "一"]
        return Term(None, "quarter", number, number)
    if match["c_h"]:
        return Term(None, "half", NUMBER_OF[match["c_h"]])
    if match["c_mid"]:
        return Term(None, "half", 1) if dated else None
    if match["c_fq"]:
        return Term(None, "quarter", 1, {"二": 2, "两": 2}.get(match["c_fq"], 3))
    if match["c_fm"]:
        return Term(None, "months", 1, small_number(match["c_fm"]) or 0)
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


def read_cyear(match: re.Match[str], _: str) -> Raw | None:
    fiscal = "财" in match.group()
    year = written_year(match["y_y"] or match["y_yy"] or match["y_yf"] or match["y_han"])
    year = year or _roc_year(match["y_rm"] or match["y_roc"])
    return Raw(*match.span(), Term(year, fiscal=fiscal)) if year else None


def read_yyears(match: re.Match[str], _: str) -> Raw | None:
    first, last = 2000 + int(match["yr_a"]), 2000 + int(match["yr_b"])
    if first >= last:
        return None
    return Raw(*match.span(), period=Period(date(first, 1, 1), date(last, 12, 31)))
