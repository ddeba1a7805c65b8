"""A house for nasty requests: titles, pictures in every state, and hostile words in all rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.fuzz.requests import Passes
from tests.fuzz.words import (
    AWAITED_ID,
    AWAITED_JOB,
    CALLBACK_ID,
    IMAGE_ID,
    JOB_ID,
    KEY,
    MEDIA_ID,
    READERS_KEY,
    USER,
)
from tests.house.artwork_host import ArtworkHost
from tests.house.house import ADMIN_KEY, settings_of
from tests.house.pictures import poster
from tests.house.titles import hang
from tests.house.uploads import SECRET, token
from tests.servers.database import open_at
from tvdbproxy.access import keys
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.db.database import now
from tvdbproxy.db.models import (
    Callback,
    CallbackKind,
    CallbackStatus,
    ImageState,
    Movie,
    Origin,
    PendingImage,
    StepName,
)
from tvdbproxy.db.schema import upgrade
from tvdbproxy.embedded.sample import start_sample
from tvdbproxy.ingest import jobs, pipeline
from tvdbproxy.ingest.given import Given
from tvdbproxy.wiring import Services, build

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{7*7}}\r\nX-Injected: 1"""


@contextmanager
def stocked_house(folder: Path, **given: Any) -> Iterator[Services]:
    """A small house of its own in ``folder``, stocked; settings by field name."""
    template = folder / "template.db"
    with closing(open_at(f"sqlite:///{template}")) as database:
        upgrade(database)
    shutil.copy(template, folder / "house.db")
    with closing(ArtworkHost()) as host, start_sample(titles=20, page_size=5) as sample:
        upstream = {
            "tvdb_base_url": sample.base_url,
            "fetch_private_hosts": (host.site, urlsplit(sample.base_url).netloc),
        }
        services = build(settings_of(folder, template, host, {**LENIENT, **upstream, **given}))
        try:
            stock(services, host)
            yield services
        finally:
            services.close()


MEDIA_KEY, EVENTS_TOKEN = "the-media-key-of-the-fuzz", "the-events-token-of-the-fuzz"
LENIENT = {
    "sync_rate_limit": "1000000/second",
    "login_rate_limit": "1000000/second",
    "rate_limit_max_uploads": 1_000_000,
    "jwt_secret_key": SECRET,
    "media_api_key": MEDIA_KEY,
    "s3_events_token": EVENTS_TOKEN,
}
"""All doors open, and none that closes after a while."""


def passes_of(services: Services) -> Passes:
    """What opens the doors of a stocked house."""
    tokens = {
        "catalogue": services.doorkeeper.log_in(READERS_KEY, None, "127.0.0.1"),
        "user": token(USER),
        "media": MEDIA_KEY,
        "events": EVENTS_TOKEN,
    }
    return Passes(ADMIN_KEY, tokens)


def stock(services: Services, host: ArtworkHost) -> None:
    """Keys, and posters: a stored one, one that is not chosen, a broken one, one that upstream
    fails with."""
    database = services.database
    for number in (11, 12):
        path = host.show(f"/banners/{number}.jpg", poster(number))
        hang(database, path, artwork_id=number, is_chosen=number == 11)
        run(services.kitchen, number)
    hang(database, host.show("/banners/13.jpg", b"<html>"), artwork_id=13, image_type="fanart")
    path = host.show("/banners/14.jpg", b"no", 500)
    hang(database, path, artwork_id=14, image_type="banner", error_message=HOSTILE)
    with database.write() as session:
        keys.keep_given(session, KEY, "fuzz")
        keys.keep_given(session, READERS_KEY, "reader")
        session.add(Movie(id=2, name=HOSTILE, overview=HOSTILE, genres=HOSTILE))
    stock_applications(services)


def stock_applications(services: Services) -> None:
    """What applications gave: a picture, one that has not arrived, a callback that nobody took,
    a pending image."""
    database, originals = services.database, services.stores.originals
    given = Given(
        USER, Origin.UPLOAD, "fuzz", "media", original_name=HOSTILE, context={"a": HOSTILE}
    )
    source, temporary = (
        f"uploads/2026-01-01/{IMAGE_ID}/source.jpg",
        "pending/2026-01-01/1/source.jpg",
    )
    for key in (source, temporary):
        originals.put(key, poster(3), content_type="image/jpeg")
    with database.write() as session:
        moment = now(session)
        image = jobs.new_image(given, IMAGE_ID, ImageState.STAGED, moment)
        image.media_id, image.source_key = MEDIA_ID, source
        image.sha256, image.file_size = sha256(poster(3)).hexdigest(), len(poster(3))
        jobs.begin(session, image, moment, job_id=JOB_ID, done=[StepName.RETRIEVE_FILE])
        awaited = replace(given, origin=Origin.PRESIGNED, profile="presigned")
        image = jobs.new_image(awaited, AWAITED_ID, ImageState.AWAITED, moment)
        jobs.begin(session, image, moment, job_id=AWAITED_JOB, due=False)
        session.add(
            Callback(
                id=CALLBACK_ID,
                kind=CallbackKind.WEBHOOK,
                event="image.completed",
                url="https://receiver.example/",
                body="{}",
                status=CallbackStatus.DEAD,
                last_error=HOSTILE,
                created_at=moment,
            )
        )
        session.add(
            PendingImage(
                user_id=1,
                data_type="profile",
                image_path="/temp_images/profiles/1-profile-1-1.jpg",
                key=temporary,
                original_name=HOSTILE,
                mime_type="image/jpeg",
                file_size=len(poster(3)),
                created_at=moment,
                updated_at=moment,
            )
        )
    pipeline.run(services.ingest, JOB_ID)
