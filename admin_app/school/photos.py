"""Photos of students: what was uploaded, drawn anew and small, so that nothing else of the file is kept."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageOps

from ..texts import later
from .documents import DocumentFile
from .errors import InvalidValue

#: What cameras and phones save, as Pillow calls it.
FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_UPLOAD = 10 * 1024 * 1024
#: The longer side of what is kept, in pixels; the page shows a fifth of it, and a sharp screen twice as much.
SIDE = 480
#: The largest phone's camera makes 50 million. A picture of more takes memory out of proportion to its file.
MOST_PIXELS = 60_000_000
NO_PICTURE = later("This is no picture that can be read. Choose a JPEG, PNG or WebP file.")
TOO_MANY_PIXELS = later("This picture has too many pixels. Save it smaller and choose it again.")
#: What Pillow raises for a file that is broken or only pretends to be a picture.
UNREADABLE = (OSError, SyntaxError, ValueError, LookupError, ArithmeticError, struct.error, zlib.error)


def photo_from(content: bytes) -> DocumentFile:
    """The photo to keep of an uploaded file. Raises InvalidValue for what is no picture.

    It is drawn upright on a new one: place and time, the camera's number, comments and a thumbnail of what was cut off
    stay behind with the file.
    """
    if len(content) > LARGEST_UPLOAD:
        raise InvalidValue("A picture has at most {most} MB.", most=LARGEST_UPLOAD // 1024**2, field="photo")
    try:
        drawn = drawn_anew(content)
    except Image.DecompressionBombError:
        raise InvalidValue(TOO_MANY_PIXELS, field="photo") from None
    except UNREADABLE:
        raise InvalidValue(NO_PICTURE, field="photo") from None
    kept = BytesIO()
    drawn.save(kept, "JPEG", quality=85, optimize=True, progressive=True)
    return DocumentFile.of(name="photo.jpg", media_type="image/jpeg", content=kept.getvalue())


def drawn_anew(content: bytes) -> Image.Image:
    """The picture in a file, upright, at most `SIDE` wide and high, on white where it is transparent."""
    with Image.open(BytesIO(content), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        opened.draft("RGB", (SIDE, SIDE))  # a large JPEG is read at a fraction of its size
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    upright.thumbnail((SIDE, SIDE))
    drawn = Image.new("RGB", upright.size, "white")
    drawn.paste(upright, mask=upright)
    return drawn
