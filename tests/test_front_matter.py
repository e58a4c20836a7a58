"""Front matter of every dialect gives fields with their lines; what is broken is named by its line."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.errors import Origin, RecordError
from feedsvc.sources.front_matter import FrontMatter, split

FILE = Origin("a.md")


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        ("---\ntitle: A\n---\nText\n", {"title": "A"}, "Text\n"),
        ("\n\n---  \ntitle: A\n...\nText", {"title": "A"}, "Text"),
        ("----\ntitle: A\n-----\nText", {"title": "A"}, "Text"),
        ("---\n---\nText", {}, "Text"),
        ("---\n# nothing\n---", {}, ""),
        ("---\ntitle: A\n---", {"title": "A"}, ""),
        ("---\ntags:\n- a\n-\n- ~\n---\n", {"tags": ["a", None, None]}, ""),
        ("---\n\ttitle: A\n---\n", {"title": "A"}, ""),
        ('---\ntitle: "\\ud83d\\ude00 \\u4e2d"\n---\n', {"title": "😀 中"}, ""),
        ("title: A\ntags:\n- x\n---\nText", {"title": "A", "tags": ["x"]}, "Text"),  # Hexo
        ("Title: A\nDate: 2024-05-01 08:03\nSummary: one\n    two\n\nText: x", None, "Text: x"),  # Pelican
        ('+++\ntitle = "A"\ntags = ["x"]\n+++\nText', {"title": "A", "tags": ["x"]}, "Text"),
        ('{\n  "title": "A"\n}\n\nText', {"title": "A"}, "\n\nText"),
        ("title: A\ntags:\n- x\n\n---\n\nText", {"title": "A", "tags": ["x"]}, "\nText"),
        ("title: A\ntags:\n\n- x\n- y\n\n---\nText", {"title": "A", "tags": ["x", "y"]}, "Text"),
        # Pelican: what follows the empty line is the post.
        ("Title: A\nDate: B\n\n- x\n\n---\nText", {"title": "A", "date": "B"}, "- x\n\n---\nText"),
        ("Title: A\n\nNote: x\n\n---\nText", {"title": "A"}, "Note: x\n\n---\nText"),
        ("Title: A\n\n    x\n\n---\nText", {"title": "A"}, "    x\n\n---\nText"),
        ("Just text\n\n---\nmore", {}, "Just text\n\n---\nmore"),
        ("Note: this is a sentence.\n\nText", {}, "Note: this is a sentence.\n\nText"),
        ("Note: a heading\n---\nText", {}, "Note: a heading\n---\nText"),
        ("{% raw %}\n", {}, "{% raw %}\n"),
        ("", {}, ""),
    ],
)
def test_a_file_is_taken_apart_in_every_dialect(text: str, fields: dict[str, Any] | None, body: str) -> None:
    front = split(text, FILE)

    if fields is not None:
        assert front.fields == fields
    else:
        assert front.fields == {"title": "A", "date": "2024-05-01 08:03", "summary": "one\ntwo"}
    assert front.body == body


def test_yaml_values_stay_the_text_that_was_written() -> None:
    written = {
        **{
            "date": "2024-5-1 8:03:00",
            "day": "2024-01-32",
            "slug": "012",
            "version": "1.10",
            "time": "12:30",
        },
        **{"country": "no", "draft": "true", "hex": "0x1F", "big": "1e999", "key": "<<"},
    }
    front = "".join(f"{name}: {value}\n" for name, value in written.items())

    assert split(f"---\n{front}---\n", FILE).fields == written
    assert split('---\na: "null"\nb: null\nc:\nd: ~\n---\n', FILE).fields == {
        "a": "null",
        "b": None,
        "c": None,
        "d": None,
    }


def test_toml_dates_keep_their_zone() -> None:
    front = split("+++\ndate = 2024-05-01T08:03:00+08:00\n+++\n", FILE)

    assert front.fields["date"] == datetime(2024, 5, 1, 8, 3, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("text", "counts", "notices"),
    [
        ("---\na: 1\nb: 2\na: 3\n---\n", "3", ["a.md:4: a: stands there twice; the last counts"]),
        ("---\na: 3\nb:\n  c: 1\n  c: 2\n---\n", "3", ["a.md:5: c: stands there twice; the last counts"]),
        (
            "Title: x\nA: 3\nA: 4\nA: 5\n\nText",
            "3",
            [
                "a.md:3: a: stands there twice; the first counts",
                "a.md:4: a: stands there twice; the first counts",
            ],
        ),
    ],
)
def test_of_a_key_given_twice_one_counts_as_in_the_generator_and_it_is_told(
    text: str, counts: str, notices: list[str]
) -> None:
    front = split(text, FILE)

    assert front.fields["a"] == counts
    assert list(map(str, front.notices)) == notices


def test_values_in_quotes_are_known_from_those_without() -> None:
    front = split("---\na: 1\nb: '1'\nc: [1]\nd: |\n  1\ne: \"1\"\nf:\ng: x # y\n---\n", FILE)

    assert front.unquoted == {"a", "f", "g"}


@pytest.mark.parametrize(
    "text",
    [
        "\n---\ntitle: A\nauthor:\n  name: x\ndate: soon\n---\n",
        '\n+++\ntitle = "A"\n# x\n\ndate = "soon"\n[author]\ndate = 1\n+++\n',
        "\ntitle: A\ntags: [a,\n  b]\ndate: soon\n---\n",
    ],
)
def test_fields_know_their_lines(text: str) -> None:
    front = split(text, FILE)

    lines = text.split("\n")
    assert lines[front.lines["title"] - 1].startswith("title")
    assert lines[front.lines["date"] - 1].startswith("date")
    assert lines[front.lines["date"] - 1].endswith(("soon", '"soon"'))


def test_control_characters_cost_a_file_nothing() -> None:
    assert split("---\ntitle: A\x00\x07\ufffe\ufeffB\n---\nT", FILE).fields == {"title": "AB"}
    assert split('+++\ntitle = "A\x00\ufffeB"\n+++\nT', FILE).fields == {"title": "AB"}
    assert split('{"title": "A\x01B"}', FILE).fields == {"title": "A\x01B"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitle: A\n", "a.md:1: front matter: the front matter has no end; close it with a line ---"),
        ("\n+++\n", "a.md:2: front matter: the front matter has no end; close it with a line +++"),
        (
            "---\na: 1\ntitle: A: B\n---\n",
            "a.md:3: front matter: not valid YAML: mapping values are not allowed",
        ),
        ("---\na: [1\nb: 2\n---\n", "a.md:3: front matter: not valid YAML: "),
        (
            '---\na: "x" y\n---\n',
            "a.md:2: front matter: not valid YAML: did not find expected key; look for a quote",
        ),
        ("---\n- a\n- b\n---\n", "a.md:2: front matter: must be a list of `name: value` lines"),
        ("---\njust text\n---\n", "a.md:2: front matter: must be a list of `name: value` lines"),
        (
            "---\na: &x [1]\nb: *x\n---\n",
            "a.md:3: front matter: the alias *x is not supported; write the value out",
        ),
        ("---\n? [a]\n: b\n---\n", "a.md:2: front matter: a name must be plain text"),
        ('---\na: "\\ud800"\n---\n', "a.md:2: front matter: not valid YAML: "),
        ("---\na: " + "[" * 50 + "]" * 50 + "\n---\n", "a.md:2: front matter: nested too deeply"),
        ("---\na: " + "[" * 60000 + "\n---\n", "a.md:2: front matter: nested too deeply"),
        (
            "---\na: " + "x" * 70000 + "\n---\n",
            "a.md:1: front matter: the front matter is longer than 64 KiB",
        ),
        ("+++\na = 1\nb = \n+++\n", "a.md:3: front matter: not valid TOML: Invalid value"),
        ("+++\na = 1\na = 2\n+++\n", "a.md:3: front matter: not valid TOML: Cannot overwrite a value"),
        ("+++\nd = 2024-02-30\n+++\n", "a.md:2: front matter: not valid TOML: Invalid date or datetime"),
        ("+++\na = " + "[" * 5000 + "\n+++\n", "a.md:1: front matter: the TOML is nested too deeply"),
        ("+++\na = " + "9" * 5000 + "\n+++\n", "a.md:1: front matter: not valid TOML: "),
        ('{\n"a": 1,\n"b" 2}', "a.md:3: front matter: not valid JSON: Expecting ':' delimiter, column 5"),
        ('{"a": 1, "a": 2}', "a.md:1: front matter: not valid JSON: 'a' stands there twice; keep one"),
        ('{"a": ' + "[" * 100000, "a.md:1: front matter: the JSON is nested too deeply"),
    ],
)
def test_broken_front_matter_is_named_by_its_line(text: str, message: str) -> None:
    with pytest.raises(RecordError) as raised:
        split(text, FILE)
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


SOUP = st.lists(
    st.sampled_from(
        (
            *(
                "---\n",
                "+++\n",
                "...\n",
                "title: A\n",
                "date = 1\n",
                "a:\n",
                "  b: c\n",
                "- x\n",
                "\t",
                "{",
                "}",
            ),
            *(
                '"',
                "'",
                "[",
                "]",
                ":",
                " ",
                "\n",
                "&a ",
                "*a",
                "!!python/object:os.system ",
                "? ",
                "| ",
                ">\n",
                "#",
            ),
            *("%YAML 9.9\n", "\x00", "\ufeff", "\u2028", "ü", "=", "[[t]]\n", "0o8", "\\x", "2024-01-32"),
        )
    ),
    max_size=25,
).map("".join)


@settings(max_examples=300)
@given(
    st.sampled_from(("", "---\n", "+++\n", "{")),
    SOUP | st.text(max_size=40),
    st.sampled_from(("", "\n---\n", "\n+++\n")),
)
def test_any_text_is_taken_apart_or_rejected(opening: str, middle: str, closing: str) -> None:
    try:
        front = split(opening + middle + closing, FILE)
    except RecordError as error:
        assert str(error).startswith("a.md")
        assert "\n" not in str(error)
    else:
        assert isinstance(front, FrontMatter)
        assert (opening + middle + closing).endswith(front.body)
