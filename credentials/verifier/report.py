"""What a verification answers: yes, no or could not check.

Each check comes with its reason, as a code and as a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict, Unpack

Result = Literal["yes", "no", "unknown"]
ALWAYS = ("parse", "schema", "contexts", "proof", "issuer", "dates", "revocation", "suspension")

# Parameters in braces are in `Reason.parameters`. A screen translates by code and falls back on these.
SENTENCES: Mapping[str, str] = {
    "readable": "The file is a JSON document that can be read in one way only.",
    "schema_met": "The credential has the form that Open Badges 3.0 prescribes.",
    "schema_not_met": "The credential does not have the form that Open Badges 3.0 prescribes, at {path}.",
    "schema_kind_not_supported": "This is no credential of Open Badges 3.0 or VC Data Model 2.0.",
    "credential_form_met": "The credential has the form that the VC Data Model 2.0 prescribes.",
    "credential_form_not_met": "The credential does not have the form that the data model prescribes, at {path}.",
    "contexts_pinned": "Every field is defined by the standards, in their known versions.",
    "signature_right": "The signature matches the content: nothing was changed after signing.",
    "signature_wrong": "The signature does not match: something was changed, or another key signed it.",
    "issuer_owns_key": "The key that signed belongs to the issuer that the credential names.",
    "issuer_not_a_did": "The issuer is identified neither by a DID nor by an https address: it has no keys.",
    "key_not_tied": "The key {key} lies where also others than the issuer {issuer} could have put it.",
    "key_in_token": "The key lies in the token itself, where anybody can put one.",
    "key_of_another": "The key that is named belongs to {owner}, not to the issuer {issuer}.",
    "key_not_listed": "The issuer does not publish the key {key}.",
    "key_not_for_assertions": "The issuer does not allow the key {key} to sign credentials.",
    "key_controlled_by_another": "The key {key} is controlled by somebody other than the issuer.",
    "key_revoked": "The issuer withdrew the key {key} because it can no longer be trusted.",
    "key_expired": "The credential was signed after the key {key} was retired, on {ended}.",
    "key_date_needed": "The key {key} was retired and the signature does not say when it was made.",
    "key_kind_not_supported": "The kind of the key {key} can't be checked here.",
    "issuer_unresolvable": "The issuer's keys at {issuer} could not be fetched.",
    "issuer_document_malformed": "What was found at {issuer} is not a DID document of the issuer.",
    "key_not_available": "Without the issuer's key the signature can't be checked.",
    "dates_valid": "The credential is valid on this date.",
    "not_yet_valid": "The credential is valid only from {from}.",
    "expired": "The credential was valid until {until}.",
    "signed_in_the_future": "The signature claims to be made in the future, at {created}.",
    "signature_expired": "The signature was valid until {until}.",
    "date_malformed": "A date is not written as the standard says: {value}.",
    "not_revoked": "The credential has not been revoked.",
    "revoked": "The issuer has revoked the credential.",
    "not_suspended": "The credential is not suspended.",
    "suspended": "The issuer has suspended the credential.",
    "no_such_status": "The issuer declared no such status for this credential.",
    "status_kind_not_supported": "The credential's kind of status can't be checked here: {kind}.",
    "status_malformed": "The credential's status entry is not written as the standard says: {field}.",
    "status_unresolvable": "The status list at {url} could not be fetched.",
    "status_list_refused": "The status list at {url} can't be trusted: {why}.",
    "status_list_outdated": "The status list at {url} was valid until {until}.",
    "old_badge": "This is an Open Badge of version 2.0 or older, which is checked in another way.",
    "readable_old_badge": "The file is an Open Badge of version 2.0 or older.",
    "hosted_not_signed": "Hosted, not signed: it counts only if its issuer shows it at the issuer's own address.",
    "appearance_same": "The page shows the name and the title that the embedded credential holds.",
    "appearance_differs": "The page does not show what the embedded credential says: {value}.",
    "appearance_not_readable": "The page holds no text that could be compared with the embedded credential.",
    "picture_is_another": "The picture is not the one that the issuer signed for this credential.",
    "picture_not_compared": "The picture could not be compared with the one that the issuer signed for.",
    "picture_says_more": "The picture shows a text that the credential in it does not hold. Do not rely on it.",
    "only_signed_counts": "A picture or page can show anything. Only the credential embedded in it was checked.",
    "not_checked_without_signature": "Not checked, because the signature was not confirmed.",
    "holder_named": "The credential is in the name of the expected person.",
    "holder_differs": "The credential is not in the name or e-mail address that was expected.",
    "holder_not_stated": "The credential does not state what was to be compared: {field}.",
    "achievement_expected": "The credential is for the expected achievement.",
    "achievement_differs": "The credential is for another achievement: {id}.",
    "not_reached": "Not checked, because an earlier check failed.",
    "took_too_long": "Checking took too long or too much memory and was stopped.",
    "verifier_failed": "The verifier itself failed on this input.",
    "too_large": "The file is larger than {limit} kB.",
    "too_deep": "The document is nested deeper than {limit} levels.",
    "not_utf8": "The file is not UTF-8 text.",
    "not_json": "The file is not JSON.",
    "not_an_object": "The file is JSON, but not an object.",
    "name_twice": "The field {field} is given twice.",
    "number_not_finite": "A number in the document is not finite.",
    "number_too_long": "A number in the document is too long.",
    "nothing_embedded": "There is no credential inside this file ({place}).",
    "several_embedded": "There are several credentials inside this file ({place}); which one counts is a guess.",
    "container_damaged": "The file is damaged or of a kind that can't be opened ({place}).",
    "link_to_several": "The link leads to {number} credentials: open it in a browser.",
    "link_not_answered": "The address {url} did not answer with a credential.",
    "token_shared_secret": "The token is signed with a shared secret ({algorithm}), which proves nothing.",
    "token_malformed": "The token is not written as the standard says.",
    "token_claims_differ": "The token says something else than the credential in it: {field}.",
    "token_unsigned": "This is a token without a signature (algorithm none).",
    "token_not_supported": "This is a token (JWT, {algorithm}), which can't be checked here.",
    "context_missing": "The document does not say by which standards it is to be read.",
    "context_inline": "The document brings its own definitions of its fields.",
    "context_unknown": "The document refers to definitions that are not known here: {url}.",
    "context_order": "The first definition must be {url}.",
    "context_nested": "A part of the document is read by other definitions than the whole.",
    "context_bytes_changed": "The definitions in {file} are not the known ones.",
    "too_many_contexts": "The document refers to more than {limit} definitions.",
    "too_many_types": "A part of the document has more than {limit} types.",
    "too_many_embedded_credentials": "The document holds more than {limit} other credentials.",
    "too_many_blank_nodes": "The document has more than {limit} unnamed parts.",
    "entangled_blank_nodes": "The document is built to make checking endless.",
    "identifier_not_a_url": "A part of the document has an identifier that is not a URL.",
    "credential_described_twice": "A part of the document pretends to be the credential itself.",
    "field_name_refused": "The field {field} could hide from the signature.",
    "undefined_term": "{term} is not defined by the standards, so no signature covers it.",
    "null_refused": "An empty value could hide from the signature.",
    "array_inside_array": "A list inside a list could be read in two ways.",
    "control_characters": "A text holds control characters.",
    "not_json_ld": "The document can't be read as linked data.",
    "proof_missing": "The document is not signed.",
    "proof_several": "The document has several signatures; which one speaks for it would be a guess.",
    "proof_malformed": "The signature is not written as the standard says: {field}.",
    "proof_key_differs": "The named key is of another kind than the signature ({kind}) needs.",
    "not_canonical_json": "A number is too large for the signature to cover it exactly.",
    "proof_kind_not_supported": "This kind of signature can't be checked here: {kind}.",
}


class Expected(TypedDict, total=False):
    """What a credential may be compared with: its holder's name and e-mail address, the achievement's `id`."""

    expected_name: str | None
    expected_email: str | None
    expected_achievement: str | None


@dataclass(frozen=True)
class Reason:
    """Why a check answers what it does: a code that can be translated, and its parameters."""

    code: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The reason in English."""
        template = SENTENCES.get(self.code)
        return self.code if template is None else template.format_map(_Parameters(self.parameters))


