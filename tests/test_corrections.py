"""Corrections: every kind and scope, kept through changes elsewhere, reported when their text is gone, applied to no more documents than needed."""

import multiprocessing
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo import build, corrections_file, gazetteer_file, review, store
from geo.corpus import read_documents
from geo.errors import DataError, InputError
from geo.gazetteer import Gazetteer
from geo.stages import parse

NOTES = """The bus from Ganja to Barda was late. Baku said nothing.

A letter from the village of Novo Selimovka came in 1993. Ganja was quiet.

Ararat Petrosyan wrote from Ganja, and the Novo Selimovka school burned down.
"""
OTHER = "They saw Ganja in 1994, and the hills of Novo Selimovka.\n"
SAID = {"date": date(2024, 5, 1), "reason": "The map says so", "author": "A reader"}
NEW = {
    "id": "novo-selimovka",
    "name": "Novo Selimovka",
    "kind": "village",
    "lat": 40.1,
    "lon": 47.2,
    "precision": "settlement",
    "precision_km": 2,
    "source": "A map",
}


class Desk:
    """Texts, a file of corrections, and the atlas that is built of them."""

    def __init__(self, folder: Path, places: Gazetteer) -> None:
        self.texts, self.file, self.out, self.places = folder / "texts", folder / "corrections.toml", folder / "a.gpkg", places
        self.texts.mkdir()
        self.write("notes", NOTES)
        self.write("other", OTHER)
        self.file.write_text("")

    def write(self, name: str, text: str) -> None:
        (self.texts / f"{name}.txt").write_text(text, encoding="utf-8")

    def correct(self, what: str, surface: str, scope: str, quote: str = "", document: str = "notes", new: dict | None = None, **more: str) -> None:
        row = {"what": what, "surface": surface, "scope": scope, "document": document, **SAID, **more}
        if quote:
            before, after = quote.split(surface, 1)
            row |= {"prefix": before, "suffix": after}
        corrections_file.add(self.file, row, self.places, new)

    def build(self) -> build.Summary:
        self.summary = build.build([self.texts], self.out, corrections=[self.file])
        self.atlas = store.read(self.out, self.places)
        return self.summary

    def found(self, document: str = "notes") -> list[tuple[str, str, str, bool]]:
        """Mentions: surface, place, role, whether a correction decided."""
        own = self.atlas.mentions[self.atlas.mentions["document"] == document]
        return [(m.surface, m.place_id, m.role, m.method == "correction" and m.confidence == 1.0) for m in own.itertuples()]

    def states(self) -> list[str]:
        return [one.state for one in review.made(self.atlas, corrections_file.load(self.places, [self.file]))]


@pytest.fixture
def desk(tmp_path: Path, places) -> Desk:
    return Desk(tmp_path, places)


UNCORRECTED = [
    ("Ganja", "ganja", "literal", False),
    ("Barda", "barda", "literal", False),
    ("Baku", "baku", "metonym", False),
    ("Novo Selimovka", "", "literal", False),
    ("Ganja", "ganja", "literal", False),
    ("Ganja", "ganja", "literal", False),
]


def test_without_corrections_everything_is_as_the_program_decided(desk: Desk) -> None:
    assert desk.build().corrected == 0
    assert desk.found() == UNCORRECTED


def test_here_another_place_is_meant_and_only_here(desk: Desk) -> None:
    desk.correct("place", "Ganja", "here", "came in 1993. Ganja was quiet.", place="shusha")
    assert desk.build().corrected == 1
    assert [row[1] for row in desk.found()] == ["ganja", "barda", "baku", "", "shusha", "ganja"]
    assert desk.found()[4][3]
    assert desk.states() == ["applies to 1 mention"]


