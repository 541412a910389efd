"""Reports that tests add to a library: texts of invented companies, and a PDF of two pages."""

from __future__ import annotations

from tests.corpus.pdf_pages import Page, pdf_of

BANK = (
    "# Harbour Bank: results for 2024\n\n"
    "Harbour Bank's net interest margin was 1.93% in 2024, down from 2.10% in 2023. "
    "Revenue was USD 4.2 billion in 2024, up 8% year on year.\n"
)
SHOP = (
    "# Lakeside Retail: results for 2024\n\n"
    "Lakeside Retail's revenue was USD 2.5 billion in 2024, up 12% year on year. "
    "Gross margin was 31.4% in 2024.\n"
)
# One report in two languages, with figures enough to tell it by.
MILL = (
    "# Mill Paper: results for 2024\n\n"
    "In 2024 revenue was USD 412.5 million. Gross margin was 31.27%. Operating profit was USD "
    "55.31 million. Net profit was USD 41.86 million. R&D expenses were USD 22.95 million. "
    "Operating margin was 13.41%. Total assets were USD 1,983 million. Free cash flow was USD "
    "27.66 million. Net margin was 10.15%.\n"
)
MILL_ZH = (
    "# 磨坊紙業：2024年業績\n\n"
    "2024年營收為4.125億美元，毛利率為31.27%。經營利潤為5531萬美元，淨利潤為4186萬美元。"
    "研發費用為2295萬美元，經營利潤率為13.41%，總資產為19.83億美元，自由現金流為2766萬美元。"
    "淨利率為10.15%。\n"
)


def shop_pdf() -> bytes:
    """A report of two pages; the margins are on the second."""
    first = Page().text(72, 80, "Quayside Foods: results for 2024", 16, bold=True)
    first.text(72, 120, "Quayside Foods' revenue was USD 3.7 billion in 2024, up 9% year on year.")
    first.text(72, 136, "The board remains confident.")
    second = Page().text(72, 80, "Margins", 14, bold=True)
    second.text(72, 110, "Gross margin was 27.3% in 2024, up 1.2 percentage points year on year.")
    return pdf_of([first, second])
