"""Where an export goes: a file, a folder or a zip, each whole or not at all."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import shorten

from geo.errors import InputError
from geo.store import replacing

Fill = Callable[[Mapping[str, Path]], None]


def file_target(out: Path, suffixes: Sequence[str], form: str) -> Path:
    """`out`, when it can be the file of a format. Raises `InputError`."""
    if out.suffix.lower() not in suffixes or out.is_dir():
        raise InputError(f"{out}: is no name for {form}; name a file that ends in {' or '.join(suffixes)}")
    return out


def write_file(out: Path, fill: Callable[[Path], None]) -> list[Path]:
    """Let `fill` write a file that then takes the place of `out`. Raises `StoreError`; what was there stays as it was."""
    with replacing_all(out.parent, [out.name]) as beside:
        fill(beside[out.name])
    return [out]


def write_files(out: Path, names: Sequence[str], fill: Fill, *, stale: Iterable[str] = ()) -> list[Path]:
    """Let `fill` write files under their names into a zip (when `out` ends in .zip) or a folder; return what was written.

    Other files of a folder are left alone, but for `stale`: names that an earlier export may have left and this one lacks.
    Raises `StoreError`; what was there stays as it was.
    """
    if out.suffix.lower() == ".zip":
        return write_file(out, lambda beside: _zip(beside, names, fill))
    with replacing_all(out, names) as beside:
        fill(beside)
    for name in set(stale) - set(names):
        (out / name).unlink(missing_ok=True)
    return [out / name for name in names]


@contextmanager
def replacing_all(folder: Path, names: Sequence[str]) -> Iterator[dict[str, Path]]:
    """Temporary files, by name, that take the places of the files of a folder once all are written; none does after an error.

    Folders that were made for it go again after an error. Raises `StoreError`.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        with ExitStack() as stack:
            beside = {name: stack.enter_context(replacing(folder / name)) for name in names}
            stack.enter_context(_plain_errors())
            yield beside
    except BaseException:
        for path in made:
            with suppress(OSError):
                path.rmdir()
        raise


@contextmanager
def _plain_errors() -> Iterator[None]:
    """GDAL's errors as errors of the file system, which is what they are once the content is known to be sound."""
    try:
        yield
    except RuntimeError as error:
        raise OSError(shorten(str(error), 120)) from error


def _zip(path: Path, names: Sequence[str], fill: Fill) -> None:
    with TemporaryDirectory() as scratch:
        fill({name: Path(scratch) / name for name in names})
        zip_folder(path, Path(scratch))


def zip_folder(path: Path, folder: Path) -> None:
    """Put the files of a folder into a zip, in the order of their names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