@pytest.mark.parametrize(("scope", "changed"), [("document", {"notes": 3, "other": 0}), ("everywhere", {"notes": 3, "other": 1})])
def test_a_correction_reaches_as_far_as_its_scope(desk: Desk, scope: str, changed: dict[str, int]) -> None:
    desk.correct("place", "Ganja", scope, place="shusha")
    desk.build()
    assert {name: sum(row[1] == "shusha" for row in desk.found(name)) for name in changed} == changed
    assert desk.states() == [f"applies to {sum(changed.values())} mentions"]


def test_what_is_no_place_is_no_mention(desk: Desk) -> None:
    desk.correct("not_a_place", "Barda", "here", "The bus from Ganja to Barda was late.")
    desk.correct("not_a_place", "Ganja", "document")
    desk.build()
    assert [row[0] for row in desk.found()] == ["Baku", "Novo Selimovka"]
    assert len(desk.found("other")) == 1
    assert desk.states() == ["applies to 1 mention", "removed in 3 places"]


@pytest.mark.parametrize(("what", "surface", "role"), [("government", "Barda", "metonym"), ("literal", "Baku", "literal"), ("embedded", "Barda", "embedded")])
def test_a_role_is_corrected_and_the_place_stays(desk: Desk, what: str, surface: str, role: str) -> None:
    desk.correct(what, surface, "document")
    desk.build()
    assert (surface, surface.lower(), role, True) in desk.found()


def test_a_missed_name_is_added_where_the_quote_stands(desk: Desk) -> None:
    desk.correct("place", "hills", "here", "the hills of Novo", document="other", place="shusha")
    desk.build()
    assert desk.found("other") == [("Ganja", "ganja", "literal", False), ("hills", "shusha", "literal", True)]
    when = desk.atlas.whens.join(desk.atlas.mentions.set_index("mention")["surface"], on="mention")
    assert set(when.loc[when["surface"] == "hills", "edtf"]) == {"1994"}  # dates are attached to what was added too


def test_a_new_place_joins_the_gazetteer_of_the_atlas_and_is_found_as_far_as_the_scope(desk: Desk) -> None:
    desk.correct("place", "Novo Selimovka", "document", new=NEW, place="novo-selimovka")
    summary = desk.build()
    assert summary.unresolved == 0
    assert [row for row in desk.found() if row[3]] == [("Novo Selimovka", "novo-selimovka", "literal", True)] * 2  # the one that was not seen before too
    assert [row[0] for row in desk.found("other")] == ["Ganja"]
    known = desk.atlas.gazetteer  # read with the shipped gazetteer: the place comes from the atlas
    assert (known.places["novo-selimovka"].lat, known.search("novo selimovka")[0].id) == (40.1, "novo-selimovka")


def test_a_name_that_the_gazetteer_knows_is_not_added_where_the_program_saw_a_person(desk: Desk) -> None:
    desk.correct("place", "Ararat", "everywhere", place="shusha")
    desk.build()
    assert "Ararat" not in [row[0] for row in desk.found()]


def test_an_unresolved_name_with_its_kind_follows_the_bare_name_of_that_kind(desk: Desk) -> None:
    desk.write("other", "From Ganja, Barda, Tovuz, Shamkir and Shusha they came to Novo Selimovka village, and to the Novo Selimovka district.\n")
    desk.correct("place", "Novo Selimovka", "everywhere", new=NEW, place="novo-selimovka")
    desk.build()
    assert [(row[0], row[1]) for row in desk.found("other")][-2:] == [("Novo Selimovka village", "novo-selimovka"), ("Novo Selimovka district", "")]


def test_a_new_place_may_be_a_shape_as_wkt_or_geojson(desk: Desk) -> None:
    shape = {**NEW, "id": "old-zone", "name": "Old zone", "kind": "zone", "precision": "approximate", "note": "drawn by hand"}
    del shape["lat"], shape["lon"]
    desk.correct("place", "hills", "document", document="other", place="old-zone", new=shape | {"geometry": "POLYGON((47 40, 48 40, 48 41, 47 40))"})
    line = shape | {"id": "old-line", "kind": "line", "geometry": '{"type": "LineString", "coordinates": [[47, 40], [48, 40]]}'}
    desk.correct("place", "letter", "document", place="old-line", new=line)
    desk.build()
    known = desk.atlas.gazetteer
    assert [one.geometry.geom_type for key in ("old-zone", "old-line") for one in known.shapes_of(key)] == ["Polygon", "LineString"]
    assert 47 < known.places["old-zone"].lon < 48


