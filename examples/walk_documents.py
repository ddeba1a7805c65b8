"""Every call of the three ways in, against a running service: what it should say, and what it says.

    make up                                   # in one shell
    . data/env && .venv/bin/python examples/walk_documents.py   # in another

For each call, what its description promises stands beside the answer: values as they have to be,
types, and patterns that texts have to match as a whole. Whatever is missing, or is something else,
is marked, and makes the exit code 1.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt
import requests
from PIL import Image, ImageDraw
from rich.columns import Columns
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

BASE = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
SECONDS = 60.0
WIDTH = 150

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
COLOR = re.compile("#[0-9A-Fa-f]{6}")
URL = re.compile(r"(https?:/)?/\S+")
FORMAT = re.compile("avif|webp|jpeg|png")
STATUS = re.compile("pending|processing|completed|failed|retrying")
TEXT = re.compile(".+", re.DOTALL)
SIZES = ("thumbnail", "medium", "large", "original")
NUMBER = (int, float)
NONE = type(None)

console = Console(width=WIDTH)
missing: list[str] = []


def main() -> int:
    """Walk; 0 if nothing was missing."""
    uploads()
    presigned()
    pending()
    if missing:
        console.print(f"\n[red]missing: {len(missing)}[/]")
        for what in missing:
            console.print(f"  {what}")
        return 1
    console.print("\n[green]all that is promised is there[/]")
    return 0


def uploads() -> None:
    """Uploads and their jobs."""
    user = {"Authorization": f"Bearer {token()}"}
    console.rule("uploads")
    answer = show(
        "POST /api/v1/images/upload",
        {
            "job_id": UUID,
            "image_id": UUID,
            "status_url": re.compile(f"/api/v1/images/jobs/{UUID.pattern}"),
            "message": "Upload accepted. Processing initiated.",
        },
        lambda: requests.post(
            f"{BASE}/api/v1/images/upload",
            headers=user,
            files={"file": ("photo.jpg", photo())},
            data={"bucket": "walk", "metadata": '{"context": "walk"}'},
            timeout=SECONDS,
        ),
        status=202,
        headers=("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"),
    )
    job, image = answer["job_id"], answer["image_id"]
    shape = {"job_id": job, "image_id": image, "status": STATUS, "created_at": TIME}
    shape |= {"completed_at": (NONE, TIME), "error": NONE, "attempts": int}
    get(f"/api/v1/images/jobs/{job}", shape, user)
    wait(lambda: ask(f"/api/v1/images/jobs/{job}", user)["status"] in ("completed", "failed"))
    shape |= {"status": "completed", "completed_at": TIME, "attempts": 1}
    get(f"/api/v1/images/jobs/{job}", shape, user)
    sizes = dict.fromkeys(SIZES, URL)
    variant = {"width": int, "height": int, "aspect_ratio": NUMBER, "format": FORMAT}
    variant |= {"size_bytes": int}
    get(
        f"/api/v1/images/jobs/{job}/result",
        {
            "image_id": image,
            "status": "completed",
            "urls": sizes,
            "metadata": {
                "dominant_color": COLOR,
                "original_dimensions": {"width": 640, "height": 480},
                "context": {"context": "walk"},
                "variants": {
                    **dict.fromkeys(SIZES, variant),
                    "thumbnail": {**variant, "width": 150},
                    "original": {**variant, "width": 640, "height": 480},
                },
            },
            "completed_at": TIME,
        },
        user,
    )
    medium = {"image_id": image, "size": "medium", "url": URL, **variant}
    get(f"/api/v1/images/{image}?size=medium", medium, user)
    get(f"/api/v1/images/{image}/all", {"image_id": image, "urls": sizes}, user)
    picture(f"/api/v1/images/{image}/direct?size=large")
    source = {"url": URL, "expires_in": int, "expires_at": TIME, "size_bytes": int}
    get(f"/api/v1/images/{image}/source", {**source, "mime_type": "image/jpeg"}, user)
    found = {"image_id": image, "found": True, "image": medium}
    get(f"/api/v1/images/batch?image_ids={image}&size=medium", {"images": [found]}, user)
    get("/api/v1/health", {"status": "healthy"}, {})
    get(
        "/api/v1/health/stats",
        {
            "status_breakdown": dict.fromkeys(
                ["completed", "pending", "processing", "failed"], int
            ),
            "performance_24h": {"completed_24h": int, "avg_processing_time_seconds": NUMBER},
            "storage": {"total_images": int, "total_jobs": int},
            "celery": {"active_workers": int, "active_tasks": int},
        },
        {},
    )
    get("/api/v1/health/failed?limit=50", {}, user)
    show(
        f"DELETE /api/v1/images/{image}",
        {},
        lambda: requests.delete(f"{BASE}/api/v1/images/{image}", headers=user, timeout=SECONDS),
        status=204,
    )


def presigned() -> None:
    """Uploads that go straight to the object store."""
    user = {"Authorization": f"Bearer {token()}"}
    console.rule("presigned uploads")
    data = photo()
    asked = {"filename": "photo.jpg", "content_type": "image/jpeg", "size": len(data)}
    shape = {
        "upload_url": re.compile(r"https?://\S+"),
        "method": "PUT",
        "headers": {"Content-Type": "image/jpeg"},
        "processing_id": re.compile("img_[0-9]{10}_[0-9a-f]+"),
        "unique_id": UUID,
        "key": re.compile(f"incoming/{UUID.pattern}"),
        "expires_in": int,
    }
    offer = show(
        "POST /images/upload-url",
        shape,
        lambda: requests.post(
            f"{BASE}/images/upload-url", json=asked, headers=user, timeout=SECONDS
        ),
        status=(200, 201),
    )
    get(
        f"/images/upload-url?filename=p.jpg&content_type=image/jpeg&size={len(data)}",
        shape,
        user,
        status=(200, 201),
    )
    sent = requests.put(offer["upload_url"], data=data, headers=offer["headers"], timeout=SECONDS)
    console.print(f"PUT to the store: {sent.status_code}")
    if sent.status_code != 200:
        missing.append(f"PUT to the store: status {sent.status_code}, not 200")
    unique, processing = offer["unique_id"], offer["processing_id"]
    show(
        f"POST /images/process/{unique}",
        {"processing_id": processing, "unique_id": unique, "status": STATUS, "status_url": URL},
        lambda: requests.post(f"{BASE}/images/process/{unique}", headers=user, timeout=SECONDS),
        status=(200, 202),
    )
    where = f"/images/status/{processing}"
    wait(lambda: ask(where, user)["status"] in ("completed", "failed"))
    ended = {"processing_id": processing, "unique_id": unique, "status": "completed"}
    get(where, ended, user)
    get("/images/list?limit=5", {"images": [{"unique_id": UUID, "status": STATUS}]}, user)
    sizes = dict.fromkeys(SIZES, URL)
    get(f"/images/processed/{unique}", {"unique_id": unique, "urls": sizes}, user)
    get("/images/health", {"status": "healthy"}, {})
    show(
        f"DELETE /images/image/{unique}",
        {},
        lambda: requests.delete(f"{BASE}/images/image/{unique}", headers=user, timeout=SECONDS),
        status=204,
    )


def pending() -> None:
    """The queue of pending images, and serving by media id."""
    key = {"Authorization": f"Bearer {os.environ.get('MEDIA_API_KEY', '')}"}
    console.rule("pending images")
    row = {"id": int, "user_id": 456, "image_path": re.compile(r"/temp_images/\S+")}
    row |= {"original_name": TEXT, "mime_type": re.compile("image/(png|jpeg)")}
    row |= {"status": "pending", "created_at": TIME}
    put = show(
        "POST /api/media/pending",
        {"success": True, "images": [row]},
        lambda: requests.post(
            f"{BASE}/api/media/pending",
            headers=key,
            files={"logo_image": ("logo.png", logo())},
            data={"user_id": "456"},
            timeout=SECONDS,
        ),
        status=(200, 201, 202),
    )
    anybodys = {**row, "user_id": int}
    get("/api/media/pending/all", {"images": [anybodys], "total": int}, key)
    number = first_id(put)
    told = {
        "media_id": "789",
        "permanent_url": f"{BASE}/serve/789",
        "processing_complete": True,
        "ai_enhanced": True,
        "formats_available": ["avif", "webp", "jpeg", "png"],
        "ai_analysis": {"style": "Geometric", "quality_score": 85, "brand_colors": ["#C01818"]},
    }
    show(
        f"POST /api/media/complete/{number}",
        {
            "success": True,
            "imageId": number,
            "media_id": "789",
            "status": "processed",
            "smart_url_preview": re.compile(r"\S+/789"),
        },
        lambda: requests.post(
            f"{BASE}/api/media/complete/{number}", json=told, headers=key, timeout=SECONDS
        ),
    )
    unknown = ["medium", "mood_keywords", "site_context", "dominant_colors", "detected_objects"]
    analysis = {**told["ai_analysis"], **dict.fromkeys(unknown, NONE), "confidence_score": NONE}
    shape = {"success": True, "analysis": analysis}
    get("/api/media/analysis/789", shape, key)
    second = show(
        "POST /api/media/pending",
        {"success": True, "images": [row]},
        lambda: requests.post(
            f"{BASE}/api/media/pending",
            headers=key,
            files={"profile_image": ("me.jpg", photo())},
            data={"user_id": "456"},
            timeout=SECONDS,
        ),
        status=(200, 201, 202),
    )
    failed = first_id(second)
    show(
        f"DELETE /api/media/cleanup/{failed}",
        {"success": True, "message": "Image marked as failed and temp file cleaned up"},
        lambda: requests.delete(f"{BASE}/api/media/cleanup/{failed}", headers=key, timeout=SECONDS),
    )
    serving()


def serving() -> None:
    """A logo that is processed here, with its background and without."""
    user = {"Authorization": f"Bearer {token()}"}
    answer = requests.post(
        f"{BASE}/api/v1/images/upload",
        headers=user,
        files={"file": ("logo.png", logo())},
        data={"bucket": "walk", "profile": "media", "data_type": "logo"},
        timeout=SECONDS,
    ).json()
    where = f"/api/v1/images/jobs/{answer['job_id']}"
    wait(lambda: ask(where, user)["status"] in ("completed", "failed"))
    media_id = ask(f"/api/v1/images/{answer['image_id']}/all", user)["media_id"]
    for query in ("size=thumbnail", "size=thumbnail&bg=removed", "size=detail&format=jpeg"):
        picture(f"/api/images/{media_id}?{query}")
        picture(f"/serve/{media_id}?{query}")
    requests.delete(f"{BASE}/api/v1/images/{answer['image_id']}", headers=user, timeout=SECONDS)


def get(
    path: str,
    shape: Mapping[str, Any],
    headers: Mapping[str, str],
    status: int | tuple[int, ...] = 200,
) -> Any:
    """Show a GET."""
    return show(
        f"GET {path}",
        shape,
        lambda: requests.get(f"{BASE}{path}", headers=dict(headers), timeout=SECONDS),
        status=status,
    )


def show(
    title: str,
    shape: Mapping[str, Any],
    call: Callable[[], requests.Response],
    *,
    status: int | tuple[int, ...] = 200,
    headers: tuple[str, ...] = (),
) -> Any:
    """The promise beside the answer; the answer's JSON."""
    response = call()
    expected = (status,) if isinstance(status, int) else status
    document = response.json() if response.content else {}
    lacking = list(absent(shape, document))
    lacking += [name for name in headers if name not in response.headers]
    if response.status_code not in expected:
        lacking.append(f"status {response.status_code}, not {expected}")
    missing.extend(f"{title}: {what}" for what in lacking)
    mark = "[green]ok[/]" if not lacking else f"[red]missing: {', '.join(lacking)}[/]"
    console.print(f"\n[bold]{title}[/]  {response.status_code}  {mark}")
    half = WIDTH // 2 - 2
    console.print(
        Columns(
            [
                Panel(Text(pretty(shape)), title="promised", width=half),
                Panel(Text(pretty(document)), title="answered", width=half),
            ]
        )
    )
    return document


