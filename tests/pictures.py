"""Pictures as cameras write them, with the place where they were taken."""

from __future__ import annotations

from io import BytesIO

from PIL import ExifTags, Image

#: What is written into the picture as the owner of the place; easily found again in the bytes.
PLACE = b"Elm Street 12, Springfield"


def picture(
    kind: str, *, size: tuple[int, int] = (64, 48), mode: str = "RGB", exif: bool = False, orientation: int = 1
) -> bytes:
    """The bytes of a picture; with `exif`, one that says where it was taken, and how the camera was held."""
    written = Image.Exif()
    if exif:
        written[ExifTags.Base.Orientation] = orientation
        written[ExifTags.Base.ImageDescription] = PLACE.decode()
        written.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (47.0, 22.0, 6.0)
    stream = BytesIO()
    drawn = Image.radial_gradient("L").resize(size).convert(mode)
    drawn.save(stream, kind, **({"exif": written} if exif else {}))
    return stream.getvalue()
