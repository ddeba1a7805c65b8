from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from tests.imaging.drawing import decoded, encoded, near, quarters
from tests.imaging.transform.making import transformed

ARTIST, COPYRIGHT, MAKE, ORIENTATION, GPS = 0x013B, 0x8298, 0x010F, 0x0112, 0x8825
CARRIERS = ("jpeg", "png", "webp", "avif", "tiff")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'


def source(picture_format: str = "JPEG", **more: object) -> bytes:
    exif = Image.Exif()
    exif[ARTIST], exif[COPYRIGHT], exif[MAKE] = "Ann", "(c) 2026 Ann", "Camera"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    return encoded(quarters(), picture_format, exif=exif, **more)


def exif_of(data: bytes) -> dict[int, object]:
    return dict(decoded(data).getexif())


@pytest.mark.parametrize("kind", CARRIERS)
@pytest.mark.parametrize("given", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_stripped_a_picture_keeps_whose_it_is_and_nothing_else(given: str, kind: str) -> None:
    kept = exif_of(transformed(source(given), format=kind, width=50).data)
    assert (kept[ARTIST], kept[COPYRIGHT]) == ("Ann", "(c) 2026 Ann")
    assert not {MAKE, ORIENTATION, GPS} & set(kept)


@pytest.mark.parametrize("kind", CARRIERS)
def test_not_even_that_where_it_is_not_wanted(kind: str) -> None:
    data = transformed(source(xmp=XMP), format=kind, keep_copyright=False).data
    assert not {ARTIST, COPYRIGHT, MAKE} & set(exif_of(data))
    assert b"Ann" not in data
    assert b"xmpmeta" not in data


@pytest.mark.parametrize("kind", CARRIERS)
def test_unstripped_it_keeps_its_exif_but_is_not_turned_again(kind: str) -> None:
    result = transformed(source(), format=kind, strip_metadata=False)
    kept = exif_of(result.data)
    assert (kept[MAKE], kept[COPYRIGHT]) == ("Camera", "(c) 2026 Ann")
    assert kept.get(ORIENTATION, 1) == 1
    assert (result.width, result.height) == (120, 200)
    assert decoded(result.data).size == (120, 200)


def test_what_was_not_turned_still_says_how_it_should_be() -> None:
    result = transformed(source(), strip_metadata=False, auto_rotate=False)
    assert exif_of(result.data)[ORIENTATION] == 6
    assert (result.width, result.height) == (200, 120)


@pytest.mark.parametrize("kind", ["jpeg", "webp", "avif"])
def test_unstripped_it_keeps_its_xmp(kind: str) -> None:
    data = transformed(source(xmp=XMP), format=kind, strip_metadata=False).data
    assert decoded(data).info["xmp"] == XMP
    assert b"xmpmeta" not in transformed(source(xmp=XMP), format=kind).data


def test_the_layout_of_a_tiff_does_not_travel() -> None:
    data = transformed(source("TIFF"), format="jpeg", strip_metadata=False).data
    assert exif_of(data)[MAKE] == "Camera"
    assert not {256, 257, 273, 279} & set(exif_of(data))


@pytest.mark.parametrize("kind", CARRIERS)
@pytest.mark.parametrize("strip", [True, False])
def test_the_exif_of_a_large_tiff_is_written_as_others_are(kind: str, strip: bool) -> None:
    data = transformed(source("TIFF", big_tiff=True), format=kind, strip_metadata=strip).data
    assert exif_of(data)[COPYRIGHT] == "(c) 2026 Ann"


def test_unstripped_the_camera_and_the_place_are_kept_too() -> None:
    exif = decoded(transformed(source(), format="webp", strip_metadata=False).data).getexif()
    assert exif.get_ifd(GPS)[1] == "N"
    assert not decoded(transformed(source(), format="webp").data).getexif().get_ifd(GPS)


def test_dots_an_inch_are_a_screens_or_the_pictures_own() -> None:
    given = encoded(quarters(), "JPEG", dpi=(300, 300))
    assert decoded(transformed(given).data).info["dpi"] == (72, 72)
    assert decoded(transformed(given, strip_metadata=False).data).info["dpi"] == (300, 300)


@pytest.mark.parametrize("kind", ["gif", "bmp", "ico"])
def test_some_formats_carry_nothing(kind: str) -> None:
    assert b"Ann" not in transformed(source(xmp=XMP), format=kind, strip_metadata=False).data


@pytest.mark.filterwarnings("ignore")  # as in a child
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0nonsense", b"Exif\0\0II*\0\xff\xff\xff\xff", b"\xff" * 60]
)
def test_broken_exif_costs_nothing_but_itself(exif: bytes) -> None:
    result = transformed(encoded(quarters(), "JPEG", exif=exif), strip_metadata=False)
    assert (result.width, result.height) == (200, 120)


def _wide_gamut() -> bytes:
    """A profile whose reds and greens have changed places, so that one sees whether it counts."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    data = profile.tobytes()
    red, green = data.index(b"rXYZ"), data.index(b"gXYZ")
    swapped = bytearray(data)
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(swapped).replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))


@pytest.mark.parametrize("kind", CARRIERS)
def test_a_profile_is_applied_and_dropped_or_kept(kind: str) -> None:
    profile = _wide_gamut()
    given = encoded(Image.new("RGB", (40, 40), (200, 60, 50)), "PNG", icc_profile=profile)
    converted = decoded(transformed(given, format=kind, quality=95).data)
    assert "icc_profile" not in converted.info
    assert near(converted.convert("RGB").getpixel((9, 9)), (60, 200, 50), 12)  # type: ignore[arg-type]
    kept = decoded(transformed(given, format=kind, quality=95, strip_color_profile=False).data)
    assert kept.info["icc_profile"] == profile
    assert near(kept.convert("RGB").getpixel((9, 9)), (200, 60, 50), 12)  # type: ignore[arg-type]


def test_four_inks_become_colours_although_profiles_are_kept() -> None:
    buffer = BytesIO()
    Image.new("CMYK", (40, 40), (0, 255, 255, 0)).save(buffer, "TIFF")
    image = decoded(transformed(buffer.getvalue(), format="png", strip_color_profile=False).data)
    assert image.mode == "RGB"
    assert near(image.getpixel((5, 5)), (255, 0, 0), 12)  # type: ignore[arg-type]
