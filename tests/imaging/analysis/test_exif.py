from __future__ import annotations

import json
from typing import Any

import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from tests.imaging.analysis.looking import analysed
from tests.imaging.drawing import encoded, quarters

Base, IFD, GPS = ExifTags.Base, ExifTags.IFD, ExifTags.GPS


def camera_picture(picture_format: str = "JPEG", **changes: Any) -> bytes:
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model] = "Leitz\x00", "M 11"
    exif[Base.Artist], exif[Base.Copyright] = "A. Person", "© A. Person".encode()
    exif[Base.Software] = changes.get("software", "Lab 3\r\nX: y\x1b[31m\u202e".encode())
    exif[Base.DateTime] = "2026:01:01 00:00:00"
    details = exif.get_ifd(IFD.Exif)
    details[Base.DateTimeOriginal] = changes.get("taken", "2025:06:07 08:09:10")
    details[Base.OffsetTimeOriginal] = "+02:00"
    details[Base.ExposureTime], details[Base.FNumber] = (
        changes.get("time", 1 / 250),
        IFDRational(281, 100),
    )
    details[Base.ISOSpeedRatings], details[Base.Flash] = 400, 1
    details[Base.FocalLength], details[Base.FocalLengthIn35mmFilm] = 35.0, 35
    details[Base.ExposureBiasValue] = -0.5
    details[Base.LensModel] = "Summilux 35"
    details[Base.BodySerialNumber], details[Base.LensSerialNumber] = "SERIAL-1", "SERIAL-2"
    details[Base.CameraOwnerName] = "OWNER"
    details[Base.MakerNote] = b"MAKERNOTE"
    details[Base.ImageUniqueID], details[Base.UserComment] = "UNIQUE", b"COMMENT"
    place = exif.get_ifd(IFD.GPSInfo)
    place[GPS.GPSLatitude], place[GPS.GPSLatitudeRef] = (52.0, 31.0, 12.345), "N"
    return encoded(quarters(), picture_format, exif=exif)


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP"])
def test_what_concerns_the_picture_is_told(picture_format: str) -> None:
    assert analysed(camera_picture(picture_format), exif=True).exif == {
        "camera_make": "Leitz",
        "camera_model": "M 11",
        "lens_model": "Summilux 35",
        "software": "Lab 3 X: y [31m",
        "artist": "A. Person",
        "copyright": "© A. Person",
        "f_number": "2.81",
        "focal_length_mm": "35",
        "focal_length_35mm": "35",
        "exposure_bias_ev": "-0.5",
        "iso": "400",
        "exposure_time_s": "1/250",
        "flash": "fired",
        "taken_at": "2025-06-07T08:09:10+02:00",
    }


def test_position_serial_numbers_and_owner_are_never_told() -> None:
    told = json.dumps(analysed(camera_picture(), exif=True).to_json())
    for secret in ("12.345", "52", "SERIAL", "OWNER", "MAKERNOTE", "UNIQUE", "COMMENT", "gps"):
        assert secret not in told.partition('"exif"')[2], secret


def test_nothing_is_told_that_was_not_asked_for() -> None:
    assert analysed(camera_picture()).exif == {}


@pytest.mark.parametrize(
    ("time", "told"),
    [(2.5, "2.5"), (1 / 3, "1/3"), (0.5, "0.5"), (0.0, None), (1 / 8000, "1/8000")],
)
def test_exposure_times_are_written_as_on_cameras(time: float, told: str | None) -> None:
    assert analysed(camera_picture(time=time), exif=True).exif.get("exposure_time_s") == told


def test_latin_letters_of_old_programs_are_read_too() -> None:
    told = analysed(camera_picture(software="Caf\xe9".encode("latin-1")), exif=True).exif
    assert told["software"] == "Café"


@pytest.mark.parametrize("taken", ["", "yesterday", "0000:00:00", "2025:06:07 08:09:10 and more"])
def test_without_a_proper_date_of_the_exposure_that_of_the_file_is_told(taken: str) -> None:
    told = analysed(camera_picture(taken=taken), exif=True).exif.get("taken_at")
    assert told == "2026-01-01T00:00:00"


def test_a_long_text_is_cut() -> None:
    assert len(analysed(camera_picture(software="x" * 5000), exif=True).exif["software"]) == 200


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")  # as a child does
@pytest.mark.parametrize("broken", [b"Exif\x00\x00", b"Exif\x00\x00II*\x00\xff\xff\xff\xff", b"x"])
def test_broken_exif_costs_nothing_but_itself(broken: bytes) -> None:
    found = analysed(encoded(quarters(), "JPEG", exif=broken), exif=True)
    assert (found.width, found.exif) == (200, {})


@pytest.mark.parametrize("value", [(1, 0), (0, 0), (-1, 0)])
def test_a_division_by_nothing_is_left_out(value: tuple[int, int]) -> None:
    source = camera_picture()
    found = source.index((281).to_bytes(4, "big") + (100).to_bytes(4, "big"))
    wrong = b"".join(part.to_bytes(4, "big", signed=True) for part in value)
    told = analysed(source[:found] + wrong + source[found + 8 :], exif=True).exif
    assert "f_number" not in told
    assert told["iso"] == "400"
