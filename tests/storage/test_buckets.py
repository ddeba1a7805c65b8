from __future__ import annotations

import json
import secrets
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.house.nobody import nobody
from tvdbproxy.errors import Unavailable
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.plain_http import status_of_get
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import Patience, S3Connection


@pytest.fixture
def names() -> tuple[str, str]:
    suffix = secrets.token_hex(8)
    return f"originals-{suffix}", f"thumbnails-{suffix}"


@pytest.mark.proves("U4")
def test_thumbnails_are_readable_by_anyone_and_nothing_else_is(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    init_buckets(s3_connection, *names)
    originals, thumbnails = (S3Store(s3_connection, name) for name in names)
    for store in (originals, thumbnails):
        store.put("a/b.webp", b"x", content_type="image/webp")
    assert status_of_get(thumbnails.plain_url("a/b.webp")) == 200
    assert status_of_get(originals.plain_url("a/b.webp")) == 403
    for name in names:
        assert status_of_get(s3_connection.bucket_url(name)) == 403
        assert status_of_get(f"{s3_connection.bucket_url(name)}?list-type=2") == 403


def test_a_second_run_changes_nothing(s3_connection: S3Connection, names: tuple[str, str]) -> None:
    first = init_buckets(s3_connection, *names)
    second = init_buckets(s3_connection, *names)
    assert [step.outcome for step in first].count("done") == 8
    assert {step.outcome for step in second} == {"already"}
    assert [(step.bucket, step.name) for step in first] == [
        (step.bucket, step.name) for step in second
    ]


def test_pages_of_any_origin_may_read_thumbnails(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    init_buckets(s3_connection, *names)
    (rule,) = s3_connection.open_admin().get_bucket_cors(Bucket=names[1])["CORSRules"]
    assert (rule["AllowedOrigins"], rule["AllowedMethods"]) == (["*"], ["GET", "HEAD"])


SHOP, ADMIN = "https://shop.example", "https://admin.example"


def test_only_pages_of_these_origins_may_upload(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    init_buckets(s3_connection, *names, [SHOP])
    url = f"{s3_connection.bucket_url(names[0])}/incoming/a"
    for method in ("PUT", "POST"):
        assert preflight(url, SHOP, method) == SHOP
        assert preflight(url, "https://evil.example", method) is None
    assert preflight(url, SHOP, "DELETE") is None


def test_other_origins_take_the_place_of_those_before_and_others_rules_stay(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    init_buckets(s3_connection, *names, [SHOP])
    admin = s3_connection.open_admin()
    (ours,) = admin.get_bucket_cors(Bucket=names[0])["CORSRules"]
    theirs = {"AllowedMethods": ["GET"], "AllowedOrigins": ["https://theirs.example"]}
    admin.put_bucket_cors(Bucket=names[0], CORSConfiguration={"CORSRules": [theirs, ours]})
    steps = init_buckets(s3_connection, *names, [ADMIN, SHOP])
    assert [step.name for step in steps if step.outcome == "done"] == ["uploading by pages"]
    rules = admin.get_bucket_cors(Bucket=names[0])["CORSRules"]
    assert [sorted(rule["AllowedOrigins"]) for rule in rules] == [
        ["https://theirs.example"],
        [ADMIN, SHOP],
    ]
    again = init_buckets(s3_connection, *names, [SHOP, ADMIN])
    assert {step.outcome for step in again} == {"already"}


def test_what_lies_about_expires(s3_connection: S3Connection, names: tuple[str, str]) -> None:
    init_buckets(s3_connection, *names)
    admin = s3_connection.open_admin()
    rules = admin.get_bucket_lifecycle_configuration(Bucket=names[0])["Rules"]
    assert {rule["ID"] for rule in rules} == {"expire-incoming", "abort-stale-uploads"}
    (expiring,) = [rule for rule in rules if "Expiration" in rule]
    assert (expiring["Filter"]["Prefix"], expiring["Expiration"]["Days"]) == ("incoming/", 7)


def preflight(url: str, origin: str, method: str) -> str | None:
    """Whom a browser would let upload there."""
    headers = {"Origin": origin, "Access-Control-Request-Method": method}
    try:
        with urlopen(Request(url, method="OPTIONS", headers=headers)) as reply:
            methods = reply.headers["Access-Control-Allow-Methods"] or ""
            allowed: str | None = reply.headers["Access-Control-Allow-Origin"]
            return allowed if method in methods.replace(" ", "").split(",") else None
    except HTTPError as error:
        with error:
            return None


@pytest.mark.proves("U4")
def test_originals_that_somebody_opened_are_closed_and_his_other_rules_kept(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    init_buckets(s3_connection, *names)
    admin = s3_connection.open_admin()
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{names[0]}/*"],
    }
    denial = {**statement, "Effect": "Deny", "Action": ["s3:DeleteBucket"]}
    policy = {"Version": "2012-10-17", "Statement": [statement, denial]}
    admin.put_bucket_policy(Bucket=names[0], Policy=json.dumps(policy))
    steps = init_buckets(s3_connection, *names)
    assert [step.name for step in steps if step.outcome == "done"] == ["private"]
    kept = json.loads(admin.get_bucket_policy(Bucket=names[0])["Policy"])["Statement"]
    assert [each["Effect"] for each in kept] == ["Deny"]


def test_a_server_that_is_not_there_is_said() -> None:
    with nobody() as site:
        connection = S3Connection(f"http://{site}", "key", "secret", patience=Patience(0.3, 0.3, 1))
        with pytest.raises(Unavailable, match="S3_ENDPOINT_URL"):
            init_buckets(connection, "originals", "thumbnails")


def test_what_a_server_cannot_do_is_reported(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    from tvdbproxy.storage.buckets import apply_rule

    admin = s3_connection.open_admin()

    def unknown_to_the_server(admin: object, bucket: str) -> bool:
        s3_connection.open_admin().get_public_access_block(Bucket=bucket)
        return True

    init_buckets(s3_connection, *names)
    step = apply_rule(admin, names[0], "a block of public access", unknown_to_the_server)
    assert step.outcome == "lacking"
    assert step.sentence.startswith("the server refuses a block of public access: ")


def test_sentences_leave_the_bucket_to_whoever_tells_it(
    s3_connection: S3Connection, names: tuple[str, str]
) -> None:
    for step in init_buckets(s3_connection, *names) + init_buckets(s3_connection, *names):
        assert step.bucket not in step.sentence
