"""Hostile and broken files: each gives one clear line, and the others go through."""

import io
import zipfile
from pathlib import Path

import pytest
from papers import FONT, Blocks, as_docx, as_epub, as_html, as_odt, as_pdf, as_rtf
from test_readers import changed, odt, one, page

from geo import corpus, settings, stages
from geo.errors import InputError
from geo.readers import pdf

BLOCKS: Blocks = [("body", "They saw Ganja in 1993.")]


def zipped(files: dict[str, bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", level) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def locked_zip() -> bytes:
    """An archive whose member says that it is encrypted."""
    data = bytearray(zipped({"a.txt": b"They saw Ganja."}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def entities(xml: bytes) -> bytes:
    return xml.replace(b"?>", b"?><!DOCTYPE x [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>", 1)


def pictures() -> bytes:
    from fpdf import FPDF

    paper = FPDF()
    paper.add_page()
    paper.rect(10, 10, 50, 50)
    return bytes(paper.output())


def with_file(data: bytes, name: str, content: bytes) -> bytes:
    """An archive with one file added or changed."""
    source = zipfile.ZipFile(io.BytesIO(data))
    return zipped({one: source.read(one) for one in source.namelist()} | {name: content})


DOCX, PDF, ODT, EPUB = as_docx(BLOCKS), as_pdf(BLOCKS, FONT), as_odt(BLOCKS), as_epub(BLOCKS)
ENCRYPTED = b'<encryption><EncryptedData><CipherData><CipherReference URI="OEBPS/text/chapter%201.xhtml"/></CipherData></EncryptedData></encryption>'
BAD = {
    "bomb.zip": (zipped({"a.txt": b"0" * 20_000_000}), "packs a file .* times smaller, over the limit of 100"),
    "wide.zip": (zipped({f"{n}.txt": b"x" for n in range(2001)}), "holds 2,001 files, over the limit of 2,000"),
    "big.zip": (zipped({f"{n}.txt": (b"%06d" % n) + b"0" * 950_000 for n in range(220)}), "unpacks to 209 MB, over the limit of 200 MB"),
    "bomb.docx": (zipped({"[Content_Types].xml": b"x", "word/document.xml": b" " * 20_000_000}), "packs a file"),
    "cut.zip": (zipped({"a.txt": b"They saw Ganja."})[:-30], "is damaged or cut off"),
    "locked.zip": (locked_zip(), r"locked\.zip/a\.txt: is protected by a password"),
    "pictures.zip": (zipped({"a.png": b"x"}), "holds no texts"),
    "nested.zip": (zipped({"in.zip": zipped({"a.txt": b"x"})}), r"nested\.zip/in\.zip: is an archive inside an archive"),
    "locked.pdf": (as_pdf(BLOCKS, FONT, password="x"), "is protected by a password; save it without one"),
    "cut.pdf": (PDF[: len(PDF) // 2], "is no PDF, or is damaged or cut off"),
    "nothing.pdf": (b"%PDF-1.7\n%%EOF\n", "is no PDF, or is damaged or cut off"),
    "scan.pdf": (pictures(), r"holds no text, only pictures; run text recognition \(OCR\) first"),
    "cut.docx": (DOCX[: len(DOCX) // 2], "is damaged or cut off; open it in a word processor"),
    "end.docx": (DOCX[:-30], "is damaged or cut off; open it in a word processor"),
    "entities.docx": (changed(DOCX, entities), "declares entities of its own"),
    "entities16.docx": (changed(DOCX, lambda xml: entities(xml).decode().replace("UTF-8", "UTF-16").encode("utf-16")), "declares entities of its own"),
    "broken.docx": (changed(DOCX, lambda xml: xml[:300]), "is no DOCX file, or is damaged"),
    "archive.docx": (zipped({"a.txt": b"They saw Ganja."}), "is no DOCX file"),
    "blank.docx": (as_docx([]), "holds no text"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "is a Word or Office file of before 2007, which is not read"),
    "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
    "blank.rtf": (b"{\\rtf1 }", "holds no text"),
    "broken.rtf": (b"{\\rtf1 Ganja \\u99999999? }", "is no rich text, or is damaged"),
    "cut.odt": (ODT[: len(ODT) // 2], "is damaged or cut off"),
    "broken.odt": (with_file(ODT, "content.xml", b"<office"), "is no OpenDocument text, or is damaged"),
    "deep.odt": (odt("<text:p>" + "<text:span>" * 100_000), "is no OpenDocument text, or is damaged"),
    "locked.odt": (with_file(ODT, "META-INF/manifest.xml", b"<manifest:encryption-data/>"), "is protected by a password; save it without one"),
    "blank.odt": (odt(""), "holds no text"),
    "table.ods": (with_file(ODT, "mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), "is an OpenDocument file that is no text"),
    "broken.epub": (with_file(EPUB, "META-INF/container.xml", b'<a><rootfile full-path="gone.opf"/></a>'), "is no EPUB, or is damaged"),
    "locked.epub": (with_file(EPUB, "META-INF/encryption.xml", ENCRYPTED), "is protected against copying"),
    "blank.epub": (as_epub([]), "holds no text"),
    "book.mobi": (b"They saw Ganja. BOOKMOBI", "is an e-book in Amazon's format, which is not read"),
    "table.xlsx.txt": (zipped({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}), "is an Excel workbook, which is not read"),
    "blank.html": (page("<script>Ganja</script>"), "is HTML that holds no text"),
    "deep.html": (page("<div>" * 100_000 + "They saw Ganja."), "nests its tags deeper"),
    "empty.txt": (b"", "is empty"),
    "empty.pdf": (b" \n", "is empty"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 30, "is a binary file"),
    "half.txt": (b"\xff\xfeG\0a\0n", "begins as UTF-16 but breaks off"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_one_clear_line_that_names_it(name: str, tmp_path: Path) -> None:
    data, says = BAD[name]
    lines: list[str] = []
    assert corpus.read_upload(name, data, lines.append) == []
    [line] = lines
    assert "\n" not in line
    assert line.startswith(name)
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=says) as error:
        corpus.read_documents(path)
    assert str(error.value).startswith(str(path))


def test_bad_files_of_a_folder_and_of_an_archive_are_reported_and_the_others_read(tmp_path: Path) -> None:
    for name in ("cut.pdf", "bomb.zip", "cut.docx", "old.doc", "empty.txt"):
        (tmp_path / name).write_bytes(BAD[name][0])
    (tmp_path / "good.pdf").write_bytes(PDF)
    (tmp_path / "more.zip").write_bytes(
        zipped({"in/better.docx": DOCX, "out/better.docx": DOCX, "cut.docx": BAD["cut.docx"][0], "empty.md": b"", "picture.png": b"x"})
    )
    (tmp_path / "picture.png").write_bytes(b"x")
    lines: list[str] = []
    documents = stages.read_all([tmp_path], lines.append)
    assert [(document.id, document.file) for document in documents] == [("good", "good.pdf"), ("better", "better.docx"), ("better-2", "better.docx")]
    assert [line.removeprefix(f"{tmp_path}/").split(": ")[0] for line in lines] == [
        "bomb.zip", "cut.docx", "cut.pdf", "empty.txt", "more.zip/cut.docx", "more.zip/empty.md", "old.doc",
    ]  # fmt: skip


def test_works_toml_in_an_archive_tells_of_the_files_beside_it() -> None:
    lines: list[str] = []
    works = b'[[work]]\nfile = "a.txt"\nid = "first"\ntitle = "The first"\n'
    found = corpus.read_upload("all.zip", zipped({"in/a.txt": b"They saw Ganja.", "in/works.toml": works, "a.txt": b"They saw Barda."}), lines.append)
    assert (lines, [(document.id, document.title) for document in found]) == ([], [("a", "a"), ("first", "The first")])


def test_small_files_may_be_packed_tightly_and_what_systems_put_beside_files_is_passed_by() -> None:
    packed = zipped({"a.txt": b"They saw Ganja. " * 40_000, "__MACOSX/._a.txt": b"\0\5\x16\7Mac OS X"})
    assert len(packed) < 640_000 / settings.max_unpack_ratio
    lines: list[str] = []
    assert [document.id for document in corpus.read_upload("all.zip", packed, lines.append)] == ["a"]
    assert lines == []


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "/abs/passwd.txt", "..\\..\\passwd.txt", "passwd.txt"])
def test_a_name_that_leads_elsewhere_is_only_a_label(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    inside = corpus.read_upload("all.zip", zipped({name: b"They saw Ganja."}), pytest.fail)
    for document in [one(name, b"They saw Ganja."), *inside]:
        assert (document.id, document.file) == ("passwd", "passwd.txt")
    assert [path.name for path in tmp_path.rglob("*")] == ["here"]


@pytest.mark.parametrize("name", ["Отчёт (2).txt", "a b/c?d#e&f=g.txt", "...txt", "<b>x</b>.txt", "\n.txt", ""])
def test_identifiers_made_of_names_are_safe_in_links_and_files(name: str) -> None:
    found = one(name, b"They saw Ganja.").id
    assert found
    assert all(char.isalnum() or char in "-_" for char in found)


def test_what_is_over_a_limit_is_said_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def line(name: str, data: bytes) -> str:
        lines: list[str] = []
        assert corpus.read_upload(name, data, lines.append) == []
        return lines[0]

    many = as_pdf([("body", "They saw Ganja. " * 100)] * 20, FONT)
    monkeypatch.setattr(settings, "max_pages", 2)
    assert "pages, over the limit of 2; split it, or set PASSAGE_ATLAS_MAX_PAGES" in line("many.pdf", many)
    monkeypatch.setattr(settings, "max_characters", 100)
    for name, data in (
        ("a.html", as_html(BLOCKS * 10)),
        ("a.docx", as_docx(BLOCKS * 10)),
        ("a.odt", as_odt(BLOCKS * 10)),
        ("a.rtf", as_rtf(BLOCKS * 10)),
        ("a.epub", as_epub(BLOCKS * 10)),
        ("a.txt", b"They saw Ganja. " * 10),
    ):
        assert "holds more than the limit of 100 characters" in line(name, data)
    monkeypatch.setattr(settings, "max_file_mb", 1)
    assert line("a.txt", b"x" * 1_600_000) == "a.txt: 2 MB is over the limit of 1 MB; split it, or set PASSAGE_ATLAS_MAX_FILE_MB"
    stored = zipped({"a.txt": b"x" * 1_600_000}, zipfile.ZIP_STORED)
    assert "over the limit of 1 MB" in line("a.zip", stored)


@pytest.mark.parametrize(
    ("program", "seconds", "says"),
    [
        ("import os; os.abort()", 120, "makes the PDF library fail"),
        ("import os, sys; sys.stdout.write('{'); sys.stdout.flush(); os._exit(1)", 120, "makes the PDF library fail"),
        ("while True: pass", 1, "took longer to read than the limit of 1 s"),
    ],
)
def test_a_pdf_library_that_crashes_or_hangs_ends_only_its_own_file(
    program: str, seconds: int, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "program.py"
    path.write_text(program)
    monkeypatch.setattr(pdf, "_PROGRAM", path)
    monkeypatch.setattr(settings, "read_seconds", seconds)
    lines: list[str] = []
    assert corpus.read_upload("bad.pdf", PDF, lines.append) == []
    assert says in lines[0]


def test_pages_that_are_only_pictures_are_said_and_the_others_read() -> None:
    from fpdf import FPDF
    from PIL import Image

    paper = FPDF()
    paper.set_font("helvetica", size=12)
    for number in range(3):
        paper.add_page()
        if number == 1:
            paper.image(Image.new("L", (40, 40), 90), w=120)
        else:
            paper.multi_cell(0, 6, f"In 199{number} the column left Ganja for Barda, and came back by way of Tovuz.")
    lines: list[str] = []
    [document] = corpus.read_upload("part.pdf", bytes(paper.output()), lines.append)
    assert lines == ["part.pdf: 1 of 3 pages hold no text, only pictures; run text recognition (OCR) on them first (p. 2); the others are read"]
    assert "1990" in document.text
    assert "1992" in document.text


@pytest.mark.parametrize(
    "piece", ["{", "}", "\\f1", "{\\fonttbl", "{\\footnote ", "{\\footnote a}", "{\\field{\\*\\fldinst{", "{\\pict ", "\\bin9 ", "\\'e0", "{\\info{\\title "]
)
def test_an_rtf_that_repeats_itself_without_end_is_read_in_one_go(piece: str) -> None:
    """A step that went over the rest of the file each time would take an hour here."""
    assert one("deep.rtf", b"{\\rtf1 They saw Ganja." + (piece * 200_000).encode()).text.startswith("They saw Ganja.")


def test_entities_of_an_odt_or_an_epub_are_not_followed() -> None:
    data = odt("<text:p>They saw Ganja.&amp;</text:p>")
    content = zipfile.ZipFile(io.BytesIO(data)).read("content.xml").replace(b"&amp;", b"&b;")
    named = b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'><!ENTITY b '&a;&a;&a;'>]>"
    assert one("a.odt", with_file(data, "content.xml", named + content)).text == "They saw Ganja.\n\n"
    book = zipfile.ZipFile(io.BytesIO(EPUB)).read("OEBPS/book.opf").replace(b"<dc:title>", b"<dc:title>&b;")
    assert one("a.epub", with_file(EPUB, "OEBPS/book.opf", book.replace(b"?>", b"?>" + named))).title == "&b;"


def test_a_thousand_nested_tags_are_read() -> None:
    assert one("deep.html", page("<div>" * 1000 + "They saw <b>Ganja</b>." + "</div>" * 1000)).text == "They saw Ganja.\n\n"


@pytest.mark.parametrize("word", ["They saw Ganja and went on to Barda ", "<sup>", "^{a", "![a", "¹a", "word of the\n\n"])
def test_a_line_of_a_million_characters_is_read(word: str) -> None:
    """A regular expression that went over the rest of the line at each step would take an hour here."""
    text = (word * (1_000_000 // len(word) + 1))[:1_000_000]
    found = list(corpus.passages(one("line.txt", text.encode())))
    assert all(len(passage.text) <= 2 * settings.passage_characters for passage in found)


def test_right_to_left_text_and_combining_marks_keep_their_offsets() -> None:
    text = "\u202eزار الرئيس مدينة شوشا\u202c. They saw Şuşa, S\u0327us\u0327a and Գանձակ in the e\u0301te\u0301.\n"
    document = one("marks.txt", text.encode())
    assert document.text == text
    for passage in corpus.passages(document):
        for at, char in enumerate(passage.text):
            assert char in (document.text[passage.source_offset(at)], " ")


def test_the_command_line_goes_on_after_bad_files_and_returns_their_exit_code(program, command, tmp_path: Path) -> None:
    (tmp_path / "mixed.zip").write_bytes(zipped({"page.html": as_html(BLOCKS), "cut.docx": BAD["cut.docx"][0]}))
    (tmp_path / "good.pdf").write_bytes(PDF)
    done = program("parse", tmp_path / "mixed.zip", tmp_path / "good.pdf")
    assert done.returncode == 2
    assert [line.count("Ganja") for line in done.stdout.splitlines()] == [2, 2]
    [line] = done.stderr.splitlines()
    assert line.startswith(f"error: {tmp_path / 'mixed.zip'}/cut.docx: is damaged or cut off")
    done = command("build", "--texts", tmp_path, "--out", tmp_path / "out.gpkg")
    assert done.returncode == 1
    assert done.stderr.count("skipped: ") == 1
