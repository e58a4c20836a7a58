"""`python -m bench.fuzz TARGET SECONDS FOLDER`: inputs that reach new code are kept in FOLDER, with the
seeds; what breaks a promise, or takes longer than `-timeout`, is written beside it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["feedsvc"]):
    from bench.fuzz.targets import TARGETS

SECONDS_FOR_ONE = 20
LARGEST = 4096  # bytes of an input: what takes long takes long when it is short, in proportion
REPOSITORY = Path(__file__).parents[2]


def main() -> None:
    """Read the command line, write the seeds and let libFuzzer run."""
    name, seconds, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]) / sys.argv[1]
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (folder / f"seed-{number}").write_bytes(seed[:LARGEST])
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS_FOR_ONE}",
        f"-max_len={LARGEST}",
        f"-artifact_prefix={folder.parent}/{name}-",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(folder)], TARGETS[name])
    atheris.Fuzz()


def seeds(name: str) -> list[bytes]:
    """Where the search begins: the texts of the tests, and the requests that are answered."""
    if name in ("connection", "fields"):
        requests = (REPOSITORY / "tests/test_http_cases.py").read_text("utf-8")
        found = re.findall(r'(?:coded|tag|date)\("([^"]*)"\)', requests)
        lines = [f"If-None-Match: {line}\r\n" for line in found]
        if name == "fields":
            return [line.encode("latin-1", "replace") for line in found]
        return [
            f"GET /atom.xml HTTP/1.1\r\nHost: a\r\n{line}\r\n".encode("latin-1", "replace") for line in lines
        ] + [
            b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"1;a=b\r\nx\r\n0\r\nT: x\r\n\r\nGET / HTTP/1.0\r\n\r\n",
            b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcHEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
        ]
    texts = [*_strings("test_elements"), *_strings("test_markdown"), *_strings("test_shortcodes")]
    texts += [*_strings("test_formulas"), *_strings("test_reader_html"), *_strings("test_excerpt")]
    if name == "record":
        return [
            json.dumps({"title": "a", "date": "2026-01-01", "content": text}).encode() for text in texts[:80]
        ]
    if name == "front-matter":
        heads = [*_strings("test_front_matter"), *_strings("test_records"), *_strings("test_dates")]
        return [
            text.encode("utf-8", "replace")
            for head in heads
            for text in (head, f"---\ntitle: {head}\n---\na")
        ]
    return [text.encode("utf-8", "replace") for text in texts]


def _strings(module: str) -> list[str]:
    import ast

    tree = ast.parse((REPOSITORY / f"tests/{module}.py").read_text("utf-8"))
    constants = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [text for text in constants if isinstance(text, str) and len(text) > 3]


main()
