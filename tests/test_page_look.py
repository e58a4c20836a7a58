"""How the pages look and behave in a real browser: measured, not compared with pictures."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from format_samples import RICH, head
from waiting import PATIENCE

from feedsvc.formats import atom_feed, rss_feed
from feedsvc.formats.entry import BrowserView, Heading, Part
from feedsvc.publish.look import look
from feedsvc.publish.pages import error_page, latest_page, post_page, style_source
from feedsvc.publish.views import Alternate, PagePost, PageView, PostView, TagLink

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (chromium, google-chrome)")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)

EAST = timezone(timedelta(hours=8))
FEEDS = (
    Alternate(type="application/atom+xml", title="Night watch (Atom)", href="/atom.xml"),
    Alternate(type="application/rss+xml", title="Night watch (RSS)", href="/rss.xml"),
    Alternate(type="application/feed+json", title="Night watch (JSON Feed)", href="/feed.json"),
)
TAGS = (
    TagLink(name="tides", href="/tags/tides/"),
    TagLink(name="潮汐", href="/tags/%E6%BD%AE%E6%B1%90/"),
    TagLink(name="loose", href=None),
)
ADDRESS = "https://example.org/" + "a-very-long-path-without-any-blank/" * 6
FORMULA = (
    r"\(\mathcal{L}_{\text{total}}=\sum_{i=1}^{N}\lVert\hat{y}_i-y_i\rVert_2^2+\lambda\lVert\theta\rVert_1\)"
)
CHINESE = "港口的灯塔每隔六秒闪烁一次,值班员把每一次闪烁都记在本子上。" * 6
ENGLISH = (
    "The lighthouse keeper wrote down each flash for forty years, and nobody read the books until the "
    "harbour moved. What they hold is a record of weather, of patience and of two broken clocks."
)


def post(
    number: int, title: str, excerpt: str, language: str | None = None, updated: bool = False
) -> PagePost:
    day = datetime(2026, 3, 28 - number, 7, 30, tzinfo=EAST)
    return PagePost(
        url=f"/posts/{number}/",
        title=title,
        published=day,
        updated=day + timedelta(days=40) if updated else None,
        tags=TAGS[: number % 4],
        excerpt=excerpt,
        language=language,
    )


LATEST = latest_page(
    PageView(
        site_title="Night watch",
        banner="INCOMING TRANSMISSION",
        heading="LATEST UPDATES",
        subtitle="",
        language="en",
        home="/",
        base="/",
        number=5,
        count=9,
        posts=(
            post(1, "Forty years of flashes", ENGLISH * 2),
            post(2, "灯塔与两只坏掉的钟", CHINESE, "zh-CN", updated=True),
            post(3, "A formula left raw " + FORMULA, f"We minimise {FORMULA} over all {FORMULA * 3}", "en"),
            post(4, "Wordswithoutblanks" * 12, ADDRESS),
            post(5, "An image alone", ""),
            post(6, "مرحبا بالعالم", "هذا منشور قصير باللغة العربية.", "ar"),
        ),
        alternates=FEEDS,
        self_url="/page/5/",
        feeds_url="/feeds/",
    )
)

POWER = '<msup><mi>e</mi><mrow><mo lspace="0">−</mo><msup><mi>x</mi><mn>2</mn></msup></mrow></msup>'
PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 4'%3E"
    "%3Crect width='16' height='4' fill='%23789'/%3E%3C/svg%3E"
)
HEAD = "".join(f"<th>Column {n}</th>" for n in range(9))
NUMBERS = "".join(f"<td>{n}.50</td>" for n in range(9))
BODY = rf"""
<p>{ENGLISH} See <a href="{ADDRESS}">{ADDRESS}</a>, the term <code>keep_watch(interval=6.0)</code> and a
note<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>. Press <kbd>Ctrl</kbd>,
<mark>mind the gap</mark>.</p>
<h2>Energy of a wave</h2>
<p>Inline <math>{POWER}</math>
stands in its line, as does a long one,
<math class="long">{"<mi>x</mi><mo>+</mo>" * 80}<mi>y</mi></math>, and displayed:</p>
<math display="block"><msubsup><mo lspace="0">∫</mo><mn>0</mn><mi>∞</mi></msubsup>{POWER}<mi>d</mi><mi>x</mi>
<mo>=</mo><mfrac><msqrt><mi>π</mi></msqrt><mn>2</mn></mfrac></math>
<p>A long one scrolls inside itself:</p>
<math display="block" class="long">{"<mi>x</mi><mo>+</mo>" * 80}<mi>y</mi></math>
<p>And some was never turned into MathML: {FORMULA * 3}</p>
<p lang="zh-CN">{CHINESE}</p>
<pre><code>def flash(times: int) -&gt; list[str]:
    return [f"flash {{n}} of {{times}}, seen from the wall" for n in range(times)]  # {"x" * 90}
