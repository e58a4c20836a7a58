"""Words that the generator's page shows, and the entry does not, and that no notice told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench.fidelity.compare import Pair

_NO_LETTER = re.compile(r"[\W_]+")
_LEFT_OUT = re.compile(r"\b(?:tag|value)\b.*\bleft out")
# A notice of many words gives the first of them, and says how many there are.
_MANY = re.compile(r"… \((\d+) words\)")


def lost_words(pair: Pair, told: Sequence[str]) -> list[str]:
    """The words lost without a notice, in the order of the page. `told` are the notices of this post.

    A word counts as shown where its letters are: `<b>a</b>b` and `ab` have the same. What a reader can get at
    counts, too: the address of a link, its title, the text for a picture. A notice of a theme's tag that was
    left out tells whatever that tag would have shown.
    """
    theirs, ours = _words(_without_marks(pair.theirs.words)), _words(pair.ours.words)
    fewer = Counter(theirs) - Counter(ours)
    if not fewer or (pair.themed and any(_LEFT_OUT.search(notice) for notice in told)):
        return []
    beside = (*pair.ours.links, *pair.ours.described, *told)
    there, here = "".join(theirs), "".join(ours) + "".join(_words(beside))
    lost = [word for word in dict.fromkeys(theirs) if word in fewer and here.count(word) < there.count(word)]
    return lost[sum(int(found[1]) for notice in told if (found := _MANY.search(notice))) :]


def notices(said: Iterable[str], blog: Path, keys: Iterable[str]) -> Mapping[str, list[str]]:
    """What was said about each of these posts of `blog`."""
    found: dict[str, list[str]] = {key: [] for key in keys}
    start = f"{blog}/"
    for line in said:
        at = line.find(start)
        if at < 0:
            continue
        place = line[at + len(start) :]
        key = next((key for key in _beginnings(place) if key in found), None)
        if key is not None:
            found[key].append(place[len(key) :])
    return found


def _beginnings(place: str) -> Iterable[str]:
    return (place[: found.start()] for found in re.finditer(":", place))


def _without_marks(tokens: Sequence[str]) -> Iterable[str]:
    """`tokens` without numbers of lists that the generator did not take for lists (a list has its own), and
    without the commands of formulas that it did not take for formulas."""
    before = ""
    for token, after in zip(tokens, (*tokens[1:], ""), strict=False):
        if not (before == "\\" or (token.isdigit() and len(token) < 4 and after in (".", ")", "、"))):
            yield token
        before = token


def _words(tokens: Iterable[str]) -> list[str]:
    return [word for token in tokens if (word := _NO_LETTER.sub("", token).casefold())]
