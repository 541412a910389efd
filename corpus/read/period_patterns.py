"""How texts write periods: one pattern, in which each way of writing is a named piece.

For folded text. The empty group that closes a piece names it (`lastgroup`); its other groups
are read by the function of that name in `period_readers`.
"""

from __future__ import annotations

import re

from corpus.read.period_terms import MONTHS

_Y4 = r"(?:19[5-9]|20[0-9])[0-9]"
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ORD = r"first|second|third|fourth|final|1st|2nd|3rd|4th"
# What may not stand before a two-digit year: it would be a number of years.
_COUNTED = r"(?<![0-9],)(?<![0-9.近续去来约超达长了第隔满逾共这那几每为是有历])"

# No digit before, and no digit with a comma: 1,2025 is one number.
_CLEAR = r"(?<![0-9.])(?<![0-9],)"
_CLEAR_WORD = r"(?<![a-z0-9.])(?<![0-9],)"
_YY = r"[0-3][0-9]"
_ROC_YEAR = r"[0-9]{2,3}|[一二三四五六七八九十百零〇○]{1,5}"
_HAN_YEAR = r"[一二][〇零○九][〇零○一二三四五六七八九]{2}"
_NOT_MONTH = "活饼球星均嫂租薪供度"

# 2025-03-31, 2025/3/31, 2025.3.31
_ISO = rf"""
    {_CLEAR}(?<![/-])(?P<iso_y>{_Y4})(?P<iso_s>[-/.])(?P<iso_m>[01]?[0-9])
    (?P=iso_s)(?P<iso_d>[0-3]?[0-9])(?![0-9/.-])(?P<iso>)"""
# 31/03/2025, 31.12.2024, 03/31/2025; which is the day, the numbers must tell
_NUMERIC_DATE = rf"""
    {_CLEAR}(?<![/-])(?P<dm_a>[0-3]?[0-9])(?P<dm_s>[/.-])(?P<dm_b>[0-3]?[0-9])(?P=dm_s)
    (?P<dm_y>{_Y4})(?![0-9/-]|\.[0-9])(?P<dmy>)"""
# 31-mar-2025, mar-25, mar'25
_DASHED_DATE = rf"""
    {_CLEAR_WORD}(?:(?P<dd_d>[0-3]?[0-9])[-/ ])?(?P<dd_m>{_MONTH})(?:[-/]|[ ]?['’])[ ]?
    (?P<dd_y>{_Y4}|[1-3][0-9])(?!\.?[0-9]|[%a-z])(?P<ddate>)"""
# 2024/25 straddles two years; 2025-03 is a month, 2019-21 three years; fy24/25, 2024/2025财年
_STRADDLE = rf"""
    (?:(?<![a-z0-9])(?P<st_fy>fy[ ]?'?|fiscal[ ](?:year[ ])?)(?P<st_f>{_Y4}|[0-9]{{2}})[/-]
         (?P<st_fn>{_Y4}|[0-9]{{2}})(?![0-9/])
      |{_CLEAR}(?<![/-])(?P<st_y>{_Y4})(?P<st_s>[-/])
         (?:(?P<st_long>{_Y4})(?=[ ]?年?(?:财|财政|会计)年?度?)|(?P<st_n>[0-9]{{2}})(?!\.?[0-9/%-]))
         (?:[ ]?年?(?P<st_cf>财年|财政年度|会计年度)(?!的?[ ]?(?:[上下]半年|第?[一二三四1-4]财?季))
           |(?!年|[ ]?年?(?:财年|财政年度|会计年度))))
    (?P<straddle>)"""
# 2025/26/27 are three years
_YEAR_LIST = rf"""
    {_CLEAR}(?<![/-])(?P<yl_y>{_Y4})/[0-9]{{2}}/(?:[0-9]{{2}}/)?(?P<yl_n>[0-9]{{2}})
    (?![0-9/.%])年?(?P<ylist>)"""
