"""The app in a frame of another site, as a learning platform shows it, and in a browser that is not up to it.

The platform is 127.0.0.1 and the app is localhost: two sites. Browsers take localhost for as safe as https, so the header of
a proxy that speaks https is all that a partitioned cookie needs here.
"""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.support.serving import running_app
from tests.support.waiting import answered, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.may_retry("waits for pages that load late on busy cores"),
]


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    """The address of a page with the app in a frame, and the app's own."""
    app_address = []

    class Platform(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            style = 'style="width: 1240px; height: 860px; border: 1px solid gray"'
            self.wfile.write(
                f'<h1>Course</h1><iframe name="lab" {style} src="{app_address[0]}/runs"></iframe>'.encode()
            )

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Platform)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    with running_app(tmp_path_factory.mktemp("framed"), variables={"LATENT_LAB_FRAMES": address}) as app:
        app_address.append(app.address.replace("127.0.0.1", "localhost"))
        yield address, app_address[0]
    server.shutdown()
    thread.join()
    server.server_close()


def framed(page, platform):
    """The frame with the app, ready."""
    page.goto(platform[0])
    frame = page.frame_locator("[name=lab]")
    frame.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    frame.get_by_test_id("present").wait_for()
    return frame


def persons(page):
    return [cookie for cookie in page.context.cookies() if cookie["name"].startswith("latent_lab_")]


@pytest.mark.fault("T7")
def test_a_frame_over_http_says_that_runs_are_lost_and_opens_a_window(visitor, platform):
    page = visitor()
    frame = framed(page, platform)
    note = frame.get_by_test_id("cookie-note")
    note.get_by_text("This page is in a frame").wait_for()
    assert persons(page) == []
    assert not frame.get_by_role("button", name="Your runs").is_visible()  # there is nothing to keep
    with page.context.expect_page() as opened:
        note.get_by_role("link", name="Open in a window").click()
    window = opened.value
    window.wait_for_url(f"{platform[1]}/runs")
    answered(window)
    window.get_by_role("button", name="Your runs").wait_for()
    assert window.get_by_test_id("cookie-note").count() == 0
    assert [cookie["name"] for cookie in persons(window)] == ["latent_lab_person"]


@pytest.mark.fault("T7")
def test_a_frame_over_https_keeps_its_person_and_can_change_it(visitor, platform):
    page = visitor()
    page.set_extra_http_headers({"x-forwarded-proto": "https"})
    frame = framed(page, platform)
    assert frame.get_by_test_id("cookie-note").count() == 0
    (before,) = persons(page)
    assert before["name"] == "latent_lab_framed"
    assert "_streamlit_xsrf=" in page.frame("lab").evaluate("document.cookie")  # without it uploads are refused
    frame = framed(page, platform)
    assert persons(page) == [before]
    frame.get_by_role("button", name="Your runs").click()
    frame.get_by_role("button", name="I am someone else").click()
    frame.get_by_role("button", name="Start as a new person").click()
    until(
        page,
        lambda: persons(page),
        lambda now: [cookie["name"] for cookie in now] == ["latent_lab_framed"] and now != [before],
    )


def test_a_recovery_code_brings_the_runs_to_another_browser(visitor, app):
    mine, other = visitor(), visitor()
    for page in (mine, other):
        page.goto(f"{app}/runs")
        answered(page)
        page.get_by_role("button", name="Your runs").click()
    mine.get_by_role("button", name="Make recovery code").click()
    mine.wait_for_function("document.querySelector('[data-testid=own-code]').value.length === 34")
    (person,), (stranger,) = persons(mine), persons(other)
    assert person["value"] != stranger["value"]
    code = other.get_by_role("textbox", name="Recovery code", exact=True)
    code.fill("Z" * 28)
    other.get_by_role("button", name="Restore runs").click()
    other.get_by_text("This code is not known here").wait_for()
    code.fill(mine.get_by_test_id("own-code").input_value().lower())
    mine.keyboard.press("Escape")  # the code is shown once
    mine.wait_for_function("document.querySelector('[data-testid=own-code]').value === ''")
    assert mine.get_by_role("button", name="Copy", exact=True, include_hidden=True).is_disabled()
    with other.expect_navigation():
        other.get_by_role("button", name="Restore runs").click()
    assert persons(other)[0]["value"] == person["value"]


SHOWN = (
    "() => [...document.querySelectorAll('#lab-old img')].every(image => image.complete && image.naturalWidth > 100)"
)


@pytest.mark.fault("R11")
@pytest.mark.parametrize(
    ("lack", "words", "is_hopeless"),
    [
        ("delete HTMLScriptElement.prototype.noModule", "cannot run JavaScript modules", True),
        ("WebAssembly.validate = () => false", "no WebAssembly with SIMD", False),
        ("", "was not loaded", True),
    ],
    ids=["no modules", "no SIMD", "blocked"],
)
def test_an_old_browser_gets_words_and_pictures(lack, words, is_hopeless, visitor, app):
    page = visitor()
    page.add_init_script(lack)
    if not lack:
        page.route("**/static/js/index*.js", lambda route: route.abort())
    page.goto(f"{app}/map?run=mnist-vae-2d")
    page.locator("#lab-old").get_by_text(words).wait_for()
    page.wait_for_function(SHOWN)
    goes_on = page.get_by_role("button", name="Open the page anyway")
    assert goes_on.is_visible() != is_hopeless
    if not is_hopeless:
        goes_on.click()
        assert not page.locator("#lab-old").is_visible()
        page.reload()
        answered(page)
        assert not page.locator("#lab-old").is_visible()  # once in a tab is enough


@pytest.mark.fault("R11")
def test_without_javascript_the_page_has_words_and_pictures(browser, app):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(app)
    assert page.get_by_role("heading").inner_text() == "Latent Lab needs JavaScript"
    assert page.locator("noscript img").count() == 2
    context.close()
