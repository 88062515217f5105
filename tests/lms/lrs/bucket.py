"""A bucket on this machine that speaks as much S3 as attachments need, and fails where a test wants it to."""

import threading
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

MODIFIED = "Sun, 22 Nov 2026 06:00:00 GMT"
ERROR = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>{}</Code><Message>no</Message></Error>'


class Bucket(ThreadingHTTPServer):
    """`objects` by their paths; `refuse` maps methods to (status, code); `written` is in order."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Asked)
        self.objects = {}
        self.refuse = {}
        self.written = []

    @property
    def url(self):
        """What STORAGE_URL says of it."""
        options = f"endpoint_url=http://127.0.0.1:{self.server_port}&region_name=eu-west-1&addressing_style=path"
        return f"s3://key:secret@attachments/media?{options}"

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        return self

    def __exit__(self, *reason):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        name = unquote(urlsplit(self.path).path)
        objects, method = self.server.objects, self.command
        if method in self.server.refuse:
            status, code = self.server.refuse[method]
            self.say(status, ERROR.format(code).encode())
        elif method == "PUT":
            objects[name] = body
            self.server.written.append(name)
            self.say(200, b"", ETag=f'"{md5(body, usedforsecurity=False).hexdigest()}"')
        elif method == "DELETE":
            objects.pop(name, None)
            self.say(204, b"")
        elif name not in objects:
            self.say(404, ERROR.format("NoSuchKey").encode())
        else:
            tag = f'"{md5(objects[name], usedforsecurity=False).hexdigest()}"'
            self.say(200, objects[name], ETag=tag, **{"Last-Modified": MODIFIED})

    do_GET = do_HEAD = do_PUT = do_DELETE = answer

    def say(self, status, body, **headers):
        self.send_response(status)
        for name, value in {"Content-Type": "application/xml", "Content-Length": len(body), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *arguments):
        pass
