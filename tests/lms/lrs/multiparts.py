"""Statements with the bytes of their attachments, as clients send them and get them back."""

import json
from email.parser import BytesParser
from hashlib import new as new_hash


def attachment(content, algorithm="sha256", **changes):
    data = {
        "usageType": "https://example.org/usage/photo",
        "display": {"en": "A photo"},
        "contentType": "image/jpeg",
        "length": len(content),
        "sha2": new_hash(algorithm, content).hexdigest(),
        **changes,
    }
    return {name: value for name, value in data.items() if value is not None}


def part(content, **changes):
    headers = {
        "Content-Type": "image/jpeg",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": new_hash("sha256", content).hexdigest(),
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    return {name: value for name, value in headers.items() if value is not None}, content


def statements_part(data):
    return {"Content-Type": "application/json"}, json.dumps(data).encode()


def multipart(*parts, boundary="x-boundary"):
    body = b""
    for headers, content in parts:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        body += f"--{boundary}\r\n{lines}\r\n".encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


def send(xapi, *parts, boundary="x-boundary", **headers):
    given = {"Content-Type": f'multipart/mixed; boundary="{boundary}"', **headers}
    return xapi.send("POST", "statements", multipart(*parts, boundary=boundary), given)


def received(response):
    """Return the JSON and the parts (headers, bytes) of a multipart answer."""
    assert response.headers["Content-Type"].startswith("multipart/mixed")
    body = b"".join(response) if response.streaming else response.content
    head = f"Content-Type: {response.headers['Content-Type']}\r\n\r\n".encode()
    first, *others = BytesParser().parsebytes(head + body).get_payload()
    return json.loads(first.get_payload()), [(item, item.get_payload(decode=True)) for item in others]
