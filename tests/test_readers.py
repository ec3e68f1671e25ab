"""Readers: what each format gives as text, parts, pages and metadata."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from papers import FONT, Blocks, as_docx, as_epub, as_html, as_odt, as_pdf, as_rtf

from geo import corpus
from geo.model import Document

BLOCKS: Blocks = [
    ("heading", "The road north"),
    ("body", "In 1993 they went from Ganja to Şuşa, which is written Шуша and Շուշի too; the road was long and the weather was cold. " * 3),
    ("caption", "The bridge at Horadiz in winter"),
    ("footnote", "1 Told by a driver from Barda."),
    ("body", "They came back to Barda in May 1994."),
]


def one(name: str, data: bytes) -> Document:
    lines: list[str] = []
    [document] = corpus.read_upload(name, data, lines.append)
    assert lines == []
    return document


def parts(document: Document) -> list[tuple[str, str]]:
    return [(passage.part, passage.text.strip()) for passage in corpus.passages(document)]


def plain(paragraphs: Blocks) -> list[tuple[str, str]]:
    return [(part, text.strip()) for part, text in paragraphs]


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode()


# --- what all formats have in common ------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [as_html, as_docx, as_odt, as_epub], ids=["html", "docx", "odt", "epub"])
def test_headings_captions_and_notes_are_kept_apart(make) -> None:
    assert parts(one("road." + make.__name__[3:], make(BLOCKS))) == plain(BLOCKS)


def test_a_pdf_gives_its_paragraphs_whole_and_its_headings_and_notes_apart() -> None:
    set_out = [BLOCKS[0], BLOCKS[1], BLOCKS[4], BLOCKS[3]]
    assert parts(one("road.pdf", as_pdf(set_out, FONT, head=""))) == plain(set_out)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("road.html", as_html),
        ("road.docx", as_docx),
        ("road.odt", as_odt),
        ("road.rtf", as_rtf),
        ("road.epub", as_epub),
        ("road.pdf", lambda blocks: as_pdf(blocks, FONT)),
    ],
)
def test_every_character_of_a_passage_is_found_at_its_offset_in_the_text(name: str, make) -> None:
    document = one(name, make(BLOCKS * 12))
    for passage in corpus.passages(document):
        for at, char in enumerate(passage.text):
            assert char in (document.text[passage.source_offset(at)], " ")


def test_a_file_on_disk_and_an_upload_give_the_same_document(tmp_path: Path) -> None:
    path = tmp_path / "road.docx"
    path.write_bytes(as_docx(BLOCKS))
    assert corpus.read_documents(path) == [one("road.docx", path.read_bytes())]


def test_what_works_toml_says_goes_before_what_the_file_says_and_that_before_its_name(tmp_path: Path) -> None:
    path = tmp_path / "my-road.docx"
    path.write_bytes(as_docx(BLOCKS, "A road", "A. Author; B. Writer"))
    [document] = corpus.read_documents(path)
    assert (document.id, document.title, document.authors) == ("my-road", "A road", ("A. Author", "B. Writer"))
    (tmp_path / "works.toml").write_text('[[work]]\nfile = "my-road.docx"\nid = "road"\ntitle = "The road"\n')
    [document] = corpus.read_documents(path)
    assert (document.id, document.title, document.authors) == ("road", "The road", ("A. Author", "B. Writer"))
    path.write_bytes(as_docx(BLOCKS))
    (tmp_path / "works.toml").unlink()
    assert corpus.read_documents(path)[0].title == "my road"


@pytest.mark.parametrize("name", ["road.txt", "road.docx", "road.html", "road"])
@pytest.mark.parametrize(
    "make", [as_html, as_docx, as_odt, as_rtf, as_epub, lambda blocks: as_pdf(blocks, FONT)], ids=["html", "docx", "odt", "rtf", "epub", "pdf"]
)
def test_a_wrong_ending_of_the_name_does_not_matter(name: str, make) -> None:
    assert "Ganja" in one(name, make(BLOCKS)).text


@pytest.mark.parametrize("name", ["text.pdf", "text.docx", "text.html"])
def test_plain_text_under_a_wrong_name_is_read_as_it_is(name: str) -> None:
    assert one(name, b"They saw Ganja.\n\nThen Barda.\n").text == "They saw Ganja.\n\nThen Barda.\n"


# --- text ---------------------------------------------------------------------------------------------------------

RUSSIAN = "Город Шуша стоит в горах, а город Гянджа лежит севернее; дорога между ними была закрыта в 1992 году.\n" * 3
TURKISH = "Şuşa dağlarda, Ağdam ovadadır; aralarındaki yol 1992 yılında kapatıldı. Işıklı ve Çıldır köyleri görüldü.\n" * 3


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, name) for name in ("cp1251", "koi8-r", "cp866", "utf-16", "utf-16-le", "utf-16-be", "utf-32")]
    + [(TURKISH, name) for name in ("cp1254", "iso8859-9", "utf-16", "utf-16-le", "utf-16-be")]
    + [("La ville de Chouchi, située près de Stepanakert, a été évacuée à l’été; les combats ont été meurtriers.", "cp1252")]
    + [("Miasto Szusza leży w górach; żołnierze zajęli wieś i wrócili później drogą, którą zamknięto w 1992 roku.", "cp1250")],
)
def test_older_encodings_are_told_by_what_they_hold(text: str, encoding: str) -> None:
    assert one("old.txt", text.encode(encoding)).text == text


def test_plain_text_in_utf_8_is_what_python_reads_with_its_mark_and_all(tmp_path: Path) -> None:
    path = tmp_path / "marked.txt"
    path.write_bytes("\ufeffThey saw Şuşa.\r\nAnd s\u0327us\u0327a, \u202eשושא\u202c.\r".encode())
    assert corpus.read_documents(path)[0].text == path.read_text(encoding="utf-8")


# --- HTML ---------------------------------------------------------------------------------------------------------


def test_scripts_styles_navigation_and_what_is_hidden_are_no_text() -> None:
    document = one(
        "page.html",
        page(
            "<header>Agdam</header><nav><a href='/'>Lachin</a></nav><script>'Kapan'</script><style>.Goris{}</style><noscript>Tovuz</noscript>"
            "<p onclick=\"alert('Gazakh')\">They saw <b>Gan</b>ja.<!-- Fuzuli --> Then <a href='x'>Barda</a>.</p><p hidden>Jabrayil</p><p aria-hidden='true'>Khojaly</p>"
            "<ul><li><a href='a'>Zangilan</a></li><li><a href='b'>Gubadli</a></li><li><a href='c'>Kalbajar</a></li></ul><form>Terter</form><footer>Naftalan</footer>"
        ),
    )
    assert document.text == "They saw Ganja. Then Barda.\n\n"


def test_the_main_element_is_the_text_when_there_is_one() -> None:
    text = "They went from Ganja to Barda and came back in May. " * 4
    document = one("page.html", page(f"<div>Read also: Lachin</div><main><header><h1>A road</h1></header><p>{text}</p></main><div>All rights of Agdam</div>"))
    assert parts(document) == [("heading", "A road"), ("body", text.strip())]


def test_line_breaks_list_entries_and_rows_part_text_and_calls_of_notes_are_no_part_of_names() -> None:
    body = "From Ganja<sup><a href='#n1'>1</a></sup> on the 4<sup>th</sup><br>day.<br><br>Then Barda.<ul><li>Agdam was seen.<li>Lachin was not.</ul><table><tr><td>Kapan<td>1992</table>"
    document = one("page.html", page(body))
    assert [text for _, text in parts(document)] == ["From Ganja on the 4th day.", "Then Barda.", "Agdam was seen.", "Lachin was not.", "Kapan | 1992"]


def test_a_page_says_its_title_authors_date_publisher_and_address() -> None:
    head = (
        "<title>Site | x</title><meta name='citation_title' content='A road'><meta name='citation_author' content='A. Author'><meta name='citation_author' content='B. Writer'>"
        "<meta property='article:published_time' content='2021-08-23T10:00:00Z'><meta property='og:site_name' content='Roads'><link rel='canonical' href='https://roads.example/1'>"
    )
    document = one("page.html", page("<p>Ganja.</p>", head))
    assert (document.title, document.authors, document.published, document.publisher) == ("A road", ("A. Author", "B. Writer"), "2021-08-23", "Roads")
    assert (document.url, document.language) == ("https://roads.example/1", "en")


def test_metadata_are_one_short_line_each_author_once_and_only_addresses_are_addresses() -> None:
    head = (
        f"<meta name='citation_title' content='A\n road{' and on' * 80}'><meta name='author' content='A. Author; A. Author'>"
        "<meta name='author' content='https://roads.example/author'><meta property='og:url' content='javascript:alert(1)'>"
    )
    document = one("page.html", page("<p>Ganja.</p>", head))
    assert document.title.startswith("A road and on")
    assert len(document.title) <= 300
    assert (document.authors, document.url) == (("A. Author",), "")


def test_preformatted_paragraphs_and_short_lists_of_links_are_text_and_a_short_article_is_not_the_page() -> None:
    body = "<pre>They saw Ganja.\n\nThen Barda.</pre><ul><li><a href='a'>Kapan</a><li><a href='b'>Goris</a></ul><article>Read on</article><p>The road was long, and longer still.</p>"
    texts = [text for _, text in parts(one("page.html", page(body)))]
    assert texts == ["They saw Ganja.", "Then Barda.", "Kapan", "Goris", "Read on", "The road was long, and longer still."]


def test_linked_data_of_a_page_say_the_same() -> None:
    data = '{"@graph": [{"@type": "Thing"}, {"headline": "A road", "author": [{"name": "A. Author"}], "datePublished": "2021-8-3", "publisher": {"name": "Roads"}}]}'
    document = one("page.html", page("<p>Ganja.</p>", f"<script type='application/ld+json'>{data}</script>"))
    assert (document.title, document.authors, document.published, document.publisher) == ("A road", ("A. Author",), "2021-08-03", "Roads")


def test_the_encoding_that_a_page_names_counts() -> None:
    data = "<html><head><meta charset='windows-1254'></head><body><p>Ağdam, Şuşa</p></body></html>".encode("cp1254")
    assert one("page.html", data).text == "Ağdam, Şuşa\n\n"


# --- DOCX ---------------------------------------------------------------------------------------------------------


def changed(data: bytes, change) -> bytes:
    """A DOCX with its main part changed."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == "word/document.xml" else content)
    return out.getvalue()


