"""The shapes of requests and answers about keys."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field, StrictBool, StrictStr

from tvdbproxy.web.models.parts import Shape

Role = Literal["client", "admin"]
Rewrite = Literal["mirror", "sized", "off"]

_NAME = "Whom the key is for."
_ROLE = "client may log in at the catalogue, admin may use the admin endpoints as well."
_PIN = "What a login has to give beside the key; null: nothing."
_LIMIT = "As in 120/minute; null: no limit."
_REWRITE = "Where the addresses of images in answers lead; null: as IMAGE_REWRITE says."
_SPARE = "Leave the images of characters alone, as Kodi needs it."
_ENRICH = "Add what we know of a picture to answers; null: as the settings say."


class KeyPath(Shape):
    """A key."""

    key_id: str = Field(description="The key's id, which is not the key.")


class NewKeyModel(Shape):
    """A key to be made."""

    model_config = ConfigDict(extra="forbid")

    name: StrictStr = Field(description=_NAME)
    role: Role = Field("client", description=_ROLE)
    pin: StrictStr | None = Field(None, description=_PIN)
    rate_limit: StrictStr | None = Field(None, description=_LIMIT)
    image_rewrite: Rewrite | None = Field(None, description=_REWRITE)
    spare_characters: StrictBool = Field(False, description=_SPARE)
    enrich: StrictBool | None = Field(None, description=_ENRICH)


class ChangedKeyModel(Shape):
    """What is to be different; all else stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: StrictStr = Field("", description=_NAME)
    role: Role = Field("client", description=_ROLE)
    pin: StrictStr | None = Field(None, description=_PIN)
    rate_limit: StrictStr | None = Field(None, description=_LIMIT)
    image_rewrite: Rewrite | None = Field(None, description=_REWRITE)
    spare_characters: StrictBool = Field(False, description=_SPARE)
    enrich: StrictBool | None = Field(None, description=_ENRICH)


class KeyModel(Shape):
    """A key as it is. Its text is not kept."""

    id: str
    name: str
    role: str
    hint: str = Field(description="The first letters of the key.")
    has_pin: bool
    rate_limit: str | None
    image_rewrite: str | None
    spare_characters: bool
    enrich: bool | None
    rewrite_changed_at: datetime = Field(description="When answers last changed their looks.")
    created_at: datetime
    last_used_at: datetime | None = Field(description="Up to some seconds late, as is uses.")
    uses: int
    rotated_at: datetime | None
    revoked_at: datetime | None


class IssuedKeyModel(KeyModel):
    """A key, with its text for this one time."""

    key: str = Field(description="The key itself, which is shown once.")


class KeyListModel(Shape):
    """All keys, revoked ones too."""

    keys: list[KeyModel]
