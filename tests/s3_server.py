"""A server that speaks S3, in a process of its own: its objects, what was asked of it, and how it is hurt."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from botocore.session import get_session
from server import answers, free_port, stop
from waiting import PATIENCE, eventually

HIDDEN = (".feedsvc-export", ".feedsvc-export.next", ".feedsvc-export.lock")


class S3Server:
    """A server with a bucket `web`, whose site lies below `web/site`."""

    def __init__(self, log: Path) -> None:
        self.log, self.port = log, free_port()
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        eventually(lambda: answers(self.port, self.process, log))

    @property
    def environment(self) -> dict[str, str]:
        """What a client must be told."""
        return {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
        }

    def reset(self) -> None:
        """Begin with an empty bucket."""
        assert self._ask("POST", "/moto-api/reset") == 200
        self.log.write_text("")
        self.client.create_bucket(Bucket="web")

    @cached_property
    def client(self) -> Any:
        given = self.environment
        return get_session().create_client(
            "s3",
            region_name=given["AWS_DEFAULT_REGION"],
            aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
            endpoint_url=given["AWS_ENDPOINT_URL"],
        )

    def changes(self) -> list[tuple[str, str]]:
        """Objects put and deleted, in the order in which that was asked for."""
        asked = re.findall(r'"\S*?(PUT|DELETE) /web/site/(\S*) HTTP', self.log.read_text())
        return [(method, path) for method, path in asked if path not in HIDDEN]

    def put(self, key: str, body: bytes) -> None:
        self.client.put_object(Bucket="web", Key=key, Body=body)

    def delete(self, key: str) -> None:
        self.client.delete_object(Bucket="web", Key=key)

    def names(self) -> set[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket="web", Prefix="site/")
        found = [item["Key"] for page in pages for item in page.get("Contents", ())]
        return {key.removeprefix("site/") for key in found}

    def objects(self) -> dict[str, bytes]:
        client = self.client
        names = sorted(self.names())
        return {n: client.get_object(Bucket="web", Key=f"site/{n}")["Body"].read() for n in names}

    def head(self, name: str) -> dict[str, str]:
        answer = self.client.head_object(Bucket="web", Key=f"site/{name}")
        headers: dict[str, str] = answer["ResponseMetadata"]["HTTPHeaders"]
        return headers

    def files(self, folder: Path) -> Path:
        """The objects as files, for a reader of folders."""
        for name, content in self.objects().items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections, and answers nothing."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        stop(self.process)

    def _ask(self, method: str, path: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path)
        return connection.getresponse().status


def environment(server: S3Server) -> dict[str, str]:
    """The environment of a process that exports to it."""
    return {**os.environ, **server.environment}
