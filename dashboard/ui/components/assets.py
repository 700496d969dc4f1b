"""Addresses of the files that the browser loads; they contain a content hash, so no changed file comes from a cache."""

import hashlib
from functools import lru_cache
from typing import Any

import streamlit as st

from dashboard.ui.addresses import base_path
from vae_core.assets import ASSETS

# Seen until the browser has loaded the module, unless that takes less than 0.3 s.
_SIGN = """<div class="lab-loading" role="status"><style>
.lab-loading { padding: 24px; color: var(--st-text-color); text-align: center; animation: lab-loading 0.3s backwards; }
@keyframes lab-loading { from, 99% { opacity: 0; } }
</style>Loading…</div>"""


@lru_cache(maxsize=1)
def asset_version() -> str:
    """Returns a hash of all files that the browser loads, ours and vendored; computed once, when the server starts."""
    digest = hashlib.sha256()
    for folder in ("js", "vendor"):
        for path in sorted(file for file in (ASSETS / folder).rglob("*") if file.is_file()):
            digest.update(str(path.relative_to(ASSETS)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def asset_url(path: str) -> str:
    """Returns the address of a file in assets/; our modules' relative imports inherit its version."""
    return f"{base_path()}/assets/{asset_version()}/{path}"


def component(name: str, module: str, is_isolated: bool = True) -> Any:
    """Returns a Streamlit component whose browser half is the default export of one of our modules in assets/js."""
    # Streamlit runs this text from a blob, where a bare path cannot be resolved; so the page's origin is put before it.
    text = f"""const address = new URL("{asset_url(f"js/{module}")}", window.location.origin);
const half = await import(address.href);
export default (component) => {{
  const shown = half.default(component);
  void Promise.resolve(shown).finally(() => component.parentElement.querySelector(".lab-loading")?.remove());
  return shown;
}};
"""
    return st.components.v2.component(name, html=_SIGN, js=text, isolate_styles=is_isolated)
