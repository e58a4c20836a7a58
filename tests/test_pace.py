"""How often it is worth asking, by how often the feed changes."""

from __future__ import annotations

import pytest
from conftest import Site

from feedsvc.publish.ttl import ttl_minutes

HOUR, DAY = 3600, 86_400


@pytest.mark.parametrize(
    ("gap", "minutes"),
    [(60, 15), (HOUR, 15), (4 * HOUR, 60), (12 * HOUR, 180), (DAY, 360), (7 * DAY, 1440), (365 * DAY, 1440)],
)
def test_asks_are_a_quarter_of_the_time_between_posts_apart(gap: int, minutes: int) -> None:
    assert ttl_minutes(range(0, 10 * gap, gap)) == minutes


def test_only_the_latest_posts_count() -> None:
    assert ttl_minutes([*range(0, 300 * DAY, 7 * DAY), *range(300 * DAY, 320 * DAY, DAY)]) == 360


@pytest.mark.parametrize("published", [[], [5], [5, DAY]])
def test_nothing_is_said_of_a_feed_too_young_to_know(published: list[int]) -> None:
    assert ttl_minutes(published) is None


def test_rss_says_how_often_to_ask_and_archives_do_not(site: Site) -> None:
    site.fill(45)
    site.sync()
    feed, archive = site.body("rss.xml").decode(), site.body("archive/1/rss.xml").decode()
    assert "<ttl>360</ttl>" in feed
    assert "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>" in feed
    assert "<ttl>" not in archive
    assert "<sy:" not in archive
