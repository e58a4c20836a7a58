"""One post edited among many, and all feeds and pages brought up to date: feedsvc and Pelican."""

from __future__ import annotations

from pathlib import Path

from bench.feedsvc_site import export_command
from bench.first_sync import URL, require_entries
from bench.measure import Comparison, Side, compare, measure
from bench.pelican_site import pelican_command
from bench.posts import post_file, write_posts


def second_sync(folder: Path, count: int, turns: int) -> Comparison:
    """Compare a sync and export after an edit of one of `count` posts with Pelican's next build, which
    reads everything anew or takes what has not changed from its cache. Uses up `folder`.
    """
    posts = folder / "posts"
    write_posts(posts, count)
    edited = post_file(posts, count // 2)

    def edit() -> None:
        edited.write_text(edited.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")

    ours, cached, plain = folder / "feedsvc", folder / "pelican-cached", folder / "pelican"
    sides = (
        Side("feedsvc", export_command(ours, posts, URL), edit),
        Side("Pelican, content cache on", pelican_command(cached, posts, URL, cached=True), edit),
        Side("Pelican", pelican_command(plain, posts, URL), edit),
    )
    for side in sides:
        measure(side.command, folder)
    comparison = compare(f"Second sync and export, one of {count} posts edited", sides, turns, folder)
    # An entry edited while it is archived stands in feedsvc's subscription document once more (RFC 5005).
    require_entries(ours, count + 1)
    for site in (cached, plain):
        require_entries(site, count)
    return comparison
