"""``/imgproxy/...``: pictures transformed on the fly, under addresses that are signed."""

from __future__ import annotations

import hmac
import math
import time
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import quote

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from werkzeug.http import is_resource_modified

from tvdbproxy.delivery.caching import for_seconds
from tvdbproxy.delivery.client_hints import told_dpr, told_width, wants_less
from tvdbproxy.delivery.transforms.transforms import Prepared, Served
from tvdbproxy.errors import Forbidden, Kind, NotFound, TvdbProxyError
from tvdbproxy.imaging.formats import Format
from tvdbproxy.settings import Settings
from tvdbproxy.urls.imgproxy.request import Hints
from tvdbproxy.web.errors import STATUS, log, problem
from tvdbproxy.web.hot_path import HELD, ROUTE
from tvdbproxy.web.models.parts import Problem, Responses
from tvdbproxy.web.models.pictures import TransformPath
from tvdbproxy.web.raw_target import targets
from tvdbproxy.web.replies import conditional
from tvdbproxy.wiring import Services

PREFIX = "/imgproxy"
_TAG = Tag(name="Transforms", description="Pictures made on the fly, as imgproxy's clients ask.")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_HINTS = ("Sec-CH-DPR", "DPR", "Sec-CH-Width", "Width")
_MIMES = {image_format.mime: image_format.extension for image_format in Format}
_LONGEST_STEM = 150

# Where imgproxy's clients expect another status than ours do.
_STATUS = {**STATUS, Kind.SOURCE_NOT_ALLOWED: 404, Kind.TOO_LARGE: 422, Kind.UNSUPPORTED: 422}

_PICTURE: Responses = {
    200: {
        "description": "The picture",
        "content": {f"image/{kind}": {} for kind in ("webp", "avif", "jpeg", "png", "gif")},
    },
    206: {"description": "A range of it", "content": {"image/webp": {}}},
    304: {"description": "It is what you have"},
    403: Problem,
    404: Problem,
    416: Problem,
    422: Problem,
    429: Problem,
    502: Problem,
    503: Problem,
    504: Problem,
}


@dataclass(frozen=True)
class _Said:
    """What the settings say of answers."""

    ttl: int
    origin: str
    debug: bool
    hints: bool
    secret: str
    fallback_status: int
    fallback_ttl: int

    @classmethod
    def of(cls, settings: Settings) -> _Said:
        serving, transforms = settings.transform_serving, settings.transforms
        return cls(
            ttl=transforms.imgproxy_ttl,
            origin=serving.imgproxy_allow_origin,
            debug=transforms.imgproxy_enable_debug_headers,
            hints=serving.imgproxy_enable_client_hints,
            secret=serving.imgproxy_secret,
            fallback_status=serving.imgproxy_fallback_image_http_code,
            fallback_ttl=serving.imgproxy_fallback_image_ttl or transforms.imgproxy_ttl,
        )

    def status_of(self, prepared: Prepared) -> int:
        """200, but for a fallback that tells why it is one."""
        if prepared.failure is None:
            return 200
        return self.fallback_status or _status_of(prepared.failure)


def transforms_blueprint(services: Services) -> APIBlueprint:
    """The door. What follows the prefix is taken from the request line as it came."""
    blueprint = APIBlueprint("transforms", __name__, url_prefix=PREFIX, abp_tags=[_TAG])
    blueprint.register_error_handler(TvdbProxyError, _refused)
    said = _Said.of(services.settings)

    @blueprint.get(
        "/health",
        summary="Is the door there",
        responses={200: {"description": "It is", "content": {"text/plain": {}}}},
    )
    def health() -> Response:
        answer = Response("tvdbproxy is running", content_type="text/plain; charset=utf-8")
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    @blueprint.get("/<path:path>", summary="A transformed picture", responses=_PICTURE)
    def transform(path: TransformPath) -> Response:
        _check_secret(said.secret)
        deadline = services.transforms.begin()
        wanted = services.grammar.parse(_verified(services), time.time(), _hints(said))
        prepared = services.transforms.prepare(
            wanted,
            request.headers.get("Accept"),
            wants_less(request.headers.get("Save-Data")),
            deadline,
        )
        response = _unchanged(prepared, said)
        if response is None:
            served = services.transforms.serve(prepared, deadline)
            prepared = served.prepared
            response = _picture(served, said)
            if not said.secret:  # in front of us nobody would ask for it
                _remember(served)
        return _described(response, prepared, said)

    blueprint.after_request(partial(_guarded_and_open, origin=said.origin))
    return blueprint


