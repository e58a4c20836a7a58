"""The web app: documents over HTTP, and words for whoever asks for something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse
from werkzeug.wsgi import FileWrapper

from feedsvc.delivery import freshness, old_addresses
from feedsvc.delivery.page_policies import PAGE_POLICIES
from feedsvc.errors import DocumentError, NothingPublishedError, StoreError
from feedsvc.publish.documents import Document, FileDocument, Gone, Moved
from feedsvc.publish.look import look
from feedsvc.publish.pages import failure_page, style_sources
from feedsvc.publish.publisher import Publisher
from feedsvc.resources import templates_folder
from feedsvc.sources.assets import CHUNK
from feedsvc.store.publication import Publication
from feedsvc.unix_time import moment
from feedsvc.web.caching_responder import DOCUMENT
from feedsvc.web.negotiation import feed_file
from feedsvc.web.store_watcher import StoreWatcher

# Pages bring their own style and nothing else; pictures and sound are the posts', and MathML aligns its
# columns with style attributes.
_COMMON = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    _COMMON
    + "; style-src {style}; style-src-attr 'unsafe-inline'; img-src * data:; media-src *; frame-src https:"
)
# A file that a browser would run may, but not as a page of the site's own.
_ACTIVE = frozenset(("text/html", "application/xhtml+xml", "image/svg+xml", "application/xml", "text/xml"))
_SANDBOX = "sandbox allow-scripts"
_METHODS = "GET, HEAD, OPTIONS"
_ASKABLE = "A-IM, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since"


def create_app(
    publisher: Publisher,
    watcher: StoreWatcher,
    fresh: freshness.Freshness,
    moved: dict[str, str] | None = None,
) -> Flask:
    """A WSGI app that answers with the publisher's documents; `moved` are old paths and where they lead."""
    app = Flask("feedsvc", template_folder=templates_folder(), static_folder=None)
    app.url_map.merge_slashes = False
    web = _Web(publisher, watcher, fresh, moved or {})
    app.add_url_rule("/healthz", view_func=web.healthz)
    app.add_url_rule("/readyz", view_func=web.readyz)
    app.add_url_rule("/", "document", web.document, defaults={"path": ""})
    app.add_url_rule("/<path:path>", "document", web.document)
    app.register_error_handler(HTTPException, web.problem)
    app.register_error_handler(StoreError, web.unready)
    app.register_error_handler(DocumentError, web.unreadable)
    app.after_request(_finish)
    return app