def test_the_narrower_correction_counts_and_of_equal_ones_the_later(desk: Desk) -> None:
    desk.correct("place", "Ganja", "here", "came in 1993. Ganja was quiet.", place="shusha")
    desk.correct("place", "Ganja", "everywhere", place="lachin")
    desk.correct("place", "Ganja", "everywhere", place="barda")
    desk.build()
    assert [row[1] for row in desk.found() if row[0] == "Ganja"] == ["barda", "shusha", "barda"]
    assert [state.split(":")[0] for state in desk.states()] == ["applies to 1 mention", "applies to no mention", "applies to 3 mentions"]


def test_place_and_role_are_corrected_one_by_one(desk: Desk) -> None:
    desk.correct("place", "Ganja", "document", place="shusha")
    desk.correct("government", "Ganja", "document")
    desk.build()
    assert [row[1:3] for row in desk.found() if row[0] == "Ganja"] == [("shusha", "metonym")] * 3


def corrected(desk: Desk, resolver, document: str = "notes") -> list[tuple[str, str | None, str]]:
    """Mentions of a text as corrected, without a build: surface, place, role."""
    [found] = read_documents(desk.texts / f"{document}.txt")
    return [(m.surface, m.place, m.role) for one in parse(found, resolver, corrections_file.load(desk.places, [desk.file])) for m in one.mentions]


def test_a_role_stays_when_the_place_is_corrected_after_it_and_goes_with_what_was_no_place(desk: Desk, resolver) -> None:
    desk.correct("government", "Ganja", "document")
    desk.correct("place", "Ganja", "document", place="shusha")
    assert {row[1:] for row in corrected(desk, resolver) if row[0] == "Ganja"} == {("shusha", "metonym")}
    desk.correct("not_a_place", "Ganja", "document")
    desk.correct("place", "Ganja", "document", place="lachin")
    assert {row[1:] for row in corrected(desk, resolver) if row[0] == "Ganja"} == {("lachin", "literal")}


@pytest.mark.parametrize(("what", "place", "left"), [("not_a_place", "", []), ("place", "shusha", [("Ganja to Barda", "shusha", "literal")])])
def test_a_correction_of_words_that_hold_several_names_is_about_all_of_them(desk: Desk, resolver, what: str, place: str, left: list) -> None:
    desk.correct(what, "Ganja to Barda", "here", "The bus from Ganja to Barda was late.", place=place)
    assert corrected(desk, resolver)[: len(left) + 1] == [*left, ("Baku", "baku", "metonym")]


def test_of_two_missed_names_the_longer_one_is_added(desk: Desk, resolver) -> None:
    desk.correct("place", "hills", "everywhere", place="lachin")
    desk.correct("place", "hills of Novo", "everywhere", place="shusha")
    assert corrected(desk, resolver, "other")[1:] == [("hills of Novo", "shusha", "literal")]


# --- changes of the texts -----------------------------------------------------------------------------------------

SENTENCES = st.lists(st.sampled_from(["Ganja was quiet.", "Rain fell on Barda.", "Nobody came.", "The road to Ganja was long."]), max_size=5).map(" ".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=SENTENCES, after=SENTENCES)
def test_a_correction_survives_changes_elsewhere_in_the_document(desk: Desk, resolver, before: str, after: str) -> None:
    desk.file.write_text("")
    desk.correct("place", "Ganja", "here", "A letter from the village of Novo Selimovka came in 1993. Ganja was quiet.", place="shusha")
    corrections = corrections_file.load(desk.places, [desk.file])
    desk.write("notes", f"{before}\n\n{NOTES}\n\n{after}\n")
    [document] = read_documents(desk.texts / "notes.txt")
    parsed = list(parse(document, resolver, corrections))
    corrected = [(m.place, one.passage.text) for one in parsed for m in one.mentions if m.method == "correction"]
    assert corrected == [("shusha", "A letter from the village of Novo Selimovka came in 1993. Ganja was quiet.")]
    assert list(corrections.lost([("notes", [one.passage.text for one in parsed])])) == []


