"""Who may see the pages: a login by key, a cookie, and a word in every form."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from tvdbproxy.access import sessions
from tvdbproxy.access.admin import check_admin
from tvdbproxy.access.sessions import Operator
from tvdbproxy.errors import Forbidden, RateLimited, Unauthorized
from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import Action, Actor
from tvdbproxy.wiring import Services

COOKIE = "tvdbproxy_admin"
FORM_WORD = "csrf"
_PATH = "/admin/"
# What may be asked for without a login.
_OPEN = frozenset(["dashboard.log_in", "dashboard.try_to_log_in"])
_CHANGING = frozenset(["POST", "PUT", "PATCH", "DELETE"])


def add_door(blueprint: Blueprint, services: Services) -> None:
    """Let nobody past who is not logged in, and no form that is not ours."""
    settings = services.settings

    @blueprint.before_request
    def check() -> BaseResponse | None:
        if request.method in _CHANGING:
            _refuse_other_sites()
        if request.endpoint in _OPEN:
            return None
        found = _operator()
        if found is None:
            return _to_login()
        g.operator = found
        if request.method in _CHANGING:
            _refuse_forged_forms()
        return None

    @blueprint.get("/login")
    def log_in() -> BaseResponse:
        if _operator() is not None:
            return redirect(_wanted(request.args.get("next")))
        return _form("", 200)

    @blueprint.post("/login")
    def try_to_log_in() -> BaseResponse:
        address = request.remote_addr or ""
        guesses = services.ingest_door.guesses
        key = request.form.get("key", "").strip()
        try:
            guesses.hold_back(address, "dashboard")
            who = check_admin(key, settings.web.admin_api_key, services.doorkeeper)
        except Unauthorized:
            error = guesses.wrong(address, "This key does not open the dashboard.")
            return _form(error.public, 429 if isinstance(error, RateLimited) else 401)
        except RateLimited as error:
            return _form(error.public, 429)
        except Forbidden as error:
            return _form(error.public, 403)
        with services.database.write() as session:
            word = sessions.begin(session, who, settings.dashboard.admin_session_hours)
            audit_log.write(session, Actor(who, address), Action.LOGGED_IN)
        response = redirect(_wanted(request.form.get("next")), 303)
        _set_cookie(response, word)
        return response

    @blueprint.post("/logout")
    def log_out() -> BaseResponse:
        with services.database.write() as session:
            sessions.end(session, request.cookies.get(COOKIE, ""))
            audit_log.write(session, acting(), Action.LOGGED_OUT)
        response = redirect(url_for(".log_in"), 303)
        response.delete_cookie(COOKIE, path=_PATH)
        return response

    @blueprint.context_processor
    def words() -> dict[str, object]:
        word = request.cookies.get(COOKIE, "")
        return {"operator": g.get("operator"), "form_word": sessions.form_word(word)}

    def _operator() -> Operator | None:
        word = request.cookies.get(COOKIE)
        if not word:
            return None
        with services.database.read() as session:
            return sessions.operator(session, word, settings.web.admin_api_key)

    def _set_cookie(response: BaseResponse, word: str) -> None:
        response.set_cookie(
            COOKIE,
            word,
            max_age=int(settings.dashboard.admin_session_hours * 3600),
            path=_PATH,
            secure=request.is_secure or settings.web.public_base_url.startswith("https:"),
            httponly=True,
            samesite="Lax",
        )


def acting() -> Actor:
    """Who is asking, for the audit log."""
    operator: Operator = g.operator
    return Actor(operator.who, request.remote_addr)


def _refuse_forged_forms() -> None:
    word = request.cookies.get(COOKIE, "")
    if not sessions.is_form_word(request.form.get(FORM_WORD, ""), word):
        raise Forbidden(
            "This form has grown old, or is not one of ours: go back, reload the page, and try "
            "again.",
            code="csrf_failed",
        )


def _refuse_other_sites() -> None:
    """Every browser says where a form stands that it sends; what says nothing is no browser."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    strange = origin is not None and urlsplit(origin).netloc != request.host
    if site not in ("same-origin", "none") or (strange and "Sec-Fetch-Site" not in request.headers):
        raise Forbidden("This form stands on another site's page.", code="csrf_failed")


def _to_login() -> BaseResponse:
    if request.accept_mimetypes.best == "text/event-stream":
        return Response(status=204)  # a page that was left open: it shall stop asking
    wanted = request.full_path.removesuffix("?") if request.method == "GET" else None
    return redirect(url_for(".log_in", next=wanted), 303)


def _wanted(page: str | None) -> str:
    """Where somebody wanted to go, if that is one of our own pages."""
    parts = urlsplit((page or "").replace("\\", "/"))
    if parts.scheme or parts.netloc or not parts.path.startswith(_PATH):
        return url_for("dashboard.overview")
    return parts._replace(fragment="").geturl()


def _form(trouble: str, status: int) -> Response:
    html = render_template(
        "dashboard/login.html",
        trouble=trouble,
        next=request.values.get("next", ""),
    )
    return Response(html, status, headers={"Cache-Control": "no-store"})
