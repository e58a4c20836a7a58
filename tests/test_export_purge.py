"""What a content delivery network is told after an export, by real calls to a stand-in."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import URL, Site, exporting
from s3_server import S3Server

from feedsvc.errors import ExportError, UsageError
from feedsvc.export import export
from feedsvc.export.purge import purge_of
from feedsvc.settings import ExportOptions, Settings

ORIGIN = {"OriginAccessIdentity": ""}


class Api(BaseHTTPRequestHandler):
    """Keeps what it is told."""

    protocol_version = "HTTP/1.1"
    told: list[tuple[str, dict[str, str], bytes]]
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.told.append((self.path, dict(self.headers.items()), body))
        answer = b'{"success": false,\n"errors": ["quota"]}'
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[tuple[type[Api], str]]:
    kept = type("Kept", (Api,), {"told": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kept)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kept, f"http://127.0.0.1:{server.server_port}/client/v4"
    server.shutdown()
    server.server_close()


def options(kind: str, api: str, **more: str) -> Settings:
    return exporting(**{"cdn": kind, "cdn_id": "z1", "cdn_token": "secret", "cdn_api": api} | more)


def test_cloudflare_is_told_every_address_after_the_last_file(
    site: Site, tmp_path: Path, api: tuple[type[Api], str]
) -> None:
    site.fill(45, tags=["数学"])
    site.sync()
    kept, address = api
    export(site.publisher, tmp_path / "out")
    (site.posts / "p00002.md").unlink()
    site.fill(1, first=46, tags=["数学"])
    site.sync()
    done = export(site.publisher, tmp_path / "out", options("cloudflare", address))
    changed = {*done.new, *done.changed, *done.removed}
    files = [file for _, _, body in kept.told for file in json.loads(body)["files"]]
    assert {(path, fields["Authorization"]) for path, fields, _ in kept.told} == {
        ("/client/v4/zones/z1/purge_cache", "Bearer secret")
    }
    assert sorted(files) == sorted(URL + name.removesuffix("index.html") for name in changed)
    assert {URL, f"{URL}atom.xml", f"{URL}posts/p00002/", f"{URL}posts/p00046/"} <= set(files)
    kept.told.clear()
    export(site.publisher, tmp_path / "out", options("cloudflare", address))
    assert kept.told == []


def test_fastly_is_told_each_address_with_its_key(
    site: Site, tmp_path: Path, api: tuple[type[Api], str]
) -> None:
    site.fill(2)
    site.sync()
    kept, address = api
    done = export(site.publisher, tmp_path / "out", options("fastly", address))
    paths = [path for path, _, _ in kept.told]
    assert len(paths) == len(done.new)
    assert "/client/v4/purge/blog.example.org/posts/p00001/" in paths
    assert {fields["Fastly-Key"] for _, fields, _ in kept.told} == {"secret"}


@pytest.mark.parametrize(
    ("kind", "path", "body"),
    [
        ("cloudflare", "/client/v4/zones/z1/purge_cache", b'{"prefixes": ["blog.example.org"]}'),
        ("fastly", "/client/v4/service/z1/purge_all", b""),
    ],
)
def test_very_many_addresses_are_one_call(
    api: tuple[type[Api], str], kind: str, path: str, body: bytes
) -> None:
    kept, address = api
    purge = purge_of(options(kind, address).export)
    assert purge
    purge(URL, [f"posts/p{number}/" for number in range(1001)])
    assert [(told[0], told[2]) for told in kept.told] == [(path, body)]


def test_purge_that_failed_is_said_and_done_by_the_next_export(
    site: Site, tmp_path: Path, api: tuple[type[Api], str]
) -> None:
    site.fill(2)
    site.sync()
    kept, address = api
    kept.status = 429
    with pytest.raises(ExportError, match=r"Cloudflare was not purged: 429 .*quota.*in place"):
        export(site.publisher, tmp_path / "out", options("cloudflare", address))
    assert (tmp_path / "out/posts/p00001/index.html").is_file()
    with pytest.raises(ExportError, match=r"Cloudflare was not purged: .*refused"):
        export(site.publisher, tmp_path / "out", options("cloudflare", "http://127.0.0.1:9"))
    kept.status = 200
    kept.told.clear()
    done = export(site.publisher, tmp_path / "out", options("cloudflare", address))
    assert len(json.loads(kept.told[0][2])["files"]) == len(done.new) > 5


def test_cloudfront_gets_an_invalidation(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = S3Server(tmp_path / "log")
    try:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        from botocore.session import get_session

        client = get_session().create_client("cloudfront", region_name="us-east-1")
        made = client.create_distribution(
            DistributionConfig={
                "CallerReference": "x",
                "Comment": "",
                "Enabled": True,
                "Origins": {
                    "Quantity": 1,
                    "Items": [{"Id": "o", "DomainName": "web.s3.amazonaws.com", "S3OriginConfig": ORIGIN}],
                },
                "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "allow-all"},
            }
        )
        site.fill(2)
        site.sync()
        number = made["Distribution"]["Id"]
        done = export(
            site.publisher,
            tmp_path / "out",
            options("cloudfront", server.environment["AWS_ENDPOINT_URL"], cdn_id=number),
        )
        listed = client.list_invalidations(DistributionId=number)["InvalidationList"]["Items"]
        found = client.get_invalidation(DistributionId=number, Id=listed[0]["Id"])
        paths = found["Invalidation"]["InvalidationBatch"]["Paths"]["Items"]
        assert len(paths) == len(done.new)
        assert {"/", "/atom.xml", "/posts/p00001/"} <= set(paths)
        missing = purge_of(
            options("cloudfront", server.environment["AWS_ENDPOINT_URL"], cdn_id="NONE").export
        )
        assert missing
        with pytest.raises(ExportError, match="CloudFront was not purged"):
            missing(URL, [""])
    finally:
        server.stop()


def test_purge_without_what_it_needs_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match=r"export\.cdn_token: missing"):
        purge_of(ExportOptions(cdn="fastly", cdn_id="s"))
    assert purge_of(ExportOptions()) is None
