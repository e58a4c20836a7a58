"""Any address becomes one in ASCII that leads to the same place."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

import idna
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from feedsvc.addresses import site_url
from feedsvc.configuration import load
from feedsvc.errors import UsageError
from feedsvc.formats.lexical import uri
from feedsvc.iri import to_uri
from feedsvc.posts import fields
from feedsvc.render.links import absolute

# Letters of six scripts that IDNA 2008 allows anywhere in a label, sharp s and final sigma among them.
LABEL = st.text("abcxyz012ßäéñпример日志例え한국ελςاب", min_size=1, max_size=12)
HOST = st.lists(LABEL, min_size=1, max_size=4).map(".".join)
USER = st.none() | st.text("ab:;é ü%[", max_size=8)
PORT = st.none() | st.integers(0, 65_535)
REST = st.text('/a%41?#[]é日 \t"<>\\^`{|}~&=+', max_size=30).map(lambda rest: f"/{rest}")
URI = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("https://пример.рф:8080/x", "https://xn--e1afmkfd.xn--p1ai:8080/x"),
        ("https://user:pä@ss@пример.рф:1/", "https://user:p%C3%A4%40ss@xn--e1afmkfd.xn--p1ai:1/"),
        ("http://пример.рф:/", "http://xn--e1afmkfd.xn--p1ai:/"),
        ("http://[2001:db8::1]:80/é", "http://[2001:db8::1]:80/%C3%A9"),
        ("https://straße.de/", "https://xn--strae-oqa.de/"),  # strasse.de is another's
        ("https://نامه‌ای.com/", "https://xn--mgba3gch31f060k.com/"),  # with its ZWNJ
        ("https://例え。ＪＰ/", "https://xn--r8jz45g.jp/"),
        ("https://💩.la/", "https://xn--ls8h.la/"),
        ("https://my_blog.пример.рф/", "https://my_blog.xn--e1afmkfd.xn--p1ai/"),
        ("https://%D1%80%D1%84/%D1%80%2F", "https://xn--p1ai/%D1%80%2F"),
        ("https://Example.COM/%e9", "https://Example.COM/%e9"),
        ("https://xn--e1afmkfd.xn--p1ai/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("//cdn.пример/ü", "//cdn.xn--e1afmkfd/%C3%BC"),
        ("/a/ü b?c=[1]&d=%zz#e#f", "/a/%C3%BC%20b?c=%5B1%5D&d=%25zz#e%23f"),
        ("mailto:jösé@example.org", "mailto:j%C3%B6s%C3%A9@example.org"),
        ("100%", "100%25"),
        ("?#", "?#"),
        ("", ""),
    ],
)
def test_an_iri_becomes_a_uri(iri: str, expected: str) -> None:
    assert to_uri(iri) == expected


@pytest.mark.parametrize(
    "iri",
    [
        "http://пример.рф:http/",
        "http://example.com:65536/",
        "http://example.com:８０/",
        "http://2001:db8::1/",
        "http://[::1/",
        "http://[::1]x/",
        "http://[fe80::1%25eth0]/",
        "http://[v1.a]/",
        "http://a b/",
        "http://a%20b/",
        "http://%FF/",
        "http://a／b.рф/",  # maps to a slash
        f"http://{'п' * 60}.рф/",
        "http://a.example/\ud800",
    ],
)
def test_a_host_or_port_that_cannot_be_is_refused(iri: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        to_uri(iri)


@given(st.sampled_from(["http", "HTTPS", "ftp"]), USER, HOST, PORT, REST)
def test_each_part_of_an_address_stays_what_it_was(
    scheme: str, user: str | None, host: str, port: int | None, rest: str
) -> None:
    try:
        asked = idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        assume(False)
    front = f"{scheme}://" + ("" if user is None else f"{user}@")
    after = ("" if port is None else f":{port}") + rest
    written = to_uri(front + host + after)
    assert URI.fullmatch(written)
    parts = urlsplit(written)
    assert (parts.hostname, parts.port) == (asked.lower(), port)
    own = parts.netloc.rpartition("@")[0]
    assert unquote(own) == (unquote(_whole(user)) if user else "")
    behind = written.partition(parts.netloc)[2]
    assert unquote(behind) == unquote(_whole(rest))


def _whole(text: str) -> str:
    """The text with each `%` that encodes nothing encoded itself."""
    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", text)


@given(st.text())
@example("//a%41/")
@example("a://[::]:/?#%")
def test_a_uri_stays_itself(text: str) -> None:
    try:
        written = to_uri(text)
    except ValueError:
        return
    assert URI.fullmatch(written)
    assert to_uri(written) == written


@given(st.text(max_size=20), REST)
def test_text_that_is_no_address_is_refused_in_no_other_way(host: str, rest: str) -> None:
    try:
        written = to_uri(f"https://{host}{rest}")
    except ValueError:
        return
    assert URI.fullmatch(written)
    urlsplit(written)  # takes what it is given


def test_every_place_that_writes_an_address_keeps_its_port() -> None:
    written = "https://xn--e1afmkfd.xn--p1ai:8080/%C3%A9/"
    for write in (to_uri, uri, site_url, fields.address, lambda text: absolute(text, "https://a.example/")):
        assert write("https://пример.рф:8080/é/") == written


def test_where_an_old_path_leads_is_written_as_a_uri() -> None:
    moved = {"old": "https://пример.рф:8080/é", "else": "/日志/"}
    assert load(None, delivery={"moved": moved}).delivery.moved == {
        "old": "https://xn--e1afmkfd.xn--p1ai:8080/%C3%A9",
        "else": "/%E6%97%A5%E5%BF%97/",
    }
    with pytest.raises(UsageError, match=r"delivery\.moved"):
        load(None, delivery={"moved": {"old": "https://a:b/"}})
