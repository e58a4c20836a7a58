"""The static export: every document as a file, byte for byte what the server gives."""

from feedsvc.export.bucket import Bucket
from feedsvc.export.export import Exported, export
from feedsvc.export.folder import Folder
from feedsvc.export.open import Target, open_target
from feedsvc.export.releases import Releases

__all__ = ["Bucket", "Exported", "Folder", "Releases", "Target", "export", "open_target"]
