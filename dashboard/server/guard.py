"""Middleware for every response: the allowed host names, and headers that bound what a browser may do with it.

`LATENT_LAB_HOSTS` names further hosts under which the server may be reached (a comma between two, * for all), and
`LATENT_LAB_FRAMES` the origins of sites whose pages may show it in a frame, such as https://moodle.example.org.
"""

import asyncio
import ipaddress
import os
import re
import socket
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.server.events import is_stopping

_HOSTS, _FRAMES = "LATENT_LAB_HOSTS", "LATENT_LAB_FRAMES"
ADDRESS = "LATENT_LAB_ADDRESS"
# Streamlit's page needs inline styles, inline scripts of its index page, and modules from blobs (a component's text); ONNX
# Runtime compiles WebAssembly; Plotly and Vega compile functions. Nothing comes from another server.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline' blob:",
    "img-src": "'self' data: blob:",
    "media-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' ws: wss: data: blob:",
    "worker-src": "'self' blob:",
    "frame-src": "'self' blob: data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
WRONG_HOST = "This server does not answer under the name {host!r}. Open it by its IP address, or start it with {variable}={host}."
CAMERA_PAGE = "/data"  # the only page that may use the camera
_NO_OTHER_DEVICE = "microphone=(), geolocation=(), display-capture=(), usb=(), serial=()"
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.*-]+(:[0-9]{1,5})?")


def frame_origins() -> tuple[str, ...]:
    """Returns the origins in LATENT_LAB_FRAMES; a ValueError for one that is no origin."""
    found = tuple(part.strip() for part in os.environ.get(_FRAMES, "").split(",") if part.strip())
    for origin in found:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(
                f"{_FRAMES} has {origin!r}; list origins such as https://moodle.example.org, with a comma between two"
            )
    return found


def permissions_policy(path: str) -> str:
    """Returns the header that allows the camera to the Data page alone; no page needs another device."""
    return f"camera=({'self' if path.rstrip('/').endswith(CAMERA_PAGE) else ''}), {_NO_OTHER_DEVICE}"


def security_headers() -> dict[str, str]:
    """Returns the headers of every response; a page of another site shows the app only where LATENT_LAB_FRAMES allows it."""
    frames = " ".join(("'self'", *frame_origins()))
    policy = "; ".join(f"{name} {value}" for name, value in (POLICY | {"frame-ancestors": frames}).items())
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
    }


@lru_cache(maxsize=1)
def _own_names() -> frozenset[str]:
    name = socket.gethostname().lower()
    return frozenset(("localhost", name, f"{name}.local"))


def is_allowed_host(host: str) -> bool:
    """Tells whether the server answers under the name in a Host header.

    An IP address is always allowed, because a page of another site can rebind only a name (DNS rebinding).
    """
    try:
        name = (urlsplit(f"//{host}").hostname or "").lower().rstrip(".")
    except ValueError:
        return False
    if not name:
        return False
    listed = [part.strip().lower() for part in os.environ.get(_HOSTS, "").split(",")]
    public = urlsplit(os.environ.get(ADDRESS, "")).hostname
    if "*" in listed or name in listed or name == public or name in _own_names() or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """Middleware that refuses unknown host names (421) and adds the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.headers = app, security_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Responds as the app does, with the headers; refuses a request under another name."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        host = Headers(scope=scope).get("host", "")
        if not is_allowed_host(host):
            shown = re.sub(r"[^A-Za-z0-9.:_-]", "?", host)[:100]
            refusal = PlainTextResponse(WRONG_HOST.format(host=shown, variable=_HOSTS), 421, self.headers)
            return await refusal(scope, receive, send)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("permissions-policy", permissions_policy(scope["path"]))
            await send(message)

        try:
            await self.app(scope, receive, with_headers)
        except asyncio.CancelledError:  # the server ends and waited long enough for the reader: no error for its log
            if not is_stopping.is_set():
                raise
