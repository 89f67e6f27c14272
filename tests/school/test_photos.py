from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from admin_app.database import db
from admin_app.school import DocumentFile
from admin_app.school.errors import InvalidValue
from admin_app.school.photos import LARGEST_UPLOAD, SIDE, photo_from
from tests import factories as make
from tests.pictures import PLACE, picture


def opened(file: DocumentFile) -> Image.Image:
    return Image.open(BytesIO(file.content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_made_small_and_keeps_its_shape(kind: str) -> None:
    kept = photo_from(picture(kind, size=(1600, 1200)))
    assert (kept.media_type, opened(kept).format, opened(kept).size) == ("image/jpeg", "JPEG", (SIDE, 360))


def test_a_small_photo_is_not_made_larger() -> None:
    assert opened(photo_from(picture("PNG", size=(60, 80)))).size == (60, 80)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_kept_of_where_and_with_what_it_was_taken(kind: str) -> None:
    sent = picture(kind, exif=True)
    assert PLACE in sent  # else this would test nothing
    kept = photo_from(sent)
    assert PLACE not in kept.content
    assert opened(kept).info.keys() <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }
    assert not opened(kept).getexif()


def test_a_photo_of_a_phone_held_upright_is_upright() -> None:
    lying = picture("JPEG", size=(200, 100), exif=True, orientation=6)
    assert opened(photo_from(lying)).size == (100, 200)


def test_what_is_transparent_becomes_white() -> None:
    clear = BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(clear, "PNG")
    assert opened(photo_from(clear.getvalue())).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGB"])
def test_pictures_of_every_kind_of_color_are_read(mode: str) -> None:
    assert opened(photo_from(picture("JPEG" if mode == "CMYK" else "PNG", mode=mode))).mode == "RGB"


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture("GIF"), picture("JPEG")[:400]]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidValue, match="no picture that can be read") as refusal:
        photo_from(content)
    assert refusal.value.field == "photo"


def test_a_small_file_with_too_many_pixels_is_refused() -> None:
    for size in ((8000, 8000), (60_000, 60_000)):  # as large as Pillow takes, and larger
        with pytest.raises(InvalidValue, match="too many pixels"):
            photo_from(header_of_png(*size))


def test_a_file_too_large_is_not_even_read() -> None:
    with pytest.raises(InvalidValue, match="at most 10 MB"):
        photo_from(b"\0" * (LARGEST_UPLOAD + 1))


def header_of_png(width: int, height: int) -> bytes:
    """The beginning of a picture, with its size."""
    whole = picture("PNG", size=(1, 1))
    chunk = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + whole[24:29]
    return whole[:12] + chunk + zlib.crc32(chunk).to_bytes(4, "big") + whole[33:]


# Pillow warns of a place that cannot be read, which is not kept anyhow.
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 3000), st.binary(min_size=1, max_size=6))
@example("PNG", 20, b"\xff")
def test_a_broken_file_is_a_refusal_and_never_a_crash(kind: str, at: int, noise: bytes) -> None:
    whole = picture(kind, exif=True)
    at %= len(whole)
    try:
        kept = photo_from(whole[:at] + noise + whole[at + len(noise) :])
    except InvalidValue:
        return
    assert opened(kept).format == "JPEG"


def test_a_photo_that_is_replaced_or_removed_is_gone(session: scoped_session[Session]) -> None:
    student = make.StudentFactory(photo=photo_from(picture("PNG")))
    session.commit()
    student.photo = photo_from(picture("JPEG"))
    session.commit()
    assert session.scalars(select(DocumentFile)).all() == [student.photo]
    student.photo = None
    session.commit()
    assert session.scalar(select(func.count()).select_from(DocumentFile)) == 0


def test_a_photo_goes_with_its_student(session: scoped_session[Session]) -> None:
    student = make.StudentFactory(photo=photo_from(picture("PNG")))
    session.commit()
    session.delete(student)
    session.commit()
    assert db.session.scalar(select(func.count()).select_from(DocumentFile)) == 0
