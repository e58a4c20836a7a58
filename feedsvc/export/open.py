"""From a name to the target it is."""

from __future__ import annotations

from pathlib import Path

from feedsvc.errors import UsageError
from feedsvc.export.bucket import Bucket
from feedsvc.export.folder import Folder
from feedsvc.export.releases import Releases
from feedsvc.settings import DeliveryOptions

Target = Folder | Bucket


def open_target(name: str, delivery: DeliveryOptions, *, atomic: bool = False) -> Target:
    """The folder or the object store (s3://BUCKET/PREFIX) to export to; with `atomic`, a link that is led to
    a new folder at once. Raises `UsageError`."""
    if "://" not in name:
        return Releases(Path(name)) if atomic else Folder(Path(name))
    if not name.startswith("s3://") or not name.removeprefix("s3://").strip("/"):
        raise UsageError(f"{name}: documents go to a folder, or to s3://BUCKET/PREFIX")
    if atomic:
        raise UsageError("--atomic is for folders: an object store has no links")
    return Bucket(name, delivery)