# q1 2025, 1q25, 2025q1, 25q1, h1 2025, 1h25, 9m25, fy25q1
_CODE = rf"""
    {_CLEAR_WORD}
    (?:(?P<q_fy>fy[ ]?'?)?(?P<q_y>{_Y4}|{_YY})(?:/(?P<q_y2>[0-9]{{2}}))?
       [ ]?[-/']?(?:年[ ]?)?(?P<q_k>[qh])(?P<q_n>[1-4])
      |f?(?P<p_k>[qh])(?P<p_n>[1-4])[ ]?(?P<p_fy>fy)?[ ]?[-/'’]?[ ]?
       (?:of[ ])?(?P<p_fis>(?:the[ ])?fiscal[ ](?:year[ ])?)?
       (?P<p_y>{_Y4}|(?<![ ])[1-3][0-9]|(?<=fy[ ])[1-3][0-9])
       (?:/(?P<p_y2>[0-9]{{2}})(?![0-9/]))?
      |(?P<n_n>[1-469]|12)(?P<n_k>[qhm])[ ]?'?(?P<n_fy>fy)?(?P<n_y>{_Y4}|{_YY})
      |(?P<b_k>[qh])(?P<b_n>[1-4])|(?P<d_n>[1-4])(?P<d_k>[qh]))
    (?:[aef])?(?![a-z0-9%])(?P<code>)"""
# 2025年第一季度, 25年q1, 去年四季度, 2025年3月31日, 一季度, 上半年, 年底
_CJK = rf"""
    (?:(?:(?P<c_y>{_CLEAR}{_Y4})(?:[ ]?[aef](?=[ ]?年))?[ ]{{0,2}}
          (?:年|(?P<c_fis>财年|财政年度|会计年度)|年度)度?
         |{_CLEAR}(?P<c_sy>{_Y4})/(?P<c_sn>{_Y4}|[0-9]{{2}})[ ]?年?(?:财年|财政年度|会计年度)
         |{_CLEAR}(?P<c_y0>{_Y4}|2[0-9])
          (?=[ ]?(?:[上下]半年|第?[ ]?[一二三四]季|第[1-4]季|前三季|全年))
         |{_COUNTED}(?P<c_yy>{_YY})[ ]?年
         |民国[ ]?(?P<c_rm>{_ROC_YEAR})[ ]?年度?
         |{_COUNTED}(?P<c_roc>1[0-2][0-9])[ ]?年度?(?![末底初中全])
         |(?P<c_han>{_HAN_YEAR})(?:年|(?P<c_hfis>财年|财政年度|会计年度))
         |(?P<c_rel>去年|上年|前年|今年|本年度?|明年|来年)的?)
       [ ]{{0,2}})?
    (?:第?[ ]?(?P<c_q>[一二三四1-4])[ ]?(?P<c_qf>财)?(?P<c_qw>季度末?|季报?|季)
      |(?P<c_fq1>[首头]季度?)
      |q(?P<c_cq>[1-4])(?![0-9a-z])|(?P<c_qc>[1-4])q(?![0-9a-z])
      |(?P<c_h>[上下])半[ ]?(?:年度?|财年)(?!度?报)|(?P<c_mid>半年度?)(?=[^0-9])
      |[前首头](?P<c_fq>[二两三])个?季度?
      |[前首头](?P<c_fm>十一|十|[二两三四五六七八九]|1[01]|[2-9])[ ]?个?月
      |第?(?P<c_ql>[一二三])(?:季度?)?(?=[、和与及至到-][ ]?第?[二三四]季)
      |(?P<c_m>(?:1[0-2]|0?[1-9])|十[一二]?|[一二三四五六七八九])[ ]?
       (?:[-~至到\u2013\u2014][ ]?(?P<c_m2>1[0-2]|[1-9])[ ]?)?月(?![{_NOT_MONTH}])份?
       (?:[ ]?(?P<c_d>[0-3]?[0-9]|[一二三]?十?[一二三四五六七八九十])[ ]?[日号])?(?P<c_me>[底末初])?
      |(?P<c_end>年?[底末])
      |(?P<c_vague>年?初|年中(?![国央期高低小外等型长])|中期)
      |(?P<c_full>全年|年度|整年))
    (?P<cjk>)"""
