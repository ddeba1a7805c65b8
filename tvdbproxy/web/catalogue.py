"""``/api/v1/catalogue/...``: what we know of titles beyond what TheTVDB's API says."""

from __future__ import annotations

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from tvdbproxy.catalogue.best import Matched, best_artwork
from tvdbproxy.catalogue.rewriting.sized import ORIGINAL, thumbnail_size
from tvdbproxy.db.models import Artwork, Variant
from tvdbproxy.ops.artwork_facts import artwork_facts
from tvdbproxy.urls.srcset import srcset
from tvdbproxy.vocabulary import MAIN_IMAGE, content_type_of, id_of, image_type_of
from tvdbproxy.web.artwork_model import artwork_model
from tvdbproxy.web.models.parts import Problem
from tvdbproxy.web.models.pictures import BestArtworkModel, BestQuery, ContentPath
from tvdbproxy.wiring import Services

_TAG = Tag(name="Catalogue", description="Titles, and what suits them.")


def catalogue_blueprint(services: Services) -> APIBlueprint:
    """What is known of titles."""
    blueprint = APIBlueprint("catalogue", __name__, url_prefix="/api/v1/catalogue", abp_tags=[_TAG])

    @blueprint.get(
        "/<content_type>/<content_id>/artwork",
        summary="A title's best artwork",
        responses={200: BestArtworkModel, 400: Problem, 404: Problem},
    )
    def artwork(path: ContentPath, query: BestQuery) -> dict[str, object]:
        """The best by language (those asked for, the title's own, none, English, any), then
        by score."""
        kind = content_type_of(path.content_type)
        number = id_of(path.content_id)
        image_type = image_type_of(kind, query.image_type or MAIN_IMAGE[kind])
        languages = [language for language in query.lang.split(",") if language]
        with services.database.read() as session:
            best = best_artwork(session, kind, number, image_type, languages)
        row, variants = artwork_facts(services.database, best.artwork_id)
        return _best_model(services, row, variants, best.matched).model_dump(mode="json")

    return blueprint


def _best_model(
    services: Services, row: Artwork, variants: list[Variant], matched: Matched
) -> BestArtworkModel:
    def address(size: str) -> str:
        return services.urls.image(
            row.content_type,
            row.content_id,
            row.image_type,
            f"{size}.{services.urls.extension}",
            revision=row.revision,
            artwork_id=None if row.is_chosen else row.id,
        )

    return BestArtworkModel(
        **artwork_model(services, row, variants).model_dump(),
        matched=matched,
        image_url=address(ORIGINAL),
        thumbnail_url=address(thumbnail_size(row.content_type, row.image_type)),
        srcset=srcset(row.content_type, row.image_type, row.width, address),
    )
