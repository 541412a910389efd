"""Every period a text speaks of, English and Chinese mixed as it comes.

A period is resolved from what the text says and the period the report is about; what
neither tells stays `None`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from corpus.figure import Span
from corpus.numerals import fold_numbers, read_han
from corpus.period import Period
from corpus.period_terms import MONTHS, Term, beside, year_beside, year_of
from corpus.word_tables import rows

_Y4 = r"(?:19[5-9]|20[0-9])[0-9]"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ORD = r"first|second|third|fourth|final|1st|2nd|3rd|4th"
_NUMBER_OF = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "1st": 1, "2nd": 2, "3rd": 3,
    "4th": 4, "三": 3, "一": 1, "二": 2, "四": 4, "上": 1, "下": 2, "three": 3, "six": 6, "nine": 9,
    "two": 2, "twelve": 12, "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip
_HAN_YEAR_DIGITS = {"〇": "0", "零": "0", "○": "0"} | dict(
    zip("一二三四五六七八九", "123456789", strict=True)
)
# What may not stand before a two-digit year: it would be a number of years.
_COUNTED = r"(?<![0-9],)(?<![0-9.近续去来约超达长了第隔满逾共这那几每为是有历])"

_PATTERN = re.compile(
    rf"""(?=[0-9]|(?<![a-z])[a-z]|[一二三四五六七八九十第去上下前首今本明来半年全整底末])(?:
    # 2025-03-31, 2025/3/31, 2025.3.31, 20250331 has no marks and is left alone
      (?<![0-9./-])(?<![0-9],)(?P<iso_y>{_Y4})(?P<iso_s>[-/.])(?P<iso_m>[01]?[0-9])(?P=iso_s)(?P<iso_d>[0-3]?[0-9])(?![0-9/.-])(?P<iso>)
    # 2024/25 and 2011-12 are years that straddle; 2025-03 is a month
    | (?<![0-9./-])(?<![0-9],)(?P<st_y>{_Y4})(?P<st_s>[-/])(?P<st_n>[0-9]{{2}})(?!\.?[0-9/%年-])(?P<straddle>)
    # q1 2025, 1q25, 2025q1, 25q1, h1 2025, 1h25, 9m25, fy25q1
    | (?<![a-z0-9.])(?<![0-9],)(?:(?P<q_fy>fy[ ]?'?)?(?P<q_y>{_Y4}|[0-3][0-9])[ ]?[-/']?(?:年[ ]?)?(?P<q_k>[qh])(?P<q_n>[1-4])
        |(?P<p_k>[qh])(?P<p_n>[1-4])[ ]?(?P<p_fy>fy)?[ ]?[-/'’]?[ ]?(?:of[ ])?(?:fiscal[ ](?:year[ ])?)?(?P<p_y>{_Y4}|(?<![ ])[0-3][0-9])
        |(?P<n_n>[1-469]|12)(?P<n_k>[qhm])[ ]?'?(?P<n_fy>fy)?(?P<n_y>{_Y4}|[0-3][0-9])
        |(?P<b_k>[qh])(?P<b_n>[1-4])|(?P<d_n>[1-4])(?P<d_k>[qh]))(?:[aef])?(?![a-z0-9%])(?P<code>)
    # 2025年第一季度, 25年q1, 去年四季度, 2025年3月31日, 一季度, 上半年, 年底
    | (?:(?:(?P<c_y>(?<![0-9.])(?<![0-9],){_Y4})(?:[ ]?[aef](?=[ ]?年))?[ ]{{0,2}}(?:年|财年|财政年度|会计年度|年度)度?
         |{_COUNTED}(?P<c_yy>[0-3][0-9])[ ]?年
         |(?P<c_han>[一二][〇零○九][〇零○一二三四五六七八九]{{2}})年
         |(?P<c_rel>去年|上年|前年|今年|本年度?|明年|来年)(?:的)?)
        [ ]{{0,2}})?
      (?:第?[ ]?(?P<c_q>[一二三四1-4])[ ]?(?P<c_qw>季度末?|季报?|季)
        |q(?P<c_cq>[1-4])(?![0-9a-z])|(?P<c_qc>[1-4])q(?![0-9a-z])
        |(?P<c_h>[上下])半[ ]?(?:年度?|财年)(?!度?报)|(?P<c_mid>半年度?)(?=[^0-9])
        |前(?P<c_fq>[二两三])个?季度?
        |[前首]?(?P<c_fm>[三六九369])个月
        |(?P<c_m>(?:1[0-2]|0?[1-9])|十[一二]?|[一二三四五六七八九])[ ]?(?:[-~至到\u2013\u2014][ ]?(?P<c_m2>1[0-2]|[1-9])[ ]?)?月(?!活|饼|球|星|均|嫂|租|薪|供|度)(?:份)?
           (?:[ ]?(?P<c_d>[0-3]?[0-9]|[一二三]?十?[一二三四五六七八九十])[ ]?[日号])?(?P<c_me>[底末初])?
        |(?P<c_end>年?[底末])|(?P<c_vague>年?初|年中(?!国|央|期|高|低|小|外|等|型|长)|中期)
        |(?P<c_full>全年|年度|整年))
      (?P<cjk>)
    | (?<![0-9.])(?<![0-9],)(?P<yr_a>1[0-9]|2[0-9])[-~\u2013](?P<yr_b>1[0-9]|2[0-9]|3[0-5])年(?P<yyears>)
    | (?:(?<![0-9.])(?<![0-9],)(?P<y_y>{_Y4})(?:[ ]?[aef])?[ ]{{0,2}}(?:年度?|财年|财政年度|会计年度)
        |{_COUNTED}(?P<y_yy>1[0-9]|2[0-9]|3[0-5])[ ]?年(?=[^期来间内的后前左多历之级前份轻以]|以来|$)
        |(?P<y_han>[一二][〇零○九][〇零○一二三四五六七八九]{{2}})年)(?P<cyear>)
    # fy2024, fy25e, fiscal 2024, fiscal year 2024
    | (?<![a-z0-9])(?:fy[ ]?'?(?P<f_y>{_Y4}|[0-9]{{2}})|fiscal(?:[ ]year)?[ ](?P<f_z>{_Y4})|full[- ]year[ ](?P<f_f>{_Y4})|(?P<f_g>{_Y4})(?=fy))(?:[aef]|fy)?(?![a-z0-9])(?P<fiscal>)
    # first quarter of 2025, second half of fiscal 2024, first nine months of 2025, 2025 first quarter
    | (?<![a-z0-9])(?:(?P<e_py>{_Y4})[ ]'?s?[ ]?)?(?:(?P<e_q>{_ORD})[ -](?:fiscal[ ])?(?P<e_k>quarter|half)|first[ ](?P<e_fm>three|six|nine|two)[ ](?P<e_fk>months|quarters))
      (?:(?:[ ](?:of|in))?[ ](?:(?:the[ ])?(?P<e_fis>fiscal)(?:[ ]year)?[ ]|fy[ ]?|calendar[ ])?(?P<e_y>{_Y4}))?(?![a-z0-9])(?P<equarter>)
    # the march quarter [of 2025]
    | (?<![a-z])(?P<mq_m>{_MONTH})[ ]quarter(?:[ ](?:of[ ])?(?P<mq_y>{_Y4}))?(?P<mquarter>)
    # three months ended march 31, 2025 · year ended 30 june 2024 · march 2025 · march 31
    | (?<![a-z])(?:(?P<x_n>three|six|nine|twelve|3|6|9|12|quarter|quarterly[ ]period|fiscal[ ]year|year|half[ -]year)(?:[ ]months?)?[ ](?:period[ ])?end(?:ed|ing)[ ](?:on[ ])?)?
      (?:(?P<x_d1>[0-3]?[0-9])(?:st|nd|rd|th)?[ ](?:of[ ])?)?(?P<x_m>{_MONTH})\.?(?![a-z])(?:[ ](?P<x_d2>[0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9.%a-z]))?
      (?:,?[ ](?:of[ ])?(?P<x_y>{_Y4})(?![0-9]))?(?P<edate>)
    # end of 2025, year-end 2025, end-2025, mid-2025, at year-end, end of the year
    | (?<![a-z])(?:the[ ])?(?:end[ ]of[ ](?P<z_y>{_Y4})|(?:year[- ]end|end)[- ](?P<z_z>{_Y4})|(?:mid|late|early)[- ](?P<z_m>{_Y4}))(?![0-9])(?P<yend>)
    | (?<![a-z])(?:(?:at|by)[ ])?(?P<w_e>year[- ]end|end[ ]of[ ](?:the|this)[ ]year)(?![a-z])|(?P<w_f>full[- ]year(?![a-z]))(?P<wend>)
    | (?:(?<![0-9.$€£¥+*=<>/a-z-])(?<![0-9],)|(?<=[12][0-9]{{3}}[-~\u2013]))(?P<bare_y>{_Y4}|19[0-4][0-9])(?:[aef](?![a-z]))?(?![0-9a-z%]|[.,][0-9]|[ ]?[/*^+=]|年)(?P<bare>)
    )""",
    re.VERBOSE,
)
_BARE_CUE = re.compile(
    r"(?:in|since|by|of|from|until|till|through|during|for|to|and|year|early|late|mid|before|after"
    r"|vs\.?|versus|than|自|从|到|至|于|在|截至|截止|与|和|及|、|;)[ ]?$"
)
_SEP = re.compile(r"[ ]{0,2}(?:-{1,2}|[\u2010-\u2014]{1,2}|~|至|到|to|through|until)[ ]{0,2}")
_LISTED = re.compile(r"[ ]{0,2}(?:和|与|及|、|,|/|and|or|&)[ ]{0,2}")
_OPEN_BEFORE = re.compile(r"(?:since|自从?|从)[ ]?(?:the[ ])?$")
_OPEN_AFTER = re.compile(r"[ ]?(?:以来|起|开始|至今|以后|之后)")
_SPAN_OF_YEARS = re.compile(
    r"(?P<way>未来|今后|过去|近|最近|(?<![a-z])(?:next|coming|past|last)[ ])(?P<n>[0-9]{1,2}|[一二两三四五六七八九十]{1,3}|two|three|four"
    r"|five|six|seven|eight|nine|ten)[ ]?(?P<unit>个?(?:年|财年)|个?(?:季度|季)|years?|quarters?|fiscal years?)(?:(?<=[a-z])(?![a-z]))?"
)
_FISCAL_END = re.compile(
    rf"fiscal years? end(?:s|ed|ing)(?: on)? (?:[0-9]{{1,2}} )?(?P<month>{_MONTH})"
)


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A place of a text that speaks of a period; `period` is `None` where it is unknown.

    `kind` is "absolute" (the text names the year or the part of one), "relative" (to the report's
    period) or "open" (it begins with the named time and lasts on).
    """

    period: Period | None
    span: Span
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Raw:
    start: int
    end: int
    term: Term | None = None
    code: str = ""  # of a relative word
    period: Period | None = None
    kind: str = "absolute"
    counts: bool = False  # holds a number of years, which is a figure as well


def read_periods(text: str, *, anchor: Period | None = None) -> tuple[PeriodMention, ...]:
    """All mentions of periods in `text`, in order; `anchor` is the report's period.

    "Q1", 一季度 or 3月 without a year belong to the anchor's year, unless they lie after the
    report's period: then they stay unknown. A fiscal year is the calendar's unless the text or the
    anchor says when it ends.
    """
    folded = fold_numbers(text)
    fiscal_end = _fiscal_end(folded, anchor)
    found: list[PeriodMention] = []
    for raw in _joined(folded, _raws(folded), anchor, fiscal_end):
        span = Span(raw.start, raw.end)
        found.append(PeriodMention(raw.period, span, span.of(text), raw.kind))
    return tuple(found)


def period_spans(folded: str) -> Iterator[tuple[int, int]]:
    """Where folded text speaks of periods; numbers of years (next five years) are left out."""
    for raw in _raws(folded):
        if not raw.counts:
            yield raw.start, raw.end


def _fiscal_end(folded: str, anchor: Period | None) -> int:
    said = _FISCAL_END.search(folded)
    if said is not None:
        return MONTHS[said.group("month")]
    if anchor is not None and anchor.month_count == 12:
        return anchor.end.month
    return 12


@cache
def _relative() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {row[0]: row[1] for row in rows("period_words.csv")}
    words = sorted(codes, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    han = "|".join(re.escape(word) for word in words if not word.isascii())
    counted = "(?:(?<![0-9一二三四五六七八九十百两几数多半])(?<![0-9一二三四五六七八九十百两][ ])|(?!年))"
    return re.compile(rf"(?<![a-z-])(?:{latin})(?![a-z-])|{counted}(?:{han})"), codes


def _raws(folded: str) -> list[_Raw]:
    """The single mentions in order, none overlapping."""
    found: list[_Raw] = []
    for match in _PATTERN.finditer(folded):
        raw = _READERS[match.lastgroup or ""](match, folded)
        if raw is not None:
            found.append(raw)
    pattern, codes = _relative()
    for match in pattern.finditer(folded):
        found.append(_Raw(*match.span(), code=codes[match.group()], kind="relative"))
    for match in _SPAN_OF_YEARS.finditer(folded):
        found.append(_Raw(*match.span(), code=_span_code(match), kind="relative", counts=True))
    found.sort(key=lambda raw: (raw.start, -raw.end))
    kept: list[_Raw] = []
    for raw in found:
        if not kept or raw.start >= kept[-1].end:
            kept.append(raw)
        elif raw.end > kept[-1].end and raw.start == kept[-1].start:
            kept[-1] = raw
    return kept


def _year(written: str | None) -> int | None:
    if not written:
        return None
    if written[0] in _HAN_YEAR_DIGITS:
        written = "".join(_HAN_YEAR_DIGITS[character] for character in written)
    return int(written) if len(written) == 4 else 2000 + int(written)


def _iso(match: re.Match[str], _: str) -> _Raw | None:
    term = Term(int(match["iso_y"]), "day", int(match["iso_m"]), int(match["iso_d"]))
    return _Raw(*match.span(), term) if term.days() else None


def _straddle(match: re.Match[str], _: str) -> _Raw | None:
    year, number = int(match["st_y"]), int(match["st_n"])
    if match["st_n"][0] == "0" and 1 <= number <= 9 and number != (year + 1) % 100:
        return _Raw(*match.span(), Term(year, "months", number, number))
    if number == (year + 1) % 100:
        return _Raw(*match.span(), None)
    if year % 100 < number <= 50 and match["st_s"] == "-":
        last = year - year % 100 + number
        return _Raw(*match.span(), None, period=Period(date(year, 1, 1), date(last, 12, 31)))
    return None


def _cjk(match: re.Match[str], folded: str) -> _Raw | None:
    year = _year(match["c_y"] or match["c_yy"] or match["c_han"])
    relative = match["c_rel"]
    dated = year is not None or relative is not None
    term = _cjk_part(match, dated, folded)
    if term is None:
        return None
    if relative:
        code = _relative()[1].get(relative, "unknown")
        return _Raw(*match.span(), term, code=code, kind="relative")
    return _Raw(*match.span(), replace(term, year=year))


def _cjk_part(match: re.Match[str], dated: bool, folded: str) -> Term | None:
    before = folded[match.start() - 1 : match.start()] if match.start() else ""
    quarter = match["c_q"] or match["c_cq"] or match["c_qc"]
    if quarter:
        first = folded[match.start()] == "第"
        if match["c_qw"] == "季" and not (dated or first):
            return None
        if not dated and (before.isdigit() or before in "." and before):
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
    month = _small(match["c_m"])
    if not dated and before and (before.isdigit() or before in ".个每近第"):
        return None
    if month is None:
        return None
    if match["c_d"]:
        day = _small(match["c_d"])
        return Term(None, "day", month, day) if day else None
    last = int(match["c_m2"]) if match["c_m2"] else month
    return Term(None, "months", month, last) if last >= month else None


def _small(written: str) -> int | None:
    if written.isdigit():
        return int(written)
    number = read_han(written, 0)
    return int(number.value) if number and number.end == len(written) else None


def _cyear(match: re.Match[str], _: str) -> _Raw | None:
    fiscal = "财" in match.group()
    return _Raw(
        *match.span(), Term(_year(match["y_y"] or match["y_yy"] or match["y_han"]), fiscal=fiscal)
    )


def _yyears(match: re.Match[str], _: str) -> _Raw | None:
    first, last = 2000 + int(match["yr_a"]), 2000 + int(match["yr_b"])
    if first >= last:
        return None
    return _Raw(*match.span(), period=Period(date(first, 1, 1), date(last, 12, 31)))


def _code(match: re.Match[str], folded: str) -> _Raw | None:
    for letter in "qpnbd":
        kind = match[f"{letter}_k"]
        if kind:
            break
    number = int(match[f"{letter}_n"])
    year = _year(match[f"{letter}_y"]) if letter in "qpn" else None
    fiscal = bool(match[f"{letter}_fy"]) if letter in "qpn" else False
    if kind == "m":
        return _Raw(*match.span(), Term(year, "months", 1, number, fiscal)) if number > 1 else None
    if (kind == "h" and number > 2) or number > 4:
        return None
    if letter == "d" and kind == "h" and year is None and number > 2:
        return None
    part = "quarter" if kind == "q" else "half"
    return _Raw(*match.span(), Term(year, part, number, number, fiscal))


def _fiscal(match: re.Match[str], _: str) -> _Raw | None:
    year = _year(match["f_y"] or match["f_z"] or match["f_f"] or match["f_g"])
    return _Raw(*match.span(), Term(year, fiscal=not match["f_f"]))


def _equarter(match: re.Match[str], _: str) -> _Raw | None:
    year = _year(match["e_y"] or match["e_py"])
    fiscal = bool(match["e_fis"])
    if match["e_fm"]:
        last = _NUMBER_OF[match["e_fm"]]
        part = "months" if match["e_fk"] == "months" else "quarter"
        if part == "quarter" and last > 4:
            return None
        return _Raw(*match.span(), Term(year, part, 1, last, fiscal))
    number = _NUMBER_OF[match["e_q"]]
    part = match["e_k"]
    if part == "half" and number > 2:
        return None
    return _Raw(*match.span(), Term(year, part, number, number, fiscal))


def _mquarter(match: re.Match[str], _: str) -> _Raw | None:
    last = MONTHS[match["mq_m"]]
    if last < 3:
        return None
    return _Raw(*match.span(), Term(_year(match["mq_y"]), "months", last - 2, last))


_LENGTHS = {
    "three": 3, "3": 3, "quarter": 3, "quarterly period": 3, "six": 6, "6": 6, "half-year": 6,
    "half year": 6, "nine": 9, "9": 9, "twelve": 12, "12": 12, "year": 12, "fiscal year": 12,
}  # fmt: skip


def _edate(match: re.Match[str], folded: str) -> _Raw | None:
    month, year = MONTHS[match["x_m"]], _year(match["x_y"])
    day = int(match["x_d1"] or match["x_d2"] or 0)
    length = _LENGTHS.get(match["x_n"] or "", 0)
    if length:
        if year is None:
            return _Raw(*match.span(), Term(None, "months", month, month) if length == 1 else None)
        return _Raw(*match.span(), None, period=_months_until(year, month, length))
    if day:
        return _Raw(*match.span(), Term(year, "day", month, day)) if 1 <= day <= 31 else None
    if year is None and match["x_m"] in (
        "may",
        "march",
        "mar",
        "jan",
        "dec",
        "sep",
        "sept",
        "oct",
        "nov",
        "feb",
        "jun",
        "jul",
        "apr",
        "aug",
    ):
        cue = re.compile(r"(?:in|of|since|by|until|for|at|to|from|end|and|-)[ -]$")
        if not cue.search(folded, max(0, match.start() - 6), match.start()):
            return None
    return _Raw(*match.span(), Term(year, "months", month, month))


def _months_until(year: int, month: int, length: int) -> Period:
    index = year * 12 + month - length
    first = date(index // 12, index % 12 + 1, 1)
    return Period(first, Period.month(year, month).end)


def _yend(match: re.Match[str], _: str) -> _Raw | None:
    if match["z_m"]:
        return _Raw(*match.span(), Term(int(match["z_m"])))
    return _Raw(*match.span(), Term(_year(match["z_y"] or match["z_z"]), "end"))


def _wend(match: re.Match[str], _: str) -> _Raw | None:
    return _Raw(*match.span(), Term() if match["w_f"] else Term(None, "end"))


def _bare(match: re.Match[str], folded: str) -> _Raw | None:
    from corpus.figure import NUMBER
    from corpus.figure_units import currency_before, read_tail
    from corpus.numerals import ONE, Numeral

    end = match.end("bare_y")
    cued = _BARE_CUE.search(folded, max(0, match.start() - 9), match.start())
    if (match["bare_y"][2:] == "00" or match["bare_y"] < "1950") and not cued:
        return None
    tail = read_tail(folded, Numeral(ONE, ONE, end), money=False, loose=False)
    if tail.unit is not NUMBER or tail.had_scale or currency_before(folded, match.start()):
        return None
    if folded[end : end + 1] and folded[end] in "万亿千百":
        return None
    return _Raw(*match.span(), Term(int(match["bare_y"])))


_READERS: dict[str, Callable[[re.Match[str], str], _Raw | None]] = {
    "iso": _iso, "straddle": _straddle, "cjk": _cjk, "cyear": _cyear, "yyears": _yyears, "code": _code,
    "fiscal": _fiscal, "equarter": _equarter, "mquarter": _mquarter, "edate": _edate,
    "yend": _yend, "wend": _wend, "w_e": _wend, "bare": _bare,
}  # fmt: skip


def _span_code(match: re.Match[str]) -> str:
    forward = match["way"].strip() in ("未来", "今后", "next", "coming")
    from corpus.english_numbers import read_words

    number = _small(match["n"])
    if number is None:
        words = read_words(match["n"], 0)
        number = int(words.value) if words else 0
    yearly = "年" in match["unit"] or "year" in match["unit"]
    return f"{'next' if forward else 'past'}:{number}:{'year' if yearly else 'quarter'}"


def _joined(
    folded: str, raws: list[_Raw], anchor: Period | None, fiscal_end: int
) -> Iterator[_Raw]:
    """The mentions with their days; two ends become one, and a year is handed on in a list."""
    previous: _Raw | None = None
    for raw in raws:
        if previous is not None and raw.term and raw.term.year is None and raw.kind == "absolute":
            between = folded[previous.end : raw.start]
            linked = _SEP.fullmatch(between) or _LISTED.fullmatch(between)
            if linked and previous.term and previous.term.year and previous.kind != "relative":
                raw = replace(raw, term=raw.term.with_year(previous.term.year))
        raw = _resolved(folded, raw, anchor, fiscal_end)
        if previous is not None:
            merged = _merge(folded, previous, raw)
            if merged is not None:
                previous = merged
                continue
            yield _opened(folded, previous, anchor)
        previous = raw
    if previous is not None:
        yield _opened(folded, previous, anchor)


def _resolved(folded: str, raw: _Raw, anchor: Period | None, fiscal_end: int) -> _Raw:
    if raw.code.startswith(("next:", "past:")):
        return replace(raw, period=_span_days(raw.code, anchor))
    if raw.code:
        if raw.term is None:
            return replace(raw, period=beside(raw.code, anchor))
        year = year_of(raw.code, anchor)
        return replace(raw, period=raw.term.with_year(year).days() if year else None)
    term = raw.term
    if term is None:
        return raw
    if term.year is None and anchor is not None:
        year = year_beside(term, anchor)
        term = term.with_year(year) if year else term
    return replace(
        raw, term=term if raw.term and raw.term.year else raw.term, period=term.days(fiscal_end)
    )


def _span_days(code: str, anchor: Period | None) -> Period | None:
    way, number, unit = code.split(":")
    count = int(number)
    if anchor is None or not 1 <= count <= 50 or unit != "year":
        return None
    year = anchor.end.year
    if way == "next":
        return Period(date(year + 1, 1, 1), date(year + count, 12, 31))
    return None


def _merge(folded: str, first: _Raw, second: _Raw) -> _Raw | None:
    if not _SEP.fullmatch(folded, first.end, second.start) or first.kind != "absolute":
        return None
    if second.kind != "absolute" or first.counts or second.counts:
        return None
    low, high = first.period, second.period
    if (
        low is None
        and high is not None
        and first.term
        and first.term.year is None
        and second.term
        and second.term.year
    ):
        low = first.term.with_year(second.term.year).days()
    if low is None or high is None or not low.start < high.end:
        return None
    return replace(first, end=second.end, period=Period(low.start, high.end), term=second.term)


def _opened(folded: str, raw: _Raw, anchor: Period | None) -> _Raw:
    if raw.kind != "absolute" or raw.period is None:
        return raw
    opens = _OPEN_AFTER.match(folded, raw.end) or (
        _OPEN_BEFORE.search(folded, max(0, raw.start - 10), raw.start)
        and not folded.startswith(("的",), raw.end)
        and folded[max(0, raw.start - 2) : raw.start].strip() != "从"
    )
    if not opens:
        return raw
    days = None
    if anchor is not None and raw.period.start <= anchor.end:
        days = Period(raw.period.start, anchor.end)
    return replace(raw, period=days, kind="open")
