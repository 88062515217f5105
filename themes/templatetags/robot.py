"""What the robot exercise needs besides its data: `{% load robot %}`."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from themes.packages import INSTALLED, PREFIX
from themes.robot_words import WORDS

register = template.Library()

BLOCKLY = "blockly/blockly_compressed.js"
THREE = "three/build/three.module.js"
BLOCKLY_WORDS = ("nl", "en", "de")


def package(name: str) -> str:
    """The address of a file of a package; empty where the packages were not installed."""
    return static(f"{PREFIX}/{name}") if (INSTALLED / name).exists() else ""


@register.simple_tag
def robot_words(data_id: str) -> SafeString:
    """Words, icons and the addresses of Blockly and three, as JSON beside the exercise's own data.

    Where the packages were not installed, the exercise does with its list of steps and its drawings.
    """
    language = (get_language() or "nl").split("-")[0]
    messages = f"blockly/msg/{language if language in BLOCKLY_WORDS else 'en'}.js"
    page = {
        "words": {name: str(text) for name, text in WORDS.items()},
        "icons": static("themes/icons.svg"),
        "language": language,
        "blockly": [address for address in (package(BLOCKLY), package(messages)) if address],
        "media": package("blockly/media/1x1.gif").rpartition("/")[0] + "/",
        "three": package(THREE),
    }
    return json_script(page, f"{data_id}-words")
