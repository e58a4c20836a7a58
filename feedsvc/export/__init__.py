"""The static export: every document as a file, byte for byte what the server gives."""

from feedsvc.export.export import Exported, Options, export
from feedsvc.export.releases import Releases

__all__ = ["Exported", "Options", "Releases", "export"]
