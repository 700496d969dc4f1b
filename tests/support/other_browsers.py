"""Firefox by WebDriver BiDi and WebKitGTK by WebDriver, driven over their own protocols.

Playwright needs builds of both that it downloads itself, and Debian has no geckodriver. What the journeys need of the two
protocols is a page, a script and a mouse.
"""

import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.support.serving import free_port, wait_for_answer
from tests.support.waiting import PATIENCE

WIDTH, HEIGHT = 1280, 900
Place = tuple[float, float]
# Finds the first visible element in the page and its shadow roots, the text of a button or a link included.
FIND = """(selector, text) => {
  const search = (root) => {
    for (const found of root.querySelectorAll(selector))
      if (found.getClientRects().length && (!text || found.textContent.trim() === text || found.ariaLabel === text))
        return found;
    for (const { shadowRoot } of root.querySelectorAll("*")) {
      const found = shadowRoot && search(shadowRoot);
      if (found) return found;
    }
    return null;
  };
  return search(document);
}"""


class Protocolled(Protocol):
    """What both protocols can do."""

    def open(self, address: str) -> None: ...
    def run(self, body: str) -> Any: ...
    def mouse(self, moves: Sequence[dict[str, Any]]) -> None: ...


class Window:
    """A browser's window, in the words of the journeys."""

    def __init__(self, name: str, protocol: Protocolled) -> None:
        self.name, self.protocol = name, protocol

    def open(self, address: str) -> None:
        """Opens an address and waits until it is loaded."""
        self.protocol.open(address)

    def evaluate(self, expression: str, selector: str = "", text: str = "") -> Any:
        """Returns what an expression gives, as JSON; `element` in it is the element found, null where there is none."""
        found = f"({FIND})({json.dumps(selector)}, {json.dumps(text)})" if selector else "null"
        given = self.protocol.run(f"const element = {found}; return JSON.stringify(await ({expression}));")
        return None if given is None else json.loads(given)

    def until(self, expression: str, selector: str = "", text: str = "") -> Any:
        """Returns the expression's first value that is true."""
        deadline = time.monotonic() + PATIENCE
        while not (found := self.evaluate(expression, selector, text)):
            if time.monotonic() > deadline:
                words = self.evaluate("document.body.innerText.slice(0, 600)")
                pytest.fail(
                    f"{self.name}: not within {PATIENCE:g} s: {selector} {text} {expression}; the page: {words}"
                )
            time.sleep(0.1)
        return found

    def shown(self, selector: str, text: str = "") -> tuple[float, float, float, float]:
        """Waits for an element, and returns its place: x, y, width and height."""
        box = "(({x, y, width, height}) => [x, y, width, height])(element.getBoundingClientRect())"
        x, y, width, height = self.until(f"element && {box}", selector, text)
        return x, y, width, height

    def click(self, selector: str, text: str = "") -> None:
        """Clicks the middle of an element, scrolled into view."""
        self.until("element && (element.scrollIntoView({block: 'nearest'}), true)", selector, text)
        x, y, width, height = self.shown(selector, text)
        self.drag([(x + width / 2, y + height / 2)])

    def drag(self, places: Sequence[Place], is_released: bool = True) -> None:
        """Presses the button at the first place and moves through the others."""
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 30} for x, y in places]
        release = [{"type": "pointerUp", "button": 0}] if is_released else []
        self.protocol.mouse([moves[0], {"type": "pointerDown", "button": 0}, *moves[1:], *release])

    def release(self) -> None:
        """Lets the button go."""
        self.protocol.mouse([{"type": "pointerUp", "button": 0}])