def _check_secret(secret: str) -> None:
    """Raise ``Forbidden`` (``secret_wrong``) unless the request has it, if there is one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(token.strip().encode(), secret.encode())
    if secret and not (scheme.lower() == "bearer" and same):
        raise Forbidden(
            "Transforms are for those who know the secret: send it as `Authorization: Bearer ...`, "
            "beside the signature.",
            code="secret_wrong",
        )


def _verified(services: Services) -> str:
    """The signed path, after its signature was found right: the first spelling that passes."""
    refusal: Forbidden | None = None
    for target in targets(request.environ, PREFIX):
        signature, path = services.grammar.split(target)
        try:
            services.signatures.check(signature, path)
        except Forbidden as error:
            refusal = refusal or error
        else:
            return path
    raise refusal or NotFound(
        "Invalid URL: it has the form /{signature}/{options}/{source}.", code="invalid_url"
    )


def _hints(said: _Said) -> Hints | None:
    if not said.hints:
        return None
    told = request.headers
    dpr = told_dpr(told.get("Sec-CH-DPR") or told.get("DPR"))
    width = told_width(told.get("Sec-CH-Width") or told.get("Width"), dpr)
    # Who saves data is content with a pixel for each of CSS.
    return Hints(width, 1.0 if wants_less(told.get("Save-Data")) else dpr)


def _unchanged(prepared: Prepared, said: _Said) -> Response | None:
    """304 before anything is made, for who names the entity tag that the result will have."""
    if said.status_of(prepared) != 200:
        return None
    if "If-None-Match" not in request.headers or "If-Match" in request.headers:
        return None
    if is_resource_modified(request.environ, prepared.etag, ignore_if_range=True):
        return None
    response = Response(status=304)
    response.set_etag(prepared.etag)
    return response


def _picture(served: Served, said: _Said) -> Response:
    prepared, result = served.prepared, served.result
    response = Response(result.data, content_type=result.mime)
    response.set_etag(result.etag)
    response.last_modified = result.last_modified
    response.headers["Content-Disposition"] = _disposition(prepared, result.mime)
    if said.debug:
        facts = result.facts
        response.headers["X-Origin-Content-Length"] = str(facts.source_bytes)
        response.headers["X-Origin-Width"] = str(facts.source_width)
        response.headers["X-Origin-Height"] = str(facts.source_height)
        response.headers["X-Result-Width"] = str(facts.width)
        response.headers["X-Result-Height"] = str(facts.height)
    status = said.status_of(prepared)
    if status != 200:  # conditions and ranges are of pictures that are there
        response.status_code = status
        return response
    return conditional(response, len(result.data))


def _described(response: Response, prepared: Prepared, said: _Said) -> Response:
    """What whole answers, parts and 304s say alike."""
    wanted = prepared.request
    ttl = said.ttl if prepared.failure is None else said.fallback_ttl
    response.headers["Cache-Control"] = for_seconds(ttl, wanted.expires, time.time())
    if prepared.negotiated:
        response.vary.add("Accept")
    if said.hints and not wanted.raw:
        response.vary.update(_HINTS)
    if not wanted.raw and not wanted.spec.quality:
        response.vary.add("Save-Data")
    return response


def _remember(served: Served) -> None:
    """Let the same be answered in front of us, unless what we say of it changes by the minute."""
    prepared = served.prepared
    if prepared.request.expires is None and prepared.failure is None:
        request.environ[HELD] = served.result
        request.environ[ROUTE] = str(request.url_rule)


def _disposition(prepared: Prepared, mime: str) -> str:
    """With a name for whoever saves it: in ASCII, and in full (RFC 5987) where that is less."""
    wanted = prepared.request
    stem = wanted.filename or PurePosixPath(prepared.found.name).stem
    stem = "".join(letter for letter in stem if letter.isprintable() and letter not in '/\\"%;')
    stem = stem.strip(". ")[:_LONGEST_STEM] or "image"
    extension = _MIMES.get(mime, "bin")
    name = f"{stem}.{extension}"
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    kind = "attachment" if wanted.attachment else "inline"
    told = f'{kind}; filename="{plain}"'
    if plain != name:
        told += f"; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}"
    return told


def _refused(error: TvdbProxyError) -> Response:
    """A problem document with the status that imgproxy's clients expect."""
    status = _status_of(error)
    if status >= 500:
        log.warning("%s %s: %s: %s", request.method, request.path, error.code, error)
    headers: dict[str, str] = {}
    if error.retry_after is not None or status == 429:
        headers["Retry-After"] = str(max(math.ceil(error.retry_after or 1), 1))
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="source"'
    return problem(status, error.code, error.public, headers)


def _status_of(error: TvdbProxyError) -> int:
    """A source's own refusal is passed on, its trouble is a bad gateway's."""
    told = error.upstream_status
    if told is None:
        return _STATUS[error.kind]
    return told if 400 <= told < 500 else 502


def _guarded_and_open(response: Response, origin: str) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY
    if origin:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    return response
