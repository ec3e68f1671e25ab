"""PDF -> the lines of its pages with their positions, by PDFium. Run as a program of its own: a file that makes PDFium crash or hang ends only this.

Reads the PDF from standard input and writes JSON: {"error": ...}, or {"metadata": {...}, "pages": [{"label", "width",
"height", "lines": [[text, left, right, top, bottom, size], ...], "pictures" (whether there is nothing else), "damaged"}]}. Positions are points, top and bottom
counted from the page's upper edge; size is the height of the letters.
"""

import json
import sys
from statistics import median
from typing import Any

_MEMORY = 2_000_000_000
_ENDS = "\r\n"
_BROKEN = "\x02\ufffe"
"""What PDFium gives for a hyphen at the end of a line, in place of the line's end."""
_SAMPLES = 9


def main(limit: int) -> None:
    """Read a PDF of at most `limit` pages from standard input and write what it holds."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # not every system can bound it
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError:
        locked = raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        return _write({"error": "password" if locked else "damaged"})
    if len(document) > limit:
        return _write({"error": "pages", "count": len(document)})
    pages = []
    for at in range(len(document)):
        try:
            page = document[at]
            pages.append(_page(page, document.get_page_label(at) or str(at + 1)))
            page.close()
        except pypdfium2.PdfiumError:
            pages.append({"label": str(at + 1), "width": 0, "height": 0, "lines": [], "pictures": False, "damaged": True})
    return _write({"metadata": document.get_metadata_dict(), "pages": pages})


def _write(answer: dict[str, Any]) -> None:
    json.dump(answer, sys.stdout)
    sys.stdout.flush()


def _page(page: Any, label: str) -> dict[str, Any]:
    from pypdfium2 import raw

    width, height = page.get_size()
    text = page.get_textpage()
    characters = [raw.FPDFText_GetUnicode(text, at) for at in range(text.count_chars())]
    lines: list[list[Any]] = []
    start = 0
    for at in range(len(characters) + 1):
        over = at == len(characters) or chr(characters[at]) in _ENDS
        if over or chr(characters[at]) in _BROKEN:
            line = _line(text, characters, start, at if over else at + 1, height)
            if line:
                lines.append(line)
            start = at + 1
    text.close()
    pictures = not lines and any(True for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3))
    return {"label": label, "width": width, "height": height, "lines": lines, "pictures": pictures}


def _line(text: Any, codes: list[int], start: int, end: int, height: float) -> list[Any] | None:
    """A line: its text and where it stands; raised small digits become superscripts."""
    inked = [at for at in range(start, end) if not chr(codes[at]).isspace()]
    if not inked:
        return None
    step = max(1, len(inked) // _SAMPLES)
    boxes = {at: _box(text, at) for at in {*inked[::step], inked[0], inked[-1]}}
    size = median(box[3] - box[1] for box in boxes.values())
    bottom = median(box[1] for box in boxes.values())
    out = []
    for at in range(start, end):
        char = _character(codes[at])
        if char.isdigit() and char.isascii() and at > start:
            box = boxes.get(at) or _box(text, at)
            if box[3] - box[1] < 0.8 * size and box[1] > bottom + 0.1 * size:
                char = "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(char)]
        out.append(char)
    left, right = min(box[0] for box in boxes.values()), max(box[2] for box in boxes.values())
    return ["".join(out), left, right, height - bottom - size, height - bottom, size]


def _box(text: Any, at: int) -> tuple[float, float, float, float]:
    box = text.get_charbox(at, loose=True)
    return (float(box[0]), float(box[1]), float(box[2]), float(box[3]))


def _character(code: int) -> str:
    if 0xD800 <= code <= 0xDFFF:
        return ""
    char = chr(code)
    return {"\x02": "-", "\ufffe": "-", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}.get(char, char)


if __name__ == "__main__":
    main(int(sys.argv[1]))
