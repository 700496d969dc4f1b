"""A random cookie for each browser, which nobody can guess: only its holder can change the runs trained there."""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.ui.addresses import base_path
from dashboard.ui.session import PERSON, PERSON_COOKIE

YEAR = 365 * 24 * 3600  # seconds


class People:
    """Middleware that sets the cookie in a browser without one; scripts cannot read it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Responds as the app does, and sets the cookie if a page is requested without one."""
        if scope["type"] != "http" or self._is_known(scope) or b"text/html" not in _header(scope, b"accept"):
            return await self.app(scope, receive, send)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.append("Set-Cookie", _cookie(scope))
                headers["Cache-Control"] = "no-store"  # a cache would give one person's cookie to the next
            await send(message)

        return await self.app(scope, receive, with_cookie)

    def _is_known(self, scope: Scope) -> bool:
        cookies = cookie_parser(_header(scope, b"cookie").decode("latin-1"))
        return bool(PERSON.fullmatch(cookies.get(PERSON_COOKIE, "")))


def _cookie(scope: Scope) -> str:
    """Returns the cookie of a new person.

    In a frame of another site a browser keeps only a partitioned cookie, and only over https.
    """
    proxied = _header(scope, b"x-forwarded-proto").split(b",")[0].strip()
    is_secure = b"https" in (proxied, scope.get("scheme", "").encode())
    is_framed = _header(scope, b"sec-fetch-dest") == b"iframe" and _header(scope, b"sec-fetch-site") == b"cross-site"
    reach = "SameSite=None; Secure; Partitioned" if is_secure and is_framed else "SameSite=Lax"
    reach += "; Secure" if is_secure and not is_framed else ""
    return f"{PERSON_COOKIE}={secrets.token_hex(16)}; Path={base_path() or '/'}; Max-Age={YEAR}; HttpOnly; {reach}"


def _header(scope: Scope, name: bytes) -> bytes:
    return next((bytes(value) for key, value in scope["headers"] if key == name), b"")
