"""The pages that people look at: the wall of posters, and a page for every title."""

from tvdbproxy.web.gallery.pages import gallery_blueprint

__all__ = ["gallery_blueprint"]
