"""The web app: documents over HTTP, and words for whoever asks for something else."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from feedsvc.errors import StoreError
from feedsvc.publish.documents import Document, Gone, Moved, Publisher
from feedsvc.publish.pages import error_page, style_source
from feedsvc.resources import templates_folder

METHODS = ("GET", "HEAD", "OPTIONS")
# Pages bring their own style and nothing else; pictures and sound are the posts', and MathML aligns its
# columns with style attributes.
PAGE_POLICY = (
    "default-src 'none'; style-src {style}; style-src-attr 'unsafe-inline'; img-src * data:; media-src *; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
FRESH_SECONDS = 60

_MESSAGES = {
    404: "Nothing is published at this address.",
    405: "This address can only be read: ask with GET or HEAD.",
    410: "The post that was here has been deleted.",
    503: "Nothing has been published yet. Please come back in a moment.",
}


def create_app(publisher: Publisher) -> Flask:
    """A WSGI app that answers with the publisher's documents."""
    app = Flask("feedsvc", template_folder=templates_folder(), static_folder=None)
    app.url_map.merge_slashes = False
    web = _Web(publisher)
    app.add_url_rule("/healthz", view_func=web.healthz)
    app.add_url_rule("/readyz", view_func=web.readyz)
    app.add_url_rule("/", "document", web.document, defaults={"path": ""})
    app.add_url_rule("/<path:path>", "document", web.document)
    app.register_error_handler(HTTPException, web.problem)
    app.register_error_handler(StoreError, web.unready)
    return app


class _Web:
    """The views, over one publisher."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def healthz(self) -> Response:
        """The process answers."""
        return Response("ok\n", mimetype="text/plain")

    def readyz(self) -> Response:
        """The store can be read, and something is published."""
        try:
            with self._publisher.edition() as edition:
                revision = edition.publication.revision
        except StoreError as error:
            return Response(f"{error}\n", 503, mimetype="text/plain")
        return Response(f"ready: revision {revision}\n", mimetype="text/plain")

    def document(self, path: str) -> BaseResponse:
        answer = self._publisher.document(path)
        match answer:
            case Document():
                return _respond(answer)
            case Moved(target):
                return redirect(urlsplit(self._home()).path + target, 301)
            case Gone():
                return self._error(410, "Gone")
        return self._error(404, "Not Found")

    def problem(self, error: HTTPException) -> BaseResponse:
        """Any error of HTTP, as a page; it keeps headers such as Allow."""
        response = self._error(error.code or 500, error.name)
        for name, value in error.get_headers(request.environ):
            if name.lower() not in ("content-type", "content-length"):
                response.headers[name] = value
        return response

    def unready(self, _error: StoreError) -> Response:
        response = self._error(503, "Service Unavailable")
        response.headers["Retry-After"] = "5"
        return response

    def _error(self, status: int, title: str) -> Response:
        message = _MESSAGES.get(status, "The request cannot be answered.")
        body = error_page(status, title, message, self._home(), "")
        response = Response(body, status, mimetype="text/html")
        response.headers["Content-Security-Policy"] = PAGE_POLICY.format(style=style_source())
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _home(self) -> str:
        """The site's address as configured: the request's Host is never believed."""
        try:
            with self._publisher.edition() as edition:
                return edition.url
        except StoreError:
            return self._publisher.url or "/"


def _respond(document: Document) -> BaseResponse:
    """The document, or 304 when the client has it (RFC 9110, 13)."""
    response = Response(document.body, content_type=document.media_type)
    response.headers["ETag"] = document.etag
    response.last_modified = datetime.fromtimestamp(document.last_modified, UTC)
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if document.media_type.startswith("text/html"):
        response.headers["Content-Security-Policy"] = PAGE_POLICY.format(style=style_source())
    return response.make_conditional(request)
