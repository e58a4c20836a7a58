"""Other ways to serve a feed from Python, for comparison: `python -m bench.rivals NAME ENTRIES PORT`.

The apps have the entries as objects in memory, and are served by Granian, the fastest server for WSGI apps
here, with one worker.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels
from granian.server import Server

URL = "https://bench.example.org/"
Entries = list[dict[str, Any]]


def feedgen_document(entries: Entries) -> bytes:
    """An Atom document of these entries (items of a JSON Feed), by feedgen alone."""
    from feedgen.feed import FeedGenerator

    feed = FeedGenerator()
    feed.id(URL)
    feed.title("Latest updates")
    feed.updated(datetime(2026, 1, 1, tzinfo=UTC))
    feed.author({"name": "Author"})
    feed.link(href=URL, rel="alternate")
    feed.link(href=f"{URL}atom.xml", rel="self")
    for item in entries:
        entry = feed.add_entry(order="append")
        entry.id(item["id"])
        entry.title(item["title"])
        entry.link(href=item["url"])
        entry.published(item["date_published"])
        entry.updated(item.get("date_modified", item["date_published"]))
        entry.summary(item["summary"])
        entry.content(item["content_html"], type="html")
        for tag in item.get("tags", ()):
            entry.category(term=tag)
    return bytes(feed.atom_str())


def flask_feedgen(entries: Entries) -> Callable[..., Any]:
    """Flask, with feedgen at each request."""
    from flask import Flask, Response

    app = Flask("rival")

    @app.get("/atom.xml")
    def atom() -> Response:
        return Response(feedgen_document(entries), mimetype="application/atom+xml")

    return app


def flask_view(entries: Entries) -> Callable[..., Any]:
    """Flask, with a document that is ready."""
    from flask import Flask, Response

    app, document = Flask("rival"), feedgen_document(entries)

    @app.get("/atom.xml")
    def atom() -> Response:
        return Response(document, mimetype="application/atom+xml")

    return app


def django_syndication(entries: Entries, cached: bool = True) -> Callable[..., Any]:
    """Django's syndication view, behind its cache middleware where `cached`."""
    import django
    from django.conf import settings
    from django.contrib.syndication.views import Feed
    from django.core.handlers.wsgi import WSGIHandler
    from django.urls import path
    from django.utils.feedgenerator import Atom1Feed

    class Latest(Feed):
        feed_type, title, link, subtitle = Atom1Feed, "Latest updates", "/", "Posts"

        def items(self) -> Entries:
            return entries

        def item_title(self, item: Any) -> str:
            return str(item["title"])

        def item_description(self, item: Any) -> str:
            return str(item["content_html"])

        def item_link(self, item: Any) -> str:
            return str(item["url"])

        def item_pubdate(self, item: Any) -> datetime:
            return datetime.fromisoformat(item["date_published"])

        def item_categories(self, item: Any) -> list[str]:
            return list(item.get("tags", ()))

    caching = [
        "django.middleware.cache.UpdateCacheMiddleware",
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]
    settings.configure(
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=type("urls", (), {"urlpatterns": [path("atom.xml", Latest())]}),
        MIDDLEWARE=caching if cached else [],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    )
    django.setup()
    return WSGIHandler()


APPS: dict[str, Callable[[Entries], Callable[..., Any]]] = {
    "flask-feedgen": flask_feedgen,
    "flask": flask_view,
    "django": django_syndication,
    "django-uncached": partial(django_syndication, cached=False),
}


def load(name: str, file: str) -> Callable[..., Any]:
    return APPS[name](json.loads(Path(file).read_text("utf-8"))["items"])


def main(name: str, file: str, port: str) -> None:
    server = Server(
        name,
        port=int(port),
        interface=Interfaces.WSGI,
        blocking_threads=1,
        runtime_mode=RuntimeModes.st,
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=partial(load, name, file), wrap_loader=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
