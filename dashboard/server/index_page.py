"""Middleware for Streamlit's index page, which is the response to every address of a page: no blank page from it.

A browser that cannot run the app gets words, and pictures from the server. An address with too many parts leads to the page.
"""

import re
from functools import lru_cache
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.ui.addresses import base_path
from vae_core.assets import ASSETS

FRAGMENT = ASSETS / "old_browser.html"
_ROOT = b'<div id="root">'  # only Streamlit's page has it
BETWEEN = "<!-- body -->"  # what is above it goes into the head, before Streamlit's modules
LONGEST_PAGE = 200_000  # bytes; Streamlit's has 8,000, and a run that somebody downloads as one HTML file has millions
# Of a page's request: a compressed page cannot be changed, and one that the browser has may be of an older version.
DROPPED_HEADERS = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
_NOSCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)


class IndexPage:
    """Middleware that adds a check of the browser, and what it shows, to Streamlit's page.

    The page finds its modules only from an address without a further slash: /lab/kl leads to /kl.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Responds as the app does; a page is read to its end, changed, and then sent."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _asks_for_page(scope):
            return await self.app(scope, receive, send)
        kept = [(name, value) for name, value in scope["headers"] if name not in DROPPED_HEADERS]
        start: Message = {}
        body = b""

        async def changed(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif not start or message["type"] != "http.response.body":
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _response(scope, start, body)(scope, receive, send)

        return await self.app({**scope, "headers": kept}, receive, changed)


def _response(scope: Scope, start: Message, body: bytes) -> Response:
    """Returns the page with what is added; in place of Streamlit's at an address with too many parts, the way to the last."""
    folder, _, name = scope["path"].removeprefix(base_path()).rpartition("/")
    if folder and _ROOT in body:
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"{base_path()}/{quote(name, safe='')}" + (f"?{query}" if query else ""))
    changed = Response(with_check(body))
    of_another = {b"etag", b"last-modified", b"content-length"}
    changed.raw_headers += [(key, value) for key, value in start["headers"] if key.lower() not in of_another]
    return changed


def _asks_for_page(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")


def _is_page(message: Message) -> bool:
    headers = MutableHeaders(scope=message)
    is_html = headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
    length = headers.get("content-length", "")
    return message["status"] == 200 and is_html and length.isdecimal() and int(length) <= LONGEST_PAGE


@lru_cache(maxsize=4)
def with_check(page: bytes) -> bytes:
    """Returns a page with the check at the end of its title, and the words at the start of its body."""
    if _ROOT not in page:
        return page
    text = FRAGMENT.read_text("utf-8").replace("{{base}}", base_path())
    head, body = (part.encode() for part in text.split(BETWEEN))
    return _NOSCRIPT.sub(b"", page).replace(b"</title>", b"</title>" + head, 1).replace(b"<body>", b"<body>" + body, 1)
