"""Streamlit's AppTest, which reads the metadata of the installed packages once and not before each page.

AppTest looks in every package for components, 0.1 s of CPU each time; that was a third of the page tests' time.
"""

import functools

import streamlit.testing.v1.app_test
from streamlit.components.v2 import manifest_scanner

from tests.support.waiting import PATIENCE

manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)


class AppTest(streamlit.testing.v1.app_test.AppTest):
    """A page that may take its time: Streamlit's own ends a page after 3 s."""

    def __init__(self, script_path, *, default_timeout, **more):
        super().__init__(script_path, default_timeout=PATIENCE, **more)


streamlit.testing.v1.app_test.AppTest = AppTest  # which its own functions make
