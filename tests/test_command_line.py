"""The command line: its answers, its errors, its exit codes."""

import json
from pathlib import Path

import pytest
from conftest import DATA


def test_parse_prints_a_line_of_json_for_each_mention_with_offsets_of_the_file(program) -> None:
    path = DATA / "corpus" / "border-notes.md"
    done = program("parse", path)
    text = path.read_text(encoding="utf-8")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert len(rows) > 10
    for row in rows:
        assert list(row) == ["doc", "start", "end", "surface", "place_id", "name", "kind", "lat", "lon", "role", "part", "when", "confidence", "method"]
        assert row["doc"] == "border-notes.md"
        assert text[row["start"] : row["end"]] == row["surface"]
    [zangilan] = [row for row in rows if row["surface"] == "Zangilan district"]
    assert zangilan["when"] == [["1993-03-12", "1993-03-12"]]
    [lost] = [row for row in rows if row["surface"] == "Novo Selimovka"]
    assert (lost["place_id"], lost["lat"]) == (None, None)


def test_parse_goes_on_after_a_bad_file_and_says_so(program, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\0\1")
    (tmp_path / "good.txt").write_text("They saw Ganja.")
    done = program("parse", tmp_path / "bad.txt", tmp_path / "good.txt")
    assert done.returncode == 2
    assert json.loads(done.stdout)["surface"] == "Ganja"
    assert done.stderr.splitlines() == [f"error: {tmp_path / 'bad.txt'}: is a binary file; save it as plain text in UTF-8"]


def test_parse_says_which_correction_no_longer_finds_its_text(command, tmp_path: Path) -> None:
    text, kept = tmp_path / "notes.txt", tmp_path / "c.toml"
    text.write_text("They saw Ganja.")
    kept.write_text(
        '[[correction]]\nsurface = "Barda"\nscope = "here"\ndocument = "notes"\nprefix = "saw "\ndate = 2024-05-01\nreason = "r"\nauthor = "a"\nwhat = "not_a_place"\n'
    )
    done = command("parse", text, "--corrections", kept)
    assert (done.returncode, json.loads(done.stdout)["surface"]) == (0, "Ganja")
    assert done.stderr == f"{kept}: correction 1 (not a place: 'Barda' in notes): not applied, its text is changed or gone; mend or remove it\n"


def test_parse_applies_corrections_unless_they_are_left_out_and_evaluate_only_those_that_are_named(program, tmp_path: Path) -> None:
    text, gold = tmp_path / "notes.txt", tmp_path / "gold.jsonl"
    text.write_text("They saw Ganja, and the village of Novo Selimovka.")
    about = '[[correction]]\nsurface = "{}"\nscope = "{}"\ndocument = "notes"\ndate = 2024-05-01\nreason = "r"\nauthor = "a"\n'
    new = 'name = "Novo Selimovka"\nkind = "village"\nlat = 40.1\nlon = 47.2\nprecision = "settlement"\nprecision_km = 2\nsource = "A map"\n'
    usual, named = tmp_path / "usual.toml", tmp_path / "named.toml"
    usual.write_text(about.format("Ganja", "here") + 'prefix = "They saw "\nwhat = "not_a_place"\n')
    named.write_text(f'[[place]]\nid = "novo-selimovka"\n{new}{about.format("Novo Selimovka", "everywhere")}what = "place"\nplace = "novo-selimovka"\n')

    def found(*arguments: object) -> list[tuple[str, float | None]]:
        done = program("parse", text, *arguments, PASSAGE_ATLAS_CORRECTIONS_FILE=str(usual))
        assert (done.returncode, done.stderr) == (0, "")
        return [(row["surface"], row["lat"]) for row in map(json.loads, done.stdout.splitlines())]

    assert found() == [("Novo Selimovka", None)]
    assert found("--corrections", named)[1] == ("Novo Selimovka", 40.1)
    assert [surface for surface, _ in found("--no-corrections")] == ["Ganja", "Novo Selimovka"]
    both = program("parse", text, "--no-corrections", "--corrections", named)
    assert (both.returncode, both.stderr) == (2, "error: --corrections and --no-corrections exclude each other; give one of them\n")

    gold.write_text(json.dumps({"doc": "notes.txt", "start": 9, "end": 14, "use": "literal", "kind": "city", "lat": 40.68, "lon": 46.36}))

    def scored(*arguments: object) -> str:
        done = program("evaluate", gold, *arguments, PASSAGE_ATLAS_CORRECTIONS_FILE=str(usual))
        return done.stdout.splitlines()[0].split(maxsplit=1)[1]

    assert scored() == "gold 1  system 2"
    assert scored("--corrections", usual) == "gold 1  system 1"
    assert "corrections are left out unless they are named" in " ".join(program("evaluate", "--help").stdout.split())


def test_build_says_what_it_found_and_what_it_skipped(program, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "good.txt").write_text("They saw Ganja in 1993, and the village of Novo Selimovka.")
    (texts / "empty.txt").write_text("")
    done = program("build", "--texts", texts, "--out", tmp_path / "a.gpkg")
    assert done.returncode == 1
    assert f"skipped: {texts / 'empty.txt'}: is empty; nothing to read" in done.stderr
    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in done.stdout.splitlines()}
    assert (rows["documents"], rows["places"], rows["unresolved"], rows["undated"], rows["skipped"]) == ("1", "1", "1", "0", "1")
    assert rows["mentions"] == "2 (literal 2, metonym 0, embedded 0)"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("build", "--texts", "nowhere"), 2, "error: nowhere: no such file or folder; check the path"),
        (("parse", "nowhere.txt"), 2, "error: nowhere.txt: no such file or folder; check the path"),
        (("places", "--atlas", "nowhere.gpkg"), 1, "error: nowhere.gpkg: there is no atlas; make one with: python -m geo build"),
        (("evaluate", "nowhere.jsonl"), 2, "error: nowhere.jsonl: cannot be read"),
        (("fly",), 2, "No such command 'fly'"),
        (("places", "--kind", "castle"), 2, "'castle' is not one of"),
    ],
)
def test_bad_arguments_and_input_get_one_clear_line_and_their_exit_code(command, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = command(*arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_without_arguments_the_help_is_printed_as_it_is(command) -> None:
    done = command()
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: ")
    assert "error" not in done.stderr
    assert "\n  build " in done.stderr


@pytest.mark.parametrize("flag", [("--from", "last year"), ("--event", "peace"), ("--place", "atlantis"), ("--from", "2021", "--to", "1992")])
def test_a_filter_that_means_nothing_is_an_error_on_the_command_line(command, atlas_file: Path, flag: tuple[str, ...]) -> None:
    done = command("places", "--atlas", atlas_file, *flag)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.splitlines()) == 1


def test_places_and_events_print_tables_of_the_selection(command, atlas_file: Path) -> None:
    done = command("places", "--atlas", atlas_file, "--from", "1993", "--to", "1993", "--source", "border-notes")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["place_id", "barda", "zangilan-district"]
    assert "Novo Selimovka" in command("places", "--atlas", atlas_file, "--unresolved").stdout
    assert "second-karabakh-war" in command("events", "--atlas", atlas_file).stdout


def test_export_writes_the_selection(command, atlas_file: Path, tmp_path: Path) -> None:
    done = command("export", "--atlas", atlas_file, "--format", "geojson", "--out", tmp_path / "out.geojson", "--kind", "corridor")
    assert (done.returncode, done.stdout.strip()) == (0, str(tmp_path / "out.geojson"))
    assert {f["properties"]["place_id"] for f in json.loads((tmp_path / "out.geojson").read_text())["features"]} == {"lachin-corridor"}


def test_evaluate_prints_the_scores(command) -> None:
    done = command("evaluate", DATA / "gold.jsonl", "--texts", DATA / "corpus")
    assert done.returncode == 0
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"mentions", "found", "exact", "literal", "role", "resolved", "mapped", "when"}


def test_broken_data_give_all_faults_at_once_and_exit_code_2(program, tmp_path: Path) -> None:
    (tmp_path / "gazetteer").mkdir()
    done = program("check", PASSAGE_ATLAS_DATA_DIR=str(tmp_path))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) >= 5
    assert "Traceback" not in done.stderr


def test_a_setting_that_is_no_number_is_said(program) -> None:
    done = program("places", PASSAGE_ATLAS_MAX_FILE_MB="lots")
    assert "PASSAGE_ATLAS_MAX_FILE_MB is 'lots': give a whole number" in done.stderr
