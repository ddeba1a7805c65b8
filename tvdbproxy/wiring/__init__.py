"""Settings to services: every long-lived object, built once for a process.

Straight-line construction, no container. Doors call ``build``; flows are handed the two
or three things that they need and never see this room.
"""

from tvdbproxy.wiring.build import build, check
from tvdbproxy.wiring.recipe import open_recipe, picture_limits
from tvdbproxy.wiring.services import Services

__all__ = ["Services", "build", "check", "open_recipe", "picture_limits"]
