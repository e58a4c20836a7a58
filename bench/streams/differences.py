"""Streams by the thousand, and how the answers differ."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.feed_of_60_kb import publish
from bench.streams.answers import H11, LLHTTP, OURS, PATIENCE, SILENCE, Answers, Servers
from bench.streams.causes import cause
from bench.streams.made import Stream, stream
from feedsvc.configuration import load
from feedsvc.web.gateway import Responder
from feedsvc.web.responders import responder

STREAMS, SEED = int(os.environ.get("STREAMS", "100000")), int(os.environ.get("SEED", "0"))
AT_ONCE = 24
LONGER = 2.0  # seconds without an answer, where the servers differ


@dataclass(slots=True)
class Differences:
    """Of so many streams, those that were answered otherwise than they must be (`wrong`), and how the others
    compare with uvicorn's own connections: how often, by why, and with `EXAMPLES` set one stream of each."""

    streams: int = 0
    known: int = 0
    wrong: list[str] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[bytes]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0
    shows: bool = "EXAMPLES" in os.environ

    def table(self) -> str:
        rows = "\n".join(f"| {name} | {count:,} |" for name, count in self.compared.most_common())
        return (
            f"**{self.streams:,} streams, of {self.known:,} of which the answer is known: "
            f"{len(self.wrong)} answered wrong, {len(self.errors)} exceptions, {self.seconds:.0f} s**\n\n"
            f"| the others, compared | streams |\n| --- | ---: |\n{rows}\n"
            + "\n".join((*self.wrong[:10], *self.errors[:10]))
            + "\n".join(f"\n{why}:\n    {data[:1500]!r}" for why, data in self.examples.items() if self.shows)
        )

    def add(self, sent: Stream, found: dict[str, Answers]) -> None:
        """Judge one."""
        self.streams += 1
        ours = found[OURS]
        if sent.expected is not None:
            self.known += 1
            if ours.statuses != sent.expected or not ours.ended:
                self.wrong.append(
                    f"expected {sent.expected}, got {ours.statuses} for {b''.join(sent.pieces)[:300]!r}"
                )
            return
        for name in (LLHTTP, H11):
            why = f"{name}: {cause(b''.join(sent.pieces), ours, found[name])}"
            self.compared[why] += 1
            self.examples.setdefault(why, sent.pieces)


def differences(folder: Path, _count: int, _turns: int) -> Differences:
    """Send `STREAMS` streams to a small site."""
    store, _ = publish(folder)
    return asyncio.run(compare(responder(load(store={"url": store}), None, time.time), STREAMS, SEED))


async def compare(answering: Responder, count: int, seed: int = 0) -> Differences:
    """Send so many streams to each of the servers, and judge the answers."""
    servers, numbers, found = Servers(answering), Random(seed), Differences()
    await servers.start()
    began, room = time.monotonic(), asyncio.Semaphore(AT_ONCE)

    async def one(sent: Stream) -> None:
        async with room:
            names, seconds = [OURS, LLHTTP, H11], SILENCE
            if sent.expected is not None:
                names, seconds = [OURS], PATIENCE
            answers = await asyncio.gather(*(servers.answers(name, sent.pieces, seconds) for name in names))
            if any(not one.ended for one in answers) and len({tuple(one.statuses) for one in answers}) > 1:
                # It may be that one of them had no time.
                answers = await asyncio.gather(
                    *(servers.answers(name, sent.pieces, LONGER) for name in names)
                )
            found.add(sent, dict(zip(names, answers, strict=True)))

    while found.streams < count:
        some = min(1000, count - found.streams)
        await asyncio.gather(*(one(stream(numbers)) for _ in range(some)))
    found.errors, found.seconds = servers.errors, time.monotonic() - began
    return found