def test_corrections_whose_text_is_gone_are_reported_and_the_rest_is_applied(desk: Desk) -> None:
    desk.correct("place", "Ganja", "here", "A letter from the village of Novo Selimovka came in 1993. Ganja was quiet.", place="shusha")
    desk.correct("literal", "Baku", "document")
    desk.correct("government", "Barda", "document", document="vanished")
    desk.correct("government", "Barda", "document")
    desk.write("notes", NOTES.replace("Ganja was quiet", "Nothing happened").replace("Baku said", "They said"))
    summary = desk.build()
    lines = list(summary.lost)
    assert any("'Ganja' in notes): not applied, its text is changed or gone; mend or remove it" in line for line in lines)
    assert any("'Baku' in notes): not applied, the document no longer holds these words" in line for line in lines)
    assert any("1 correction is about documents that are not among these texts: vanished" in line for line in lines)
    assert all("\n" not in line for line in lines)
    assert ("Barda", "barda", "metonym", True) in desk.found()
    assert desk.states()[:3] == ["its text is changed or gone", desk.states()[1], "its document is not in this atlas"]
    assert desk.build().lost == summary.lost  # said again, though nothing was parsed


def test_the_passages_that_a_correction_is_about_are_known_also_where_it_leaves_no_mention(desk: Desk) -> None:
    desk.correct("not_a_place", "Ganja", "everywhere")
    desk.correct("not_a_place", "Barda", "here", "to Barda was")
    desk.build()
    passages = desk.atlas.passages
    texts = desk.atlas.texts(passages["passage"])
    wide, here = review.made(desk.atlas, corrections_file.load(desk.places, [desk.file]))
    assert wide.passages == tuple(number for number, text in sorted(texts.items()) if "Ganja" in text)
    assert [texts[number].count("to Barda was") for number in here.passages] == [1]


def test_a_text_that_stands_there_twice_is_reported_not_guessed(desk: Desk) -> None:
    desk.correct("place", "Ganja", "here", "Ganja was quiet.", place="shusha")
    desk.write("notes", "Ganja was quiet.\n\nGanja was quiet.\n")
    assert "2 places in the text fit equally" in desk.build().lost[0]
    assert [row[1] for row in desk.found()] == ["ganja", "ganja"]


def test_only_the_documents_that_a_correction_concerns_are_parsed_again(desk: Desk) -> None:
    desk.build()
    assert desk.build().parsed == 0
    desk.correct("place", "Barda", "document", place="shusha")
    assert desk.build().parsed == 1
    desk.correct("not_a_place", "Lachin", "everywhere")  # stands in neither
    assert desk.build().parsed == 0
    desk.correct("not_a_place", "Ganja", "everywhere")
    assert desk.build().parsed == 2
    corrections_file.remove(desk.file, [1, 2, 3], desk.places)
    assert desk.build().parsed == 2
    assert desk.found() == UNCORRECTED
    summary = desk.build()
    assert (summary.parsed, summary.written) == (0, False)


# --- the file -----------------------------------------------------------------------------------------------------


