"""Streamlit's AppTest, which reads the metadata of the installed packages once and not before each page.

AppTest looks in every package for components, 0.1 s of CPU each time; that was a third of the page tests' time.
"""

import functools

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)

__all__ = ["AppTest"]
