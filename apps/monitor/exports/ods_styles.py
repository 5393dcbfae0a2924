"""How an OpenDocument spreadsheet looks, prints and opens, and what it says of itself."""

from collections.abc import Iterable
from datetime import UTC
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from ..report import Report
from . import words
from .sheets import Look, Sheet

VERSION = "1.3"
# How wide a character is, in centimetres.
CHARACTER = 0.2
INK, SOFT, BRAND, TINT, WARNING = "#17262d", "#4c5c64", "#10394a", "#e4eff2", "#a4231b"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
        ("config", "config"),
    )
)
_OTHERS = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    # Offices look for what they settle under a name with this prefix.
    'xmlns:ooo="http://openoffice.org/2004/office"'
)
_BOLD, _WRAP = 'fo:font-weight="bold"', 'fo:wrap-option="wrap"'
_RIGHT, _RULE = 'fo:text-align="end"', "0.75pt solid #737f85"
# Of each look: what holds for the cell, for its paragraph, for its text, and its numbers.
_LOOKS: dict[Look, tuple[str, str, str, str]] = {
    Look.TITLE: ("", "", f'{_BOLD} fo:font-size="18pt" fo:color="{BRAND}"', ""),
    Look.HEADING: ("", "", f'{_BOLD} fo:font-size="12pt" fo:color="{BRAND}"', ""),
    Look.WARNING: ("", "", f'{_BOLD} fo:color="{WARNING}"', ""),
    Look.TEXT: (_WRAP, "", "", ""),
    Look.NOTE: (_WRAP, "", f'fo:font-style="italic" fo:color="{SOFT}"', ""),
    Look.HEADER: (
        f'{_WRAP} fo:background-color="{TINT}" fo:border-bottom="{_RULE}"',
        "",
        _BOLD,
        "",
    ),
    Look.NUMBER_HEADER: (
        f'{_WRAP} fo:background-color="{TINT}" fo:border-bottom="{_RULE}"',
        _RIGHT,
        _BOLD,
        "",
    ),
    Look.SUBHEADING: (_WRAP, "", _BOLD, ""),
    Look.COUNT: ("", "", "", "whole"),
    Look.TOTAL: (f'fo:border-top="{_RULE}"', "", _BOLD, "whole"),
    Look.TOTAL_TEXT: (f'fo:border-top="{_RULE}"', "", _BOLD, ""),
    Look.SHARE: ("", "", "", "share"),
    Look.ONE_DECIMAL: ("", "", "", "one"),
    Look.FOUR_DECIMALS: ("", "", "", "four"),
    Look.ABSENT: ("", _RIGHT, "", ""),
    Look.DAY: ("", 'fo:text-align="start"', "", "day"),
}
_NUMBERS = """\
<number:number-style %(locale)s style:name="whole"><number:number number:decimal-places="0" \
number:min-integer-digits="1"/></number:number-style>
<number:number-style %(locale)s style:name="one"><number:number number:decimal-places="1" \
number:min-decimal-places="1" number:min-integer-digits="1"/></number:number-style>
<number:number-style %(locale)s style:name="four"><number:number number:decimal-places="4" \
number:min-decimal-places="4" number:min-integer-digits="1"/></number:number-style>
<number:percentage-style %(locale)s style:name="share"><number:number number:decimal-places="1" \
number:min-decimal-places="1" number:min-integer-digits="1"/><number:text>%%</number:text>\
</number:percentage-style>
<number:date-style style:name="day"><number:year number:style="long"/><number:text>-\
</number:text><number:month number:style="long"/><number:text>-</number:text>\
<number:day number:style="long"/></number:date-style>
"""
_COUNTRIES = {"nl": "NL", "en": "GB"}


def _document(kind: str, content: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-{kind} {_NAMESPACES} '
        f'{_OTHERS} office:version="{VERSION}">\n{content}\n</office:document-{kind}>\n'
    ).encode()


def styles(report: Report) -> bytes:
    """The looks of cells, and the page with for whom it is above and its number below."""
    language = words.language()
    country = _COUNTRIES[language]
    numbers = _NUMBERS % {
        "locale": f'number:language="{language}" number:country="{country}"',
    }
    default = (
        '<style:default-style style:family="table-cell"><style:table-cell-properties '
        'style:vertical-align="top"/><style:text-properties '
        'fo:font-family="Arial" fo:font-size="10pt" '
        f'fo:color="{INK}" fo:language="{language}" fo:country="{country}"/>'
        "</style:default-style>"
        '<style:style style:name="Default" style:family="table-cell"/>'
    )
    looks = "\n".join(_look(look) for look in Look)
    return _document(
        "styles",
        f"<office:styles>\n{default}\n{numbers}{looks}\n</office:styles>\n"
        f"<office:automatic-styles>{_PAGE}</office:automatic-styles>\n"
        f"<office:master-styles>{_master(report)}</office:master-styles>",
    )


