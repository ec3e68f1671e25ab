"""Mentions against a gold standard."""

import json
from pathlib import Path

import pytest
from conftest import DATA

from geo.errors import InputError
from geo.evaluate import evaluate, score


def row(start: int, end: int, **more: object) -> dict[str, object]:
    return {
        "start": start,
        "end": end,
        "surface": "x",
        "kind": "city",
        "lat": 40.0,
        "lon": 46.0,
        "use": "literal",
        "role": "literal",
        "part": "body",
        "when": [],
        **more,
    }


def system(start: int, end: int, **more: object) -> dict[str, object]:
    return {**row(start, end), "when": set(), **more}


def test_a_perfect_system_scores_one() -> None:
    when = [["1993-01-01", "1993-12-31"]]
    report = score({"d": [row(0, 5, when=when)]}, {"d": [system(0, 5, when={("1993-01-01", "1993-12-31")})]}, {})
    assert [report.scores[m]["f1"] for m in ("found", "literal", "mapped", "when")] == [1.0] * 4
    assert (report.scores["role"]["share"], report.scores["resolved"]["share"], report.errors) == (1.0, 1.0, [])


def test_missed_extra_far_and_misjudged_mentions_cost_what_they_should() -> None:
    gold = {"d": [row(0, 5), row(10, 15), row(20, 25), row(30, 35)]}
    found = {"d": [system(0, 5, lat=41.0), system(10, 15, role="metonym"), system(20, 25), system(50, 55)]}
    report = score(gold, found, {})
    assert report.scores["found"] == {"precision": 0.75, "recall": 0.75, "f1": 0.75}
    assert report.scores["role"]["share"] == pytest.approx(2 / 3, abs=1e-4)
    assert report.scores["resolved"]["share"] == 0.5
    assert report.scores["mapped"]["f1"] == pytest.approx(2 / 7, abs=1e-4)
    assert len(report.errors) == 4


def test_countries_notes_and_what_lies_outside_the_regions_are_not_scored() -> None:
    found = {"d": [system(0, 5), system(10, 15, kind="country"), system(20, 25, part="footnote"), system(90, 95)]}
    report = score({"d": [row(0, 5), row(80, 85)]}, found, {"d": [[0, 50]]})
    assert report.scores["found"]["f1"] == 1.0


def test_the_gold_standard_of_the_test_corpus_is_met() -> None:
    scores = evaluate(DATA / "gold.jsonl", DATA / "corpus").scores
    assert scores["found"]["f1"] == 1.0
    assert scores["role"]["share"] == 1.0
    assert scores["mapped"]["f1"] == 1.0
    assert scores["when"]["f1"] == 1.0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "holds no mentions"),
        ("{not json", "is no JSON object"),
        ('{"doc": "a"}', "start, end, use is missing"),
        ('{"doc": "a", "start": "x", "end": 2, "use": "zzz", "when": "abc"}', "start, use, when cannot be used"),
    ],
)
def test_a_broken_gold_standard_is_said(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content)
    with pytest.raises(InputError, match=says):
        evaluate(path, tmp_path)


def test_a_missing_text_is_said(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"doc": "gone.txt", "start": 0, "end": 1, "use": "literal"}))
    with pytest.raises(InputError, match="text is missing; name its folder with --texts"):
        evaluate(path, tmp_path)


@pytest.mark.parametrize("content", ["no json", "[]", '{"a": "b"}', '{"a": [[1]]}'])
def test_broken_regions_are_said(tmp_path: Path, content: str) -> None:
    path = tmp_path / "regions.json"
    path.write_text(content)
    with pytest.raises(InputError, match=r"regions\.json"):
        evaluate(DATA / "gold.jsonl", DATA / "corpus", path)