class _BiDi:
    """Firefox over WebDriver BiDi: messages on one websocket, each answered by its number."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket, self.numbers = socket, itertools.count(1)
        self.ask("session.new", {"capabilities": {}})
        self.context = self.ask("browsingContext.getTree", {})["contexts"][0]["context"]
        self.set_ratio(1)

    def ask(self, method: str, parameters: dict[str, Any]) -> Any:
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv(timeout=PATIENCE))
            if answer.get("id") == number:
                assert answer["type"] == "success", f"{method}: {answer}"
                return answer["result"]

    def set_ratio(self, ratio: float) -> None:
        """Sets the window's size, and how many pixels of the screen one pixel of the page has."""
        size = {"viewport": {"width": WIDTH, "height": HEIGHT}, "devicePixelRatio": ratio}
        self.ask("browsingContext.setViewport", size | {"context": self.context})

    def open(self, address: str) -> None:
        self.ask("browsingContext.navigate", {"context": self.context, "url": address, "wait": "complete"})

    def run(self, body: str) -> Any:
        function = {"functionDeclaration": f"async () => {{ {body} }}", "awaitPromise": True}
        answer = self.ask("script.callFunction", function | {"target": {"context": self.context}})
        assert answer["type"] == "success", answer.get("exceptionDetails", {}).get("text")
        return answer["result"].get("value")

    def mouse(self, moves: Sequence[dict[str, Any]]) -> None:
        pointer = {"type": "pointer", "id": "mouse", "actions": list(moves)}
        self.ask("input.performActions", {"context": self.context, "actions": [pointer]})


class _WebDriver:
    """WebKitGTK over WebDriver: HTTP requests with JSON."""

    def __init__(self, address: str, binary: str) -> None:
        self.address = f"{address}/session"
        options = {"webkitgtk:browserOptions": {"binary": binary, "args": ["--automation"]}}
        self.address += "/" + self.ask("", {"capabilities": {"alwaysMatch": options}})["sessionId"]
        self.ask("/window/rect", {"width": WIDTH, "height": HEIGHT + 60, "x": 0, "y": 0})
        self.ask("/timeouts", {"script": 1000 * PATIENCE, "pageLoad": 1000 * PATIENCE})

    def ask(self, path: str, content: dict[str, Any] | None, method: str = "POST") -> Any:
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self.address + path, body, {"content-type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE + 10) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()[:1000]) from None

    def open(self, address: str) -> None:
        self.ask("/url", {"url": address})

    def run(self, body: str) -> Any:
        script = (
            "const done = arguments[arguments.length - 1];"
            f"(async () => {{ {body} }})().then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
        )
        answer = self.ask("/execute/async", {"script": script, "args": []})
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def mouse(self, moves: Sequence[dict[str, Any]]) -> None:
        pointer = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": list(moves)}
        self.ask("/actions", {"actions": [pointer]})


@contextmanager
def firefox() -> Iterator[Window]:
    """Firefox without a window on the screen."""
    program = _program("FIREFOX", ("firefox-esr", "firefox"), "firefox-esr")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        with _started(command, stderr=subprocess.PIPE) as process:
            assert process.stderr
            for line in process.stderr:
                if found := re.search(rb"WebDriver BiDi listening on (ws://\S+)", line):
                    break
            else:
                raise RuntimeError("Firefox ended at its start")
            with connect(f"{found[1].decode()}/session", max_size=None, open_timeout=PATIENCE) as socket:
                yield Window("Firefox", _BiDi(socket))


@contextmanager
def webkit() -> Iterator[Window]:
    """WebKitGTK's own small browser on a screen in memory."""
    driver = _program("WEBKIT_DRIVER", ("WebKitWebDriver",), "webkit2gtk-driver")
    screen = _program("XVFB", ("Xvfb",), "xvfb")
    places = Path("/usr").glob("lib*/**/webkit2gtk-4.*/MiniBrowser")
    binary = os.environ.get("MINI_BROWSER") or next(map(str, places), "")
    if not binary:
        pytest.fail("MiniBrowser is missing; install the package libwebkit2gtk-4.1-0 (Debian) or set MINI_BROWSER")
    with _started([screen, "-displayfd", "1", "-screen", "0", "1400x1100x24"], stdout=subprocess.PIPE) as display:
        assert display.stdout
        number, port = display.stdout.readline().decode().strip(), free_port()
        # Without a GPU the accelerated compositor only costs time; the sandbox needs rights that a container has not.
        own = {
            "DISPLAY": f":{number}",
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",
        }
        with _started([driver, f"--port={port}"], env=os.environ | own) as driving:
            wait_for_answer(f"http://127.0.0.1:{port}/status", driving)
            window = _WebDriver(f"http://127.0.0.1:{port}", binary)
            try:
                yield Window("WebKitGTK", window)
            finally:
                window.ask("", None, "DELETE")


def _program(variable: str, names: Sequence[str], package: str) -> str:
    found = os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.fail(f"{names[0]} is missing; install the package {package} (Debian), or set {variable} to its path")
    return found


@contextmanager
def _started(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | options
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in filter(None, (process.stdout, process.stderr)):
            pipe.close()