def _look(look: Look) -> str:
    cell, paragraph, text, number = _LOOKS[look]
    named = f' style:data-style-name="{number}"' if number else ""
    return (
        f'<style:style style:name="{look.value}" style:family="table-cell" '
        f'style:parent-style-name="Default"{named}>'
        f'<style:table-cell-properties style:vertical-align="top" {cell}/>'
        f"<style:paragraph-properties {paragraph}/>"
        f"<style:text-properties {text}/></style:style>"
    )


_PAGE = """\
<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="29.7cm" \
fo:page-height="21cm" style:print-orientation="landscape" fo:margin="1.5cm" \
style:scale-to-X="1" style:scale-to-Y="0" style:print="objects charts drawings zero-values"/>\
<style:header-style><style:header-footer-properties fo:min-height="0.8cm" \
fo:margin-left="0cm" fo:margin-right="0cm" \
fo:margin-bottom="0.3cm"/></style:header-style>\
<style:footer-style><style:header-footer-properties fo:min-height="0.8cm" \
fo:margin-left="0cm" fo:margin-right="0cm" \
fo:margin-top="0.3cm"/></style:footer-style></style:page-layout>"""


def _master(report: Report) -> str:
    title = escape(f"{words.title()}, {words.subtitle(report)}")
    notice = escape(words.notice())
    page = escape(_("Pagina %(page)s van %(pages)s")) % {
        "page": "<text:page-number>1</text:page-number>",
        "pages": "<text:page-count>1</text:page-count>",
    }
    return (
        '<style:master-page style:name="Default" style:page-layout-name="page">'
        f"<style:header>{_region('left', title)}{_region('right', notice)}</style:header>"
        f"<style:footer>{_region('left', notice)}"
        f"{_region('center', '<text:sheet-name>-</text:sheet-name>')}"
        f"{_region('right', page)}</style:footer></style:master-page>"
    )


def _region(place: str, content: str) -> str:
    return f"<style:region-{place}><text:p>{content}</text:p></style:region-{place}>"


def meta(report: Report) -> bytes:
    """What the file says of itself; its moment is that of the register that was counted."""
    edition = report.edition
    moment = edition.cut_off.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _document(
        "meta",
        "<office:meta>"
        f"<dc:title>{escape(words.title())}, {escape(words.subtitle(report))}</dc:title>"
        f"<dc:subject>{escape(words.scope(report))}</dc:subject>"
        f"<dc:description>{escape(words.notice())}. SHA-256: {edition.hash}</dc:description>"
        f"<dc:language>{words.language()}</dc:language>"
        f"<meta:creation-date>{moment}</meta:creation-date><dc:date>{moment}</dc:date>"
        "</office:meta>",
    )


def settings(sheets: Iterable[Sheet]) -> bytes:
    """Which lines and columns of each sheet stay in sight."""
    entries = "".join(_frozen(sheet) for sheet in sheets)
    return _document(
        "settings",
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f"{_item('ViewId', 'string', 'view1')}"
        f'<config:config-item-map-named config:name="Tables">{entries}'
        "</config:config-item-map-named></config:config-item-map-entry>"
        "</config:config-item-map-indexed></config:config-item-set></office:settings>",
    )


def _frozen(sheet: Sheet) -> str:
    """Mode 2 is frozen; the other pane begins after what stays, and is the one that is active."""
    lines, columns = sheet.header_lines, sheet.header_columns
    items = [
        _item("HorizontalSplitMode", "short", 2 if columns else 0),
        _item("VerticalSplitMode", "short", 2 if lines else 0),
        _item("HorizontalSplitPosition", "int", columns),
        _item("VerticalSplitPosition", "int", lines),
        _item("ActiveSplitRange", "short", (2 if lines else 0) + (1 if columns else 0)),
        _item("PositionRight", "int", columns),
        _item("PositionBottom", "int", lines),
    ]
    return (
        f"<config:config-item-map-entry config:name={quoteattr(sheet.name)}>{''.join(items)}"
        "</config:config-item-map-entry>"
    )


def _item(name: str, kind: str, value: int | str) -> str:
    return (
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}'
        "</config:config-item>"
    )