def picture(path: str) -> None:
    """A picture, as a browser asks for it."""
    accept = {"Accept": "image/avif,image/webp,*/*;q=0.8"}
    response = requests.get(f"{BASE}{path}", headers=accept, timeout=SECONDS)
    kind = response.headers.get("Content-Type", "")
    well = response.status_code == 200 and kind.startswith("image/")
    if not well:
        missing.append(f"GET {path}: {response.status_code} {kind}")
    mark = "[green]ok[/]" if well else "[red]no picture[/]"
    console.print(
        f"\n[bold]GET {path}[/]  {response.status_code}  {mark}  {kind}, "
        f"{len(response.content)} bytes, {response.headers.get('Cache-Control')}"
    )


def absent(shape: Any, document: Any, path: str = "") -> Any:
    """Where the document is not what the shape says: its members may be more, none may be less
    or something else, and of a list each item counts."""
    if isinstance(shape, Mapping):
        for name, inner in shape.items():
            if not isinstance(document, Mapping) or name not in document:
                yield f"{path}{name}"
            else:
                yield from absent(inner, document[name], f"{path}{name}.")
    elif isinstance(shape, list):
        if not isinstance(document, list) or not document:
            yield f"{path}[]"
        elif [type(item) for item in shape] == [str] * len(shape):
            yield from () if shape == document else (f"{path[:-1]} is {document!r}",)
        else:
            for number, item in enumerate(document):
                yield from absent(shape[0], item, f"{path}{number}.")
    elif not is_so(shape, document):
        yield f"{path[:-1]} is {document!r}, not {named(shape)}"


