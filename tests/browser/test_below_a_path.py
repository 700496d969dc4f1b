"""The app below a path behind nginx: pages, decoder, event stream and shared addresses."""

import re
import urllib.error
import urllib.request

import pytest

from tests.support.map_page import changed, decoded, drag, open_map
from tests.support.proxy import nginx_before
from tests.support.serving import running_app
from tests.support.train_page import start
from tests.support.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.may_retry("waits for a training worker, which may get little CPU time on busy cores"),
]
BASE = "/latent"
SHARED = re.compile(r"^https?://\S+/latent/train\?run=\w")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_app(tmp_path_factory.mktemp("below"), BASE) as served:
        yield served


@pytest.mark.fault("T7")
@pytest.mark.parametrize("is_buffering", [True, False], ids=["buffering", "streaming"])
def test_pages_decode_train_and_share_below_the_path(is_buffering, server, page, tmp_path):
    with nginx_before(server, tmp_path, is_buffering) as address:
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(address.removesuffix(BASE) + "/healthz")
        open_map(page, f"{address}/map?run=mnist-vae-2d")
        before, box = decoded(page), page.get_by_test_id("map").bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        drag(page, middle, (middle[0] + 60, middle[1] - 60))
        changed(page, before)
        start(page, address)
        assert page.url.startswith(f"{address}/train?")
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        assert links
        assert all(link.startswith(address) for link in links)
        page.get_by_role("button", name="Share run").click()
        until(page, page.get_by_test_id("address").first.input_value, SHARED.match)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Stop", exact=True).click()
        page.get_by_test_id("live-view").get_by_text("Stopped by you").wait_for()
