"""Under which letter the list of all feeds has a name."""

from __future__ import annotations

import pytest

from feedsvc.publish.initials import initial


@pytest.mark.parametrize(
    ("name", "language", "letter"),
    [
        ("python", "en", "P"),
        ("Élan", "fr", "E"),
        ("ßa", "de", "S"),
        ("Жук", "ru", "Ж"),
        ("«2026»", None, "#"),
        ("...", None, "#"),
        ("", None, "#"),
        ("潮汐", "zh-CN", "C"),
        ("Ｐython", "zh-CN", "P"),
        ("漢字", "ja-JP", "漢"),
        ("ガス", "ja", "か"),
        ("ﾊﾟﾝ", "ja", "は"),
        ("ヴァ", "ja", "あ"),
        ("ん", "ja", "わ"),
        ("까치", "ko", "ㄱ"),
        ("한글", "ko", "ㅎ"),
    ],
)
def test_a_name_is_found_under_the_letter_that_readers_look_for(
    name: str, language: str | None, letter: str
) -> None:
    assert initial(name, language) == letter