def test_a_docx_without_its_contents_table_with_raised_calls_of_notes_and_cells_that_only_lay_out_the_page() -> None:
    import docx

    document = docx.Document()
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("The road north 3", style="toc 1")
    paragraph = document.add_paragraph("They saw Ganja")
    for raised, digit in ((True, "2"), (False, "3")):
        run = paragraph.add_run(digit)
        run.font.superscript, run.font.subscript = raised, not raised
    cell = document.add_table(1, 1).cell(0, 0)
    for text in ("One.", "Two.", "Three.", "Four."):
        cell.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    assert [text for _, text in parts(one("road.docx", file.getvalue()))] == ["They saw Ganja3", "One.", "Two.", "Three.", "Four."]


@pytest.mark.parametrize(("author", "published"), [("A. Author", "2013-12~"), ("python-docx", "")])
def test_a_docx_says_the_month_that_it_was_begun_in_unless_it_is_that_of_a_library(author: str, published: str) -> None:
    assert one("road.docx", as_docx(BLOCKS, "A road", author)).published == published


def test_page_breaks_put_in_by_hand_number_the_pages_of_a_docx() -> None:
    document = one("road.docx", as_docx([("body", f"They saw Ganja in {year}.") for year in range(1990, 1994)], every=2))
    assert [passage.locator for passage in corpus.passages(document)] == ["p. 1", "p. 1", "p. 2", "p. 2"]


