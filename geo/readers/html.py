"""HTML -> its text: scripts, styles and navigation dropped; headings, captions and notes told by their tags."""

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from geo.errors import InputError
from geo.readers.content import Content, Writer, edtf_day, people, superscript
from geo.readers.encoding import decode

_DROPPED = (
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video", "form", "button", "select", "textarea",
    "nav", "menu", "dialog",
)  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "caption", "tbody",
    "thead", "tfoot", "tr", "ul", "html",
))  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog", "toolbar", "doc-toc"})
_NOTE = re.compile(r"(?:^|[\s_-])(?:foot|end)-?notes?(?:$|[\s_-])", re.I)
_REFERENCES = re.compile(r"(?:^|[\s_-])(?:references|reflist|bibliography|doc-bibliography)(?:$|[\s_-])", re.I)
_CHARSET = re.compile(rb"""<(?:meta[^>]{0,300}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?([\w.:-]{2,40})""", re.I)
_META = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title", "headline"),
    "authors": ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author", "byl"),
    "published": (
        "citation_publication_date", "citation_date", "article:published_time", "dc.date", "dcterms.date", "dcterms.issued", "datepublished", "date", "pubdate",
    ),
    "publisher": ("citation_journal_title", "dc.publisher", "dcterms.publisher", "og:site_name", "publisher"),
    "url": ("citation_doi", "og:url", "dc.identifier"),
}  # fmt: skip
"""Field -> names of the meta elements that hold it, the most telling first."""


_NO_TEXT = "is HTML that holds no text; nothing to read"


def read(data: bytes) -> Content:
    """The main text of a page. Raises `InputError` when it is nested too deeply or holds no text."""
    root = parse(data)
    metadata = _metadata(root)
    writer = Writer()
    write(root, writer)
    content = writer.content(**metadata)
    if not content.text:
        raise InputError(_NO_TEXT)
    return content


def parse(data: bytes) -> Any:
    """A page as a tree of elements. Raises `InputError` when it is nested too deeply or holds nothing."""
    declared = _CHARSET.search(data[:4096])
    text = decode(data, declared.group(1).decode("ascii") if declared else "")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.lstrip("\ufeff").encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise InputError(_NO_TEXT) from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise InputError("nests its tags deeper than any page does; save it as plain text")
    return root


def write(root: Any, writer: Writer) -> None:
    """Add the main text of a page to a text; what is no text is removed from the page."""
    _drop(root)
    for paragraph, part in _Paragraphs().under(_main(root)):
        writer.add(paragraph, part)


# --- metadata -----------------------------------------------------------------------------------------------------


def _metadata(root: Any) -> dict[str, Any]:
    values: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        if name and (meta.get("content") or "").strip():
            values.setdefault(name, []).append(meta.get("content"))
    linked = _linked(root)
    found = {field: next((values[name] for name in names if name in values), linked.get(field, [])) for field, names in _META.items()}
    title = " ".join(next(iter(found["title"]), "").split()) or " ".join("".join(part) for part in _texts(root, "title")) or next(_texts(root, "h1"), "")
    canonical = next((link.get("href", "") for link in root.iter("link") if link.get("rel") == "canonical"), "")
    url = next(iter(found["url"]), canonical)
    if re.match(r"(?:doi:\s*)?10\.\d{4,}/", url):
        url = "https://doi.org/" + url.removeprefix("doi:").strip()
    return {
        "title": title,
        "authors": people(*(author for author in found["authors"] if "://" not in author)),
        "published": edtf_day(next(iter(found["published"]), "")),
        "publisher": next(iter(found["publisher"]), ""),
        "url": url if re.match(r"https?://", url) else "",
        "language": (root.get("lang") or "")[:35],
    }


def _texts(root: Any, tag: str) -> Iterator[str]:
    for element in root.iter(tag):
        text = " ".join("".join(element.itertext()).split())
        if text:
            yield text
            return


def _linked(root: Any) -> dict[str, list[str]]:
    """What the first article in the page's linked data (JSON-LD, schema.org) says."""
    for script in root.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            found = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        found = found.get("@graph", found) if isinstance(found, dict) else found
        for item in found if isinstance(found, list) else [found]:
            if isinstance(item, dict) and "headline" in item:
                return {
                    "title": _strings(item["headline"]),
                    "authors": _strings(item.get("author")),
                    "published": _strings(item.get("datePublished")),
                    "publisher": _strings(item.get("publisher")),
                }
    return {}


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [name for name in (item.get("name") if isinstance(item, dict) else item for item in values) if isinstance(name, str) and name.strip()]


