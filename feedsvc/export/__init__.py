"""The static export: every document as a file, byte for byte what the server gives."""

from feedsvc.export.export import Exported, Options, export

__all__ = ["Exported", "Options", "export"]