def test_a_docx_without_page_breaks_knows_no_pages() -> None:
    assert one("road.docx", as_docx(BLOCKS)).pages == ()


def test_breaks_that_the_word_processor_recorded_count_within_a_paragraph_too() -> None:
    data = changed(as_docx([("body", "They saw Ganja @ and Barda.")]), lambda xml: xml.replace(b"@", b"</w:t><w:lastRenderedPageBreak/><w:t>"))
    [passage] = corpus.passages(one("road.docx", data))
    assert (passage.text, passage.locator) == ("They saw Ganja and Barda.", "pp. 1-2")
    document = one(
        "road.docx", changed(data, lambda xml: xml.replace(b"<w:lastRenderedPageBreak/>", b"<w:lastRenderedPageBreak/><w:t> </w:t><w:lastRenderedPageBreak/>"))
    )
    assert document.pages[-1] == (document.text.index("and"), "3")


def test_tables_text_boxes_and_content_controls_are_read_and_deleted_text_is_not() -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("They saw Ganja.")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Barda", "1992"
    document.add_paragraph("BOX")
    file = io.BytesIO()
    document.save(file)

    def change(xml: bytes) -> bytes:
        control = b"<w:sdt><w:sdtContent><w:p><w:r><w:t>Kapan was seen.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        gone = b"<w:p><w:del><w:r><w:delText>Agdam</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>Lachin</w:t></w:r></w:moveFrom><w:r><w:t>Goris was seen.</w:t></w:r></w:p>"
        return re.sub(rb"<w:p>(?:(?!<w:p>).)*BOX.*?</w:p>", control + gone, xml, flags=re.DOTALL)

    assert [text for _, text in parts(one("road.docx", changed(file.getvalue(), change)))] == [
        "They saw Ganja.",
        "Barda | 1992",
        "Kapan was seen.",
        "Goris was seen.",
    ]


