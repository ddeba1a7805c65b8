"""The application factory."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask, Response, g, redirect, request
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from tvdbproxy import __version__
from tvdbproxy.jobs.notices import KEYS, MEDIA
from tvdbproxy.meter.events import Event
from tvdbproxy.meter.meter import Meter
from tvdbproxy.web.admin import admin_blueprint
from tvdbproxy.web.api_keys import api_keys_blueprint
from tvdbproxy.web.arrivals import arrivals_blueprint
from tvdbproxy.web.banners import add_old_forms, banners_blueprint
from tvdbproxy.web.bodies import StrictJson
from tvdbproxy.web.callbacks import callbacks_blueprint
from tvdbproxy.web.catalogue import catalogue_blueprint
from tvdbproxy.web.dashboard import dashboard_blueprint
from tvdbproxy.web.demo import demo_blueprint
from tvdbproxy.web.document import DocumentedApp
from tvdbproxy.web.errors import bad_parameter, handle_errors
from tvdbproxy.web.forms import InMemory
from tvdbproxy.web.gallery import gallery_blueprint
from tvdbproxy.web.headers import set_headers
from tvdbproxy.web.health import health_blueprint
from tvdbproxy.web.hot_path import HotPath
from tvdbproxy.web.images import facts_blueprint, pictures_blueprint
from tvdbproxy.web.ingest_health import ingest_health_blueprint
from tvdbproxy.web.javascript import javascript_blueprint
from tvdbproxy.web.job_status import JobStatusPath
from tvdbproxy.web.media import media_blueprint
from tvdbproxy.web.models.parts import Problem
from tvdbproxy.web.pending import pending_blueprint, pending_body_limits, temporary_blueprint
from tvdbproxy.web.presigned import presigned_blueprint
from tvdbproxy.web.request_ids import RequestIds
from tvdbproxy.web.retrieval import retrieval_blueprint
from tvdbproxy.web.starting import Starting
from tvdbproxy.web.traced import Traced
from tvdbproxy.web.transforms import transforms_blueprint
from tvdbproxy.web.upload_quota import add_quota_headers
from tvdbproxy.web.uploads import body_limits, uploads_blueprint
from tvdbproxy.web.v4.document import describe
from tvdbproxy.web.v4.door import v4_blueprint
from tvdbproxy.web.v4.hot_path import CatalogueHotPath
from tvdbproxy.wiring import Services

# More than any body of ours needs; doors for files have limits of their own.
_MAX_BODY_BYTES = 1024 * 1024
_METHODS = frozenset(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])


def create_app(services: Services) -> OpenAPI:
    """A Flask application over these services; as many as you like."""
    app = DocumentedApp(
        __name__,
        info=Info(title="tvdbproxy", version=__version__),
        security_schemes={
            "bearer": {"type": "http", "scheme": "bearer"},
            "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        },
        doc_prefix="/docs",
        validation_error_status=400,
        validation_error_model=Problem,
        validation_error_callback=bad_parameter,
    )
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY_BYTES
    app.before_request(_bounded(body_limits(services) | pending_body_limits(services)))
    app.json = StrictJson(app)
    app.request_class = InMemory
    app.url_map.merge_slashes = False  # a path with an empty part is not another path
    _count(app, services.meter)
    handle_errors(app, services.meter)
    set_headers(app, services.settings.web.cors_origins, _image_origins(services))
    app.after_request(add_quota_headers)
    app.register_api(pictures_blueprint(services, "", "pictures"))
    app.register_api(pictures_blueprint(services, "/api/v1", "api_pictures"))
    app.register_api(facts_blueprint(services))
    app.register_api(media_blueprint(services))
    app.register_api(retrieval_blueprint(services))
    app.register_api(catalogue_blueprint(services))
    app.register_api(banners_blueprint(services))
    add_old_forms(app, services)
    app.register_api(transforms_blueprint(services))
    starting = Starting(services)
    app.register_api(admin_blueprint(services, starting))
    app.register_api(api_keys_blueprint(services))
    app.register_api(callbacks_blueprint(services))
    app.register_api(uploads_blueprint(services))
    app.register_api(presigned_blueprint(services))
    app.register_api(arrivals_blueprint(services))
    app.register_api(ingest_health_blueprint(services))
    app.register_api(pending_blueprint(services))
    app.register_api(temporary_blueprint(services))
    app.register_api(health_blueprint(services))
    app.register_blueprint(v4_blueprint(services))
    describe(app)
    app.register_blueprint(gallery_blueprint(services))
    app.register_blueprint(dashboard_blueprint(services, starting))
    app.register_blueprint(javascript_blueprint())
    app.register_blueprint(demo_blueprint(services))
    app.add_url_rule("/docs", "docs", _to_docs)
    services.notices.listen(services.hot.drop_prefix, services.hot.clear)
    doorkeeper = services.doorkeeper
    services.notices.listen(doorkeeper.forget, doorkeeper.forget_all, KEYS)
    services.notices.listen(services.media.forget, services.media.memory.forget_all, MEDIA)
    traces = services.traces
    seen = app.wsgi_app if traces is None else Traced(app.wsgi_app, traces)
    named = RequestIds(seen)
    statuses = JobStatusPath(named, services.ingest_door, services.database, services.meter)
    pictures = HotPath(statuses, services.hot, services.deferred, services.tally.view)
    app.wsgi_app = CatalogueHotPath(  # type: ignore[method-assign]
        pictures,
        services.answers,
        services.doorkeeper,
        services.deferred,
        same_to_all_origins="*" in services.settings.web.cors_origins,
    )
    if hops := services.settings.web.trusted_proxies:
        # Not the prefix: proxies seldom overwrite it, and redirects would follow it anywhere.
        trusted = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = trusted  # type: ignore[method-assign]
    return app


def _image_origins(services: Services) -> tuple[str, ...]:
    """Where our own pages' pictures may lead to, beside ourselves."""
    delivery = services.settings.delivery
    upstream = services.kitchen.hosts if delivery.image_on_miss == "redirect" else ()
    return tuple(origin for origin in (delivery.cdn_base_url, *upstream) if origin)


def _bounded(limits: dict[str, int]) -> Callable[[], None]:
    """413 for what announces too much, which Flask itself looks at only when a body is read.
    ``limits`` are those of routes that take more than others, by endpoint."""

    def bound() -> None:
        most = limits.get(request.endpoint or "", _MAX_BODY_BYTES)
        request.max_content_length = most
        if (request.content_length or 0) > most:
            raise RequestEntityTooLarge

    return bound


def _to_docs() -> BaseResponse:
    return redirect("/docs/swagger")


def _count(app: Flask, meter: Meter) -> None:
    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def stop(response: Response) -> Response:
        route = str(request.url_rule) if request.url_rule else "unknown"
        # A label for every word that somebody sends as a method would grow without bound.
        method = request.method if request.method in _METHODS else "other"
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        meter.took(Event.REQUEST, route, method, str(response.status_code), seconds=seconds)
        return response
