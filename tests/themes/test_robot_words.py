"""The robot exercise's scripts and their words fit together."""

import re
from pathlib import Path

from themes.robot_words import WORDS

SCRIPTS = Path("themes/static/themes/js/robot")
SOURCE = "\n".join(path.read_text() for path in sorted(SCRIPTS.rglob("*.js")))
# Keys are texts with only these letters, in quotes or with a part that is filled in.
KEY = r"[a-z_]+(?:\.[A-Za-z_-]+)*"
NAMED = set(re.findall(rf'"({KEY})"|^ +({KEY}): (?:done|choose|\(\) =>)', SOURCE, re.MULTILINE))
NAMED = {name for names in NAMED for name in names}
BEGUN = set(re.findall(r"`([a-z_.]+\.)\$\{", SOURCE))


def test_every_word_is_used_by_a_script() -> None:
    unused = [
        key
        for key in WORDS
        if key.removesuffix(".one") not in NAMED and not any(key.startswith(prefix) for prefix in BEGUN)
    ]
    assert unused == []


def test_every_sentence_of_a_script_is_there() -> None:
    said = set(re.findall(rf'(?:say|count|#state|#button|#choice|#amount|#onOff)\("({KEY})"', SOURCE))
    assert sorted(said - set(WORDS)) == []


def test_scripts_are_short_and_load_only_their_own_kind() -> None:
    for path in sorted(SCRIPTS.rglob("*.js")):
        text = path.read_text()
        assert text.count("\n") <= 300, path
        for address in re.findall(r'from "([^"]+)"', text):
            assert (path.parent / address).resolve().exists(), f"{path}: {address}"
