"""How the pages of the document look: measures, colours and letters."""

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import TableStyle

from ..drawing.colours import Colour
from ..drawing.lettering import REGULAR, STRONG

PAGE = A4
MARGIN, TOP, BOTTOM = 20 * mm, 26 * mm, 22 * mm
# What a line of the text may be wide, and what of that is for the first column of a table.
WIDTH, HEIGHT = PAGE[0] - 2 * MARGIN, PAGE[1] - TOP - BOTTOM
FIRST_COLUMN = 0.27 * WIDTH
# So many columns of figures fit beside the first one.
MOST_COLUMNS = 6
CELL_SIZE, PADDING = 8.5, 4

INK, SOFT = HexColor(Colour.INK.hex), HexColor(Colour.INK_SOFT.hex)
LINE = HexColor(Colour.LINE.hex)
BRAND, ACCENT = HexColor("#10394a"), HexColor("#efad4a")
ON_BRAND, ON_BRAND_SOFT = HexColor("#ffffff"), HexColor("#c3d6dc")
GROUND = HexColor("#f5f4f0")

BODY = ParagraphStyle(
    "body", fontName=REGULAR, fontSize=10, leading=14, textColor=INK, spaceAfter=6
)
NOTE = ParagraphStyle("note", parent=BODY, fontSize=9, leading=12.5, textColor=SOFT)
# Above a drawing or a table.
LEAD = ParagraphStyle("lead", parent=NOTE, spaceAfter=8)
THEME = ParagraphStyle(
    "theme",
    parent=BODY,
    fontName=STRONG,
    fontSize=24,
    leading=29,
    textColor=BRAND,
    spaceAfter=4,
)
PART = ParagraphStyle(
    "part",
    parent=BODY,
    fontName=STRONG,
    fontSize=13,
    leading=17,
    textColor=BRAND,
    spaceBefore=18,
    spaceAfter=3,
)
SMALL_HEAD = ParagraphStyle(
    "small-head",
    parent=NOTE,
    fontName=STRONG,
    textColor=INK,
    spaceBefore=6,
    spaceAfter=3,
)
TITLE = ParagraphStyle(
    "title", parent=BODY, fontName=STRONG, fontSize=34, leading=40, textColor=ON_BRAND
)
SUBTITLE = ParagraphStyle(
    "subtitle", parent=BODY, fontSize=17, leading=22, textColor=ON_BRAND_SOFT, spaceAfter=0
)
CONFIDENTIAL = ParagraphStyle(
    "confidential", parent=BODY, fontName=STRONG, fontSize=12, leading=16, textColor=BRAND
)
# From what stands in the band of the title page to what stands below it.
BELOW_BAND = 154
DEFINED = ParagraphStyle("defined", parent=SMALL_HEAD, fontSize=10, leading=14, spaceAfter=1)
FACT = ParagraphStyle("fact", parent=BODY, fontSize=11, leading=15, spaceAfter=0)
FACT_NAME = ParagraphStyle("fact-name", parent=FACT, textColor=SOFT)
CONTENTS = (
    ParagraphStyle(
        "contents-0", parent=BODY, fontName=STRONG, fontSize=10.5, leading=14, spaceBefore=7
    ),
    ParagraphStyle("contents-1", parent=BODY, fontSize=9, leading=12, leftIndent=12),
)

FIGURES = TableStyle(
    [
        ("FONT", (0, 0), (-1, 0), STRONG, CELL_SIZE, 11),
        ("FONT", (0, 1), (-1, -1), REGULAR, CELL_SIZE, 11),
        ("TEXTCOLOR", (0, 0), (-1, 0), SOFT),
        ("TEXTCOLOR", (0, 1), (-1, -1), INK),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), GROUND),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, SOFT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
)
TOTALS = TableStyle(
    [
        ("FONT", (0, -1), (-1, -1), STRONG, CELL_SIZE, 11),
        ("LINEABOVE", (0, -1), (-1, -1), 0.8, SOFT),
        ("BACKGROUND", (0, -1), (-1, -1), GROUND),
        # A total does not stand on a page by itself.
        ("NOSPLIT", (0, -3), (0, -1)),
    ]
)
FACTS = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), REGULAR, 10, 14),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ("LINEBELOW", (0, 0), (-1, -2), 0.4, LINE),
    ]
)
CONTENTS_TABLE = TableStyle(
    [
        ("FONT", (0, 0), (-1, -1), REGULAR, 10, 14),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ]
)