def entry(**changes: object) -> str:
    row = {
        "what": '"place"',
        "surface": '"Ganja"',
        "scope": '"document"',
        "document": '"notes"',
        "place": '"shusha"',
        "date": "2024-05-01",
        "reason": '"r"',
        "author": '"a"',
    }
    row |= changes
    return "[[correction]]\n" + "\n".join(f"{key} = {value}" for key, value in row.items() if value is not None) + "\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("what =", "is not valid TOML"),
        ("[correction]\n", "must be written as [[correction]] entries"),
        ("[[corection]]\n", "'corection' is unknown; write [[correction]] and [[place]] entries"),
        (entry(what='"wrong"'), "correction 1: what 'wrong' is unknown; use one of place, not_a_place, government, literal, embedded"),
        (entry(scope='"all"'), "correction 1: scope 'all' is unknown; use one of here, document, everywhere"),
        (entry(surface=None), "correction 1: surface is missing"),
        (entry(document=None), "correction 1: document is missing; name it, or use the scope everywhere"),
        (entry(place=None), "correction 1: place is missing"),
        (entry(place='"atlantis"'), "correction 1: place 'atlantis' is no place; define it as a [[place]] or mend the id"),
        (entry(what='"not_a_place"'), "correction 1: not_a_place has no place"),
        (entry(date='"yesterday"'), "correction 1: date 'yesterday' is no day"),
        (entry(reason='" "'), "correction 1: reason is missing; say why"),
        (entry(author=None), "correction 1: author is missing; say who corrects"),
        (entry(autor='"x"'), "correction 1: 'autor' is unknown"),
        (entry(surface="5"), "correction 1: surface must be text in quotes"),
        ('[[place]]\nid = "Old Field"\n', "place 1: id 'Old Field' is no id"),
        ('[[place]]\nid = "ganja"\n', "place 1: id 'ganja' is a place already"),
        ('[[place]]\nid = "x"\nlat = 99\nlon = 4\n', "place 1: x: latitude '99' is out of range or no number"),
        ('[[place]]\nid = "x"\ngeometry = "CIRCLE (1)"\n', "place 1 (x): the geometry is neither GeoJSON nor WKT"),
        ('[[place]]\nid = "x"\nkind = "zone"\n', "x is a zone without a shape; give it a geometry"),
        ('[[place]]\nid = "x"\nprecision = "approximate"\n', "x: is approximate without a note"),
        ('[[place]]\nid = "x"\nparent = "atlantis"\n', "x: parent 'atlantis' is no place"),
    ],
)
def test_every_fault_is_found_and_names_its_file_and_entry(tmp_path: Path, places, text: str, says: str) -> None:
    path = tmp_path / "c.toml"
    path.write_text(text)
    with pytest.raises(DataError) as error:
        corrections_file.load(places, [path])
    assert any(line.startswith(f"{path}: ") and says in line for line in error.value.faults), error.value.faults


def test_all_faults_are_told_at_once(tmp_path: Path, places) -> None:
    (tmp_path / "c.toml").write_text(entry(what='"x"', date="5") + entry() + entry(reason=None))
    with pytest.raises(DataError) as error:
        corrections_file.load(places, [tmp_path / "c.toml"])
    assert [line.split(": ")[1] for line in error.value.faults] == ["correction 1", "correction 1", "correction 3"]


