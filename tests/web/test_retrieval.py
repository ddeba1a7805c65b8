"""What users are told of their pictures, and of nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from tests.house.house import OpenHouse
from tests.house.media import LOGO, PHOTO, change, give, staged, variants_of
from tests.house.transforms import OpenTransforms, transforming
from tests.house.uploads import SECRET, as_user
from tests.imaging.drawing import decoded, encoded
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Image, ImageAnalysis, ImageFingerprint, ImageState
from tvdbproxy.wiring import Services

__all__ = ["transforming"]

OpenDoor = Callable[[Services], FlaskClient]

SIZES = ["thumbnail", "medium", "large", "original"]
NOBODYS = "0a1b2c3d-0000-4000-8000-00000000000f"


@pytest.fixture
def services(open_house: OpenHouse) -> Services:
    return open_house(jwt_secret_key=SECRET)


@pytest.fixture
def image(services: Services) -> Image:
    """A photo of Ann's, in the sizes of uploads."""
    return give(services, profile="upload", context={"activity": 7}, original_name="p.jpg")


def ask(client: FlaskClient, path: str, user: str = "ann", **query: str) -> TestResponse:
    return client.get(f"/api/v1/images/{path}", headers=as_user(user), query_string=query)


def analysed(database: Database, image_id: str, number: int) -> None:
    """Keep this as the picture's perceptual hash."""
    with database.write() as session:
        session.get_one(ImageAnalysis, image_id).perceptual_hash = f"{number:016x}"
        for band in range(4):
            value = (number >> 16 * band) & 0xFFFF
            session.merge(ImageFingerprint(image_id=image_id, band=band, value=value))


def test_a_picture_is_told_of_in_all_its_sizes(
    services: Services, client: FlaskClient, image: Image
) -> None:
    told = ask(client, f"{image.image_id}/all").get_json()

    rows = variants_of(services.database, image.image_id)
    assert (told["image_id"], told["media_id"]) == (image.image_id, str(image.media_id))
    assert told["status"] == "completed"
    assert list(told["urls"]) == SIZES
    facts = told["metadata"]
    assert facts["dominant_color"] == image.dominant_color
    assert facts["original_dimensions"] == {"width": 1500, "height": 900}
    assert facts["context"] == {"activity": 7}
    assert (facts["original_name"], facts["mime_type"]) == ("p.jpg", "image/jpeg")
    assert facts["variants"]["thumbnail"] == {
        "width": 150,
        "height": 90,
        "aspect_ratio": 1.6667,
        "format": "webp",
        "size_bytes": rows["thumbnail", "original", "webp"].bytes,
    }
    assert list(facts["variants"]) == SIZES
    assert told["completed_at"] >= told["created_at"]


def test_every_address_that_is_told_leads_to_what_is_told_of_it(
    client: FlaskClient, image: Image
) -> None:
    told = ask(client, f"{image.image_id}/all").get_json()
    for size, address in told["urls"].items():
        shown, facts = client.get(address), told["metadata"]["variants"][size]
        assert (shown.status_code, shown.headers["X-Size"]) == (200, size)
        assert decoded(shown.data).size == (facts["width"], facts["height"])
        assert len(shown.data) == facts["size_bytes"]
    assert client.get(told["url"]).headers["X-Size"] == "medium"


@pytest.mark.parametrize(
    ("word", "size"),
    [(None, "medium"), ("large", "large"), ("detail", "large"), ("zoom", "original")],
)
def test_one_size_is_the_one_asked_for_or_the_nearest(
    client: FlaskClient, image: Image, word: str | None, size: str
) -> None:
    told = ask(client, image.image_id, **({"size": word} if word else {})).get_json()
    assert told["size"] == size
    assert told["url"] == f"/api/images/{image.media_id}?size={size}"
    assert (told["format"], told["image_id"]) == ("webp", image.image_id)
    whole = ask(client, f"{image.image_id}/all").get_json()["metadata"]["variants"][size]
    assert whole.items() <= told.items()


