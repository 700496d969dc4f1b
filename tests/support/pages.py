"""Pages run by AppTest."""

from streamlit.testing.v1 import AppTest

from tests.support.paths import ROOT


def opened(page, **address):
    """The page of that name ("train", "lab/kl") with this address, run once."""
    app = AppTest.from_file(str(ROOT / "pages" / "navigation.py"), default_timeout=120)
    name = page.removesuffix(".py")
    app.switch_page(f"use/{name}.py" if (ROOT / "pages" / "use" / f"{name}.py").exists() else f"{name}.py")
    for key, value in address.items():
        app.query_params[key] = value
    return app.run()
