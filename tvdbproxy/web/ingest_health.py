"""``/api/v1/health``: the ingest door in figures, as its clients and its operators ask."""

from __future__ import annotations

from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from tvdbproxy import __version__
from tvdbproxy.ingest.statistics import Statistics, failed, statistics
from tvdbproxy.ops.health import readiness
from tvdbproxy.ops.recent import Recent
from tvdbproxy.web.job_status import job_document
from tvdbproxy.web.models.parts import Problem
from tvdbproxy.web.models.uploads import (
    FailedModel,
    FailedQuery,
    IngestHealthModel,
    IngestStatsModel,
    IngestStorageModel,
    PerformanceModel,
    WorkersModel,
)
from tvdbproxy.web.users import user_or_key
from tvdbproxy.wiring import Services

_TAG = Tag(name="Uploads", description="Pictures of applications. Needs the token of a user.")


def ingest_health_blueprint(services: Services) -> APIBlueprint:
    """The routes, over these services."""
    blueprint = APIBlueprint(
        "ingest_health", __name__, url_prefix="/api/v1/health", abp_tags=[_TAG]
    )
    counted = Recent(lambda: _counted(services))

    @blueprint.get(
        "",
        summary="Can uploads be taken",
        responses={200: IngestHealthModel, 503: IngestHealthModel},
    )
    def health() -> tuple[dict[str, Any], int, dict[str, str]]:
        found = readiness(
            services.database, services.queue, services.stores.originals, services.stores.thumbnails
        )
        well = not any(finding.problem for finding in found)
        model = IngestHealthModel(
            status="healthy" if well else "unhealthy", service="tvdbproxy", version=__version__
        )
        return model.model_dump(), 200 if well else 503, {"Cache-Control": "no-store"}

    @blueprint.get("/stats", summary="Jobs in figures", responses={200: IngestStatsModel})
    def stats() -> dict[str, Any]:
        return _stats_model(*counted.get()).model_dump()

    @blueprint.get(
        "/failed",
        summary="Jobs that failed",
        responses={200: FailedModel, 401: Problem, 403: Problem},
        security=[{"bearer": []}, {"api_key": []}],
    )
    def show_failed(query: FailedQuery) -> dict[str, Any]:
        user = user_or_key(services)
        with services.database.read() as session:
            found = failed(session, query.limit, None if user.is_admin else user.id)
        return {"failed_jobs": [job_document(view) for view in found], "count": len(found)}

    return blueprint


def _counted(services: Services) -> tuple[Statistics, int | None]:
    """The figures, and how many workers there are."""
    with services.database.read() as session:
        found = statistics(session)
    return found, services.presence.count()


def _stats_model(found: Statistics, workers: int | None) -> IngestStatsModel:
    seconds = found.average_seconds
    active = WorkersModel(active_workers=workers, active_tasks=found.under_way)
    return IngestStatsModel(
        status_breakdown=found.by_status,
        performance_24h=PerformanceModel(
            completed_24h=found.completed_24h,
            avg_processing_time_seconds=None if seconds is None else round(seconds, 2),
        ),
        storage=IngestStorageModel(total_images=found.images, total_jobs=found.jobs),
        workers=active,
        celery=active,
    )
