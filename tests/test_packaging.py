"""What is shipped: the wheel, the sdist, the locks, and the commands of the Procfile."""

from __future__ import annotations

import ast
import json
import os
import re
import signal
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import packages_distributions
from pathlib import Path
from tarfile import TarFile
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from server import free_port
from waiting import PATIENCE, eventually

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements-build.lock", "requirements.lock", "requirements-dev.lock")
DOCS_LOCK = "requirements-docs.lock"
# The W3C's validator is no package: tests use it where a work tree of it is named.
# atheris has no wheel for Python 3.11; only `bench.fuzz` wants it.
UNPACKAGED = {"feedvalidator", "atheris"}


def build(target: str, checkout: Path, folder: Path) -> Path:
    """Build `target` (wheel or sdist) of `checkout` into `folder`, without network or isolation."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=checkout, check=True, capture_output=True, timeout=PATIENCE)
    (built,) = folder.iterdir()
    return built


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has put the wheel, without its dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"]
    subprocess.run([*pip, "--target", folder, wheel], check=True, capture_output=True, timeout=PATIENCE)
    return folder


def test_wheel_carries_every_template_and_module(wheel: Path) -> None:
    files = contents(wheel)
    templates = {path.name: path.read_bytes() for path in (ROOT / "templates").iterdir()}
    assert templates
    assert {name: files[f"feedsvc/templates/{name}"] for name in templates} == templates
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "feedsvc").rglob("*.py")}
    assert modules | {"feedsvc/py.typed"} <= files.keys()
    assert {name.partition("/")[0] for name in files} == {
        "feedsvc",
        f"feedsvc-{PROJECT['project']['version']}.dist-info",
    }


def test_installed_package_finds_its_own_templates(installed: Path, tmp_path: Path) -> None:
    code = "import feedsvc.resources as r; print(r.__file__); print(r.templates_folder())"
    answer = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(installed)!r}); {code}"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    ).stdout.splitlines()
    assert answer == [
        str(installed / "feedsvc" / "resources.py"),
        str(installed / "feedsvc" / "templates"),
    ]


def test_installed_command_names_its_version(installed: Path, tmp_path: Path) -> None:
    answer = subprocess.run(
        ["feedsvc", "--version"],
        env=environment(installed),
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert PROJECT["project"]["version"] in answer.stdout


def test_examples_publish_without_a_complaint(installed: Path, tmp_path: Path) -> None:
    answer = subprocess.run(
        ["feedsvc", "sync", "examples/posts", "--config", "examples/feedsvc.toml"],
        env=environment(installed, FEEDSVC_STORE__URL=f"sqlite:///{tmp_path / 'store.db'}"),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    (line,) = answer.stderr.splitlines()
    assert "read 15: 14 published, 1 hidden, 0 rejected" in line


def test_wheel_says_which_packages_it_was_locked_with(wheel: Path) -> None:
    (bill,) = (json.loads(text) for name, text in contents(wheel).items() if "/sboms/" in name)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == PROJECT["project"]["version"]
    locked = {name: version for name, (version, _) in pins("requirements.lock").items()}
    assert {part["name"]: part["version"] for part in bill["components"]} == locked
    assert all(part["purl"] == f"pkg:pypi/{part['name']}@{part['version']}" for part in bill["components"])


def test_version_is_the_same_in_package_and_project() -> None:
    tree = ast.parse((ROOT / "feedsvc" / "__init__.py").read_text("utf-8"))
    values = {ast.unparse(node.targets[0]): node.value for node in tree.body if isinstance(node, ast.Assign)}
    assert ast.literal_eval(values["__version__"]) == PROJECT["project"]["version"]


def test_sdist_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    sdist = build("sdist", ROOT, tmp_path / "sdist")
    with TarFile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (checkout,) = (tmp_path / "unpacked").iterdir()
    assert (checkout / "Makefile").is_file()
    assert contents(build("wheel", checkout, tmp_path / "wheel")) == contents(wheel)


def pins(lock: str) -> dict[str, tuple[str, int]]:
    """Each package of a lock file with its version and how many hashes it may have."""
    text = (ROOT / lock).read_text("utf-8")
    blocks = re.findall(r"^([a-z0-9._-]+)==(\S+)(.*(?:\n[ ].*)*)", text, re.MULTILINE)
    assert len(blocks) == len(re.findall(r"^[^#\s]", text, re.MULTILINE))
    return {name: (version, rest.count("--hash=sha256:")) for name, version, rest in blocks}


@pytest.mark.parametrize("lock", [*LOCKS, DOCS_LOCK])
def test_lock_pins_versions_with_hashes_and_names_no_index(lock: str) -> None:
    assert all(hashes for _version, hashes in pins(lock).values())
    assert "://" not in (ROOT / lock).read_text("utf-8")


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements-build.lock", PROJECT["dependency-groups"]["build"]),
        ("requirements-build.lock", PROJECT["build-system"]["requires"]),
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["dependency-groups"]["dev"]),
        ("requirements-dev.lock", PROJECT["project"]["optional-dependencies"]["postgresql"]),
        (DOCS_LOCK, PROJECT["dependency-groups"]["docs"]),
    ],
)
def test_lock_satisfies_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    pinned = pins(lock)
    for requirement in map(Requirement, wanted):
        assert pinned[canonicalize_name(requirement.name)][0] in requirement.specifier, (
            f"{requirement}: make lock"
        )


def test_locks_agree_with_each_other() -> None:
    build_pins, runtime, dev = (pins(lock) for lock in LOCKS)
    assert runtime.items() <= dev.items()
    assert all(dev.get(name, pin) == pin for name, pin in build_pins.items())


def imported(folder: str) -> set[str]:
    """The top names of all modules imported in a folder that are neither Python's nor the project's."""
    names: set[str] = set()
    files = sorted((ROOT / folder).rglob("*.py"))
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module or "")
    own = {"feedsvc", "bench", *(name for path in files for name in (path.stem, path.parent.name))}
    return {name.partition(".")[0] for name in names} - own - UNPACKAGED - sys.stdlib_module_names


@pytest.mark.parametrize(
    ("folder", "groups"), [("feedsvc", []), ("tests", ["dev", "build"]), ("bench", ["dev"])]
)
def test_every_import_is_a_declared_dependency(folder: str, groups: list[str]) -> None:
    asked = list(PROJECT["project"]["dependencies"])
    for extra in PROJECT["project"]["optional-dependencies"].values():
        asked += extra
    for group in groups:
        asked += PROJECT["dependency-groups"][group]
    if folder == "bench":  # what is measured against is installed by `make bench` alone
        lines = (ROOT / "bench" / "requirements.in").read_text("utf-8").splitlines()
        asked += [line for line in lines if line and not line.startswith(("#", "-"))]
    declared = {canonicalize_name(Requirement(line).name) for line in asked}
    providers = packages_distributions()
    undeclared = {
        name
        for name in imported(folder)
        if not declared & {canonicalize_name(provider) for provider in providers.get(name, [name])}
    }
    assert not undeclared


def processes() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    return {name: command.strip() for name, _, command in (line.partition(":") for line in lines)}


def environment(installed: Path, **more: str) -> dict[str, str]:
    path = f"{installed / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(installed), **more}


@contextmanager
def running(command: str, folder: Path, env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A command under a shell, as a Procfile runner starts it; nothing of it outlives the block."""
    process = subprocess.Popen(command, shell=True, cwd=folder, env=env, start_new_session=True)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def fetched(url: str, wanted: str) -> bool:
    """Whether `url` comes to answer with `wanted` in its text before time is up."""

    def holds() -> bool:
        try:
            with urlopen(url, timeout=PATIENCE) as answer:
                return wanted in answer.read().decode()
        except (URLError, OSError):
            return False

    return eventually(holds)


def test_procfile_processes_publish_posts_and_stop_when_told(installed: Path, tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "one.md").write_text("---\ntitle: A first post\ndate: 2026-01-01\n---\nHello.\n", "utf-8")
    port = free_port()
    env = environment(
        installed,
        PORT=str(port),
        FEEDSVC_SOURCE__PATH=str(posts),
        FEEDSVC_STORE__URL=f"sqlite:///{tmp_path / 'store.db'}",
        FEEDSVC_SITE__URL="https://example.com/",
    )
    commands = processes()
    assert commands.keys() == {"web", "worker"}
    with (
        running(commands["worker"], tmp_path, env) as worker,
        running(commands["web"], tmp_path, env) as web,
    ):
        assert fetched(f"http://127.0.0.1:{port}/atom.xml", "A first post")
        (posts / "two.md").write_text("---\ntitle: A second post\ndate: 2026-01-02\n---\nHi.\n", "utf-8")
        assert fetched(f"http://127.0.0.1:{port}/atom.xml", "A second post")
        for process in (worker, web):
            assert process.poll() is None
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)
