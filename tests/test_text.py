"""Text is made fit for XML, for names and for paths, and left alone where it already is."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from feedsvc.posts.clusters import cluster_start
from feedsvc.posts.text import clean, folded, name, one_line, slug

ANY_TEXT = st.text(st.characters())  # lone surrogates included
PIECES = st.lists(
    st.sampled_from(
        (
            *(
                "a",
                "Z",
                "é",
                "e\u0301",
                "数",
                "👩\u200d🔬",
                "🇩🇪",
                "👍🏽",
                "❤\ufe0f",
                "1\ufe0f\u20e3",
                "\U000e0067",
            ),
            *(
                " ",
                "/",
                "\\",
                ".",
                "..",
                "-",
                "#",
                "C#",
                "%2e",
                "con",
                "COM1",
                ",",
                "\u200d",
                "\u200b",
                "\u202e",
            ),
            *("Σ", "İ", "℀", "ﬀ", "½", "x" * 60, "数" * 30),
        )
    )
).map("".join)
DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


@settings(max_examples=200)
@given(ANY_TEXT)
@example("\r\x00\n")
@example("\ufffe\uffff\ufdd0\U0001fffe\U0010ffff\ud800\x7f\x85\x9f")
def test_cleaned_text_is_encodable_legal_xml_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)

    document = f"<p>{escape(cleaned)}</p>".encode()
    assert (etree.fromstring(document).text or "") == cleaned
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("a\r\nb\rc\x85d", "a\nb\nc\nd"),
        ("a\r\x00\nb", "a\nb"),
        ("nul\x00 bell\x07 del\x7f c1\x9f", "nul bell del c1"),
        ("\ufffea\uffffb\ufdd0c\U0001ffff", "abc"),
        ("lone \ud800 and \udfff", "lone  and "),
        ("e\u0301 数学 👩\u200d🔬 \u2028 \ufeff", "e\u0301 数学 👩\u200d🔬 \u2028 \ufeff"),
    ],
)
def test_only_what_xml_cannot_carry_is_taken_out(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_one_line_is_trimmed_and_has_single_blanks() -> None:
    assert one_line("  a\x00 \n\t b\u3000c\u00a0 ") == "a b c"


def test_names_that_look_the_same_are_the_same() -> None:
    assert name(" Cafe\u0301\n") == name("Café") == "Café"


@pytest.mark.parametrize(
    ("text", "path_segment"),
    [
        ("Signal Processing", "signal-processing"),
        ("C#", "c-sharp"),
        ("C", "c"),
        ("C++", "c++"),
        ("#python", "python"),
        ("v1.2", "v1.2"),
        ("snake_case ~x=1,2", "snake_case-~x=1,2"),
        ("信号处理", "信号处理"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "full-width"),
        ("Übergröße", "übergröße"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👩\u200d👧 🇩🇪", "👩\u200d👩\u200d👧-🇩🇪"),
        ("TCP/IP & \\ ? % : * \" < > | 'quoted'", "tcp-ip-quoted"),
        ("Hello, World. Part 1,5", "hello-world-part-1,5"),
        ("《书名》，第一章。", "书名-第一章"),
        ("../../etc/passwd", "etc-passwd"),
        ("-a--b-.", "a-b"),
        ("CON", "con_"),
        ("nul.txt", "nul_.txt"),
        ("com\u00b9", "com1_"),
        ("console", "console"),
        ("abc\u202edef\u200b", "abcdef"),
        ("", ""),
        ("..", ""),
        (" /\\ ", ""),
        ("\u200d\ufe0f", ""),
        ("x" * 300, "x" * 100),
        ("数" * 50, "数" * 33),
    ],
)
def test_slug_keeps_what_is_readable_and_drops_what_is_dangerous(text: str, path_segment: str) -> None:
    assert slug(text) == path_segment


@settings(max_examples=300)
@given(ANY_TEXT | PIECES)
def test_slug_is_stable_and_safe_as_a_path_segment_and_a_file_name(text: str) -> None:
    made = slug(text)

    assert slug(made) == made
    assert len(made.encode()) <= 100
    assert not set(made) & set("/\\?#%:*\"<>|&'` \t\n\x00")
    assert made.strip("-.") == made
    assert "--" not in made
    assert not DEVICE.fullmatch(made)
    assert clean(made) == made == unicodedata.normalize("NFC", made)


@settings(max_examples=20)
@given(PIECES)
def test_a_file_can_have_any_slug_as_its_name(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("names")
    if made := slug(text):
        (folder / made).write_bytes(b"")
        assert [file.name for file in Path(folder).iterdir()] == [made]


@pytest.mark.parametrize(
    "cluster", ["e\u0301", "👩\u200d🔬", "👍🏽", "❤\ufe0f", "🇩🇪", "🏴\U000e0067\U000e0062\U000e007f"]
)
def test_a_cut_never_splits_a_cluster(cluster: str) -> None:
    text = f"ab{cluster}{cluster}c"
    places = {cluster_start(text, index) for index in range(len(text) + 1)}

    assert places == {0, 1, 2, 2 + len(cluster), 2 + 2 * len(cluster), len(text)}


def test_a_slug_is_cut_between_clusters() -> None:
    assert slug("🇩🇪" * 40) == "🇩🇪" * 12
    assert slug("x" * 99 + "e\u0323\u0302\u0301") == "x" * 99


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("straße", "strasse"),
        ("ὀδός", "ὀδόσ"),
        ("ab", "a\u200db"),
        ("❤", "❤\ufe0f"),
        ("ᏸ", "Ᏸ"),
        ("é", "e\u0301"),
    ],
)
def test_slugs_that_some_disk_takes_for_one_name_are_told(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@given(ANY_TEXT)
def test_folding_a_slug_is_done_once(text: str) -> None:
    made = folded(slug(text))
    assert folded(made) == made
