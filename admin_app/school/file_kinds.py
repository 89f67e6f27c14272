"""The kinds of files that a school keeps, told by what is in them: a name says only what somebody wants it to say."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import NamedTuple

from ..texts import later
from .errors import InvalidValue

UNKNOWN = later(
    "This is no kind of file that is kept here. Choose a PDF, a picture, a text, or a document of Word, Excel, "
    "PowerPoint or OpenDocument."
)
MISNAMED = later("This file is called “{name}”, and what is in it is something else. Save it anew and choose it again.")


class FileKind(NamedTuple):
    """A media type, the endings of its files' names, and how its files begin."""

    media_type: str
    endings: frozenset[str]
    begins: re.Pattern[bytes]


def kind(media_type: str, endings: str, begins: bytes) -> FileKind:
    return FileKind(media_type, frozenset(endings.split()), re.compile(begins, re.DOTALL))


#: Of the packed ones (ZIP: Office and OpenDocument, and OLE: Office before 2007) the name may say which.
KINDS = (
    kind("application/pdf", ".pdf", rb".{0,1024}?%PDF-"),
    kind("image/jpeg", ".jpg .jpeg .jfif", rb"\xff\xd8\xff"),
    kind("image/png", ".png", rb"\x89PNG\r\n\x1a\n"),
    kind("image/webp", ".webp", rb"RIFF.{4}WEBP"),
    kind("image/gif", ".gif", rb"GIF8[79]a"),
    kind("image/heic", ".heic .heif", rb".{4}ftyp(heic|heix|heif|hevc|mif1|msf1)"),
    kind("image/tiff", ".tif .tiff", rb"II\*\0|MM\0\*"),
    kind("application/zip", ".docx .xlsx .pptx .odt .ods .odp", rb"PK\x03\x04"),
    kind("application/x-ole-storage", ".doc .xls .ppt .msg", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    kind("application/rtf", ".rtf", rb"\{\\rtf"),
)
TEXT = FileKind("text/plain", frozenset({".txt", ".csv", ".tsv", ".md", ".eml", ".ics", ".vcf"}), re.compile(b""))
#: Characters that no text has, in whatever code it is written.
NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def media_type_of(content: bytes, *, name: str) -> str:
    """The media type of a file, by its content. Raises InvalidValue for what is not kept, and for what its name hides.

    A picture may be called another kind of picture: phones and messengers do so.
    """
    found = next((each for each in KINDS if each.begins.match(content)), None)
    if found is None and content and not NO_TEXT.search(content):
        found = TEXT
    ending = PurePath(name).suffix.lower()
    called = next((each for each in (*KINDS, TEXT) if ending in each.endings), None)
    if found is None or (ending and called is None):
        raise InvalidValue(UNKNOWN, field="upload")
    if called not in (None, found) and not (is_picture(found) and is_picture(called)):
        raise InvalidValue(MISNAMED, name=name, field="upload")
    return found.media_type


def is_picture(found: FileKind | None) -> bool:
    return found is not None and found.media_type.startswith("image/")
