"""The routes that change who a browser is: a new person, a recovery code, and the person of a recovery code.

POST with JSON from our own pages only: a page of another site would need a permission (CORS) that no route gives.
"""

import json
import logging
import secrets
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboard.server.people import person_cookies
from dashboard.server.recovery import RateLimit, TooMany, make_code, secret_of
from dashboard.ui.addresses import base_path
from dashboard.ui.session import cookie_secret

LONGEST = 1000  # bytes of a request
OTHER_SITE = "Only a page of Latent Lab can do this."
NO_COOKIE = "This browser keeps no cookie for this page. Open Latent Lab in a window of its own, or allow cookies."
NO_SPACE = "The server cannot store the code; ask who runs it to check the runs folder."
PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

wrong_codes = RateLimit(10, 60.0, "Too many wrong codes from this address; wait a minute, then try again.")
# A class behind one address makes its codes in the same minute.
new_codes = RateLimit(120, 60.0, "Too many new codes from this address; wait a minute, then try again.")


async def new_person(request: Request) -> Response:
    """Makes the browser a new person, without runs."""
    if await _json(request) is None:
        return _refusal(OTHER_SITE, 403)
    return _become(request, secrets.token_hex(16))


async def new_code(request: Request) -> Response:
    """Returns a new recovery code of the person; the older one ends."""
    secret = cookie_secret(request.cookies)
    if await _json(request) is None:
        return _refusal(OTHER_SITE, 403)
    if not secret:
        return _refusal(NO_COOKIE, 409)
    try:
        new_codes.check(_address(request))
        new_codes.note(_address(request))
        return JSONResponse({"code": await run_in_threadpool(make_code, secret)}, headers=PRIVATE)
    except TooMany as error:
        return _refusal(str(error), 429)
    except OSError as error:
        logging.getLogger(__name__).error("%s", error)
        return _refusal(NO_SPACE, 507)


async def recover(request: Request) -> Response:
    """Makes the browser the person to whom the recovery code belongs."""
    asked = await _json(request)
    if asked is None:
        return _refusal(OTHER_SITE, 403)
    try:
        return _become(request, await run_in_threadpool(secret_of, str(asked.get("code", ""))))
    except ValueError as error:
        return _refuse_wrong_code(_address(request), str(error))


def _refuse_wrong_code(address: str, words: str) -> Response:
    """Counts a wrong code. A right code is never refused, because a class behind a proxy has one address."""
    try:
        wrong_codes.check(address)
    except TooMany as error:
        return _refusal(str(error), 429)
    wrong_codes.note(address)
    return _refusal(words, 404)


async def _json(request: Request) -> dict[str, Any] | None:
    """Returns the request's JSON object; None if it is none, or if another site's page sent it."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site != "same-origin" or request.headers.get("content-type") != "application/json":
        return None
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            return None
    try:
        asked = json.loads(body)
    except ValueError:
        return None
    return asked if isinstance(asked, dict) else None


def _become(request: Request, secret: str) -> Response:
    response = Response(status_code=204, headers=PRIVATE)
    for cookie in person_cookies(request.scope, secret):
        response.headers.append("Set-Cookie", cookie)
    return response


def _refusal(words: str, status: int) -> Response:
    headers = PRIVATE | ({"Retry-After": "60"} if status == 429 else {})
    return JSONResponse({"error": words}, status, headers=headers)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def person_routes() -> list[Route]:
    """Returns the routes of this server."""
    endpoints = {"new": new_person, "code": new_code, "recover": recover}
    return [Route(f"{base_path()}/person/{name}", endpoint, methods=["POST"]) for name, endpoint in endpoints.items()]
