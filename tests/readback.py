"""What the tests of exports share: names of files, GDAL's own tools, a comparison of shapes."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import shapely
from conftest import ROOT
from shapely.geometry.base import BaseGeometry

FILE_NAMES = {
    "geojson": "all.geojson",
    "gpkg": "all.gpkg",
    "kml": "all.kml",
    "shp": "all.zip",
    "csv": "csv",
    "parquet": "parquet",
    "lpf": "lpf.jsonld",
    "w3c": "w3c.jsonld",
    "html": "all.html",
}


def ogrinfo(*arguments: str | Path) -> str:
    """What GDAL's ogrinfo prints; the test is skipped where it is not installed."""
    tool = shutil.which("ogrinfo")
    if not tool:
        pytest.skip("ogrinfo was not found; install the package gdal-bin")
    done = subprocess.run([tool, "-ro", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def same_shape(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether two geometries are the same to a millionth of a degree."""
    return shapely.get_dimensions(one) == shapely.get_dimensions(other) and shapely.hausdorff_distance(one, other) < 1e-6


def described(section: str) -> list[str]:
    """The fields that docs/fields.md lists in the section whose heading begins so, in order."""
    page = (ROOT / "docs" / "fields.md").read_text(encoding="utf-8")
    [body] = [part for part in page.split("\n## ") if part.startswith(section)]
    return re.findall(r"^\| `([^`]+)` \|", body, re.MULTILINE)
