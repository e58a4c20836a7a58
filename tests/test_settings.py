"""Settings come from the command line, the environment, the file, and defaults that work alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Site
from pydantic import BaseModel

from feedsvc.addresses import site_url
from feedsvc.errors import UsageError
from feedsvc.settings import FilterFeed, Settings, load
from feedsvc.store.store import get_meta, set_meta

DOCS = Path(__file__).parents[1] / "docs" / "settings.md"


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


def test_every_setting_is_documented() -> None:
    text = DOCS.read_text("utf-8")
    for section, field in Settings.model_fields.items():
        options = FilterFeed if section == "feeds" else field.annotation
        assert isinstance(options, type)
        assert issubclass(options, BaseModel)
        prefix = "feeds.NAME" if section == "feeds" else section
        for name, option in options.model_fields.items():
            assert f"`{prefix}.{name}`" in text, f"docs/settings.md lacks {prefix}.{name}"
            assert option.description, f"{prefix}.{name} has no description"


def test_what_was_published_under_an_older_rule_can_still_be_read(site: Site) -> None:
    site.fill(1)
    site.sync()
    with site.store.writing() as connection:
        values = json.loads(get_meta(connection, "site") or "")
        values["site"]["language"] = "zz-zz-zz"
        set_meta(connection, "site", json.dumps(values))
    assert b'xml:lang="zz-zz-zz"' in site.body("atom.xml")