class _Web:
    """The views, over one publisher."""

    def __init__(
        self, publisher: Publisher, watcher: StoreWatcher, fresh: freshness.Freshness, moved: dict[str, str]
    ) -> None:
        self._publisher, self._watcher, self._fresh = publisher, watcher, fresh
        self._last_home = publisher.url or "/"
        self._last_publication: Publication | None = None
        self._moved = {path.strip("/"): target for path, target in moved.items()}

    def healthz(self) -> Response:
        """The process answers."""
        return _words("ok")

    def readyz(self) -> Response:
        """Whether this process can answer, and with the newest there is."""
        self._watcher.poll()
        return _words(*self._watcher.readiness())

    def document(self, path: str) -> BaseResponse:
        for one in self._meanings(path):
            if target := self._moved.get(one.strip("/")):
                return self._redirect(target)
            answer = self._publisher.document(one)
            match answer:
                case Document():
                    return self._respond(answer)
                case FileDocument():
                    return self._send(answer)
                case Moved(target):
                    return self._redirect(target)
                case Gone():
                    return self._error(410, "Gone")
        for one in self._meanings(path):
            if response := self._at_old_address(one):
                return response
        return self._error(404, "Not Found")

    def _meanings(self, path: str) -> Iterator[str]:
        """The path as it came, and without that of the site's address: a proxy may hand on the whole path, or
        take the site's off. Both without a leading slash."""
        yield path
        root = unquote(urlsplit(self._home()).path).lstrip("/")
        if root and path.startswith(root):
            yield path.removeprefix(root)
        elif root and f"{path}/" == root:
            yield "page/1/"  # which leads to the site's own page

    def _at_old_address(self, path: str) -> BaseResponse | None:
        with self._publisher.edition() as edition:
            target = old_addresses.led_to(edition, path)
        if target:
            return self._redirect(target)
        preferred = feed_file(request.headers.get("Accept", ""))
        if target := self._where(old_addresses.chosen_path(path, preferred)):
            response = self._redirect(target, 302, freshness.MISSING)
            response.headers["Vary"] = "Accept"
            return response
        return None

    def problem(self, error: HTTPException) -> BaseResponse:
        """Any error of HTTP, as a page; it keeps headers such as Allow."""
        response = self._error(error.code or 500, error.name)
        for name, value in error.get_headers(request.environ):
            if name.lower() not in ("content-type", "content-length"):
                response.headers[name] = value
        return response

    def unready(self, error: StoreError) -> Response:
        # Whoever has waited for the store does not wait for it again.
        home = self._home() if isinstance(error, NothingPublishedError) else self._last_home
        response = self._error(503, "Service Unavailable", home)
        response.headers["Retry-After"] = "5"
        return response

    def unreadable(self, error: DocumentError) -> Response:
        self._watcher.note_unreadable(error)
        return self._error(500, "Internal Server Error")

    def _respond(self, document: Document) -> Response:
        request.environ[DOCUMENT] = document
        response = Response(document.body, content_type=document.media_type)
        response.headers["ETag"] = document.etag
        response.headers["Cache-Control"] = self._cache_control(document.document_type)
        if document.keys:
            response.headers["Surrogate-Key"] = " ".join(document.keys)
        return response

    def _send(self, document: FileDocument) -> BaseResponse:
        """A file, or the part of it that is asked for."""
        try:
            opened = document.open()
        except OSError:  # it went since the last sync, or the source is on another machine
            return self._error(404, "Not Found")
        request.environ[DOCUMENT] = document
        content = FileWrapper(opened.file, CHUNK)
        response = Response(content, content_type=document.media_type, direct_passthrough=True)
        response.content_length = opened.size
        response.headers["ETag"] = opened.etag
        response.last_modified = moment(opened.last_modified)
        response.headers["Cache-Control"] = self._cache_control(document.document_type)
        if response.mimetype in _ACTIVE:
            response.headers["Content-Security-Policy"] = _SANDBOX
        try:
            response.make_conditional(request, accept_ranges=True, complete_length=opened.size)
        except HTTPException:
            response.close()
            raise
        return response

    def _where(self, path: str | None) -> str | None:
        """The path of the document that `path` leads to (both percent-encoded); None where there is none."""
        if path is None:
            return None
        with self._publisher.edition() as edition:
            return edition.where(unquote(path))

    def _redirect(self, target: str, code: int = 301, kind: str = freshness.MOVED) -> BaseResponse:
        """Lead to an address, or to a path below the site's."""
        if not target.startswith(("http://", "https://")):
            target = urlsplit(self._home()).path + target.lstrip("/")
        response = redirect(target, code)
        response.headers["Cache-Control"] = self._cache_control(kind)
        return response

    def _error(self, status: int, title: str, home: str | None = None) -> Response:
        body = self._page(status, title, home or self._home())
        response = Response(body, status, mimetype="text/html")
        is_lasting = status in (404, 410)
        response.headers["Cache-Control"] = (
            self._cache_control(freshness.MISSING) if is_lasting else "no-store"
        )
        return response

    def _page(self, status: int, name: str, home: str) -> bytes:
        """The page for an error, as the site's pages look where that is known."""
        known = self._last_publication
        if known is None:
            return failure_page(status, home, "", None, name=name)
        return failure_page(status, home, known.site.title, known.site.language, look(known.templates), name)

    def _cache_control(self, kind: str) -> str:
        return self._fresh.cache_control(kind, self._watcher.clock(), self._watcher.state.due)

    def _home(self) -> str:
        """The site's address as configured: the request's Host is never believed. Where the store is away,
        the last one known."""
        if not self._watcher.state.is_away:
            with suppress(StoreError), self._publisher.edition() as edition:
                self._last_home, self._last_publication = edition.url, edition.publication
        return self._last_home


def _words(text: str, status: int = 200) -> Response:
    response = Response(f"{text}\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


def _finish(response: BaseResponse) -> BaseResponse:
    """What every response carries: who may read it (anybody), and what a browser may do with it."""
    if response.mimetype == "text/html" and "Content-Security-Policy" not in response.headers:
        style = style_sources(response.get_data(as_text=True)) or "'none'"
        response.headers["Content-Security-Policy"] = PAGE_POLICY.format(style=style)
        response.headers.update(PAGE_POLICIES)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Access-Control-Allow-Origin"] = "*"
    if "Allow" in response.headers:
        response.headers["Allow"] = _METHODS
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = _METHODS
        response.headers["Access-Control-Allow-Headers"] = _ASKABLE
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