# --- text ---------------------------------------------------------------------------------------------------------


def _drop(root: Any) -> None:
    """Remove what is no text of the page."""
    for element in list(root.iter(*_DROPPED, "aside", "header", "footer", "ul", "ol", "head")):
        if element.tag in ("header", "footer") and any(True for _ in element.iterancestors("article", "main")):
            continue
        if element.tag == "aside" and _part(element):
            continue
        if element.tag in ("ul", "ol") and not _is_menu(element):
            continue
        _remove(element)
    for element in list(root.xpath("//*[@role or @hidden or @aria-hidden='true']")):
        if element.get("role", "").lower() in _HIDDEN_ROLES or element.get("hidden") is not None or element.get("aria-hidden") == "true":
            _remove(element)


def _remove(element: Any) -> None:
    if element.getparent() is not None and element.tag != "body":
        element.drop_tree()


def _is_menu(element: Any) -> bool:
    """A list of at least three entries in which nearly everything is a link."""
    if len(element) < 3 or _part(element):
        return False
    linked = sum(len("".join(link.itertext()).strip()) for link in element.iter("a") if link.get("href"))
    return linked >= 0.9 * max(len("".join("".join(element.itertext()).split())), 1)


def _main(root: Any) -> Any:
    """The element that holds the page's main text: `main`, or its only `article`, when that is a good part of the page."""
    body = root.find("body")
    body = root if body is None else body
    for found in (root.xpath("//main|//*[@role='main']"), root.xpath("//article")):
        if len(found) == 1 and len("".join(found[0].itertext()).strip()) >= 0.3 * len("".join(body.itertext()).strip()):
            return found[0]
    return body


def _part(element: Any) -> str:
    """What an element says that its text is: heading, caption, footnote, reference, or empty."""
    tag = element.tag
    if tag in _HEADINGS:
        return "heading"
    if tag in ("figcaption", "caption"):
        return "caption"
    if tag in _BLOCKS:
        said = " ".join(element.get(name) or "" for name in ("role", "epub:type", "class", "id"))
        if said.strip():
            return "footnote" if _NOTE.search(said) else "reference" if _REFERENCES.search(said) else ""
    return ""


class _Paragraphs:
    """The paragraphs under an element, each with its part. Two line breaks end a paragraph; the cells of a row stand in one."""

    def __init__(self) -> None:
        self._parts = [""]
        self._held: list[str] = []
        self._preformatted = 0

    def under(self, top: Any) -> Iterator[tuple[str, str]]:
        for event, element in etree.iterwalk(top, events=("start", "end")):
            if element.tag in _BLOCKS:
                yield from self._flush()
            if event == "start":
                self._open(element)
            else:
                self._close(element)
                if element is not top:
                    self._keep(element.tail)
        yield from self._flush()

    def _flush(self) -> Iterator[tuple[str, str]]:
        for text in re.split(r"\n[ \t]*\n", "".join(self._held)):
            bare = " ".join(text.split()).removesuffix(" |")
            if bare.strip(" |"):
                yield bare, self._parts[-1]
        self._held.clear()

    def _keep(self, text: str | None) -> None:
        if text:
            self._held.append(text if self._preformatted else re.sub(r"\s+", " ", text))

    def _open(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._parts.append(_part(element) or self._parts[-1])
        self._preformatted += element.tag == "pre"
        if element.tag == "br":
            self._held.append("\n")
        if element.tag == "sup" and (number := _call(element)):
            self._held.append(superscript(number))
            for inner in list(element):
                element.remove(inner)
            element.text = None
        self._keep(element.text)

    def _close(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._parts.pop()
        self._preformatted -= element.tag == "pre"
        if element.tag in ("td", "th"):
            self._held.append(" | ")


def _call(element: Any) -> str:
    """The number of the note that a raised text calls, empty when it calls none."""
    match = re.fullmatch(r"\s*\[?(\d{1,3})\]?\s*", "".join(element.itertext()))
    return match.group(1) if match else ""
