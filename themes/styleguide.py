"""What the styleguide shows: read from the stylesheet and the sprite themselves, with a few examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django import forms

from themes.colours import contrast, palette

STATIC = Path(__file__).parent / "static" / "themes"

PAIRS = [
    ("#12406b", "#c2410c"),
    ("#00695c", "#ffb300"),
    ("#ffdd00", "#111111"),
    ("#8e1537", "#2a9d8f"),
    ("#d4e157", "#7b1fa2"),
]


class ExampleForm(forms.Form):
    name = forms.CharField(label="Your name", help_text="As it should stand on your credentials.")
    email = forms.EmailField(label="E-mail address")
    company = forms.CharField(label="Company", required=False)
    topic = forms.ChoiceField(label="Topic", choices=[("robotics", "Robotics"), ("vision", "Machine vision")])
    notes = forms.CharField(label="What happened?", widget=forms.Textarea(attrs={"rows": 3}))
    form = forms.ChoiceField(
        label="Form", choices=[("online", "Online"), ("site", "On site")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="I have read what is shared, with whom and until when.")


def tokens(pattern: str) -> list[tuple[str, str]]:
    """Names and light values of the custom properties whose name matches `pattern`."""
    css = (STATIC / "css" / "base.css").read_text()
    light = css[css.index(":root {") : css.index("@media (prefers-color-scheme")]
    found = re.findall(r"(--[a-z0-9-]+):\s*([^;]+);", light)
    return [(name, value) for name, value in found if re.match(pattern, name)]


def icons() -> list[str]:
    return re.findall(r'<symbol id="([a-z-]+)"', (STATIC / "icons.svg").read_text())


def palettes() -> list[dict[str, Any]]:
    """For each pair of colours a fieldlab might choose: the computed text pairs with their contrast."""
    rows = []
    for primary, accent in PAIRS:
        themes = palette(primary, accent)
        for theme, shades in themes.items():
            pairs = [
                ("Button", shades["--on-brand"], shades["--brand"]),
                ("Link", shades["--brand-text"], {"light": "#ffffff", "dark": "#12161a"}[theme]),
                ("Tint", shades["--brand-text"], shades["--brand-tint"]),
                ("Accent", shades["--on-accent"], shades["--accent"]),
                ("Mark", shades["--accent-text"], {"light": "#ffffff", "dark": "#12161a"}[theme]),
            ]
            rows.append(
                {
                    "given": f"{primary} + {accent}",
                    "theme": theme,
                    "pairs": [
                        (name, text, ground, f"{contrast(text, ground):.1f}") for name, text, ground in pairs
                    ],
                }
            )
    return rows


def question(text: str, multiple: bool, choices: list[tuple[str, bool, str]], explanation: str) -> dict[str, Any]:
    answers = [
        (f"c{number}", {"text": choice, "correct": correct, "feedback": feedback})
        for number, (choice, correct, feedback) in enumerate(choices, start=1)
    ]
    return {
        "value": {
            "question": text,
            "answers": answers,
            "explanation": explanation,
            "block": {"multiple": multiple},
        },
        "wrong": {"chosen": ["c1"], "success": False, "explanation": ""},
        "right": {
            "chosen": [id for id, choice in answers if choice["correct"]],
            "success": True,
            "explanation": explanation,
        },
    }


QUESTION = question(
    "De robot staat stil met een rode lamp. Wat doe je eerst?",
    False,
    [
        (
            "De noodstop resetten en doorgaan",
            False,
            "Dan weet je nog niet waarom hij stopte. Dat kan gevaarlijk zijn.",
        ),
        (
            "Kijken welke melding op het scherm staat",
            True,
            "Zo weet je wat er aan de hand is voordat je iets doet.",
        ),
        ("De stekker eruit halen", False, "Dan verlies je de melding, en de robot kan zakken."),
    ],
    "Een rode lamp zegt dat er een fout is. De melding op het scherm zegt welke.",
)
QUESTION_SEVERAL = question(
    "Welke gegevens heeft een pick-and-place nodig?",
    True,
    [
        ("De oppakpositie", True, "Zonder oppakpositie weet de robot niet waar het product ligt."),
        ("De kleur van de robot", False, "De kleur maakt voor de beweging niet uit."),
        ("De neerlegpositie", True, "De robot moet weten waar het product heen gaat."),
    ],
    "Een pick-and-place gaat van een oppakpositie naar een neerlegpositie, met een veilig punt erboven.",
)
STEPS = {
    "title": "De robot veilig starten",
    "steps": [
        {"title": "Controleer de cel", "text": "Staat er niemand binnen het hek? Ligt er geen gereedschap?"},
        {"title": "Sluit het hek", "text": "De lamp boven het hek wordt groen."},
        {"title": "Zet de sleutel op AUTO", "text": ""},
    ],
}
CALLOUTS = [
    {"kind": "tip", "title": "Begin langzaam", "text": "Laat de eerste cyclus op 10 % snelheid lopen."},
    {
        "kind": "safety",
        "title": "Nooit in de cel als de robot aan staat",
        "text": "Ook een cobot kan knellen. Druk eerst op de noodstop.",
    },
    {
        "kind": "definition",
        "title": "TCP",
        "text": "Tool Center Point: het punt van de grijper waarmee de robot rekent.",
    },
]
DOWNLOAD = {
    "title": "Checklist: robotcel opstarten",
    "description": "Om bij de cel op te hangen",
    "document": {"url": "#download", "file_extension": "pdf", "file_size": 184_320},
}
PRACTICAL = {
    "title": "Een product oppakken en neerleggen",
    "task": "Programmeer een pick-and-place voor het product op tafel 2. Je hebt 30 minuten.",
    "criteria": [
        {"text": "Controleert de cel voordat de robot start"},
        {"text": "Kiest een veilig punt boven beide posities"},
        {"text": "Laat de eerste cyclus langzaam lopen"},
    ],
}
