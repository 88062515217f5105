"""What a check answers, in plain words and in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credentials.verifier.report import Check, Reason

CHECKS: Mapping[str, Promise] = {
    "parse": _("Can we read the file?"),
    "schema": _("Does it have the right form?"),
    "contexts": _("Does every field have a fixed meaning?"),
    "proof": _("Is it unchanged since it was signed?"),
    "issuer": _("Does the key belong to the issuer?"),
    "dates": _("Is it valid today?"),
    "appearance": _("Does the page show what is in it?"),
    "revocation": _("Is it not withdrawn?"),
    "suspension": _("Is it not suspended?"),
    "holder": _("Is it of the person you expect?"),
    "achievement": _("Is it for what you expect?"),
}
RESULTS: Mapping[str, Promise] = {
    "yes": _("Yes"),
    "no": _("No"),
    "unknown": _("Could not check"),
}
# The codes are those of report.SENTENCES; values in braces are the reason's parameters.
SENTENCES: Mapping[str, Promise] = {
    "readable": _("We can read the file, and in one way only."),
    "schema_met": _("The credential has the form that the standard (Open Badges 3.0) asks for."),
    "schema_not_met": _(
        "The credential does not have the form that the standard (Open Badges 3.0) asks for. The "
        "problem is at {path}."
    ),
    "schema_kind_not_supported": _("This is another kind of document. We can't check its form."),
    "credential_form_met": _("The credential has the form that the standard (VC Data Model 2.0) asks for."),
    "credential_form_not_met": _(
        "The credential does not have the form that the standard (VC Data Model 2.0) asks for. The problem is at "
        "{path}."
    ),
    "contexts_pinned": _("Every field has a meaning that is fixed in the standard."),
    "signature_right": _("The signature fits the content. Nothing was changed after signing."),
    "signature_wrong": _(
        "The signature does not fit the content. Something was changed, or somebody else signed it."
    ),
    "issuer_owns_key": _("The key that signed belongs to the issuer in the credential."),
    "issuer_not_a_did": _("The issuer has no DID or https address, so no key can be tied to it."),
    "key_not_tied": _("The key {key} is at a place where others than the issuer {issuer} could have put it."),
    "key_in_token": _("The key comes with the token itself. Anybody can put a key there."),
    "key_of_another": _("The key that is named belongs to {owner}, not to the issuer {issuer}."),
    "key_not_listed": _("The issuer does not publish the key {key}."),
    "key_not_for_assertions": _("The issuer does not allow the key {key} to sign credentials."),
    "key_controlled_by_another": _("The key {key} is controlled by somebody other than the issuer."),
    "key_revoked": _("The issuer withdrew the key {key} because it can no longer be trusted."),
    "key_expired": _("The credential was signed after the key {key} was retired, on {ended}."),
    "key_date_needed": _("The key {key} was retired and the signature does not say when it was made."),
    "key_kind_not_supported": _("The kind of the key {key} can't be checked here."),
    "issuer_unresolvable": _("We could not get the keys of {issuer}."),
    "issuer_document_malformed": _("What was found at {issuer} is not a DID document of the issuer."),
    "key_not_available": _("Without the key of the issuer we can't check the signature."),
    "dates_valid": _("The credential is valid today."),
    "not_yet_valid": _("The credential is only valid from {from}."),
    "expired": _("The credential was valid until {until}."),
    "signed_in_the_future": _("The signature claims to be made in the future, at {created}."),
    "signature_expired": _("The signature was valid until {until}."),
    "date_malformed": _("A date is not written as the standard says: {value}."),
    "not_revoked": _("The issuer did not withdraw the credential."),
    "revoked": _("The issuer withdrew the credential. It is no longer valid."),
    "not_suspended": _("The issuer did not suspend the credential."),
    "suspended": _("The issuer suspended the credential for now."),
    "no_such_status": _("The issuer keeps no such list for this credential."),
    "status_kind_not_supported": _("The credential's kind of status can't be checked here: {kind}."),
    "status_malformed": _("The credential's status entry is not written as the standard says: {field}."),
    "status_unresolvable": _("We could not get the list at {url}."),
    "status_list_refused": _("The status list at {url} can't be trusted: {why}."),
    "status_list_outdated": _("The status list at {url} was valid until {until}."),
    "old_badge": _("This is an older Open Badge (2.0). It is checked in another way."),
    "readable_old_badge": _("We can read the file. It is an older Open Badge (2.0)."),
    "hosted_not_signed": _(
        "Hosted, not signed. This older badge counts only if the issuer shows it on its own website."
    ),
    "appearance_same": _("The page shows the same name and title as the credential in it."),
    "appearance_differs": _("The page does not show what the credential in it says: {value}."),
    "appearance_not_readable": _("The page has no text that we can compare with the credential in it."),
    "picture_is_another": _(
        "The picture is another one than the issuer made for this credential. Do not rely on the picture."
    ),
    "picture_not_compared": _(
        "We could not compare the picture with the one that the issuer made for this credential. "
        "Do not rely on the picture."
    ),
    "picture_says_more": _(
        "The picture shows a text that is not in the credential inside it. Do not rely on the picture."
    ),
    "only_signed_counts": _(
        "A picture or a page can show anything. We only checked the credential that is inside it. What counts is "
        "what you read below."
    ),
    "not_checked_without_signature": _("Not checked, because we could not confirm the signature."),
    "holder_named": _("The credential is in the name of the expected person."),
    "holder_differs": _("The credential is not in the name or e-mail address that was expected."),
    "holder_not_stated": _("The credential does not state what was to be compared: {field}."),
    "achievement_expected": _("The credential is for the expected achievement."),
    "achievement_differs": _("The credential is for another achievement: {id}."),
    "not_reached": _("Not checked, because an earlier check did not succeed."),
    "took_too_long": _("Checking took too long, so we stopped it."),
    "verifier_failed": _("Something went wrong on our side while checking."),
    "too_large": _("The file is larger than {limit} kB."),
    "too_deep": _("The document is nested deeper than {limit} levels."),
    "not_utf8": _("The file is not UTF-8 text."),
    "not_json": _("The file is not JSON."),
    "not_an_object": _("The file is JSON, but not an object."),
    "name_twice": _("The field {field} is given twice."),
    "number_not_finite": _("A number in the document is not finite."),
    "number_too_long": _("A number in the document is too long."),
    "nothing_embedded": _("There is no credential in this file."),
    "several_embedded": _("There is more than one credential in this file. Which one counts would be a guess."),
    "container_damaged": _("The file is damaged, or we can't open this kind of file."),
    "link_to_several": _("The link leads to {number} credentials: open it in a browser."),
    "link_not_answered": _("We did not get a credential from {url}."),
    "token_shared_secret": _("This token is signed with a shared secret ({algorithm}). That proves nothing."),
    "token_malformed": _("This token is not written as the standard says."),
    "token_claims_differ": _("The token says something else than the credential in it: {field}."),
    "token_unsigned": _("This is a token without a signature (algorithm none)."),
    "token_not_supported": _("This is a token (JWT, {algorithm}), which can't be checked here."),
    "context_missing": _("The document does not say by which standards it is to be read."),
    "context_inline": _("The document brings its own definitions of its fields."),
    "context_unknown": _("The document refers to definitions that are not known here: {url}."),
    "context_order": _("The first definition must be {url}."),
    "context_nested": _("A part of the document is read by other definitions than the whole."),
    "context_bytes_changed": _("The definitions in {file} are not the known ones."),
    "too_many_contexts": _("The document refers to more than {limit} definitions."),
    "too_many_types": _("A part of the document has more than {limit} types."),
    "too_many_embedded_credentials": _("The document holds more than {limit} other credentials."),
    "too_many_blank_nodes": _("The document has more than {limit} unnamed parts."),
    "entangled_blank_nodes": _("The document is built to make checking endless."),
    "identifier_not_a_url": _("A part of the document has an identifier that is not a URL."),
    "credential_described_twice": _("A part of the document pretends to be the credential itself."),
    "field_name_refused": _("The field {field} could hide from the signature."),
    "undefined_term": _("{term} is not defined by the standards, so no signature covers it."),
    "null_refused": _("An empty value could hide from the signature."),
    "array_inside_array": _("A list inside a list could be read in two ways."),
    "control_characters": _("A text holds control characters."),
    "not_json_ld": _("The document can't be read as linked data."),
    "proof_missing": _("The file is not signed."),
    "proof_several": _("The document has several signatures; which one speaks for it would be a guess."),
    "proof_malformed": _("The signature is not written as the standard says: {field}."),
    "proof_key_differs": _("The key is of another kind than this signature needs: {kind}."),
    "not_canonical_json": _("A number is too large. The signature does not cover it exactly."),
    "proof_kind_not_supported": _("This kind of signature can't be checked here: {kind}."),
}


class _Parameters(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def question_of(check: Check) -> str:
    """The question that a check answers."""
    return str(CHECKS[check.name])


def sentence_of(reason: Reason) -> str:
    """The reason as a sentence."""
    return (
        str(SENTENCES[reason.code]).format_map(_Parameters(reason.parameters))
        if reason.code in SENTENCES
        else reason.sentence
    )
