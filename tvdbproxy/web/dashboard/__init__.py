"""``/admin/``: the pages of the person on call. Complete without a line of script; with it, they
follow what happens."""

from tvdbproxy.web.dashboard.blueprint import dashboard_blueprint

__all__ = ["dashboard_blueprint"]