def is_so(promise: Any, value: Any) -> bool:
    """Whether a value is of the type, matches the pattern, or is the same."""
    if isinstance(promise, tuple):
        return any(is_so(each, value) for each in promise)
    if isinstance(promise, type):
        return isinstance(value, promise) and isinstance(value, bool) == (promise is bool)
    if isinstance(promise, re.Pattern):
        return isinstance(value, str) and promise.fullmatch(value) is not None
    return type(promise) is type(value) and promise == value


def named(promise: Any) -> str:
    """What a promise is called."""
    if isinstance(promise, tuple):
        return " or ".join(map(named, promise))
    if isinstance(promise, type):
        return "null" if promise is NONE else promise.__name__
    return str(promise.pattern) if isinstance(promise, re.Pattern) else repr(promise)


def pretty(document: Any) -> str:
    """JSON for people; long lists are cut."""
    return json.dumps(cut(document), indent=2, ensure_ascii=False, default=named)


def cut(document: Any) -> Any:
    """Lists have their first two items."""
    if isinstance(document, Mapping):
        return {name: cut(value) for name, value in document.items()}
    if isinstance(document, tuple):
        return named(document)
    if isinstance(document, list):
        return [cut(value) for value in document[:2]] + (["..."] if len(document) > 2 else [])
    return document


