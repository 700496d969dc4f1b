"""A visitor of the running app without a browser: Streamlit's own websocket and messages, with a cookie of its own."""

import json
import time
import urllib.request
import uuid
from contextlib import ExitStack
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

from dashboard.ui.session import PERSON_COOKIE

COCKPIT = "live_training"  # the component that has the buttons of a training
PATIENCE = 300.0  # seconds


class Visitor:
    """One open page: what it shows is forgotten, save the cockpit, the address and what the page repeats by itself."""

    def __init__(self, app: str) -> None:
        self.app, self.cookie = app, cookie_of(app)
        self.address, self.page = "", ""
        self.pages: dict[str, str] = {}  # by the last part of their address
        self.fragment = ""  # that the page asked to run again and again
        self.cockpit = ("", "")  # the id of the Train page's component, and its fragment
        self.bytes = 0
        self._open = ExitStack()
        connection = connect(
            app.replace("http", "ws", 1) + "/_stcore/stream",
            origin=app,
            subprotocols=["streamlit"],
            additional_headers={"Cookie": f"{PERSON_COOKIE}={self.cookie}"},
            max_size=None,
            open_timeout=PATIENCE,
        )
        self.socket = self._open.enter_context(connection)

    def open(self, page: str, address: str = "") -> float:
        """Go to a page of the navigation; the seconds until it is complete."""
        self.address, self.page, self.fragment = address, page, ""
        return self._run()

    def rerun(self) -> float:
        """Run the page once more, as a touched widget does; the seconds that takes."""
        return self._run()

    def command(self, name: str) -> float:
        """Press a button of the cockpit, such as train; the seconds until the page is complete again.

        Streamlit's own browser code sends a component's event so: as JSON, to a widget named after the component.
        """
        identity, fragment = self.cockpit
        asked = [{"id": uuid.uuid4().hex, "name": name, "value": None}]
        event = json.dumps([{"event": "asked", "value": asked}])
        touched = WidgetState(id=_make_trigger_id(identity, "events"), json_trigger_value=event)
        return self._run(touched, fragment_id=fragment)

    def repeat(self) -> float:
        """Run the page's repeating part once more, as a browser does when its time has come; the seconds that takes."""
        return self._run(fragment_id=self.fragment, is_auto_rerun=True)

    def close(self) -> None:
        """Leave."""
        self._open.close()

    def _run(self, *touched: WidgetState, **more: Any) -> float:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string = self.address
        known = self.pages.get(self.page)
        asked.page_script_hash, asked.page_name = known or "", "" if known else self.page
        asked.widget_states.widgets.extend(touched)
        asked.context_info.url = f"{self.app}/{self.page}"
        for name, value in more.items():
            setattr(asked, name, value)
        started = time.perf_counter()
        self.socket.send(message.SerializeToString())
        while not self._hear(ForwardMsg.FromString(self._receive())):
            pass
        return time.perf_counter() - started

    def _receive(self) -> bytes:
        content = self.socket.recv(timeout=PATIENCE)
        assert isinstance(content, bytes)
        self.bytes += len(content)
        return content

    def _hear(self, message: ForwardMsg) -> bool:
        """Take in a message; whether the page is complete with it."""
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "delta" and COCKPIT in message.delta.new_element.bidi_component.component_name:
            self.cockpit = (message.delta.new_element.bidi_component.id, message.delta.fragment_id)
        elif kind == "delta" and message.delta.new_element.HasField("exception"):
            raise RuntimeError(f"the page {self.page!r} failed: {message.delta.new_element.exception.message}")
        elif kind == "page_info_changed":
            self.address = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.fragment = message.auto_rerun.fragment_id
        return kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


def cookie_of(app: str) -> str:
    """The cookie that the app gives to a new browser."""
    with urllib.request.urlopen(urllib.request.Request(app, headers={"Accept": "text/html"})) as answer:
        given = str(answer.headers["Set-Cookie"])
    return given.split(f"{PERSON_COOKIE}=")[1].split(";")[0]
