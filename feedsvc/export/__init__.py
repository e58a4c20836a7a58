"""The static export: every document as a file, byte for byte what the server gives."""

from feedsvc.export.bucket import Bucket
from feedsvc.export.export import Exported, export
from feedsvc.export.folder import Folder
from feedsvc.export.open import open_target
from feedsvc.export.releases import Releases
from feedsvc.export.target import Target

__all__ = ["Bucket", "Exported", "Folder", "Releases", "Target", "export", "open_target"]
