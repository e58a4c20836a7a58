"""Words that the generator's page shows, and the entry does not, and that no notice told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench.fidelity.compare import Pair
from bench.fidelity.hidden import without_hidden

_NO_TEXT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_FRONT = re.compile(r"\A(---|\+\+\+)\n.*?\n\1", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NO_LETTER = re.compile(r"[\W_]+")
_LEFT_OUT = re.compile(r"\b(?:tag|value)\b.*\bleft out")
# A notice of many words gives the first of them, and says how many there are.
_MANY = re.compile(r"… \((\d+) words\)")


def lost_words(pair: Pair, told: Sequence[str], title: str, source: str) -> list[str]:
    """The words lost without a notice, in the order of the page. `told` are the notices of this post, `title`
    is its entry's, `source` its text as it was written.

    A word counts as shown where its letters are: `<b>a</b>b` and `ab` have the same. What a reader can get at
    counts, too: the address of a link, picture or recording, its title, the text for a picture. A notice of a
    theme's tag that was left out tells whatever that tag would have shown; what else such tags bring that the
    post has not, or not as often, is no word of the post, nor is what stands in scripts and styles.
    """
    theirs, ours = _words(_without_marks(pair.theirs.words)), _words(pair.ours.words)
    fewer = Counter(theirs) - Counter(ours)
    if not fewer or (pair.themed and any(_LEFT_OUT.search(notice) for notice in told)):
        return []
    beside = (*pair.ours.links, *pair.ours.described, *told, title)
    # A browser joins what is before and after a tag of no element, which feedsvc shows.
    joined = "".join(_words(without_hidden(pair.ours.words, pair.theirs.words)))
    # Letters that are side by side only where a mark between them is left out make no word.
    there, whole = "".join(theirs), "".join(_words(pair.theirs.words))
    here = "".join(ours) + "".join(_words(beside))
    lost = [
        word
        for word in dict.fromkeys(theirs)
        if word in fewer
        and max(here.count(word), joined.count(word)) < min(there.count(word), whole.count(word))
    ]
    if lost:
        text = _NO_TEXT.sub("", _FRONT.sub("", source))
        written, everything = _letters_of(text), _letters_of(source)
        # Tags of HTML that the generator took for code have no words.
        in_code, without_tags = _letters_of("".join(pair.theirs.code)), _letters_of(_TAG.sub("", text))

        def is_lost(word: str) -> bool:
            letters = without_tags if word in in_code else written
            if pair.themed:
                return here.count(word) < letters.count(word)
            return word in letters or word not in everything

        lost = [word for word in lost if is_lost(word)]
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
    """`tokens` without what docs/reader-html.md leaves out and the generator did not understand: numbers of
    lists (a list has its own), commands of formulas, labels of footnotes, tags of pictures, tags of other
    generators."""
    before, in_tag = "", False
    tokens = _without_pictures(tokens)
    for token, after in zip(tokens, (*tokens[1:], ""), strict=False):
        in_tag = (in_tag or (token == "{" and after == "%")) and not (before == "%" and token == "}")
        is_number = token.isdigit() and len(token) < 4 and after in (".", ")", "、")
        if not (in_tag or before in ("\\", "^") or is_number or token == "⟦note⟧"):
            yield token
        before = token


def _without_pictures(tokens: Sequence[str]) -> list[str]:
    """`tokens` without each `<img …>`, and without ends of elements that the generator took for text."""
    kept: list[str] = []
    at = 0
    while at < len(tokens):
        if tokens[at] == "<" and tokens[at + 1 : at + 2] == ["img"] and ">" in tokens[at:]:
            at = tokens.index(">", at)
        elif tokens[at : at + 2] == ["<", "/"] and tokens[at + 3 : at + 4] == [">"]:
            at += 3
        else:
            kept.append(tokens[at])
        at += 1
    return kept


def _letters_of(text: str) -> str:
    return "".join(_words([text]))


def _words(tokens: Iterable[str]) -> list[str]:
    return [word for token in tokens if (word := _NO_LETTER.sub("", token).casefold())]
