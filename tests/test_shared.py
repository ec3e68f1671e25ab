"""Accuracy on the development gold and the original works, where these lie beside the project."""

import json
import re
import subprocess
import sys

import pytest
from conftest import ROOT, SHARED

from geo import world
from geo.corpus import passages, read_documents
from geo.evaluate import evaluate
from geo.resolve import Resolver
from geo.stages import parse

pytestmark = pytest.mark.skipif(not (SHARED / "eval" / "gold-dev.jsonl").exists(), reason="the original works and the development gold are not here")


def test_accuracy_on_the_development_gold_holds() -> None:
    scores = evaluate(SHARED / "eval" / "gold-dev.jsonl", SHARED / "texts", SHARED / "eval" / "regions-dev.json").scores
    assert scores["found"]["f1"] >= 0.97
    assert scores["role"]["share"] >= 0.94
    assert scores["resolved"]["share"] >= 0.98
    assert scores["mapped"]["f1"] >= 0.95
    assert scores["when"]["f1"] >= 0.80


def test_footnotes_and_endnotes_are_told_from_running_text(resolver) -> None:
    """Notes are known here by what they say: an address, an access date, a page; at most 2 in 100 of their mentions may be called running text."""
    note = re.compile(r"https?://|accessed:|available at|op\. ?cit|retrieved ")
    inside = outside = 0
    for name in ("jafarov-aslanli-2021.txt", "csp-2022.txt"):
        for document in read_documents(SHARED / "texts" / name):
            for parsed in parse(document, resolver):
                if note.search(parsed.passage.text):
                    if parsed.passage.part in ("footnote", "reference"):
                        inside += len(parsed.mentions)
                    else:
                        outside += len(parsed.mentions)
    assert inside > 300
    assert outside <= 0.02 * (inside + outside)


def test_the_original_works_are_read_whole_with_true_offsets() -> None:
    for path in sorted((SHARED / "texts").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for document in read_documents(path):
            for passage in passages(document):
                for at in range(0, len(passage.text), 11):
                    assert passage.text[at] in (text[passage.source_offset(at)], " ")


def test_no_sentence_of_the_original_works_stands_in_the_project() -> None:
    done = subprocess.run([sys.executable, str(SHARED / "eval" / "verbatim.py"), str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_places_in_ordinary_news_are_found_and_rightly_placed(places, tmp_path) -> None:
    """Scored as `score_news.py` does, with exact spans, every mention with coordinates counted."""
    worldly = Resolver(places, world.load())
    texts = [json.loads(line) for line in (SHARED / "eval" / "news-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    found = []
    for text in texts:
        path = tmp_path / f"{text['id']}.txt"
        path.write_text(text["text"], encoding="utf-8", newline="")
        spots = []
        for document in read_documents(path):
            for parsed in parse(document, worldly):
                for mention in parsed.mentions:
                    if place := worldly.place(mention.place):
                        start, end = parsed.passage.source_span(mention.start, mention.end)
                        spots.append({"start": start, "end": end, "lat": place.lat, "lon": place.lon})
        found.append({"id": text["id"], "toponyms": spots})
    (tmp_path / "found.jsonl").write_text("".join(json.dumps(row) + "\n" for row in found), encoding="utf-8")
    score = [sys.executable, str(SHARED / "eval" / "score_news.py"), str(SHARED / "eval" / "news-dev.jsonl"), str(tmp_path / "found.jsonl")]
    subprocess.run([*score, "--json", str(tmp_path / "scores.json")], check=True, capture_output=True)
    scores = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))["exact"]["end_to_end"]
    assert scores["f1"] >= 0.78
    assert scores["precision"] >= 0.78


def test_every_place_that_the_gold_names_is_in_the_gazetteer(places) -> None:
    lost = set()
    for line in (SHARED / "eval" / "gold-dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not places.search(row["surface"]):
            lost.add(row["surface"])
    assert lost == set()