</code></pre>
<blockquote><p>Nobody reads the books.</p></blockquote>
<table><thead><tr>{HEAD}</tr></thead><tbody><tr>{NUMBERS}</tr><tr>{"<td>低潮</td>" * 9}</tr></tbody></table>
<ul><li>One<ul><li>Nested</li></ul></li><li>Two</li></ul>
<figure><img alt="A drawing" width="1600" height="400" src="{PICTURE}">
<figcaption>Wider than any phone.</figcaption></figure>
<audio controls></audio><video controls width="1280"></video>
<div class="footnote"><hr><ol><li id="fn:1"><p>Said the keeper. <a href="#fnref:1">↩</a></p></li></ol></div>
"""

POST = post_page(
    PostView(
        site_title="Night watch",
        home="/",
        language="en",
        url="/posts/1/",
        title="Forty years of flashes, and " + "Wordswithoutblanks" * 4,
        published=datetime(2026, 3, 27, 7, 30, tzinfo=EAST),
        updated=datetime(2026, 5, 6, 7, 30, tzinfo=EAST),
        authors=("Ada Keeper", "林守望"),
        tags=TAGS,
        html=BODY,
        alternates=FEEDS,
        rights="© 2026 The harbour",
    )
)

PAGES = {
    "/": LATEST,
    "/post": POST,
    "/error": error_page(404, "Not found", "There is no page at this address.", "/", "Night watch"),
}
NOTICE = BrowserView("/feed.css", "This is a feed.", "Read it as a page")
HEADING = Heading("Tides & walls", "https://example.org/tides/", "2026-01-02")


def feed(syntax: Any, name: str) -> bytes:
    """A feed of one entry, as a browser is given it."""
    made: bytes = syntax.document(
        replace(head(name), browser=NOTICE), [Part(syntax.fragment(RICH), RICH.html, heading=HEADING)]
    )
    return made


# The server sends a feed as XML to who opens it as a document: Chromium shows the types of feeds as text.
FEED_FILES = {
    "/atom.xml": ("application/xml", feed(atom_feed, "atom.xml")),
    "/rss.xml": ("application/xml", feed(rss_feed, "rss.xml")),
    "/feed.css": ("text/css", look().feed_style),
}
# The strictest policy the pages must live with: nothing may load, and only the one style block counts.
POLICY = f"default-src 'none'; style-src-elem {style_source()}; style-src-attr 'none'; img-src data:"

FEED_POLICY = "default-src 'none'; style-src 'self'"


class Site:
    """The three pages and two feeds on loopback; remembers what was asked for."""

    def __init__(self) -> None:
        site = self
        self.asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                kind, body = FEED_FILES.get(self.path, ("text/html; charset=utf-8", PAGES.get(self.path)))
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header(
                    "Content-Security-Policy", FEED_POLICY if self.path in FEED_FILES else POLICY
                )
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Browser:
    """One headless Chromium with one tab, driven through the DevTools protocol over a pipe."""

    def __init__(self, profile: Path) -> None:
        command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={profile}"]
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # The protocol reads from descriptor 3 and writes to 4; only a shell can put ours there safely.
        self._process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "bash", *command],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        # A browser that hangs would hold up the whole run: it goes, and the next read says so.
        self._watchdog = threading.Timer(5 * PATIENCE, self._process.kill)
        self._watchdog.daemon = True
        self._watchdog.start()
        self._numbers = itertools.count(1)
        self._reader = os.fdopen(self._in, "rb")
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Network.enable")
        self.call("Log.enable")

    def call(self, method: str, **params: object) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def open(
        self, url: str, width: int = 1200, scheme: str = "light", media: str = "screen", phone: bool = False
    ) -> None:
        """Load `url` in a window `width` CSS pixels wide, in a colour scheme; returns when it is loaded."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=phone
        )
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.call("Emulation.setEmulatedMedia", media=media, features=features)
        self.events.clear()
        self.call("Page.navigate", url=url)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def measure(self, script: str) -> Any:
        """The value of `script` in the page (it runs even where the page's own scripts may not)."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"]["value"]

    def boxes(self, selector: str) -> list[dict[str, float]]:
        """Where each element lies that `selector` finds: top, bottom, width, height in CSS pixels."""
        boxes: list[dict[str, float]] = self.measure(
            f"[...document.querySelectorAll({json.dumps(selector)})]"
            ".map(element => element.getBoundingClientRect().toJSON())"
        )
        return boxes

    def close(self) -> None:
        self._session = None
        self.call("Browser.close")
        self._process.wait(PATIENCE)
        self._watchdog.cancel()
        self._reader.close()
        os.close(self._out)

    def _next(self) -> dict[str, Any]:
        raw = bytearray()
        while (byte := self._reader.read(1)) != b"\0":
            assert byte, "Chromium has gone"
            raw += byte
        message: dict[str, Any] = json.loads(raw)
        return message


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# The lowest contrast (WCAG 2.2, 1.4.3) between any text in the page and what lies behind it.
CONTRAST = r"""
(() => {
  const rgba = (text) => text.match(/[\d.]+/g).map(Number).concat(1).slice(0, 4);
  const light = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (top, below) => top.slice(0, 3).map((v, i) => v * top[3] + below[i] * (1 - top[3])).concat(1);
  const behind = (el) => {
    const own = el ? rgba(getComputedStyle(el).backgroundColor) : [255, 255, 255, 1];
    return own[3] === 1 ? own : over(own, behind(el.parentElement));
  };
  let worst = [99, ""];
  for (const el of document.body.querySelectorAll("*")) {
    if (![...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const back = behind(el), pair = [light(over(rgba(getComputedStyle(el).color), back)), light(back)];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < worst[0]) worst = [ratio, el.outerHTML.slice(0, 120)];
  }
  return worst;
})()
"""


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml"])
def test_a_feed_in_a_browser_has_a_title_in_its_tab_and_links_on_its_titles(
    site: Site, browser: Browser, name: str
) -> None:
    browser.open(f"{site.url}/{name}", 390, phone=True)
    assert browser.measure("[document.title, innerWidth]") == [head().title, 390]
    seen = "filter(element => element.getClientRects().length)"
    links = f"[...document.links].{seen}.map(link => [link.href, link.textContent])"
    assert browser.measure(links) == [[head().page, NOTICE.page], [HEADING.href, HEADING.title]]
    of_entry = (
        f"[...document.querySelectorAll('entry > *, item > *')].{seen}.map(element => element.localName)"
    )
    assert browser.measure(of_entry) == ["bibliographicCitation", "abstract"]
    assert browser.measure("document.querySelector('abstract').textContent") == RICH.excerpt


@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(site: Site, browser: Browser, path: str, width: int) -> None:
    browser.open(site.url + path, width)
    assert browser.measure("innerWidth") == width
    assert browser.measure(OVERFLOW) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_text_is_readable_in_both_colour_schemes(
    site: Site, browser: Browser, path: str, scheme: str
) -> None:
    browser.open(site.url + path, scheme=scheme)
    red, green, blue = browser.measure(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    )
    brightness = (red + green + blue) / 3
    assert brightness < 40 if scheme == "dark" else brightness > 220
    ratio, where = browser.measure(CONTRAST)
    assert ratio >= 4.5, where


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_for_nothing_but_itself(site: Site, browser: Browser, path: str) -> None:
    site.asked.clear()
    browser.open(site.url + path)
    sent = [
        e["params"]["request"]["url"]
        for e in browser.events
        if e.get("method") == "Network.requestWillBeSent"
    ]
    assert [url for url in sent if not url.startswith("data:")] == [site.url + path]
    assert site.asked == [path]


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_live_with_the_strictest_policy(site: Site, browser: Browser, path: str) -> None:
    browser.open(site.url + path)
    logged = [
        event["params"]["entry"]["text"]
        for event in browser.events
        if event.get("method") == "Log.entryAdded"
    ]
    assert logged == []
    assert browser.measure("document.styleSheets.length") == 1


def test_the_latest_page_is_the_same_without_scripts(site: Site, browser: Browser) -> None:
    browser.open(site.url + "/")
    with_scripts = browser.measure(
        "[document.documentElement.outerHTML, document.documentElement.scrollHeight]"
    )
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(site.url + "/")
    without = browser.measure("[document.documentElement.outerHTML, document.documentElement.scrollHeight]")
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    assert without == with_scripts


@pytest.mark.parametrize("width", [320, 1200])
def test_every_link_of_the_pager_is_large_enough_for_a_thumb(
    site: Site, browser: Browser, width: int
) -> None:
    browser.open(site.url + "/", width)
    boxes = browser.boxes(".pager a")
    assert len(boxes) == 9
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes)


@pytest.mark.parametrize("selector", ["pre", ".wide:has(table)", ".wide:has(math.long)"])
def test_wide_parts_of_a_post_scroll_inside_themselves(site: Site, browser: Browser, selector: str) -> None:
    browser.open(site.url + "/post", 320)
    inside, outside, how = browser.measure(
        f"e = document.querySelector('{selector}'); "
        "[e.scrollWidth, e.clientWidth, getComputedStyle(e).overflowX]"
    )
    assert outside <= 320 < inside
    assert how == "auto"


def test_pictures_and_players_stay_within_the_text(site: Site, browser: Browser) -> None:
    browser.open(site.url + "/post", 320)
    assert max(box["width"] for box in browser.boxes(".content :is(p, img, audio, video)")) <= 320 - 2 * 16
    (picture,) = browser.boxes("img")
    assert picture["width"] / picture["height"] == pytest.approx(4)


def test_displayed_math_is_laid_out_as_math(site: Site, browser: Browser) -> None:
    browser.open(site.url + "/post")
    above, below = browser.boxes("mfrac > *")
    assert above["bottom"] <= below["top"]
    base, power = browser.boxes("math[display] > msup > *")
    assert power["bottom"] < base["bottom"]


def test_the_page_prints_dark_on_white_even_from_a_dark_screen(site: Site, browser: Browser) -> None:
    browser.open(site.url + "/", scheme="dark", media="print")
    assert browser.measure("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.measure(CONTRAST)[0] >= 4.5
    assert browser.measure("getComputedStyle(document.querySelector('.pager')).display") == "none"


def test_nothing_moves_for_those_who_asked_for_stillness(site: Site, browser: Browser) -> None:
    browser.open(site.url + "/")
    assert browser.measure("document.getAnimations().length") == 0
