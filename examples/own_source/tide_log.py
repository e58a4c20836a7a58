"""A source of one's own: a CSV file with a line for each tide, usable as `feedsvc sync tide-log:FILE`."""

import csv
from collections.abc import Iterator
from pathlib import Path


def open_log(location: str) -> Iterator[dict[str, object]]:
    """What follows the colon is the file's name; each record is a mapping with the fields of a post."""
    with Path(location).open(newline="", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            yield {
                "id": f"tide-{line['when']}",
                "title": f"High water, {line['metres']} m",
                "date": line["when"],
                "content": line["remark"],
            }
