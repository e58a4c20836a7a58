"""In what two renderings of a post differ, place by place."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.fidelity.compare import Pair

# Beyond this many pairs of words the differences are looked for line by line only.
_PRODUCT = 40_000_000


@dataclass(frozen=True, slots=True)
class Difference:
    """`theirs` stands where we have `ours`, after `before`."""

    what: str
    theirs: str
    ours: str
    before: str = ""

    def __str__(self) -> str:
        return f"{self.what}: …{self.before}  generator ⟨{self.theirs}⟩  feedsvc ⟨{self.ours}⟩"


def differences(pair: Pair) -> Iterator[Difference]:
    """Every difference of this post, text first."""
    yield from _runs("text", pair.theirs.words, pair.ours.words, 12)
    yield from _runs("outline", pair.theirs.outline, pair.ours.outline, 8)
    yield from _counted("link", pair.theirs.links, pair.ours.links)
    yield from _counted("image", pair.theirs.images, pair.ours.images)
    if pair.theirs.breaks != pair.ours.breaks:
        yield Difference("breaks", str(pair.theirs.breaks), str(pair.ours.breaks))
    yield from _counted("mark", pair.theirs.marks, pair.ours.marks)
    if pair.text and len(pair.theirs.code) == len(pair.ours.code):
        for theirs, ours in zip(pair.theirs.code, pair.ours.code, strict=True):
            yield from _runs("code", list(theirs), list(ours), 30, "")


def _runs(
    what: str, theirs: Sequence[str], ours: Sequence[str], context: int, glue: str = " "
) -> Iterator[Difference]:
    first = 0
    while first < min(len(theirs), len(ours)) and theirs[first] == ours[first]:
        first += 1
    last = 0
    while last < min(len(theirs), len(ours)) - first and theirs[-1 - last] == ours[-1 - last]:
        last += 1
    left, right = theirs[first : len(theirs) - last], ours[first : len(ours) - last]
    if not left and not right:
        return
    if len(left) * len(right) > _PRODUCT:
        yield Difference(
            f"{what} (long)", glue.join(left[:60]), glue.join(right[:60]), glue.join(theirs[:first][-12:])
        )
        return
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind != "equal":
            before = theirs[max(0, first + start - context) : first + start]
            yield Difference(
                what, glue.join(left[start:end]), glue.join(right[other_start:other_end]), glue.join(before)
            )


def _counted(what: str, theirs: Counter[str], ours: Counter[str]) -> Iterator[Difference]:
    for name, count in (theirs - ours).items():
        yield Difference(what, f"{name} ×{count}", "")
    for name, count in (ours - theirs).items():
        yield Difference(what, "", f"{name} ×{count}")
