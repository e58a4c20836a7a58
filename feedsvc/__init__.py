"""feedsvc: publish post records as feeds, a latest-updates page, and a static export."""

__version__ = "0.1.0"
