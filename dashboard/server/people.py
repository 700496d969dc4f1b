"""A random cookie for each browser, which nobody can guess: only its holder can change the runs trained there.

In a frame of another site a browser keeps only a partitioned cookie, and only over https. It has a name of its own, because
a frame of the same site gets both.
"""

import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from dashboard.ui.addresses import base_path
from dashboard.ui.session import FRAMED_COOKIE, PERSON_COOKIE, cookie_secret

YEAR = 365 * 24 * 3600  # seconds
FRAMED = "SameSite=None; Secure; Partitioned"


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
                for cookie in _first_cookies(scope):
                    headers.append("Set-Cookie", cookie)
                headers["Cache-Control"] = "no-store"  # a cache would give one person's cookie to the next
            await send(message)

        return await self.app(scope, receive, with_cookie)

    def _is_known(self, scope: Scope) -> bool:
        return bool(cookie_secret(cookie_parser(_header(scope, b"cookie").decode("latin-1"))))


def _first_cookies(scope: Scope) -> list[str]:
    """Returns the cookies of a new person who opens a page."""
    is_framed = _header(scope, b"sec-fetch-dest") == b"iframe" and _header(scope, b"sec-fetch-site") == b"cross-site"
    alone, *framed = person_cookies(scope, secrets.token_hex(16))
    if not is_framed or not framed:
        return [alone]
    # Streamlit's own cookie against forged uploads has no Partitioned, so in a frame it would be lost and each upload refused.
    return [*framed, f"{XSRF_COOKIE_NAME}={generate_xsrf_token_string()}; Path=/; {FRAMED}"]


def person_cookies(scope: Scope, secret: str) -> list[str]:
    """Returns the cookies of a person: of a window, and over https also of a frame. A browser drops what it does not keep."""
    proxied = _header(scope, b"x-forwarded-proto").split(b",")[0].strip()
    is_secure = b"https" in (proxied, scope.get("scheme", "").encode())
    kept = f"{secret}; Path={base_path() or '/'}; Max-Age={YEAR}; HttpOnly"
    alone = f"{PERSON_COOKIE}={kept}; SameSite=Lax"
    return [f"{alone}; Secure", f"{FRAMED_COOKIE}={kept}; {FRAMED}"] if is_secure else [alone]


def _header(scope: Scope, name: bytes) -> bytes:
    return next((bytes(value) for key, value in scope["headers"] if key == name), b"")