def ask(path: str, headers: Mapping[str, str]) -> Any:
    """A GET that is not shown."""
    return requests.get(f"{BASE}{path}", headers=dict(headers), timeout=SECONDS).json()


def first_id(document: Any) -> int | None:
    """The number of the image that was put into the queue."""
    images = document.get("images") if isinstance(document, Mapping) else None
    return images[0]["id"] if images else None


def wait(condition: Callable[[], bool]) -> None:
    """Until it holds."""
    until = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > until:
            sys.exit("nothing happened for a minute: is a worker running?")
        time.sleep(0.2)


def token() -> str:
    """A token of a user, as the application's own login would make it."""
    claims = {"sub": "walker", "exp": int(time.time()) + 600}
    return jwt.encode(claims, os.environ.get("JWT_SECRET_KEY", ""), algorithm="HS256")


def photo() -> bytes:
    """A JPEG; another one each time, so that nothing is known of it."""
    image = Image.effect_noise((640, 480), 60).convert("RGB")
    return encoded(image, "JPEG")


def logo() -> bytes:
    """A PNG with a flat background."""
    image = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(image).ellipse((60, 30, 340, 170), fill="#c01818")
    return encoded(image, "PNG")


def encoded(image: Image.Image, picture_format: str) -> bytes:
    """The bytes of a file."""
    file = io.BytesIO()
    image.save(file, picture_format)
    return file.getvalue()


if __name__ == "__main__":
    sys.exit(main())