class _Parameters(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


@dataclass(frozen=True)
class Check:
    """One question and its answer: `yes` is passed, `no` is failed, `unknown` is could not check."""

    name: str
    result: Result
    reason: Reason


@dataclass(frozen=True)
class Report:
    """All answers in a fixed order, and the document that was read, if it could be.

    What is shown to people is always that document. `received` is how it came: json, jwt, png, svg or pdf;
    `notices` are things to know that are neither for nor against it.
    """

    checks: tuple[Check, ...]
    document: Mapping[str, Any] | None = None
    received: str = "json"
    notices: tuple[Reason, ...] = ()

    @property
    def valid(self) -> bool:
        """True only if every single check is answered with yes."""
        return bool(self.checks) and all(check.result == "yes" for check in self.checks)

    def check(self, name: str) -> Check:
        """Return the check of that name; raises KeyError if it was not asked."""
        for check in self.checks:
            if check.name == name:
                return check
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain JSON, for an API or a pipe."""
        checks = [
            {
                "name": check.name,
                "result": check.result,
                "code": check.reason.code,
                "parameters": dict(check.reason.parameters),
                "sentence": check.reason.sentence,
            }
            for check in self.checks
        ]
        return {
            "valid": self.valid,
            "received": self.received,
            "checks": checks,
            "notices": [
                {
                    "code": notice.code,
                    "parameters": dict(notice.parameters),
                    "sentence": notice.sentence,
                }
                for notice in self.notices
            ],
            "document": None if self.document is None else dict(self.document),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Report:
        """Return the report that `to_json` wrote."""
        checks = tuple(
            Check(item["name"], item["result"], Reason(item["code"], item["parameters"]))
            for item in value["checks"]
        )
        notices = tuple(Reason(item["code"], item["parameters"]) for item in value["notices"])
        return cls(checks, value["document"], value["received"], notices)


def answer(name: str, result: Result, code: str, **parameters: str) -> Check:
    """Return a check with its result and reason."""
    return Check(name, result, Reason(code, parameters))


def check_names(**expected: Unpack[Expected]) -> tuple[str, ...]:
    """Return the names of all checks of a report, in their order; of what is expected, only where something is."""
    given = {name for name, value in expected.items() if value is not None}
    holder = ("holder",) if given & {"expected_name", "expected_email"} else ()
    achievement = ("achievement",) if "expected_achievement" in given else ()
    return (*ALWAYS, *holder, *achievement)


def ended_at(first: Check, **expected: Unpack[Expected]) -> Report:
    """Return the report of what did not get past its first check."""
    return Report((first, *(answer(name, "unknown", "not_reached") for name in check_names(**expected)[1:])))
