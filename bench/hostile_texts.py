"""Texts made to hold a converter up, by what each is made of."""

from __future__ import annotations


def hostile_texts(part: float = 1.0) -> dict[str, str]:
    """Each text by its name; where what repeats is long, `part` of it."""

    def n(times: int) -> int:
        return int(times * part)

    return {
        "wide head": "|a" * n(3_000) + "\n" + "|-" * n(3_000) + "\n" + "||\n" * n(10_000),
        "many tables": "|a|\n|-|\n" * n(5_000),
        "one footnote": "[^1]" * n(5_000) + "\n\n[^1]: a",
        "chain of footnotes": "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(1_000)) + "x[^0]",
        "hard breaks": "a  \n" * n(20_000),
        "abbreviations": "".join(f"*[A B{n}]: x\n" for n in range(990)) + "\nA B1 A " * n(2_000),
        "definitions": "a\n: " * n(10_000),
        "quotations": ">" * n(200_000),
        "lists": "- " * n(100_000),
        "nested lists": "".join("  " * n + "- a\n" for n in range(300)),
        "brackets": "[" * n(200_000),
        "links": "[a](" * n(50_000),
        "emphasis": "*a **a " * n(10_000),
        "backticks": "``a " * n(20_000),
        "runs of backticks": "".join("`" * (n % 50 + 2) + "a " for n in range(n(4_000))),
        "tags": "<b>" * n(20_000),
        "comments": "<!--" * n(20_000) + " $a$",
        "open elements": "<pre>" * 400 + " $a$",
        "formulas": "$$a " * n(5_000),
        "brackets of formulas": "\\(a" * n(20_000) + "\\)",
        "brackets in a formula": "$" + "[" * 40 + "$ $" + "\\langle x(" * 40 + "$ $" + "{(}" * 40 + "$",
        "environments": "\\begin{a}\n" * n(8_000) + "\\end{a}",
        "environments that never end": "\\begin{a}\n\n" * n(8_000),
        "addresses": "http://a.bc中" * n(8_000),
        "one address": "www." + "a." * n(100_000),
        "addresses in text": "中www.a.b" * n(8_000),
        "tabs": "a\n\t\n" * n(10_000),
        "rows": "a|b\n" * n(15_000),
        "elements over empty lines": "<div>\n\n" * 400 + "a\n\n" * n(2_000),
        "marks beside punctuation": "。**a" * n(15_000),
        "attribute lists": "# a {#" + "a " * n(20_000) + "}\n\n![a](b){" + ".a " * n(20_000),
        "kramdown's attributes": "{: a\n" * n(15_000),
        "lines of tabs": "a\n" + "\t\n" * n(40_000) + "b",
        "captions": "```a b /c \n```\n" * n(10_000) + "```a " + "b /c " * n(20_000) + "\n```",
        "tags on lines of their own": "> {% post_link a %}\n" * n(3_000),
        "fences": "```a\n" * n(20_000),
        "fences in comments": "<!--\n```\n```\n" * n(10_000),
        "empty items": "- \na\n" * n(15_000),
        "tildes": "~a " * n(30_000),
        "blanks in addresses": "[a](b c " * n(20_000),
        "brackets in addresses": "[a](b (c " * n(20_000),
        "titles": "[a](" + "b 'c " * n(20_000) + ")",
        "letters in brackets": "\\(a\\) " * n(2_000) + "\\(x_1\\)",
        "dollars in addresses": "[a](b" + "$c" * n(40_000),
        "lists of attributes": "{.a " * n(20_000) + "\n{.a .b" * n(20_000),
        "liquid": "{% a %}" * n(4_000),
        "Hugo's tags that never end": "{{< a" * n(40_000),
    }