def test_with_a_cdn_addresses_lead_there(
    open_house: OpenHouse, open_door: OpenDoor, image: Image
) -> None:
    services = open_house(jwt_secret_key=SECRET, cdn_base_url="https://cdn.example")
    told = ask(open_door(services), f"{image.image_id}/all").get_json()
    rows = variants_of(services.database, image.image_id)
    assert told["urls"] == {
        size: f"https://cdn.example/{rows[size, 'original', 'webp'].key}" for size in SIZES
    }


def test_a_logo_without_its_background_has_addresses_of_its_own(
    services: Services, client: FlaskClient
) -> None:
    photo = give(services, PHOTO, data_type="logo")
    without = ask(client, f"{photo.image_id}/all").get_json()
    assert without["background_removed_urls"] is None
    assert without["metadata"]["background_removed"] is False
    logo = give(services, LOGO, data_type="logo")
    told = ask(client, f"{logo.image_id}/all").get_json()
    assert told["metadata"]["background_removed"] is True
    assert list(told["background_removed_urls"]) == list(told["urls"])
    for size, address in told["background_removed_urls"].items():
        shown = client.get(address)
        assert (shown.headers["X-Background"], shown.headers["X-Size"]) == ("removed", size)


PATHS = ["{0}", "{0}/all", "{0}/similar", "{0}/source", "batch?image_ids={0}"]


@pytest.mark.parametrize("path", PATHS)
def test_without_a_token_nothing_is_told(client: FlaskClient, image: Image, path: str) -> None:
    answer = client.get(f"/api/v1/images/{path.format(image.image_id)}")
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")


@pytest.mark.parametrize("path", PATHS[:4])
def test_others_pictures_are_nobodys(client: FlaskClient, image: Image, path: str) -> None:
    for image_id, user in ((image.image_id, "bob"), (NOBODYS, "ann")):
        answer = ask(client, path.format(image_id), user)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_image")


@pytest.mark.parametrize("path", PATHS[:2])
@pytest.mark.parametrize(
    ("state", "status", "code"),
    [(ImageState.STAGED, 409, "image_pending"), (ImageState.FAILED, 404, "image_failed")],
)
def test_what_is_not_processed_says_why(
    services: Services, client: FlaskClient, path: str, state: str, status: int, code: str
) -> None:
    _, image_id = staged(services, profile="upload")
    change(services.database, image_id, state=state)
    answer = ask(client, path.format(image_id))
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_a_batch_answers_for_each_in_the_order_of_the_question(
    services: Services, client: FlaskClient, image: Image
) -> None:
    other = give(services, LOGO, profile="upload")
    bobs = give(services, profile="upload", user_id="bob")
    _, pending = staged(services, profile="upload")
    asked = [other.image_id, NOBODYS, image.image_id.upper(), bobs.image_id, "x", pending]

    told = ask(client, "batch", image_ids=",".join([*asked, image.image_id]), size="large")

    found = told.get_json()
    assert [item["image_id"] for item in found["images"]] == [each.lower() for each in asked]
    assert (found["total"], found["found"]) == (6, 2)
    codes = [item["error"] and item["error"]["code"] for item in found["images"]]
    none = "unknown_image"
    assert codes == [None, none, None, none, none, "image_pending"]
    assert found["images"][2]["image"]["size"] == "large"
    assert found["images"][1]["image"] is None


@pytest.mark.parametrize("count", [0, 51])
def test_a_batch_has_at_most_fifty(client: FlaskClient, count: int) -> None:
    ids = ",".join(f"{number:08x}{NOBODYS[8:]}" for number in range(count))
    answer = ask(client, "batch", image_ids=ids)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "invalid_batch")


def test_a_batch_reads_nothing_that_it_does_not_tell(
    services: Services, client: FlaskClient, image: Image
) -> None:
    asked: list[str] = []
    engine = services.database.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert ask(client, "batch", image_ids=image.image_id).get_json()["found"] == 1
    assert any("image_variants" in one for one in asked)
    assert not any("image_analysis" in one for one in asked)


def test_a_batch_may_have_fifty(client: FlaskClient) -> None:
    ids = ",".join(f"{number:08x}{NOBODYS[8:]}" for number in range(50))
    assert ask(client, "batch", image_ids=ids).get_json()["total"] == 50


