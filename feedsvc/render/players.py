"""Frames of well-known players: what they play, and the page on which a person can see it."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote


class Player(NamedTuple):
    """What a frame shows: the site's name, the page, and a picture of it where its address is known."""

    name: str
    page: str
    picture: str | None = None

    def label(self, title: str) -> str:
        """What a link to the page says."""
        if self.name in _TO_READ:
            return f"{title or self.page.removeprefix('https://').strip('/')} ({self.name})"
        return f"▶ {title} ({self.name})" if title else f"▶ {self.name}"


class _Kind(NamedTuple):
    name: str
    address: re.Pattern[str]  # of the frame, without its scheme and "www."
    page: str
    picture: str | None = None


def _kind(name: str, address: str, page: str, picture: str | None = None) -> _Kind:
    return _Kind(name, re.compile(address), page, picture)


_TO_READ = frozenset(("CodePen", "JSFiddle", "CodeSandbox", "X", "Instagram", "GitHub Gist"))
_QUERY = r"\?(?:[^#]*&)?"
_KINDS = (
    _kind(
        "YouTube",
        rf"youtube(?:-nocookie)?\.com/embed/(?:videoseries|){_QUERY}list=([\w-]+)",
        "https://www.youtube.com/playlist?list={}",
    ),
    _kind(
        "YouTube",
        r"(?:m\.)?youtube(?:-nocookie)?\.com/(?:embed|v|shorts|live)/([\w-]{6,})",
        "https://www.youtube.com/watch?v={}",
        "https://i.ytimg.com/vi/{}/hqdefault.jpg",
    ),
    _kind("Vimeo", r"player\.vimeo\.com/video/(\d+)", "https://vimeo.com/{}"),
    _kind(
        "Bilibili",
        rf"player\.bilibili\.com/player\.html{_QUERY}bvid=(BV\w+)",
        "https://www.bilibili.com/video/{}",
    ),
    _kind(
        "Bilibili",
        rf"player\.bilibili\.com/player\.html{_QUERY}aid=(\d+)",
        "https://www.bilibili.com/video/av{}",
    ),
    _kind("Youku", r"player\.youku\.com/embed/([\w=]+)", "https://v.youku.com/v_show/id_{}.html"),
    _kind("Tencent Video", rf"v\.qq\.com/[\w/.]*{_QUERY}vid=(\w+)", "https://v.qq.com/x/page/{}.html"),
    _kind(
        "NetEase Music",
        rf"music\.163\.com/outchain/player{_QUERY}type=2&(?:[^#]*&)?id=(\d+)",
        "https://music.163.com/song?id={}",
    ),
    _kind(
        "Dailymotion",
        r"dailymotion\.com/embed/video/(\w+)",
        "https://www.dailymotion.com/video/{}",
        "https://www.dailymotion.com/thumbnail/video/{}",
    ),
    _kind("Spotify", r"open\.spotify\.com/embed/(\w+/\w+)", "https://open.spotify.com/{}"),
    _kind("SoundCloud", rf"w\.soundcloud\.com/player/?{_QUERY}url=([^&#]+)", "{}"),
    _kind(
        "Apple Podcasts",
        r"embed\.podcasts\.apple\.com/([\w/%.-]+(?:\?i=\d+)?)",
        "https://podcasts.apple.com/{}",
    ),
    _kind("Apple Music", r"embed\.music\.apple\.com/([\w/%.-]+(?:\?i=\d+)?)", "https://music.apple.com/{}"),
    _kind("Twitch", rf"player\.twitch\.tv/{_QUERY}video=v?(\d+)", "https://www.twitch.tv/videos/{}"),
    _kind("Loom", r"loom\.com/embed/(\w+)", "https://www.loom.com/share/{}"),
    _kind("TED", r"embed\.ted\.com/talks/([\w/.-]+)", "https://www.ted.com/talks/{}"),
    _kind("Internet Archive", r"archive\.org/embed/([\w.-]+)", "https://archive.org/details/{}"),
    _kind("CodePen", r"codepen\.io/([\w-]+)/embed/(?:preview/)?(\w+)", "https://codepen.io/{}/pen/{}"),
    _kind("JSFiddle", r"jsfiddle\.net/((?:[\w-]+/)?\w+(?:/\d+)?)/embedded", "https://jsfiddle.net/{}/"),
    _kind("CodeSandbox", r"codesandbox\.io/embed/([\w-]+)", "https://codesandbox.io/s/{}"),
    _kind("X", r"platform\.twitter\.com/embed/\S*?[?&]id=(\d+)", "https://x.com/i/status/{}"),
    _kind("Instagram", r"instagram\.com/p/([\w-]+)/embed", "https://www.instagram.com/p/{}/"),
    _kind("GitHub Gist", r"gist\.github\.com/([\w-]+/)?(\w+)\.(?:js|pibb)", "https://gist.github.com/{}{}"),
    _kind("asciinema", r"asciinema\.org/a/(\w+)(?:\.js|/iframe|/embed)", "https://asciinema.org/a/{}"),
)
_BEGINNING = re.compile(r"(?:https?:)?//(?:www\.)?", re.IGNORECASE)


def player(address: str) -> Player | None:
    """What the frame or script at the absolute `address` shows; None for one that is not known."""
    beginning = _BEGINNING.match(address)
    if beginning is None:
        return None
    rest = address[beginning.end() :]
    for kind in _KINDS:
        if found := kind.address.match(rest):
            values = [value or "" for value in found.groups()]
            if kind.page == "{}":
                values = [unquote(value) for value in values]
            return Player(kind.name, kind.page.format(*values), kind.picture and kind.picture.format(*values))
    return None
