"""Where records come from: one small module for each kind of source."""

from feedsvc.sources.open import open_file, open_source

__all__ = ["open_file", "open_source"]
