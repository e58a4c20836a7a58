"""MDX becomes Markdown: its text stays, what only a program can show goes and is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.sources.mdx import without_jsx


@pytest.mark.parametrize(
    ("text", "expected", "dropped"),
    [
        ("# A\n\nPlain *text* 1 < 2 and a > b.\n", "# A\n\nPlain *text* 1 < 2 and a > b.\n", {}),
        ('import A from "a"\nimport {\n  B,\n  C,\n} from "b"\n\nText.\n', "\nText.\n", {"import": 2}),
        ("export const meta = {\n  a: 1,\n\n  b: [2],\n}\n\nText.", "\nText.", {"export": 1}),
        ("export const a = [\n\nText.", "", {"export": 1}),
        ("import is a word here.\n", "import is a word here.\n", {}),
        ("imports matter.\n", "imports matter.\n", {}),
        ("<Note kind='x > y'>\n\nKept.\n\n</Note>\n", "\n\nKept.\n\n\n", {"<Note>": 1}),
        ("<Tabs.Item a={() => <b>x</b>} />after", "after", {"<Tabs.Item>": 1}),
        ("<>a</>", "a", {}),
        ("One {1 + {a: 2}.a} two", "One  two", {"{…}": 1}),
        ("They\nimport a from 'b'\n", "They\nimport a from 'b'\n", {}),
        ("{/* a remark */}Text", "Text", {}),
        ("{'a b'}, {\"c\"} and {` d `}.", "a b, c and  d .", {}),
        ("`{a}` and ``<B `c` />``", "`{a}` and ``<B `c` />``", {}),
        ("```js\nimport a from 'b'\n<C {...d} />\n```\n{e}\n", None, {"{…}": 1}),
        ("~~~\n{a}\n```\n{b}\n~~~~\n{c}", "~~~\n{a}\n```\n{b}\n~~~~\n", {"{…}": 1}),
        ("- item\n\n  ```sh\n  echo ${HOME}\n  ```\n", "- item\n\n  ```sh\n  echo ${HOME}\n  ```\n", {}),
        (
            '<img src="a.png" style={{width: "5px"}} alt="b" />',
            '<img src="a.png" alt="b" />',
            {},
        ),
        ('<div className="x" {...rest}>a</div>', '<div class="x">a</div>', {}),
        ("a \\{b\\} \\<C>", "a \\{b\\} \\<C>", {}),
        ("an open { brace\n\nand <Tag without an end\n", "an open { brace\n\nand <Tag without an end\n", {}),
        ("<https://example.com/> and <a@b.example>", "<https://example.com/> and <a@b.example>", {}),
    ],
)
def test_mdx_becomes_markdown(text: str, expected: str | None, dropped: dict[str, int]) -> None:
    found, told = without_jsx(text)

    assert found == (text.replace("{e}", "") if expected is None else expected)
    assert told == dropped


PARTS = ("{", "}", "<A", ">", "/", "`", "```\n", "\n\n", "import a", "export {", "'", '"', "\\", "x ")


@given(st.lists(st.sampled_from(PARTS)))
def test_any_text_ends_and_grows_never(parts: list[str]) -> None:
    text = "".join(parts)

    assert len(without_jsx(text)[0]) <= len(text)


def test_what_never_ends_is_text() -> None:
    text = "{" * 100_000 + "<A " * 50_000 + "`" * 50_000 + " `` `" * 10_000

    assert without_jsx(text) == (text, {})
