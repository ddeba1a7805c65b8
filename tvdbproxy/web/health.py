"""``/healthz``, ``/readyz``, ``/metrics`` and the sync's progress."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from tvdbproxy.ops.gauges import gauges_of
from tvdbproxy.ops.health import readiness
from tvdbproxy.ops.progress import progress
from tvdbproxy.ops.recent import Recent
from tvdbproxy.web.models.figures import DoneTotal, HealthModel, ProgressModel
from tvdbproxy.wiring import Services

_TAG = Tag(name="Health", description="For load balancers, Prometheus and people.")


def health_blueprint(services: Services) -> APIBlueprint:
    """The routes, over these services."""
    blueprint = APIBlueprint("health", __name__, abp_tags=[_TAG])
    gauges = gauges_of(services.database, services.queue)
    full = services.settings.schedule.catalogue_sync == "full"
    counted = Recent(lambda: progress(services.database, full=full))

    @blueprint.get("/healthz", summary="Is the process alive", responses={200: HealthModel})
    def healthz() -> tuple[dict[str, Any], int, dict[str, str]]:
        return HealthModel(status="ok").model_dump(), 200, {"Cache-Control": "no-store"}

    @blueprint.get(
        "/readyz",
        summary="Can it answer requests",
        responses={200: HealthModel, 503: HealthModel},
    )
    def readyz() -> tuple[dict[str, Any], int, dict[str, str]]:
        found = readiness(
            services.database, services.queue, services.stores.originals, services.stores.thumbnails
        )
        wrong = [finding for finding in found if finding.problem]
        model = HealthModel(
            status="unready" if wrong else "ready",
            parts={finding.name: "failed" if finding.problem else "ok" for finding in found},
            problems={finding.name: finding.problem for finding in wrong},
            codes={finding.name: finding.code for finding in wrong},
        )
        return model.model_dump(), 503 if wrong else 200, {"Cache-Control": "no-store"}

    @blueprint.get(
        "/metrics",
        summary="Figures for Prometheus",
        responses={200: {"description": "Text format", "content": {"text/plain": {}}}},
    )
    def scrape() -> Response:
        services.deferred.settle()
        text = services.metrics.exposition(gauges)
        return Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")

    @blueprint.get(
        "/api/v1/progress", summary="How far the sync is", responses={200: ProgressModel}
    )
    def show_progress() -> dict[str, Any]:
        found = counted.get()
        return ProgressModel(
            phase=found.phase,
            titles=DoneTotal(done=found.titles_done, total=found.titles_total),
            artwork=found.artwork,
            bytes=found.bytes,
        ).model_dump()

    return blueprint