def test_a_named_file_that_is_missing_is_an_error_and_the_usual_one_may_be_missing(tmp_path: Path, places, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no such file"):
        corrections_file.load(places, [tmp_path / "c.toml"])
    monkeypatch.setattr("geo.settings.corrections_file", tmp_path / "c.toml")
    assert corrections_file.load(places).entries == ()


def test_a_file_edited_by_hand_keeps_its_comments_and_its_order(tmp_path: Path, places) -> None:
    path = tmp_path / "c.toml"
    by_hand = "# Mine\n" + entry(reason='"one"  # by phone') + "\n# Later\n" + entry(surface='"Barda"', reason='"two"')
    path.write_text(by_hand)
    corrections_file.add(path, {"what": "government", "surface": "Bakı", "scope": "everywhere", **SAID, "reason": 'He said "so"\nand left'}, places)
    assert path.read_text(encoding="utf-8").startswith(by_hand)
    found = corrections_file.load(places, [path]).entries
    assert [one.reason for one in found] == ["one", "two", 'He said "so"\nand left']
    corrections_file.remove(path, [2], places)
    assert path.read_text(encoding="utf-8").startswith("# Mine\n" + entry(reason='"one"  # by phone'))
    assert [one.surface for one in corrections_file.load(places, [path]).entries] == ["Ganja", "Bakı"]


def test_a_correction_is_taken_back_wherever_it_stands_by_now_with_the_place_that_only_it_named(tmp_path: Path, places) -> None:
    path = tmp_path / "c.toml"
    one = corrections_file.add(path, {"what": "place", "surface": "Novo Selimovka", "scope": "everywhere", "place": NEW["id"], **SAID}, places, NEW)
    two = corrections_file.add(path, {"what": "not_a_place", "surface": "Ganja", "scope": "here", "document": "notes", "suffix": " was quiet", **SAID}, places)
    more = corrections_file.add(path, {"what": "place", "surface": "Selimovka", "scope": "everywhere", "place": NEW["id"], **SAID}, places)
    corrections_file.take_back(path, one, places)
    left = corrections_file.load(places, [path])
    assert left.entries == (two, more)
    assert [place.id for place in left.places] == [NEW["id"]]  # the other one names it
    corrections_file.take_back(path, more, places)
    assert corrections_file.load(places, [path]).places == ()
    with pytest.raises(InputError, match="'Selimovka' is not there any more"):
        corrections_file.take_back(path, more, places)
    corrections_file.take_back(path, two, places)
    assert corrections_file.load(places, [path]).entries == ()
    assert corrections_file.add(path, {"what": "not_a_place", "surface": "Ganja", "scope": "everywhere", **SAID}, places).surface == "Ganja"
    assert path.read_text().startswith("# Corrections of what the program decided")


def test_what_would_break_the_file_is_not_written(tmp_path: Path, places) -> None:
    path = tmp_path / "c.toml"
    path.write_text(entry())
    with pytest.raises(DataError):
        corrections_file.add(path, {"what": "place", "surface": "Ganja", "scope": "everywhere", "place": "atlantis", **SAID}, places)
    with pytest.raises(InputError, match="there is no correction 2"):
        corrections_file.remove(path, [2], places)
    assert path.read_text() == entry()
    assert [left.name for left in tmp_path.iterdir() if not left.name.endswith(".lock")] == ["c.toml"]


def test_the_file_keeps_its_permissions_and_a_new_one_may_be_read_by_all(tmp_path: Path, places) -> None:
    (tmp_path / "old.toml").write_text(entry())
    (tmp_path / "old.toml").chmod(0o640)
    for name, mode in (("old.toml", 0o640), ("new.toml", 0o644)):
        corrections_file.add(tmp_path / name, {"what": "literal", "surface": "Baku", "scope": "everywhere", **SAID}, places)
        assert (tmp_path / name).stat().st_mode & 0o777 == mode


def _add_many(path: Path, author: str) -> None:
    known = gazetteer_file.load()
    for number in range(5):
        corrections_file.add(path, {"what": "literal", "surface": f"Ganja {number}", "scope": "everywhere", **SAID, "author": author}, known)


def test_two_processes_at_once_lose_nothing(tmp_path: Path, places) -> None:
    path = tmp_path / "c.toml"
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_add_many, args=(path, author)) for author in ("one", "two")]
    for process in both:
        process.start()
    for process in both:
        process.join(300)
    entries = corrections_file.load(places, [path]).entries
    assert sorted((one.author, one.surface) for one in entries) == [(author, f"Ganja {n}") for author in ("one", "two") for n in range(5)]


def test_every_key_of_the_file_is_in_the_data_readme() -> None:
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8").partition("## `corrections.toml`")[2].partition("\n## ")[0]
    for key in (*corrections_file.CORRECTION_KEYS, *corrections_file.PLACE_KEYS):
        assert f"`{key}`" in readme, key