# --- ODT ----------------------------------------------------------------------------------------------------------


def odt(body: str, styles: str = "", paged: bool = False) -> bytes:
    """An ODT whose text is this XML; `styles` are its own ones."""
    about = 'text:use-soft-page-breaks="true"' if paged else ""
    spaces = ("office", "text", "table", "style")
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in spaces)
    more = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    content = (
        f"<office:document-content {names} {more}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text {about}>{body}</office:text></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return file.getvalue()


def test_notes_rows_and_boxes_of_an_odt_are_read_and_what_was_deleted_noted_beside_or_listed_is_not() -> None:
    body = (
        "<text:tracked-changes><text:p>Agdam</text:p></text:tracked-changes><text:table-of-content><text:p>Lachin</text:p></text:table-of-content>"
        '<text:p>They saw<text:s text:c="3"/><text:span>Gan</text:span>ja<text:note><text:note-citation>7</text:note-citation><text:note-body><text:p>Told in Barda.</text:p>'
        "</text:note-body></text:note><office:annotation><text:p>Kapan</text:p></office:annotation> in<text:line-break/>1992."
        "<draw:frame><draw:text-box><text:p>The mill at Tovuz.</text:p></draw:text-box></draw:frame></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Goris</text:p></table:table-cell><table:table-cell><text:p>1993</text:p></table:table-cell></table:table-row></table:table>"
        "<text:list><text:list-item><text:p>Naftalan</text:p></text:list-item></text:list>"
    )
    found = [text for _, text in parts(one("road.odt", odt(body)))]
    assert found == ["They saw Ganja in 1992.", "1 Told in Barda.", "The mill at Tovuz.", "Goris | 1993", "Naftalan"]


def test_pages_of_an_odt_are_known_where_it_recorded_where_they_end() -> None:
    turned = '<style:style style:name="P1"><style:paragraph-properties fo:break-before="page"/></style:style><style:style style:name="P2" style:master-page-name="Wide"/>'
    body = (
        '<text:p text:style-name="P1">They saw Ganja.</text:p><text:p>They went <text:soft-page-break/>on to Barda.</text:p><text:soft-page-break/>'
        '<text:p>They came to Tovuz.</text:p><text:p text:style-name="P1">They went home.</text:p><text:p text:style-name="P2">They slept.</text:p>'
    )
    assert [p.locator for p in corpus.passages(one("road.odt", odt(body, turned, paged=True)))] == ["p. 1", "pp. 1-2", "p. 3", "p. 4", "p. 5"]
    assert one("road.odt", odt(body, turned)).pages == ()


# --- RTF ----------------------------------------------------------------------------------------------------------


def test_an_rtf_gives_its_headings_notes_and_letters_and_no_pictures_fields_or_styles() -> None:
    without = [block for block in BLOCKS if block[0] != "caption"]
    assert parts(one("road.rtf", as_rtf(without))) == plain(without)
    document = one(
        "road.rtf",
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Lachin;}{\f1\fcharset204 Arial;}}{\stylesheet{\s1\outlinelevel0 Agdam;}}{\info{\title A road}"
        rb"{\author A. Author; B. Writer}{\creatim\yr2021\mo3\dy4}}\pard\f0 They saw Gan{\b ja} \{1992\} and \f1\'d8\'f3\'f8\'e0\f0 ;\line see "
        rb'{\field{\*\fldinst{HYPERLINK "http://x.example/Kapan"}}{\fldrslt the map}}.{\pict\pngblip Goris}\par\trowd Barda\cell 1993\cell\row}',
    )
    assert [text for _, text in parts(document)] == ["They saw Ganja {1992} and Шуша; see the map.", "Barda | 1993"]
    assert (document.title, document.authors, document.published) == ("A road", ("A. Author", "B. Writer"), "2021-03~")


