"""Our own OpenAPI document: valid, and true of the whole service whatever is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.clients import getters
from tests.clients.front import Front, open_front
from tests.clients.wire import Wire
from tests.house.house import ADMIN_KEY
from tests.house.uploads import SECRET, token
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.embedded.redis_server import RunningRedis

# The most telling beginning of its path says where an operation belongs.
AREAS = ("/v4/s", "/v4/", "/images/", "/banners/", "/api/v1/admin/", "/api/v1/", "/")
EXAMPLES = 3
MEDIA_KEY, EVENTS_TOKEN = "the-media-key", "the-events-token"
OF_USERS = (
    *("/api/v1/images/upload", "/api/v1/images/jobs", "/api/v1/images/batch"),
    *("/api/v1/images/{image_id}", "/api/v1/health/failed"),
    *("/images/upload-url", "/images/status", "/images/list", "/images/process", "/images/image"),
)
# What upstream takes, we take; and what fits a schema need not be there.
LENIENT = [negative_data_rejection, positive_data_acceptance]
KNOWN = {
    "content_type": "series",
    "content_id": str(getters.SERIES),
    "image_type": "poster",
    "size": "w342",
    "artwork_id": str(getters.ARTWORK),
    "slug": "series",
    "season_type": "official",
    "lang": "eng",
    "language": "eng",
    "remoteId": "tt00910001",
    # Nobody has given anything here: what is not there is answered as well.
    **dict.fromkeys(
        ["callback_id", "image_id", "job_id", "media_id", "unique_id"],
        "00000000-0000-4000-8000-000000000000",
    ),
    "processing_id": "img_1700000000_0123456789ab",
    "pending_image_id": "1",
    "folder": "profiles",
    "name": "1-profile-1-1.jpg",
}
IDS = {
    "artwork": getters.ARTWORK,
    "awards": getters.AWARD,
    "categories": getters.CATEGORY,
    "characters": getters.CHARACTER,
    "companies": getters.COMPANY,
    "episodes": getters.EPISODE,
    "genres": getters.GENRE,
    "lists": getters.LIST,
    "movies": getters.MOVIE,
    "options": getters.TAG_OPTION,
    "people": getters.PERSON,
    "seasons": getters.SEASON,
    "series": getters.SERIES,
    "user": getters.USER,
}


@pytest.fixture(scope="module")
def harsh_front(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, redis_server: RunningRedis
) -> Iterator[Front]:
    """A front that nobody else has, and that is never too busy to answer."""
    folder = tmp_path_factory.mktemp("harsh")
    often = {"sync_rate_limit": "100000/minute", "login_rate_limit": "100000/minute"}
    given = {"jwt_secret_key": SECRET, "media_api_key": MEDIA_KEY, "s3_events_token": EVENTS_TOKEN}
    with open_front(folder, sqlite_template, redis_server.url, **often, **given) as opened:
        yield opened


@pytest.fixture(scope="module")
def document(harsh_front: Front) -> OpenApiSchema:
    """What the service says of itself."""
    return schemathesis.openapi.from_url(f"{harsh_front.base}/docs/openapi.json")


def test_it_is_valid(document: OpenApiSchema) -> None:
    document.validate()
    operations = list(operations_of(document))
    assert document.raw_schema["openapi"].startswith("3.1")
    ids = [operation.definition.raw["operationId"] for operation in operations]
    assert len(ids) == len(set(ids)) > 80


def test_its_references_lead_somewhere(document: OpenApiSchema) -> None:
    schemas = document.raw_schema["components"]["schemas"]
    references = set(references_of(document.raw_schema))
    assert references <= {f"#/components/schemas/{name}" for name in schemas}
    assert len(references) > 10


def test_its_paths_have_the_parameters_that_they_name(document: OpenApiSchema) -> None:
    for operation in operations_of(document):
        told = {
            p["name"] for p in operation.definition.raw.get("parameters", []) if p["in"] == "path"
        }
        assert told == {part[1:-1] for part in operation.path.split("/") if part.startswith("{")}


def test_an_invalid_document_would_be_noticed(document: OpenApiSchema) -> None:
    spoilt = {**document.raw_schema, "info": {}}
    with pytest.raises(Exception, match="required property"):
        schemathesis.openapi.from_dict(spoilt).validate()


@pytest.mark.parametrize("area", AREAS)
def test_whatever_is_sent_is_answered_as_the_document_says(
    harsh_front: Front, document: OpenApiSchema, area: str
) -> None:
    """No 5xx, no answer that it does not tell of, and nothing without a key where one is due."""
    client = Wire(harsh_front).holding().token
    operations = [op for op in operations_of(document) if area_of(op.path) == area]
    assert operations
    for operation in operations:
        token = client if operation.path.startswith("/v4/") else token_for(operation.path)
        for strategy in cases_of(operation, harsh_front):
            send_all(strategy, harsh_front.base, token)


def token_for(path: str) -> str:
    """What opens a door that is not the catalogue's."""
    if path.startswith("/api/media/"):
        return MEDIA_KEY
    if path.startswith("/internal/"):
        return EVENTS_TOKEN
    return token("reader") if path.startswith(OF_USERS) else ADMIN_KEY


def send_all(strategy: SearchStrategy[Case], base: str, token: str) -> None:
    """Send some cases, the same each time."""

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def send(case: Case) -> None:
        response = case.call(base_url=base, headers={"Authorization": f"Bearer {token}"})
        case.validate_response(response, excluded_checks=LENIENT)

    try:
        send()
    except Unsatisfiable:
        return  # there is nothing in it that could be wrong


def cases_of(operation: Any, front: Front) -> Iterator[SearchStrategy[Case]]:
    """What fits the document, what does not, and what is of something that there is."""
    yield operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    yield operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    if "{" in operation.path:
        yield operation.as_strategy(
            generation_mode=GenerationMode.POSITIVE,
            path_parameters=known_parts(operation.path, front),
        )


def known_parts(path: str, front: Front) -> dict[str, Any]:
    """The placeholders of a path, filled with what there is."""
    words = path.split("/")
    names = [word[1:-1] for word in words if word.startswith("{")]
    known: dict[str, Any] = dict(KNOWN)
    if "id" in names:
        known["id"] = IDS[words[words.index("{id}") - 1]]
    if "key_id" in names:
        with front.database.write() as session:
            known["key_id"] = keys.create(session, Traits(name="a key")).key.id
    series = Wire(front).upstream().data(f"/series/{getters.SERIES}")
    known["path"] = series["image"].partition("/banners/")[2]
    known["task_id"] = "0"
    return {name: known[name] for name in names}


def area_of(path: str) -> str:
    """Where an operation belongs."""
    return max((area for area in AREAS if path.startswith(area)), key=len)


def operations_of(document: OpenApiSchema) -> Iterator[Any]:
    """Every operation."""
    for result in document.get_all_operations():
        yield result.ok()


def references_of(node: Any) -> Iterator[str]:
    """Every reference inside."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from references_of(part)
