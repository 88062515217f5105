"""What wraps data keys: the site's own key-encryption key, and Vault's transit engine over HTTP."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import ImproperlyConfigured

from credentials.actions.make_signing_key import make_signing_key
from credentials.actions.rewrap_keys import rewrap_keys
from credentials.keys.encryption import (
    KeyServiceFailed,
    LocalKeyEncryption,
    VaultKeyEncryption,
    key_encryption,
)
from credentials.models import SigningKey
from tests.factories.credentials import CredentialFactory
from tests.factories.organisations import FieldlabFactory

DATA_KEY = bytes(range(32))
TOKEN = "hvs.token"


class Transit(BaseHTTPRequestHandler):
    """As much of Vault's transit engine as is asked of it: `encrypt` and `decrypt` with associated data."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        _empty, version, mount, verb, key = self.path.split("/")
        if self.headers["X-Vault-Token"] != TOKEN or (version, mount, key) != ("v1", "transit", "skillslab"):
            self.send_response(403)
            self.end_headers()
            return
        if verb == "encrypt":
            sealed = base64.b64encode(json.dumps(body).encode()).decode()
            answer = {"ciphertext": f"vault:v1:{sealed}"}
        else:
            kept = json.loads(base64.b64decode(body["ciphertext"].removeprefix("vault:v1:")))
            if kept["associated_data"] != body["associated_data"]:
                self.send_response(400)
                self.end_headers()
                return
            answer = {"plaintext": kept["plaintext"]}
        content = json.dumps({"data": answer}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def vault(settings) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Transit)
    thread = Thread(target=server.serve_forever)
    thread.start()
    settings.CREDENTIALS_KEY_SERVICE_TOKEN = TOKEN
    yield f"vault+http://127.0.0.1:{server.server_port}/transit/skillslab"
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_is_wrapped_is_read_with_the_same_context_only() -> None:
    local = LocalKeyEncryption("secret")
    wrapped = local.wrap(DATA_KEY, b"row 1")
    assert DATA_KEY not in wrapped
    assert local.unwrap(wrapped, b"row 1") == DATA_KEY
    for other, context in ((local, b"row 2"), (LocalKeyEncryption("another"), b"row 1")):
        with pytest.raises(InvalidTag):
            other.unwrap(wrapped, context)


def test_an_earlier_secret_still_reads() -> None:
    wrapped = LocalKeyEncryption("old").wrap(DATA_KEY, b"row")
    assert LocalKeyEncryption("new", earlier=("older", "old")).unwrap(wrapped, b"row") == DATA_KEY


def test_secrets_are_not_shown() -> None:
    shown = repr(LocalKeyEncryption("geheim", ("eerder",))) + repr(
        VaultKeyEncryption("https://v", "t", "k", "geheim")
    )
    assert "geheim" not in shown
    assert "eerder" not in shown


def test_vault_wraps_and_unwraps(vault: str, settings) -> None:
    settings.CREDENTIALS_KEY_SERVICE = vault
    service = key_encryption()
    wrapped = service.wrap(DATA_KEY, b"row 1")
    assert wrapped.startswith(b"vault:v1:")
    assert service.unwrap(wrapped, b"row 1") == DATA_KEY
    with pytest.raises(KeyServiceFailed):
        service.unwrap(wrapped, b"row 2")


def test_vault_that_refuses_or_is_away_says_so(vault: str, settings) -> None:
    settings.CREDENTIALS_KEY_SERVICE = vault
    settings.CREDENTIALS_KEY_SERVICE_TOKEN = "another"
    with pytest.raises(KeyServiceFailed, match="403"):
        key_encryption().wrap(DATA_KEY, b"row")
    settings.CREDENTIALS_KEY_SERVICE = "vault+http://127.0.0.1:1/transit/skillslab"
    with pytest.raises(KeyServiceFailed):
        key_encryption().wrap(DATA_KEY, b"row")


@pytest.mark.parametrize(
    "url", ["https://v/t/k", "vault+https://v/k", "vault+ftp://v/t/k", "kms+https://v/t/k", "x"]
)
def test_another_service_is_refused(settings, url: str) -> None:
    settings.CREDENTIALS_KEY_SERVICE = url
    with pytest.raises(ImproperlyConfigured):
        key_encryption()


@pytest.mark.django_db
def test_keys_move_to_vault_and_go_on_signing(vault: str, settings) -> None:
    fieldlab = CredentialFactory().fieldlab
    settings.CREDENTIALS_KEY_SERVICE = vault
    # New keys go there at once; the old ones are still read where they lie.
    make_signing_key(by=None, fieldlab=fieldlab, algorithm=SigningKey.Algorithm.P256)
    assert set(SigningKey.objects.values_list("wrapped_by", flat=True)) == {"local", "vault"}
    FieldlabFactory()
    assert rewrap_keys() == SigningKey.objects.count()
    assert set(SigningKey.objects.values_list("wrapped_by", flat=True)) == {"vault"}
    settings.CREDENTIALS_KEY_ENCRYPTION_KEY = "no longer needed"
    assert CredentialFactory().issues.count() == 1
