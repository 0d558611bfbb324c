"""Bytes of a file to text: plain text, HTML, mail, PDF with a text layer. Nothing is fetched and nothing is run."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any, final

from detente.core.errors import DataError

__all__ = ["MOST_CHARACTERS", "Article", "read_article", "text_hash"]

MOST_BYTES = 20_000_000
MOST_CHARACTERS = 100_000
MOST_PAGES = 300
SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "head", "nav", "footer", "form", "button", "iframe"}
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
DATE_FIELDS = ("article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "pubdate", "publishdate")


@final
@dataclass(frozen=True, slots=True)
class Article:
    """A text ready to be drafted.

    Attributes
    ----------
    text
        What offsets refer to: the decoded text as it stands, or what was extracted from HTML, mail or PDF.
    sha256
        Hash of the bytes.
    extracted
        Whether ``text`` was extracted and so is not the file itself.
    title
        Title from the metadata.
    day
        Publication day from the metadata, as written there; None where there is none.
    """

    text: str
    sha256: str
    extracted: bool = False
    title: str | None = None
    day: str | None = None


def text_hash(text: str) -> str:
    """The sha256 of a text in UTF-8.

    Raises
    ------
    DataError
        If the text holds half of a surrogate pair.
    """
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise DataError(
            f"The text holds half of a character at {error.start}; decode it again from its file."
        ) from None


def read_article(data: bytes, name: str = "") -> Article:
    """Read an article.

    Parameters
    ----------
    data
        Bytes of the file.
    name
        Its name; the suffix helps to tell mail and HTML, and errors name it.

    Returns
    -------
    Article

    Raises
    ------
    DataError
        If it is too big, is no text, or has no text layer.
    """
    said = name or "The input"
    if len(data) > MOST_BYTES:
        raise DataError(f"{said}: {len(data):,} bytes; the desk reads at most {MOST_BYTES:,}. Cut it into articles.")
    suffix = name.lower().rpartition(".")[2]
    digest = hashlib.sha256(data).hexdigest()
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data[:1024].lstrip().startswith(b"%PDF-"):
        text, title, day = _from_pdf(data, said)
        article = Article(text, digest, extracted=True, title=title, day=day)
    elif suffix in ("eml", "mht", "mhtml") or re.match(rb"(?:received|message-id|mime-version|return-path): ", start):
        article = _from_mail(data, digest, said)
    elif suffix in ("html", "htm", "xhtml") or re.match(rb"(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html)\b", start):
        text, title, day = _from_html(_decode(data, said, _charset(data)))
        article = Article(text, digest, extracted=True, title=title, day=day)
    else:
        article = Article(_decode(data, said, None), digest)
    if len(article.text) > MOST_CHARACTERS:
        raise DataError(
            f"{said}: {len(article.text):,} characters of text; the desk reads at most {MOST_CHARACTERS:,}, as long as "
            "ten long articles. Cut it into articles."
        )
    if article.extracted and not article.text.strip():
        raise DataError(f"{said}: no text in it; a scan without a text layer has to go through OCR first.")
    return article


def _decode(data: bytes, said: str, charset: str | None) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        charset = "utf-16"
    elif b"\x00" in data:
        raise DataError(f"{said}: no text (byte 0 at {data.index(0)}); give txt, HTML, PDF or .eml.")
    try:
        return data.decode("utf-8" if charset is None else charset)
    except (UnicodeDecodeError, LookupError) as error:
        if charset not in (None, "utf-8"):
            return _decode(data, said, None)
        where = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        raise DataError(f"{said}: not UTF-8{where}; save it as UTF-8 and try again.") from None


def _charset(data: bytes) -> str | None:
    found = re.search(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", data[:4096])
    return found[1].decode("ascii").lower() if found else None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.titles: list[str] = []
        self.silent: list[str] = []
        self.in_title = False
        self.day: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "meta":
            key = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
            if key in DATE_FIELDS and self.day is None and given.get("content"):
                self.day = given["content"][:40]
        elif tag == "time" and self.day is None and given.get("datetime"):
            self.day = given["datetime"][:40]
        if tag == "title":
            self.in_title = True
        elif tag == "body":
            self.silent.clear()
        elif tag in SILENT:
            self.silent.append(tag)
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
        elif tag in self.silent:
            while self.silent.pop() != tag:
                pass
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.titles.append(data)
        elif not self.silent:
            self.pieces.append(data)


def _from_html(page: str) -> tuple[str, str | None, str | None]:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.pieces).split("\n")]
    return "\n\n".join(line for line in lines if line), " ".join("".join(reader.titles).split()) or None, reader.day


def _from_mail(data: bytes, digest: str, said: str) -> Article:
    mail = message_from_bytes(data, policy=policy.default)
    try:
        part = mail.get_body(preferencelist=("plain", "html")) if isinstance(mail, EmailMessage) else mail
        body = _mail_text(part, said) if part is not None else ""
        title = str(mail["subject"] or "") or None
        day = parsedate_to_datetime(str(mail["date"])).date().isoformat() if mail["date"] else None
    except (ValueError, TypeError, LookupError, AttributeError, IndexError):
        raise DataError(f"{said}: a mail that cannot be read; save its text as a file and give that.") from None
    return Article(body, digest, extracted=True, title=title, day=day)


def _mail_text(part: Message, said: str) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    text = _decode(raw, said, part.get_content_charset())
    return _from_html(text)[0] if part.get_content_type() == "text/html" else text


def _from_pdf(data: bytes, said: str) -> tuple[str, str | None, str | None]:
    try:
        from pypdf import PdfReader
    except ModuleNotFoundError:
        raise DataError(f'{said}: reading PDF needs the extra "pdf": pip install "detente[pdf]".') from None
    pieces: list[str] = []
    length = 0
    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted
        count = 0 if locked else len(reader.pages)
        for page in () if locked or count > MOST_PAGES else reader.pages:
            pieces.append(page.extract_text())
            length += len(pieces[-1])
            if length > MOST_CHARACTERS:
                break
        about: Any = {} if locked else reader.metadata or {}
        made, title = about.get("/CreationDate"), about.get("/Title")
    except Exception as error:  # noqa: BLE001 - a broken PDF may raise anything at all inside the library
        raise DataError(
            f"{said}: the PDF is broken ({type(error).__name__}); save it again or give its text."
        ) from None
    if locked:
        raise DataError(f"{said}: the PDF is locked by a password; save an open copy.")
    if count > MOST_PAGES:
        raise DataError(f"{said}: {count:,} pages; the desk reads at most {MOST_PAGES}.")
    found = re.match(r"D:(\d{4})(\d\d)(\d\d)", str(made or ""))
    text = "\n\n".join(pieces).encode("utf-8", "replace").decode()
    return text, str(title) if title else None, "-".join(found.groups()) if found else None
