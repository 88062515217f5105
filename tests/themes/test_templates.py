"""House rules of templates and static files: nothing inline, nothing from elsewhere, every icon exists."""

import gzip
import re
from pathlib import Path

THEMES = Path(__file__).parents[2] / "themes"
TEMPLATES = sorted((THEMES / "templates").rglob("*.html"))
STATIC = THEMES / "static" / "themes"
SPRITE = set(re.findall(r'<symbol id="([a-z-]+)"', (STATIC / "icons.svg").read_text()))
# Names of vocabularies, licences and addresses that people click on; nothing that a page loads.
LOADED = re.compile(r"""(?:src|srcset|poster|data)=["'](?:https?:)?//|<link[^>]+href=["'](?:https?:)?//""")


def offenders(paths, find):
    """What `find` finds, by file."""
    found = {str(path.relative_to(THEMES)): find(path.read_text()) for path in paths}
    return {path: finds for path, finds in found.items() if finds}


def inline_parts(source):
    scripts = re.findall(r"<script\b([^>]*)>", source)
    started = [
        attributes for attributes in scripts if "src=" not in attributes and "application/json" not in attributes
    ]
    markup = re.sub(r"{%.*?%}", "", source)
    return started + re.findall(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", markup)


def unknown_icons(source):
    if "wagtailadmin" in source:
        return set()
    return set(re.findall(r'{% icon "([^"]+)"', source)) - SPRITE


def test_templates_have_nothing_inline():
    # The page to keep as one file has a policy of its own, which names the hash of its script.
    inside = {"templates/credentials/offline.html"}
    assert offenders(TEMPLATES, inline_parts).keys() == inside


def test_templates_load_nothing_from_elsewhere():
    assert offenders(TEMPLATES, LOADED.findall) == {}


def test_templates_use_icons_that_exist():
    assert offenders(TEMPLATES, unknown_icons) == {}


def test_static_files_load_nothing_from_elsewhere():
    files = [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]
    assert offenders(files, re.compile(r"https?://(?!www\.w3\.org/)").findall) == {}


def test_stylesheets_of_a_lesson_are_small():
    both = (STATIC / "css" / "base.css").read_bytes() + (STATIC / "css" / "components.css").read_bytes()
    assert len(gzip.compress(both)) < 14_000
    assert len(gzip.compress((STATIC / "icons.svg").read_bytes())) < 4_000
