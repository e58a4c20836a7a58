"""What is in a file's place for a moment, so that no link ever leads nowhere.

Documents link to each other in circles: a new tag's page to a new post, and that to the page. Whichever came
first would lead to a file that is not there. So a file that comes, or goes, is for a moment a copy of the
site's own document of its kind, whose links are good.
"""

from __future__ import annotations

import os
from pathlib import Path

from feedsvc.feed_formats import BY_FILE

PAGE = "index.html"
KINDS = (PAGE, *BY_FILE)


def kind_of(name: str) -> str | None:
    """Which of the site's documents stands in for the file of this name; None for one without links."""
    last = name.rpartition("/")[2]
    return last if last in KINDS else None


class InterimFiles:
    """Contents by kind, put in place as hard links, or as copies where the file system has none."""

    def __init__(self, contents: dict[str, bytes], staging: Path) -> None:
        self._contents, self._staging = contents, staging
        staging.mkdir(exist_ok=True)
        for kind, content in contents.items():
            (staging / kind).write_bytes(content)

    def put(self, kind: str, file: str) -> None:
        """Let this content be in place of `file`, which is there or not."""
        link = self._staging / "link"
        try:
            os.link(self._staging / kind, link)
        except OSError:  # no hard links here, or too many of this one
            link.write_bytes(self._contents[kind])
        link.replace(file)
