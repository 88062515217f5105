"""The errors of the credential formats.

Each has a machine-readable code and parameters that a screen can translate.
"""

from __future__ import annotations

from collections.abc import Mapping


class FormatError(ValueError):
    """Something in a document that may not be there.

    `code` and `parameters` say what, for machines and translations.
    """

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code, parameters)
        self.code = code
        self.parameters: Mapping[str, str] = parameters

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.parameters.items())
        return f"{self.code} ({details})" if details else self.code


class LimitExceeded(FormatError):
    """The document is larger, deeper or more entangled than the limits allow."""


class ContextRefused(FormatError):
    """The document names a context that is inline, changed, or not one of the pinned ones."""


class FormRefused(FormatError):
    """The document says something in a form that its signature does not cover, or that can be read in two ways."""


class UndefinedTerm(FormRefused):
    """A property, type or identifier is not defined by the pinned contexts, so no signature covers it."""


class EncodingRefused(FormatError):
    """A multibase, multikey, status list, identifier or date is not encoded as its standard says."""


class ProofRefused(FormatError):
    """The proof is missing, of another kind, or does not match the document."""


class TextRefused(FormatError):
    """A text holds control characters or overrides its own direction."""
