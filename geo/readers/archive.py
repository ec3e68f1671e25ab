"""ZIP archives, looked through before anything in them is unpacked; nothing is ever written to disk."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from geo import settings
from geo.errors import InputError

_SLACK = 1_000_000
"""Files that unpack to less than this may be packed as tightly as they like."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError, IndexError, OverflowError)


def open_archive(data: bytes) -> zipfile.ZipFile:
    """An archive whose members are few and small enough to be unpacked.

    Raises `InputError` when it is damaged, or over the limits `max_archive_files`, `max_unpacked_mb` or `max_unpack_ratio`.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN:
        raise InputError("is damaged or cut off; make or download it again") from None
    members = archive.infolist()
    if len(members) > settings.max_archive_files:
        raise InputError(f"holds {len(members):,} files, over the limit of {settings.max_archive_files:,}; split it, or set PASSAGE_ATLAS_MAX_ARCHIVE_FILES")
    size = sum(member.file_size for member in members)
    if size > settings.max_unpacked_mb * 1_000_000:
        raise InputError(f"unpacks to {size / 1e6:,.0f} MB, over the limit of {settings.max_unpacked_mb} MB; split it, or set PASSAGE_ATLAS_MAX_UNPACKED_MB")
    for member in members:
        if member.file_size > max(_SLACK, settings.max_unpack_ratio * member.compress_size):
            raise InputError(
                f"packs a file {member.file_size / max(member.compress_size, 1):,.0f} times smaller, over the limit of {settings.max_unpack_ratio}, "
                "as no text does; it is not unpacked (PASSAGE_ATLAS_MAX_UNPACK_RATIO sets the limit)"
            )
    return archive


def member_bytes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member unpacked in memory. Raises `InputError` when it is encrypted, damaged or larger than a file may be."""
    if member.flag_bits & 0x1:
        raise InputError("is protected by a password; unpack it and give the files")
    if member.file_size > settings.max_file_mb * 1_000_000:
        raise InputError(f"{member.file_size / 1e6:.0f} MB is over the limit of {settings.max_file_mb} MB; split it, or set PASSAGE_ATLAS_MAX_FILE_MB")
    try:
        with archive.open(member) as file:
            return file.read(member.file_size + 1)
    except _BROKEN:
        raise InputError("is damaged in the archive; pack it again") from None


def members(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The files of an archive by label, folders and what systems put beside files left out."""
    for member in archive.infolist():
        label = safe_label(member.filename)
        if label and not member.is_dir() and not label.startswith("__MACOSX/"):
            yield label, member


def safe_label(name: str) -> str:
    """A file's name as a label: forward slashes, nothing that leads up or to the root, nothing that cannot be printed."""
    parts = [part.strip() for part in name.replace("\\", "/").split("/")]
    return "/".join("".join(char if char.isprintable() else "�" for char in part) for part in parts if part not in ("", ".", ".."))
