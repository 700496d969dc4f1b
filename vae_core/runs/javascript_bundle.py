"""A bundle of the browser's modules: a module, its imports, and the assets that these name.

It finds imports by pattern. Our modules write them at the start of a line, or after `await`, `return` or `=>`, and
`assetUrl("...")` with a literal for every other file.
"""

import re
from pathlib import Path

from vae_core.assets import ASSETS

NAMES = "latent-lab/"  # the prefix of the names by which the modules of a bundle import each other
_STATIC = re.compile(
    r"""^((?:import|export)\s*(?:[\w$*{},\s]+?\sfrom\s*)?["'])(\.{1,2}/[^"']+)(?=["'])""", re.MULTILINE
)
_DYNAMIC = re.compile(r"""((?:\bawait|\breturn|=>)\s*import\(\s*["'])(\.{1,2}/[^"']+)(?=["']\s*\))""")
_ASSET = re.compile(r"""\bassetUrl\(\s*["']([^"']+)["']\s*\)""")


def bundle(entry: str, folder: Path = ASSETS) -> dict[str, bytes]:
    """The files that `entry` needs, by their path in `folder`; modules import each other as `latent-lab/<path>`.

    An import map from these names to the places of the files makes them run. Raises a ValueError for a missing file.
    """
    files: dict[str, bytes] = {}
    waiting = [(entry, "")]
    while waiting:
        path, asker = waiting.pop()
        if path in files:
            continue
        content = _read(folder, path, asker)
        if path.startswith("js/") and path.endswith(".js"):
            text = content.decode()
            waiting += [(wanted, path) for wanted in (*_imports(path, text), *_ASSET.findall(text))]
            content = _with_names(path, text).encode()
        files[path] = content
    return files


def _read(folder: Path, path: str, asker: str) -> bytes:
    try:
        return (folder / path).read_bytes()
    except OSError as error:
        raise ValueError(f"{asker or 'the bundle'} needs {path}, which is not in {folder}: {error.strerror}") from error


def _imports(path: str, text: str) -> list[str]:
    """The imports of a module, as paths in the folder."""
    return [_resolved(path, match[2]) for kind in (_STATIC, _DYNAMIC) for match in kind.finditer(text)]


def _with_names(path: str, text: str) -> str:
    """The module with names instead of relative paths, which a module without a folder cannot resolve."""
    for kind in (_STATIC, _DYNAMIC):
        text = kind.sub(lambda match: f"{match[1]}{NAMES}{_resolved(path, match[2])}", text)
    return text


def _resolved(path: str, specifier: str) -> str:
    parts = path.split("/")[:-1]
    for part in specifier.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
