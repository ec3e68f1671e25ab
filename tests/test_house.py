"""The shape of the house: imports run downward, and what is documented is there."""

import ast
from pathlib import Path

import pytest
from conftest import BROWSER_FILES, ROOT

from geo import model, schema, settings, stages

# From the bottom up; a module may import what stands before it.
ORDER = (
    "errors", "settings", "model", "schema", "fields", "palette", "paragraphs",
    "readers.content", "readers.encoding", "readers.archive", "readers.kinds", "readers.html", "readers.docx", "readers.odt", "readers.rtf", "readers.epub", "readers.pdfpages", "readers.pdf", "readers.reader", "corpus", "dates", "attachment", "folding", "geometry", "declension", "gazetteer", "gazetteer_file", "clocks", "world", "recognise", "placing", "worldly", "toponyms", "senses", "roles", "resolve", "quotes", "corrections", "sketch", "corrections_file", "events", "control", "wording", "stages", "filters", "atlas", "reading", "timeline", "fulltext", "store", "review", "drawing", "layers",
    "formats.content", "formats.target", "formats.geojson", "formats.identifiers", "formats.styles", "formats.project", "formats.geopackage", "formats.kml",
    "formats.shapefile", "formats.tables", "formats.linked", "formats.annotations", "mapview", "formats.html", "export", "compare", "usage", "workers", "journal", "build", "own",
    "evaluate", "check", "correcting", "ui.assets", "ui.live", "ui.legend", "ui.look", "ui.state", "ui.tables", "ui.cards", "ui.control", "ui.corrected", "ui.usage", "ui.charts", "ui.mapbox", "ui.player", "ui.listing", "ui.reviewing", "ui.comparing", "ui.exporting", "ui.uploads", "ui.shell",
    "__main__",
)  # fmt: skip


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def modules() -> dict[str, Path]:
    return {".".join(p.relative_to(ROOT / "geo").with_suffix("").parts): p for p in (ROOT / "geo").rglob("*.py") if p.name != "__init__.py"}


def test_every_module_has_its_place_in_the_order() -> None:
    assert set(modules()) == set(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_imports_run_downward(name: str) -> None:
    above = {f"geo.{other}" for other in ORDER[ORDER.index(name) :]}
    assert imported(modules()[name]) & above == set()


def test_an_atlas_is_out_of_date_after_a_change_of_any_module_that_the_stages_run() -> None:
    files, run, todo = modules(), set[str](), ["stages", "gazetteer_file"]
    while todo:
        name = todo.pop()
        if name not in run:
            run.add(name)
            todo += [found.removeprefix("geo.") for found in imported(files[name]) if found.removeprefix("geo.") in files]
    assert {name for name in run if not name.startswith("readers.")} - {"errors", "settings"} == set(stages.MODULES)


def test_only_the_map_view_imports_folium_and_only_the_pages_side_imports_streamlit() -> None:
    for name, path in modules().items():
        found = {module.split(".")[0] for module in imported(path)}
        assert "folium" not in found or name == "mapview"
        assert "streamlit" not in found or name.startswith("ui.")


def test_files_keep_their_size() -> None:
    assert len((ROOT / "app.py").read_text().splitlines()) <= 80
    for page in (ROOT / "pages").glob("*.py"):
        assert len(page.read_text().splitlines()) <= 150, page.name
    for path in modules().values():
        assert len(path.read_text().splitlines()) <= 460, path.name


def test_every_column_says_what_it_holds_and_has_a_known_type() -> None:
    for table, columns in schema.TABLES.items():
        for column in columns:
            assert column.about, (table, column.name)
            assert column.type in ("text", "integer", "real", "date")


def test_every_kind_has_a_layer_and_every_layer_a_colour() -> None:
    from geo.palette import COLOURS, DARK_COLOURS

    assert {layer for _, layer in model.KINDS.values()} == set(model.LAYERS) == set(COLOURS) == set(DARK_COLOURS)


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in (
        "data_dir",
        "atlas_file",
        "corrections_file",
        "corrections_allowed",
        "max_file_mb",
        "max_characters",
        "max_pages",
        "max_archive_files",
        "max_unpacked_mb",
        "max_unpack_ratio",
        "read_seconds",
        "processes",
        "own_texts",
        "own_mb",
        "passage_characters",
        "block_characters",
        "tiles_url",
        "tiles_attribution",
    ):
        assert hasattr(settings, name)
        assert f"PASSAGE_ATLAS_{name.upper()}" in readme


def test_every_column_of_the_gazetteer_files_is_in_the_data_readme() -> None:
    from geo import control, gazetteer_file

    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for column in (*gazetteer_file.PLACE_COLUMNS, *gazetteer_file.NAME_COLUMNS, *gazetteer_file.SHAPE_PROPERTIES, *control.COLUMNS):
        assert f"`{column}`" in readme, column


def test_every_file_of_tests_that_visits_the_app_runs_in_the_one_process_with_the_browser() -> None:
    assert {path for path in (ROOT / "tests").glob("test_*.py") if "visit" in imported(path)} == {
        path for path in (ROOT / "tests").glob("test_*.py") if path.name.startswith(BROWSER_FILES)
    }
