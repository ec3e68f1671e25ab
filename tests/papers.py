"""Makes PDF, DOCX, ODT, RTF, EPUB and HTML of a document's passages, as an author would set them: for the tests of the readers."""

import html
import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from geo import corpus
from geo.model import Document
from geo.resolve import Resolver
from geo.stages import parse

FONT = Path(find_spec("matplotlib").submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf" / "DejaVuSerif.ttf"
"""A font with Latin, Cyrillic and Armenian letters."""

Blocks = Sequence[tuple[str, str]]
"""Paragraphs: (part, text)."""


def blocks(document: Document) -> Blocks:
    """The paragraphs of a document with their parts."""
    return [(passage.part, passage.text.strip()) for passage in corpus.passages(document)]


def as_html(paragraphs: Blocks, title: str = "", head: str = "") -> bytes:
    tags = {"heading": "h2", "caption": "figcaption", "footnote": 'p class="footnote"', "reference": 'p class="references"'}
    lines = "\n".join(f"<{tags.get(part, 'p')}>{html.escape(text)}</{tags.get(part, 'p').split()[0]}>" for part, text in paragraphs)
    return f"<!doctype html><html lang='en'><head><title>{html.escape(title)}</title>{head}</head><body>{lines}</body></html>".encode()


def as_docx(paragraphs: Blocks, title: str = "", author: str = "", every: int = 0) -> bytes:
    """`every`: a page break by hand after so many paragraphs."""
    import docx

    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, author
    styles = {"heading": "Heading 2", "caption": "Caption"}
    document.styles.add_style("Footnote Text", 1)
    document.styles.add_style("Bibliography", 1)
    styles |= {"footnote": "Footnote Text", "reference": "Bibliography"}
    for at, (part, text) in enumerate(paragraphs, 1):
        document.add_paragraph(text, style=styles.get(part, "Normal"))
        if every and at % every == 0:
            document.add_page_break()
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_odt(paragraphs: Blocks, title: str = "", author: str = "") -> bytes:
    import odfdo

    document = odfdo.Document("text")
    document.body.clear()
    document.meta.title, document.meta.initial_creator = title, author
    styles = {"caption": "Caption", "footnote": "Footnote", "reference": "Bibliography_20_1"}
    for name in set(styles.values()):
        document.insert_style(odfdo.Style("paragraph", name=name, display_name=name.replace("_20_", " ")))
    for part, text in paragraphs:
        document.body.append(odfdo.Header(2, text) if part == "heading" else odfdo.Paragraph(text, style=styles.get(part, "Text_20_body")))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def as_rtf(paragraphs: Blocks, title: str = "", author: str = "") -> bytes:
    """As word processors write it: letters beyond ASCII as codes, notes in the paragraph before them, no style for captions."""
    out = [f"{{\\rtf1\\ansi\\ansicpg1251\\uc1{{\\fonttbl{{\\f0\\fcharset204 Times;}}}}{{\\info{{\\title {_rtf(title)}}}{{\\author {_rtf(author)}}}}}"]
    for at, (part, text) in enumerate(paragraphs):
        if part == "footnote" and at:
            out[-1] = out[-1].removesuffix("\\par\n") + f"{{\\super\\chftn}}{{\\footnote\\pard {{\\super\\chftn}} {_rtf(text.lstrip('0123456789 '))}}}\\par\n"
        else:
            out.append(f"\\pard{chr(92) + 'outlinelevel1' if part == 'heading' else ''}\\f0 {_rtf(text)}\\par\n")
    return ("".join(out) + "}").encode("ascii")


def _rtf(text: str) -> str:
    def code(char: str) -> str:
        if char in "\\{}":
            return "\\" + char
        if char.isascii():
            return char
        with suppress(UnicodeEncodeError):
            return f"\\'{char.encode('cp1251').hex()}"
        units = char.encode("utf-16-le")
        return "".join(f"\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?" for at in range(0, len(units), 2))

    return "".join(map(code, text))


def as_epub(paragraphs: Blocks, title: str = "", author: str = "") -> bytes:
    """A chapter for every heading, with a page of contents that is no text."""
    chapters: list[list[tuple[str, str]]] = [[]]
    for part, text in paragraphs:
        if part == "heading" and chapters[-1]:
            chapters.append([])
        chapters[-1].append((part, text))
    pages = {f"text/chapter {at}.xhtml": as_html(chapter).replace(b"<title></title>", b"<title/>") for at, chapter in enumerate(chapters, 1)}
    items = "".join(f'<item id="c{at}" href="{quote(name)}" media-type="application/xhtml+xml"/>' for at, name in enumerate(pages))
    order = "".join(f'<itemref idref="c{at}"/>' for at in range(len(pages)))
    package = f"""<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
      <dc:title>{html.escape(title)}</dc:title><dc:creator>{html.escape(author)}</dc:creator><dc:date>2021-08-23</dc:date><dc:publisher>Roads</dc:publisher>
      <dc:language>en</dc:language><dc:identifier>https://roads.example/1</dc:identifier></metadata>
      <manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>{items}</manifest>
      <spine><itemref idref="nav"/>{order}</spine></package>"""
    container = '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr("META-INF/container.xml", container)
        book.writestr("OEBPS/book.opf", package)
        book.writestr("OEBPS/nav.xhtml", as_html([("body", "Contents of Lachin")]))
        for name, data in pages.items():
            book.writestr(f"OEBPS/{name}", data)
    return file.getvalue()


def as_pdf(paragraphs: Blocks, font: Path, title: str = "", author: str = "", head: str = "A journal of roads, vol. 3", password: str = "") -> bytes:
    """A4 pages with a running head and page numbers; notes in small letters."""
    from fpdf import FPDF

    class Paper(FPDF):
        def header(self) -> None:
            self.set_font("text", size=9)
            self.cell(0, 8, head, align="C", new_x="LMARGIN", new_y="NEXT")
            self.ln(6)

        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("text", size=9)
            self.cell(0, 8, str(self.page_no()), align="C")

    paper = Paper(format="A4")
    paper.set_auto_page_break(True, margin=22)
    paper.set_title(title)
    paper.set_author(author)
    paper.add_font("text", "", font)
    paper.add_page()
    for part, text in paragraphs:
        size = {"heading": 14, "footnote": 8, "reference": 9, "caption": 9}.get(part, 11)
        paper.set_font("text", size=size)
        paper.multi_cell(0, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        paper.ln(2.5)
    if password:
        paper.set_encryption(owner_password=password, user_password=password)
    return bytes(paper.output())


def places_of(documents: Sequence[Document], resolver: Resolver) -> Counter[str]:
    """How often each place is mentioned, in any role."""
    return Counter(m.place or m.surface for document in documents for found in parse(document, resolver) for m in found.mentions)


def apart(one: Counter[str], other: Counter[str]) -> float:
    """The share of mentions in which two counts differ."""
    return sum(((one - other) + (other - one)).values()) / max(one.total(), 1)
