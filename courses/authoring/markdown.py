"""The few marks of Markdown that example modules are written in, as Wagtail's rich text. Pure."""

from __future__ import annotations

import re
from html import escape

BULLET = re.compile(r"^[-*] +")
NUMBER = re.compile(r"^\d+\. +")
HEADING = re.compile(r"^#{2,4} +")
INLINE = [
    (re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"),
    (re.compile(r"(?<!\*)\*([^*]+?)\*(?!\*)"), r"<i>\1</i>"),
    (re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)"), r'<a href="\2">\1</a>'),
]


def rich_text(markdown: str) -> str:
    """Paragraphs, headings (as h2), lists, bold, italic and links; anything else stays the text it is."""
    return "".join(_block(block.strip()) for block in re.split(r"\n\s*\n", markdown.strip()) if block.strip())


def _block(block: str) -> str:
    """One block of lines; a heading or a list may follow a line without a blank one between."""
    html = []
    paragraph: list[str] = []
    items: list[str] = []
    list_tag = ""

    def close() -> None:
        nonlocal list_tag
        if paragraph:
            html.append(f"<p>{_inline(' '.join(paragraph))}</p>")
            paragraph.clear()
        if items:
            html.append(f"<{list_tag}>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</{list_tag}>")
            items.clear()
            list_tag = ""

    for line in block.splitlines():
        text = line.strip()
        if match := HEADING.match(text):
            close()
            html.append(f"<h2>{_inline(text[match.end() :])}</h2>")
        elif match := BULLET.match(text) or NUMBER.match(text):
            tag = "ul" if BULLET.match(text) else "ol"
            if tag != list_tag:
                close()
            list_tag = tag
            items.append(text[match.end() :])
        elif items:
            items[-1] += f" {text}"
        else:
            paragraph.append(text)
    close()
    return "".join(html)


def _inline(text: str) -> str:
    html = escape(text, quote=False)
    for pattern, replacement in INLINE:
        html = pattern.sub(replacement, html)
    return html