# 19-21年
_SHORT_YEARS = rf"""
    {_CLEAR}(?P<yr_a>1[0-9]|2[0-9])[-~\u2013](?P<yr_b>1[0-9]|2[0-9]|3[0-5])年(?P<yyears>)"""
# 2025年, 2025财年, 25年, 二〇二五年
_CJK_YEAR = rf"""
    (?:{_CLEAR}(?P<y_y>{_Y4})(?:[ ]?[aef])?[ ]{{0,2}}(?:年度?|财年|财政年度|会计年度)
      |{_COUNTED}(?P<y_yy>1[0-9]|2[0-9]|3[0-5])[ ]?年
       (?=[^期来间内的后前左多历之级份轻以]|以来|$)
      |(?<=[从由自到至于])(?P<y_yf>1[0-9]|2[0-9])年(?=的[0-9约近])
      |民国[ ]?(?P<y_rm>{_ROC_YEAR})[ ]?年度?
      |{_COUNTED}(?P<y_roc>1[0-2][0-9])[ ]?年度
      |(?P<y_han>{_HAN_YEAR})(?:年|(?P<y_fis>财年|财政年度|会计年度)))
    (?P<cyear>)"""
# 114及113年1月1日: a year that shares what follows the next one
_ROC_ELLIPTIC = rf"""
    {_COUNTED}(?P<ro_y>1[0-2][0-9])[ ]?年?(?=[ ]?[及与和、][ ]?1[0-2][0-9][ ]?年
      (?:度|第|[一二三四1-4]季|[上下]半|前|[01]?[0-9]月))(?P<roc>)"""
# 112年至114年
_ROC_RANGE = rf"""
    (?:{_COUNTED}(?P<rr_y>1[0-2][0-9])[ ]?年?(?=[至到]1[0-2][0-9]年)
      |(?<=1[0-2][0-9]年[至到])(?P<rr_e>1[0-2][0-9])年)(?P<rocs>)"""
# fy2024, fy25e, fiscal 2024, fiscal year 2024, full-year 2024, 2024fy
_FISCAL = rf"""
    (?<![a-z0-9])
    (?:[fc]y[ ]?'?(?P<f_y>{_Y4}|[0-9]{{2}})|fiscal(?:[ ]year)?[ ](?P<f_z>{_Y4})
      |(?P<f_w>{_Y4})[ ](?P<f_k>fiscal|financial|calendar)[ ]year
      |full[- ]year[ ](?P<f_f>{_Y4})|(?P<f_g>{_Y4})(?=fy))
    (?:[aef]|fy)?(?![a-z0-9])(?P<fiscal>)"""
# first quarter of 2025, second half of fiscal 2024, first nine months of 2025, 2025 first quarter
_ENGLISH_QUARTER = rf"""
    (?<![a-z0-9])(?:(?P<e_pf>fiscal[ ](?:year[ ])?|fy[ ]?'?)(?P<e_pfy>{_Y4}|[0-9]{{2}})['’]?s?[ ]
      |(?P<e_py>{_Y4})[ ]?['’]?s?[ ]?)?
    (?:(?P<e_q>{_ORD})[ -](?P<e_qf>fiscal[ ])?(?P<e_k>quarter|half)
      |first[ ](?P<e_fm>three|six|nine|two)[ ](?P<e_fk>months|quarters))
    (?:(?:[ ](?:of|in))?[ ]
       (?:(?:the[ ])?(?P<e_fis>fiscal)(?:[ ]year)?[ ](?P<e_fy>{_Y4})|(?P<e_sh>fy[ ]?'?)
          (?P<e_sy>{_Y4}|[0-9]{{2}})|(?:calendar[ ](?:year[ ])?)?(?P<e_y>{_Y4})))?
    (?![a-z0-9])(?P<equarter>)"""