# --- EPUB ---------------------------------------------------------------------------------------------------------


def test_an_epub_says_its_title_author_date_publisher_and_address_and_which_chapter_is_missing() -> None:
    data = as_epub(BLOCKS * 2, "A road", "A. Author")
    document = one("road.epub", data)
    assert (document.title, document.authors, document.published, document.publisher) == ("A road", ("A. Author",), "2021-08-23", "Roads")
    assert (document.url, document.language) == ("https://roads.example/1", "en")
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if not name.endswith("chapter 1.xhtml"):
                target.writestr(name, source.read(name))
    lines: list[str] = []
    [part] = corpus.read_upload("road.epub", out.getvalue(), lines.append)
    assert lines == ["road.epub: the book names 'OEBPS/text/chapter 1.xhtml', which is not in it; the other chapters are read"]
    assert document.text == part.text * 2


# --- PDF ----------------------------------------------------------------------------------------------------------

WORDS = (
    "road", "river", "bridge", "stone", "winter", "summer", "driver", "market", "orchard", "village", "garden",
    "mountain", "valley", "tunnel", "station", "border", "school", "mill", "letter", "paper",
)  # fmt: skip
LONG: Blocks = [
    (
        "body",
        f"In {1900 + n} they went from Ganja to Barda. "
        + " ".join(f"They saw the {WORDS[n * k % 17]} and the {WORDS[(n + k * k) % 19]} that day." for k in range(9)),
    )
    for n in range(40)
]


def test_passages_of_a_pdf_know_their_pages_and_no_running_head_or_page_number_is_left() -> None:
    document = one("road.pdf", as_pdf(LONG, FONT, "A road", "A. Author; B. Writer"))
    passages = list(corpus.passages(document))
    assert passages[0].locator == "p. 1"
    assert len(document.pages) > 3
    assert any(re.fullmatch(r"pp\. \d-\d", passage.locator) for passage in passages)
    assert passages[-1].locator == f"p. {document.pages[-1][1]}"
    assert "journal of roads" not in document.text
    assert [text for _, text in parts(document)] == [text.strip() for _, text in LONG]
    assert (document.title, document.authors) == ("A road", ("A. Author", "B. Writer"))


@pytest.mark.parametrize("title", ["Microsoft Word - road_v2.doc", "Untitled", "road.indd"])
def test_a_title_that_only_the_program_gave_is_none(title: str) -> None:
    assert one("the-road.pdf", as_pdf(BLOCKS, FONT, title)).title == "the road"


def test_words_that_a_line_end_broke_are_whole_and_names_keep_their_hyphen() -> None:
    from fpdf import FPDF

    paper = FPDF()
    paper.set_font("helvetica", size=11)
    paper.add_page()
    lines = (
        "The town of Ganja, the district of Gorano-",
        "boy, and Nagorno-",
        "Karabakh: they saw the moun-",
        "tains of the 44-",
        "day war, and its peace-",
        "keepers.",
    )
    for line in (*lines, "Many mountains were seen by all who went up there."):
        paper.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    text = one("road.pdf", bytes(paper.output())).text
    for word in ("Goranoboy", "Nagorno-Karabakh", "mountains of", "44-day"):
        assert word in text


def test_two_columns_are_read_one_after_the_other() -> None:
    from fpdf import FPDF

    paper = FPDF()
    paper.set_font("helvetica", size=11)
    paper.add_page()
    with paper.text_columns(ncols=2, gutter=10) as columns:
        columns.write("They went from Ganja to Barda and on to the river. " * 60 + "Last they saw Agdam.")
    [(_, text), *rest] = parts(one("road.pdf", bytes(paper.output())))
    whole = " ".join([text, *(more for _, more in rest)])
    assert " ".join(whole.split()).count("They went from Ganja to Barda and on to the river.") == 60
