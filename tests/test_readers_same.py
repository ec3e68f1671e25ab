"""The same works as PDF, DOCX, ODT, RTF, EPUB and HTML: the same places, and pages from the PDF."""

from collections import Counter
from functools import cache, partial
from pathlib import Path

import pytest
from conftest import ROOT, SHARED
from papers import FONT, apart, as_docx, as_epub, as_html, as_odt, as_pdf, as_rtf, blocks, places_of

from geo import corpus
from geo.model import Document
from geo.resolve import Resolver

MAKE = {"html": as_html, "docx": as_docx, "odt": as_odt, "rtf": as_rtf, "epub": as_epub, "pdf": partial(as_pdf, font=FONT)}
CORPUS = [ROOT / "data" / "corpus" / f"{name}.md" for name in ("valiyev-2021", "rustamzade-2022", "huseynov-2022", "karavayev-2016")]
WORKS = sorted((SHARED / "texts").glob("*.txt"))


@cache
def plainly(paths: tuple[Path, ...], resolver: Resolver) -> tuple[list[Document], Counter[str]]:
    """The works as plain text, and how often they name each place."""
    documents = [document for path in paths for document in corpus.read_documents(path)]
    return documents, places_of(documents, resolver)


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize(
    "paths", [CORPUS, pytest.param(WORKS, marks=pytest.mark.skipif(not WORKS, reason="the original works are not here"))], ids=["corpus", "works"]
)
def test_the_same_works_in_another_format_name_the_same_places(kind: str, paths: list[Path], resolver) -> None:
    documents, plain = plainly(tuple(paths), resolver)
    other: Counter[str] = Counter()
    for document in documents:
        [made] = corpus.read_upload(f"{document.id}.{kind}", MAKE[kind](blocks(document), title=document.title), pytest.fail)
        assert made.title == document.title
        other += places_of([made], resolver)
        if kind == "pdf":
            pages = [label for _, label in made.pages]
            assert sorted(set(pages), key=int) == [str(page) for page in range(1, len(set(pages)) + 1)]
            assert all(passage.locator.startswith(("p. ", "pp. ")) for passage in corpus.passages(made))
    assert plain.total() > 500
    assert apart(plain, other) <= 0.01