def test_an_unknown_size_is_refused_in_every_answer(client: FlaskClient, image: Image) -> None:
    one = ask(client, image.image_id, size="huge")
    assert (one.status_code, one.get_json()["code"]) == (404, "unknown_size")
    many = ask(client, "batch", image_ids=image.image_id, size="huge").get_json()
    assert many["images"][0]["error"]["code"] == "unknown_size"


def test_pictures_that_look_alike_are_found_among_ones_own(
    services: Services, client: FlaskClient, image: Image
) -> None:
    near, far = give(services, LOGO, profile="upload"), give(services, profile="upload")
    bobs = give(services, profile="upload", user_id="bob")
    for one, number in ((image, 0xF0F0), (near, 0xF0F3), (far, 0xFFFF_0000_0000), (bobs, 0xF0F0)):
        analysed(services.database, one.image_id, number)

    told = ask(client, f"{image.image_id}/similar").get_json()

    assert told["max_distance"] == 7
    assert told["similar"] == [
        {
            "image_id": near.image_id,
            "media_id": str(near.media_id),
            "distance": 2,
            "url": f"/api/images/{near.media_id}",
        }
    ]
    assert ask(client, f"{image.image_id}/similar", max_distance="1").get_json()["similar"] == []


@pytest.mark.parametrize("distance", ["8", "-1", "", "x", "1.0", "\u0661"])
def test_only_small_distances_are_guaranteed_and_taken(
    client: FlaskClient, image: Image, distance: str
) -> None:
    answer = ask(client, f"{image.image_id}/similar", max_distance=distance)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "invalid_distance")


def test_a_picture_and_its_smaller_copy_look_alike(services: Services, client: FlaskClient) -> None:
    whole = give(services, profile="upload")
    smaller = encoded(decoded(PHOTO).resize((400, 240)), "JPEG", quality=60)
    copy, other = give(services, smaller, profile="upload"), give(services, LOGO, profile="upload")
    found = ask(client, f"{whole.image_id}/similar").get_json()["similar"]
    assert [one["image_id"] for one in found] == [copy.image_id] != [other.image_id]


def test_without_an_analysis_nothing_looks_alike(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    services = open_house(jwt_secret_key=SECRET, analysis_enabled=False)
    image = give(services, profile="upload")
    answer = ask(open_door(services), f"{image.image_id}/similar")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "not_analysed")


def test_addresses_of_transforms_are_told_and_answered(
    transforming: OpenTransforms, open_door: OpenDoor
) -> None:
    services = transforming(jwt_secret_key=SECRET)
    door, image = open_door(services), give(services, profile="upload")
    for path in ("", "/all"):
        told = ask(door, image.image_id + path).get_json()
        presets = told["imgproxy_preset_urls"]
        assert list(presets) == ["thumbnail", "small", "medium", "large", "hero", "avatar"]
        assert list(told["imgproxy_responsive_urls"]) == list(presets)[:4]
        assert told["imgproxy_thumbnail_url"] == presets["thumbnail"]
    shown = door.get(presets["thumbnail"])
    assert (shown.status_code, decoded(shown.data).size) == (200, (150, 150))


def test_without_keys_there_are_no_addresses_of_transforms(
    client: FlaskClient, image: Image
) -> None:
    told = ask(client, image.image_id).get_json()
    names = ("thumbnail_url", "responsive_urls", "preset_urls")
    assert [told[f"imgproxy_{name}"] for name in names] == [None, None, None]


def test_the_other_addresses_below_images_are_in_nobodys_way(
    client: FlaskClient, image: Image
) -> None:
    codes: dict[str, Any] = {
        "artwork/1": "no_artwork",
        "series/1/poster/medium": "unknown_content",
        f"{image.image_id}x": "not_found",
        "upload": "method_not_allowed",
        "jobs/x": "unknown_job",
    }
    for path, code in codes.items():
        assert ask(client, path).get_json()["code"] == code, path
    assert ask(client, "storage/stats").status_code == 200
    gone = client.delete(f"/api/v1/images/{image.image_id}", headers=as_user())
    assert gone.status_code == 204
    assert ask(client, image.image_id).status_code == 404
    assert client.get(f"/api/images/{image.media_id}").status_code == 404
