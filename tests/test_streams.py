"""Random streams of requests, whole and broken, cut anywhere: each request that is whole gets its answer."""

from __future__ import annotations

import asyncio

from conftest import Site
from delivered import Delivered

from bench.streams.differences import compare

STREAMS = 300  # `python -m bench streams` sends 100,000


def test_streams_are_answered_in_order_up_to_the_first_broken_request(site: Site) -> None:
    site.fill(25)
    site.sync()
    found = asyncio.run(compare(Delivered(site).responder, STREAMS, seed=1))
    assert found.known > STREAMS / 2
    assert (found.wrong, found.errors) == ([], [])
