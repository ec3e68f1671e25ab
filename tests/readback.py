"""What the tests of exports share: names of files, GDAL's own tools, a comparison of shapes."""

import shutil
import subprocess
from pathlib import Path

import pytest
import shapely
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
    done = subprocess.run([tool, "-ro", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def same_shape(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether two geometries are the same to a millionth of a degree."""
    return shapely.get_dimensions(one) == shapely.get_dimensions(other) and shapely.hausdorff_distance(one, other) < 1e-6
