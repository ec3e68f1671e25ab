"""Files -> documents -> passages."""

from pathlib import Path

import pytest
from conftest import DATA
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import corpus
from geo.errors import InputError
from geo.model import Document


def of(path: Path) -> list[corpus.Passage]:
    return [passage for document in corpus.read_documents(path) for passage in corpus.passages(document)]


def parts(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for passage in of(DATA / "corpus" / name):
        found.setdefault(passage.part, []).append(passage.text)
    return found


def test_every_character_of_a_passage_is_found_at_its_offset_in_the_file() -> None:
    for path in [*(DATA / "corpus").iterdir(), DATA / "journal" / "journal.txt"]:
        text = path.read_text(encoding="utf-8")
        for passage in of(path):
            for at, char in enumerate(passage.text):
                assert char == text[passage.source_offset(at)] or char == " "


def test_front_matter_gives_a_document_its_metadata() -> None:
    [document] = corpus.read_documents(DATA / "corpus" / "border-notes.md")
    assert (document.id, document.form, document.authors) == ("border-notes", "digest", ("Passage Atlas",))


def test_a_locator_at_the_end_of_a_paragraph_is_kept_and_not_shown() -> None:
    passage = of(DATA / "corpus" / "border-notes.md")[2]
    assert passage.locator == "Spring, para. 1"
    assert "{#" not in passage.text


def test_a_file_without_metadata_is_one_document_named_after_it(tmp_path: Path) -> None:
    path = tmp_path / "my-notes.txt"
    path.write_text("Ganja.")
    [document] = corpus.read_documents(path)
    assert (document.id, document.title) == ("my-notes", "my notes")


def test_works_toml_tells_the_works_of_one_file_apart() -> None:
    one, two = corpus.read_documents(DATA / "journal" / "journal.txt")
    assert [p.text for p in corpus.passages(one)][-1] == "We walked to Ganja on 5 May 1995."
    assert [p.text for p in corpus.passages(two)] == ["A letter from Tovuz", "They stayed in Tovuz in 1996."]


def test_numbered_notes_are_footnotes_and_the_list_after_endnotes_is_a_reference_list() -> None:
    found = parts("field-paper.txt")
    assert [text[:12] for text in found["footnote"]] == ["1 Surveyor, ", "2 From Autho"]
    assert len(found["reference"]) == 2


def test_a_paragraph_cut_by_a_page_break_is_joined_across_notes_and_pull_quotes() -> None:
    found = parts("field-paper.txt")
    [joined] = [text for text in found["body"] if text.startswith("The road")]
    assert "the surveyors from Goris and the city of Kapan had met" in joined


def test_pull_quotes_and_emphasised_lines_are_captions() -> None:
    captions = parts("field-paper.txt")["caption"]
    assert "The bridge near Horadiz in winter" in captions
    assert any(text.startswith("Much of the road") for text in captions)


def test_a_text_that_begins_with_notes_is_no_reference_list(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Notes\n\nIn 1993 they saw Ganja.\n\nThen they saw Barda.\n")
    assert [passage.part for passage in of(path)] == ["heading", "body", "body"]


def test_a_numbered_list_of_running_text_is_no_footnote(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("Three things were agreed in Ganja, and all three were kept.\n\n1. The road to Barda is opened.\n2. The bridge at Horadiz is mended.\n")
    assert {passage.part for passage in of(path)} == {"body"}


def test_a_note_that_begins_in_the_middle_of_a_line_is_cut_off_there(tmp_path: Path) -> None:
    path = tmp_path / "broken.txt"
    path.write_text(
        "It was seen in Ganja.¹ It was, said one, and then a\n\n1 A note, available at: http://a.example (accessed: May 1, 2020)\n\n"
        "second thing was seen in Barda, as told by a 2 Paper, B., available at: http://b.example (accessed: May 2, 2020)\n\nfriend of the house.\n"
    )
    texts = [(p.part, p.text) for p in of(path)]
    assert ("footnote", "2 Paper, B., available at: http://b.example (accessed: May 2, 2020)") in texts
    assert any("as told by a friend of the house" in text for part, text in texts if part == "body")


def test_a_long_paragraph_is_cut_at_sentence_ends(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("This is a sentence about Ganja. " * 200)
    found = of(path)
    assert len(found) > 3
    assert all(passage.text.rstrip().endswith(".") for passage in found)
    assert all(len(passage.text) <= 2 * 1600 for passage in found)


def test_abbreviations_and_initials_do_not_end_sentences() -> None:
    text = "Dr. A. Karayev met Gen. Smith in the U.S. embassy. They spoke. No. 5 was next."
    assert [text[at:].split(maxsplit=1)[0] for at in corpus.sentence_starts(text)] == ["Dr.", "They", "No."]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"   \n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a binary file"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_one_line_that_names_it(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says) as error:
        corpus.read_documents(path)
    assert "\n" not in str(error.value)
    assert str(path) in str(error.value)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(InputError, match="50 MB is over the limit of 20 MB"):
        corpus.read_documents(path)


def test_a_folder_without_texts_and_a_missing_path_are_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no texts in this folder"):
        corpus.find_files([tmp_path])
    with pytest.raises(InputError, match="no such file or folder"):
        corpus.find_files([tmp_path / "nowhere"])


@pytest.mark.parametrize("front", ["id = ", 'id = "x"\nbegins = "y"'])
def test_broken_metadata_is_said(tmp_path: Path, front: str) -> None:
    path = tmp_path / "broken.md"
    path.write_text(f"+++\n{front}\n+++\n\nText.\n")
    with pytest.raises(InputError, match=r"broken\.md"):
        corpus.read_documents(path)


def test_line_ends_and_offsets_are_those_that_python_reads(tmp_path: Path) -> None:
    path = tmp_path / "dos.txt"
    path.write_bytes(b"One line about Ganja.\r\n\r\nAnother about Barda.\r\n")
    text = path.read_text(encoding="utf-8")
    assert [text[p.source_offset(0) : p.source_offset(0) + 3] for p in of(path)] == ["One", "Ano"]


@given(st.text(alphabet="ab. \n*_#[]()<>^{}¹²|-1A“”", max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_passages_or_their_offsets(text: str) -> None:
    document = Document("x", "x", "x.txt", text, until=len(text))
    for passage in corpus.passages(document):
        assert passage.text
        for at, char in enumerate(passage.text):
            source = passage.source_offset(at)
            assert 0 <= source < len(text)
            assert char in (text[source], " ")
