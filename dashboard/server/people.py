"""A random cookie for each browser, which nobody can guess: only its holder can change the runs trained there."""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                cookie = (
                    f"{PERSON_COOKIE}={secrets.token_hex(16)}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax{secure}"
                )
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        return await self.app(scope, receive, with_cookie)

    def _is_known(self, scope: Scope) -> bool:
        cookies = cookie_parser(_header(scope, b"cookie").decode("latin-1"))
        return bool(PERSON.fullmatch(cookies.get(PERSON_COOKIE, "")))


def _header(scope: Scope, name: bytes) -> bytes:
    return next((bytes(value) for key, value in scope["headers"] if key == name), b"")
