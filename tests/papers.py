"""Makes PDF, DOCX and HTML of a document's passages, as an author would set them: for the tests of the readers."""

import html
import io
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

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
