"""A statement as a sentence that people read, in their language; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lms.lrs.content.composing import one_language
from lms.lrs.records import JSONObject
from lms.lrs.vocabulary import ANSWERED, VERBS

_WORDS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "right": "goed",
        "wrong": "niet goed",
        "score": "score",
        "statement": "een eerdere regel",
        "somebody": "iemand",
        "chosen": "antwoord",
        "quoted": "“%s”",
    },
    "en": {
        "right": "correct",
        "wrong": "not correct",
        "score": "score",
        "statement": "an earlier record",
        "somebody": "somebody",
        "chosen": "answer",
        "quoted": "“%s”",
    },
    "de": {
        "right": "richtig",
        "wrong": "nicht richtig",
        "score": "Ergebnis",
        "statement": "einen früheren Eintrag",
        "somebody": "jemand",
        "chosen": "Antwort",
        "quoted": "„%s“",
    },
}


def sentence_of(data: JSONObject, language: str) -> str:
    """Return what happened, without who and when: `beantwoordde “Waar zit de noodstop?” (goed, score 100 %)`."""
    words = _WORDS.get(language, _WORDS["en"])
    parts = [_verb(data["verb"], language), _object(data["object"], language, words)]
    outcome = _outcome(data, language, words)
    return " ".join(parts) + (f" ({', '.join(outcome)})" if outcome else "")


def _verb(verb: JSONObject, language: str) -> str:
    known = VERBS.get(verb["id"])
    if known and language in known.display:
        return known.display[language]
    return _text(verb.get("display"), language) or verb["id"].rstrip("/").rsplit("/", 1)[-1]


def _object(target: JSONObject, language: str, words: Mapping[str, str]) -> str:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        return words["quoted"] % (_text(target.get("definition", {}).get("name"), language) or target["id"])
    if kind == "StatementRef":
        return words["statement"]
    if kind == "SubStatement":
        return words["quoted"] % sentence_of(target, language)
    return str(target.get("name") or words["somebody"])


def _outcome(data: JSONObject, language: str, words: Mapping[str, str]) -> list[str]:
    result = data.get("result", {})
    parts = []
    if data["verb"]["id"] == ANSWERED.iri:
        if chosen := _chosen(data, language):
            parts.append(f"{words['chosen']}: {chosen}")
        if "success" in result:
            parts.append(words["right" if result["success"] else "wrong"])
    scaled = result.get("score", {}).get("scaled")
    if scaled is not None:
        parts.append(f"{words['score']} {round(100 * scaled)} %")
    return parts


def _chosen(data: JSONObject, language: str) -> str:
    """The texts of the chosen answers where the statement has them, else the response as it is."""
    response = data.get("result", {}).get("response", "")
    definition = data["object"].get("definition", {})
    texts = {
        choice["id"]: _text(choice.get("description"), language) or choice["id"]
        for choice in definition.get("choices", [])
    }
    return "; ".join(texts.get(part, part) for part in response.split("[,]")) if response else ""


def _text(texts: Any, language: str) -> str:
    return next(iter(one_language(texts, [language, "en"]).values()), "") if texts else ""
