"""Settings come from the command line, the environment, the file, and defaults that work alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import Site
from pydantic import BaseModel

import feedsvc
from feedsvc.addresses import site_url
from feedsvc.configuration import load
from feedsvc.errors import UsageError
from feedsvc.settings import FilterFeed, PostFilter, Settings
from feedsvc.store.store import get_meta, set_meta

DOCS = Path(__file__).parents[1] / "docs" / "settings.md"
PACKAGE = Path(feedsvc.__file__).parent
SETTINGS = {
    f"{section}.{name}": option
    for section, field in Settings.model_fields.items()
    if section != "feeds" and isinstance(field.default, BaseModel)
    for name, option in type(field.default).model_fields.items()
} | {f"feeds.NAME.{name}": option for name, option in FilterFeed.model_fields.items()}


def test_defaults_work_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load()
    assert (settings.url, settings.feed.page_size, settings.page.size) == ("http://localhost:8000/", 20, 12)
    assert (settings.page.banner, settings.page.heading) == ("INCOMING TRANSMISSION", "LATEST UPDATES")


def test_option_wins_over_environment_over_file_over_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feedsvc.toml").write_text(
        '[site]\ntitle = "file"\nurl = "https://file.example/"\nrights = "file"\n[page]\nsize = 5\n'
    )
    monkeypatch.setenv("FEEDSVC_SITE__TITLE", "environment")
    monkeypatch.setenv("FEEDSVC_SITE__URL", "https://environment.example/")
    settings = load(None, site={"url": "https://option.example"})
    assert settings.url == "https://option.example/"
    assert (settings.site.title, settings.site.rights) == ("environment", "file")
    assert (settings.page.size, settings.feed.page_size) == (5, 20)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[site]\nurl = 'example.com'\n", r"site\.url.*https://example\.com/"),
        ("[site]\ntimezone = 'Mars/Olympus'\n", r"site\.timezone.*Europe/Berlin"),
        ("[site]\nlanguage = 'not a tag'\n", r"site\.language"),
        ("[feed]\npage_size = 0\n", r"feed\.page_size"),
        ("[feed]\npagesize = 3\n", r"feed\.pagesize.*docs/settings\.md"),
        ("[feed\n", "not valid TOML"),
        ("nonsense = 1\n", "nonsense"),
    ],
)
def test_wrong_setting_is_one_line_that_names_it(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "my.toml"
    file.write_text(text)
    with pytest.raises(UsageError, match=complaint) as caught:
        load(file)
    assert "\n" not in str(caught.value)
    assert "my.toml" in str(caught.value)


def test_configuration_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml"):
        load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("given", "result"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTP://Example.COM:8080/a b/", "http://example.com:8080/a%20b/"),
        ("https://bücher.example/日志", "https://xn--bcher-kva.example/%E6%97%A5%E5%BF%97/"),
        ("https://user:secret@example.com/", "https://example.com/"),
    ],
)
def test_site_url_is_made_the_beginning_of_every_link(given: str, result: str) -> None:
    assert site_url(given) == result


@pytest.mark.parametrize(
    "given", ["", "example.com", "ftp://example.com/", "https://", "https://a/?q", "https://[/"]
)
def test_what_is_no_site_url_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        site_url(given)


def test_every_setting_is_documented_once_with_its_default() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (.*?) \| .", DOCS.read_text("utf-8"), re.MULTILINE)
    names = [name for name, _ in rows]
    assert sorted(names) == sorted(SETTINGS), "docs/settings.md has others, or one of them twice"
    for name, default in rows:
        assert default == written(SETTINGS[name].default), f"docs/settings.md: the default of {name}"


def written(default: object) -> str:
    """A default as the documentation writes it: nothing for what is empty."""
    if default in (None, "", (), {}, PostFilter()):
        return ""
    return f"`{default if isinstance(default, str) else json.dumps(default)}`"


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_says_what_it_does_and_is_read_somewhere(name: str) -> None:
    assert SETTINGS[name].description, f"{name} has no description"
    read = re.compile(rf"\.{name.rpartition('.')[2]}\b")
    sources = (file.read_text("utf-8") for file in PACKAGE.rglob("*.py"))
    assert any(read.search(source) for source in sources), f"nothing reads {name}"


def test_what_was_published_under_an_older_rule_can_still_be_read(site: Site) -> None:
    site.fill(1)
    site.sync()
    with site.store.writing() as connection:
        values = json.loads(get_meta(connection, "site") or "")
        values["site"]["language"] = "zz-zz-zz"
        set_meta(connection, "site", json.dumps(values))
    assert b'xml:lang="zz-zz-zz"' in site.body("atom.xml")
