"""What kind of difference it is, by its shape; what cannot be told by that is named by what differs alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from bench.fidelity.compare import Pair
from bench.fidelity.differences import Difference, differences

# The first that fits (on the generator's side, on ours) names the cause of a difference in text.
_TEXT = tuple(
    (name, re.compile(theirs, re.DOTALL), re.compile(ours, re.DOTALL))
    for name, theirs, ours in (
        ("formula in one of them only", r"(?!.*⟦(?!note)).*", r".*⟦(?!note)"),
        ("formula in one of them only", r".*⟦(?!note)", r"(?!.*⟦(?!note)).*"),
        ("formula read otherwise", r".*⟦(?!note)", r".*⟦(?!note)"),
        ("footnote in one of them only", r"(?!.*⟦note).*", r".*⟦note"),
        ("footnote in one of them only", r".*⟦note", r"(?!.*⟦note).*"),
        ("first line of code with its language", r"", r":::? ?"),
        ("::: in the text", r"(?!.*: : :)", r".*: : :"),
        ("emphasis marks shown by the generator", r"[* _]+", r"\s*"),
        ("emphasis marks shown by feedsvc", r"\s*", r"[* _]+"),
        ("tildes", r"[~ ]+", r"\s*"),
        ("tildes", r"\s*", r"[~ ]+"),
        ("backslash shown by feedsvc", r"\s*", r"\\[\\ ]*"),
        ("backslash shown by the generator", r"\\[\\ ]*", r"\s*"),
        ("table in one of them only", r"(?!.*\|)", r".*\|"),
        ("table in one of them only", r".*\|", r"(?!.*\|)"),
        ("fence in one of them only", r"(?!.*(` ` `|~ ~ ~))", r".*(` ` `|~ ~ ~)"),
        ("fence in one of them only", r".*(` ` `|~ ~ ~)", r"(?!.*(` ` `|~ ~ ~))"),
        ("code span in one of them only", r"(?!.*`)", r".*`"),
        ("code span in one of them only", r".*`", r"(?!.*`)"),
        ("heading in one of them only", r"[# ]+", r"\s*"),
        ("heading in one of them only", r"\s*", r"[# ]+"),
        ("list in one of them only", r"\s*", r"(?:[-+*•]|\d+ [.)]) ?"),
        ("list in one of them only", r"(?:[-+*•]|\d+ [.)]) ?", r"\s*"),
        ("braces lost", r".*\{", r"(?!.*\{)"),
        ("braces shown by feedsvc", r"(?!.*\{)", r".*\{"),
        ("link in one of them only", r"(?!.*[\[\]])", r"\[|.*\] ?\(|.*\]"),
        ("link in one of them only", r"\[|.*\] ?\(|.*\]", r"(?!.*[\[\]])"),
        ("text between < and > lost", r".*<", r"(?!.*<)"),
        ("text between < and > shown by feedsvc", r"(?!.*<)", r".*<"),
        ("emoji", r".*[\u2600-\u27bf\U0001f000-\U0001faff]", r".*: ?\w"),
        ("emoji", r".*: ?\w[\w ]*:", r".*[\u2600-\u27bf\U0001f000-\U0001faff]"),
        ("typography", r"[-.\"' ]*", r"[-.\"' ]*"),
        ("text lost", r".+", r"\s*"),
        ("text added", r"\s*", r".+"),
    )
)
_BLOCKS = (
    ("table", re.compile("table")),
    ("heading", re.compile(r"\bh[1-6]\b")),
    ("code block", re.compile(r"\bpre\b")),
    ("definition list", re.compile(r"\bd[ldt]\(")),
    ("list", re.compile(r"\b(?:[uo]l|li)\(")),
    ("quotation", re.compile("blockquote")),
    ("rule", re.compile(r"\bhr\b")),
    ("nesting", re.compile(r"[()]")),
)


def cause(difference: Difference) -> str:
    """The name of this difference's kind."""
    theirs, ours = difference.theirs, difference.ours
    if difference.what == "text":
        for name, on_theirs, on_ours in _TEXT:
            if _fits(on_theirs, theirs) and _fits(on_ours, ours):
                return f"text: {name}"
        return "text: otherwise"
    if difference.what == "outline":
        for name, block in _BLOCKS:
            if bool(block.search(theirs)) != bool(block.search(ours)):
                return f"blocks: {name} {'missing in feedsvc' if block.search(theirs) else 'in feedsvc only'}"
        if set((theirs + " " + ours).split()) <= {"p"}:
            return (
                f"blocks: paragraph {'missing in feedsvc' if len(theirs) > len(ours) else 'in feedsvc only'}"
            )
        return "blocks: otherwise"
    if difference.what in ("link", "image", "mark"):
        name = f" {(theirs or ours).split()[0]}" if difference.what == "mark" else ""
        return f"{difference.what}{name} {'missing in feedsvc' if theirs else 'in feedsvc only'}"
    return difference.what


def _fits(pattern: re.Pattern[str], text: str) -> bool:
    """Whether all of `text` fits, or its beginning where the pattern leaves the rest open."""
    whole = pattern.pattern.endswith(("+", "*", "?", " ?"))
    return (pattern.fullmatch(text) if whole else pattern.match(text)) is not None


def counted(pairs: Iterable[Pair]) -> tuple[Counter[str], dict[str, list[tuple[str, Difference]]]]:
    """In how many posts each cause is found, and where: the post's key and the first such difference."""
    counts: Counter[str] = Counter()
    places: dict[str, list[tuple[str, Difference]]] = defaultdict(list)
    for pair in pairs:
        found: dict[str, Difference] = {}
        for difference in differences(pair):
            name = cause(difference)
            if pair.hidden and difference.what.startswith("text"):
                name = f"text: shown by feedsvc, lost by the generator: {pair.hidden}"
            found.setdefault(name, difference)
        counts.update(found.keys())
        for name, difference in found.items():
            places[name].append((pair.key, difference))
    return counts, places
