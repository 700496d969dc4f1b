"""What a browser module needs, found by reading its imports."""

import re

import pytest

from vae_core.assets import ASSETS
from vae_core.runs.javascript_bundle import NAMES, bundle


def write(folder, **modules):
    (folder / "js").mkdir()
    for name, text in modules.items():
        (folder / "js" / f"{name}.js").write_text(text)
    return folder


def test_imports_of_every_kind_are_followed_and_named(tmp_path):
    folder = write(
        tmp_path,
        a='import { x,\n  y } from "./b.js";\nexport * from "./c.js";\nconst d = await import("./d.js");\nimport "./e.js";\n',
        b='import all from "../js/c.js";',
        c="export {x as y} from './e.js';",
        d="",
        e='/** @type {import("./types.js").Type} */\nconst text = "import z from \'./f.js\'";\n// import "./f.js"\n',
    )
    files = bundle("js/a.js", folder)
    assert sorted(files) == ["js/a.js", "js/b.js", "js/c.js", "js/d.js", "js/e.js"]
    names = re.findall(r'["\'](\S+)["\']', b"".join(files[f"js/{name}.js"] for name in "abc").decode())
    assert sorted(names) == [f"{NAMES}js/{name}.js" for name in "bccdee"]


def test_modules_that_import_each_other_are_read_once(tmp_path):
    folder = write(tmp_path, a='import "./b.js";', b='import "./a.js";')
    assert sorted(bundle("js/a.js", folder)) == ["js/a.js", "js/b.js"]


def test_assets_that_modules_name_come_along_as_they_are(tmp_path):
    folder = write(tmp_path, a='style(assetUrl("js/a.css"));')
    (folder / "js" / "a.css").write_bytes(b"\xff.a {}")
    assert bundle("js/a.js", folder)["js/a.css"] == b"\xff.a {}"


def test_a_missing_module_is_named_with_who_asks_for_it(tmp_path):
    folder = write(tmp_path, a='import "./gone.js";')
    with pytest.raises(ValueError, match=r"js/a.js needs js/gone.js"):
        bundle("js/a.js", folder)


def test_the_maps_bundle_holds_all_it_runs_on_and_nothing_relative():
    files = bundle("js/map/latent_map.js")
    vendored = {path for path in files if path.startswith("vendor/")}
    assert {path.split("/")[-1] for path in vendored} == {
        "d3.min.js",
        "ort.wasm.min.mjs",
        "ort-wasm-simd-threaded.mjs",
        "ort-wasm-simd-threaded.wasm.gz",
        "gifenc.esm.js",
    }
    assert {"js/map/latent_map.css", "js/plane/controls.css", "js/tokens.css"} <= set(files)
    assert not [path for path in files if "live" in path or "streamlit" in path]
    for path in files.keys() - vendored:
        text = re.sub(r"/\*.*?\*/", "", files[path].decode(), flags=re.DOTALL)
        assert not re.search(r"""(from|import)\s*\(?\s*["']\.""", text), path
        assert (ASSETS / path).is_file()


def test_no_module_of_the_map_fetches_around_the_one_place_that_knows_where_files_are():
    for path, content in bundle("js/map/latent_map.js").items():
        if path.startswith("js/") and path.endswith(".js") and path != "js/shared/resources.js":
            text = content.decode()
            assert "import.meta" not in text, path
            # What only a server can compute is asked for where there is one.
            assert "hasServer" in text or not re.search(r"\bfetch\((?!located\()", text), path