# the march quarter of 2025, march 2025 quarter
_MONTH_QUARTER = rf"""
    (?<![a-z])(?P<mq_m>{_MONTH})[ -](?:(?P<mq_y0>{_Y4})[ -])?quarter(?![a-z])
    (?:[ ](?:of[ ])?(?P<mq_y>{_Y4}))?(?P<mquarter>)"""
# three months ended march 31, 2025; year ended 30 june 2024; march 2025; march 31
_ENGLISH_DATE = rf"""
    (?<![a-z])
    (?:(?:the[ ])?(?P<x_n>three|six|nine|twelve|3|6|9|12|quarters?|quarterly[ ]periods?
         |(?:fiscal[ ])?years?|half[ -]years?|(?:13|14|26|27|39|40|52|53|thirteen|twenty-six
         |thirty-nine|fifty-two|fifty-three)(?=[ -]weeks?[ ]))
       (?:[ -](?:months?|weeks?))?[ ](?:periods?[ ])?(?:end(?:ed|ing)|to)[ ](?:on[ ])?)?
    (?:(?P<x_d1>[0-3]?[0-9])(?:st|nd|rd|th)?[ ](?:of[ ])?)?
    (?P<x_m>{_MONTH})\.?(?![a-z])
    (?:[ ](?P<x_d2>[0-3]?[0-9])(?:st|nd|rd|th)?(?!\.?[0-9]|[%a-z]))?
    (?:,?[ ](?:of[ ])?(?P<x_y>{_Y4})(?![0-9]))?(?P<edate>)"""
# end of 2025, year-end 2025, end-2025, mid-2025
_YEAR_END = rf"""
    (?<![a-z])(?:the[ ])?
    (?:end[ ]of[ ](?P<z_y>{_Y4})|(?:(?:year[- ]end|end)[- ]|ye[ ]?'?)(?P<z_z>{_Y4})
      |(?:mid|late|early)[- ](?P<z_m>{_Y4}))(?![0-9])(?P<yend>)"""
# at year-end, end of the year, full year
_END = r"""
    (?<![a-z])(?:(?:(?:at|by)[ ])?(?P<w_e>year[- ]end|end[ ]of[ ](?:the|this)[ ]year)
      |(?P<w_f>full[- ]year))(?![a-z])(?P<wend>)"""
# 2025, with no sign of a quantity around
_BARE = rf"""
    (?:(?<![0-9.$€£¥+*=<>/a-z-])(?<![0-9],)|(?<=[12][0-9]{{3}}[-~\u2013]))
    (?P<bare_y>{_Y4}|19[0-4][0-9])(?:[aef](?![a-z]))?
    (?![0-9a-z%]|[.,][0-9]|[ ]?[/*^+=]|年)(?P<bare>)"""


def _guarded(first: str, *pieces: str) -> str:
    """The pieces behind one look at the first character, so that most are passed over at once."""
    return rf"(?={first})(?:{'|'.join(pieces)})"


# It begins with what any way can begin with, so that a search passes quickly over the rest.
PATTERN = re.compile(
    r"(?=[0-9]|(?<![a-z])[a-z]|[一二三四五六七八九十第去上下前首头今本民明来半年全整底末初中])(?:"
    + "|".join(
        (
            _guarded("[0-9]", _ISO, _NUMERIC_DATE, _YEAR_LIST),
            _guarded("[0-9a-z]", _DASHED_DATE, _STRADDLE, _CODE),
            _guarded("[^a-pr-z]", _CJK),
            _guarded("[0-9一二民]", _ROC_ELLIPTIC, _ROC_RANGE, _SHORT_YEARS, _CJK_YEAR),
            _guarded(
                "[0-9a-z]", _ENGLISH_QUARTER, _FISCAL, _MONTH_QUARTER, _ENGLISH_DATE, _YEAR_END,
                _END, _BARE,
            ),
        )
    )
    + ")",
    re.VERBOSE,
)  # fmt: skip
