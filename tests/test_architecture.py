"""What the project says of itself, read from its files: layers, tree, tables, nothing pickled, nothing private."""

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

import vae_core
from tests.support.paths import ROOT
from tests.support.sources import parsed
from vae_core.config import RunConfig
from vae_core.datasets import DATASETS
from vae_core.models import MODELS, model_class
from vae_core.settings import setting_fields

# Each room may import those named, and itself. Rooms of vae_core by their names in it.
CORE = {
    "files": "",
    "file_cache": "",
    "settings": "",
    "assets": "",
    "line_reader": "",
    "tables": "",
    "pictures": "datasets own_data",
    "runs_folder": "",
    "limited_process": "files",
    "own_sets": "files file_cache runs_folder",
    "datasets": "own_sets files file_cache assets runs_folder",
    "own_data": "own_sets datasets limited_process files runs_folder tables",
    "nn": "datasets settings",
    "models": "nn datasets settings",
    "config": "own_sets models nn datasets settings",
    "presets": "config models nn datasets settings",
    "sweep": "config models nn datasets settings",
    "theory": "models nn",
    "export": "config models nn datasets settings files",
    "training": "config models nn datasets files",
    "measures": "training models nn datasets tables",
    "runs": "measures training export config models nn datasets settings files file_cache assets line_reader tables "
    "limited_process",
    "foreign": "limited_process recording runs measures training export config models nn datasets files",
    "results": "diagnosis runs measures training config models nn datasets settings files assets tables",
    "recording": "runs measures training export config models nn datasets files assets",
    "diagnosis": "runs measures training config models nn datasets files",
}
SHELL = {
    "__init__",
    "__main__",
    "command_output",
    "commands",
    "options",
}  # face and command line may import all of the core
UI = {
    "ui": "",
    "ui.charts": "ui",
    "ui.components": "ui",
    "ui.train": "ui ui.charts ui.components",
    "ui.data": "ui ui.components",
    "ui.use": "ui ui.charts ui.components ui.train",
    "ui.runs": "ui ui.charts ui.components ui.train ui.use",
    "ui.lab": "ui ui.charts ui.components ui.train ui.use ui.runs",
    "ui.classroom": "ui ui.charts ui.components ui.train ui.runs ui.lab",
}
DASHBOARD = {
    "jobs": "",
    "classroom": "jobs",
    **{room: f"{others} jobs classroom" for room, others in UI.items()},
    "server": f"jobs classroom {' '.join(UI)}",
}
FORBIDDEN = {
    "vae_core": {"streamlit", "starlette", "distributed", "plotly"},
    "dashboard/jobs": {"streamlit", "starlette"},
    "dashboard/classroom": {"streamlit", "starlette"},
    "pages": {"torch", "numpy", "plotly"},
}
PACKAGES = ("vae_core", "dashboard", "pages")
MOST_FILES = 25  # of a room
OF_A_REGISTRY = {"pages/lab", "pages/lab/texts"}  # one file for each entry of LESSONS, where one finds them in order
# Names that many modules have, because they have one meaning: an entry point, a group of commands, a script of bundled runs.
SHARED_NAMES = {"main", "COMMANDS", "add_parsers", "build", "write_readme", "RUN_COMMANDS"}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """The full names of the modules that a file imports, those of packages included."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(name: str) -> str:
    """The room of a module of ours by its full name: "vae_core.runs", "dashboard.ui.train"; a flat file is one of its own."""
    parts = name.split(".")
    if parts[:2] == ["dashboard", "ui"]:
        return (
            ".".join(parts[:3])
            if len(parts) > 2 and (ROOT / "dashboard" / "ui" / parts[2]).is_dir()
            else "dashboard.ui"
        )
    return ".".join(parts[:2]) if parts[0] in ("vae_core", "dashboard") else parts[0]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def allowed(room: str) -> set[str]:
    """The rooms of ours that a room may import."""
    package, _, name = room.partition(".")
    if package == "pages":
        return {"pages", "vae_core", "dashboard"}
    if package == "vae_core":
        named = CORE if name in SHELL or not name else CORE[name].split()
        return {"vae_core", *(f"vae_core.{other}" for other in (name, *named, *(SHELL if name in SHELL else ())))}
    return {
        "vae_core",
        "dashboard",
        *(f"dashboard.{other}" for other in (name, *(DASHBOARD[name].split() if name else ()))),
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_each_room_imports_only_those_below_it(package):
    for path in modules(package):
        room, wrong = room_of(name_of(path)), set()
        for imported in imports(path):
            top, other = imported.split(".")[0], room_of(imported)
            if top not in {*PACKAGES, "app", "tests", "scripts"}:
                continue
            if other.startswith("vae_core.") and not (ROOT / "vae_core" / other.split(".")[1]).is_dir():
                other = other if (ROOT / "vae_core" / f"{other.split('.')[1]}.py").exists() else "vae_core"
            may = allowed(room)
            reaches_core = other.split(".")[0] == "vae_core" and not room.startswith("vae_core")
            reaches_all = room == "pages" and top == "dashboard"
            if other not in may and not reaches_core and not reaches_all:
                wrong.add(imported)
        assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_keeps_clear_of_libraries_that_are_not_its_own(package):
    for path in modules(package):
        wrong = {name.split(".")[0] for name in imports(path)} & FORBIDDEN[package]
        assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


def test_every_room_states_its_rule():
    for package in ("vae_core", "dashboard"):
        for start in (ROOT / package).rglob("__init__.py"):
            rule = ast.get_docstring(parsed(start))
            assert re.match(r"[^\n]+[.:;]", rule or ""), f"{start.relative_to(ROOT)} states no rule"


def test_no_folder_of_ours_holds_more_files_than_one_can_survey():
    counts = Counter(path.parent for path in tracked() if path.relative_to(ROOT).parts[0] in (*PACKAGES, "scripts"))
    many = {folder.relative_to(ROOT).as_posix() for folder, count in counts.items() if count > MOST_FILES}
    assert many - OF_A_REGISTRY == set()


def public_names(path: Path) -> set[str]:
    """The functions, classes, constants and types that a module defines, without those for itself alone."""
    found = set()
    for node in parsed(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return {name for name in found if not name.startswith("_")}


def test_no_two_modules_define_a_public_name():
    """Pages are left out: they are scripts whose names nothing imports."""
    places: dict[str, list[str]] = {}
    for path in (path for package in ("vae_core", "dashboard", "scripts") for path in modules(package)):
        for name in public_names(path) - SHARED_NAMES:
            places.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_nothing_imports_a_page():
    others = [path for package in (*PACKAGES, "scripts") for path in modules(package)]
    users = {path.name for path in [ROOT / "app.py", *others] if any(re.match(r"pages\b", n) for n in imports(path))}
    assert users == set()


def test_tests_share_helpers_through_support_alone():
    for path in modules("tests"):
        wrong = {name for name in imports(path) if re.match(r"tests\..*\b(test_\w+|conftest)\b", name)}
        assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


@pytest.mark.fault("T4")
def test_nothing_is_pickled():
    words = re.compile(
        r"torch\.load\((?!.*weights_only=True)|torch\.save\(|\bpickle\b\.|import pickle|joblib|allow_pickle=True"
    )
    for path in tracked():
        if path.suffix == ".py" and path != Path(__file__):
            assert not words.search(path.read_text()), path


def test_every_module_says_what_it_is():
    for package in PACKAGES:
        for path in modules(package):
            assert ast.get_docstring(parsed(path)), path


def test_the_readme_tree_names_the_folders_of_the_repository():
    text = (ROOT / "README.md").read_text()
    tree = text.split("```text\n")[1].split("```")[0]
    named = {line.split()[0] for line in tree.splitlines() if line.strip()}
    assert [name for name in named if not (ROOT / name).exists()] == []
    folders = {path.relative_to(ROOT).parts[0] + "/" for path in tracked() if path.parent != ROOT}
    assert folders - {".ci/", ".streamlit/", ".devcontainer/"} <= named


def test_the_readme_is_a_landing_page():
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 130
    linked = [name for name in re.findall(r"\]\(([^)#]+)\)", text) if not name.startswith("http")]
    assert [name for name in linked if not (ROOT / name).exists()] == []


def test_there_is_one_version_number():
    citation = (ROOT / "CITATION.cff").read_text()
    assert f"\nversion: {vae_core.__version__}\n" in citation
    assert f"\n## {vae_core.__version__} (" in (ROOT / "CHANGELOG.md").read_text()


def test_the_readme_lists_every_model_and_data_set():
    text = (ROOT / "README.md").read_text()
    assert [name for name in (*MODELS, *DATASETS) if f"`{name}`" not in text] == []


def test_no_file_names_a_place_of_the_machine_it_was_made_on():
    private = re.compile(rb"/(?:work|home|root|Users)/[a-z]|\.\./shared(?!/[\w/]+\.js)|/tmp/lab")
    for path in tracked():
        if "vendor" not in path.parts and path != Path(__file__) and path.stat().st_size < 1_000_000:
            assert not private.search(path.read_bytes()), path


def test_no_lock_file_names_a_registry():
    assert "resolved" not in (ROOT / "package-lock.json").read_text()


def test_no_page_calls_a_control_as_the_train_form_calls_a_setting():
    """They would share one value, so that a link to the form with a setting in its address would not set it."""
    kinds = [RunConfig, *(model_class(name).Settings for name in MODELS)]
    names = {entry.name for kind in kinds for entry in setting_fields(kind)}
    for path in modules("pages"):
        shared = names & set(re.findall(r'key="(\w+)"', path.read_text()))
        assert not shared, f"{path.relative_to(ROOT)} has controls called {sorted(shared)}"
