"""The web server of the inbox: plain `http.server`, on the loopback, with strict headers."""

import re
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from demo import inbox, letters
from demo.inbox import Answer, Request
from demo.returns import Door

STATIC = Path(__file__).resolve().parent.parent / "static"
STRICT = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
    " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser hides from us that our own button was pressed
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Handler(BaseHTTPRequestHandler):
    """What http.server asks of us: find the page, send its answer."""

    protocol_version = "HTTP/1.1"
    server_version = "inbox"
    sys_version = ""
    timeout = 30  # an idle connection does not keep its thread
    store: Path
    static: Path
    door: Door | None

    def do_GET(self) -> None:
        self.answer("GET")

    def do_HEAD(self) -> None:
        self.answer("GET")

    def do_POST(self) -> None:
        self.close_connection = True  # whatever is in the body, nobody reads it
        self.answer("POST")

    def answer(self, method: str) -> None:
        """Find the page for this address and send it.

        Only names of this machine are served, else any web page could read along under a name of its own, pointed here.
        """
        if self.headers.get("Host", "").partition(":")[0] not in {"127.0.0.1", "localhost"}:
            return self.send(Answer("Use http://127.0.0.1.", "text/plain; charset=utf-8", 421))
        address = urlsplit(self.path)
        with closing(letters.open_store(self.store)) as store:
            request = Request(store, self.static, _first_values(address.query), self.is_from_here(), self.door)
            for allowed, pattern, page in inbox.ROUTES:
                if method == allowed and (fits := re.fullmatch(pattern, address.path)):
                    return self.send(page(request, *fits.groups()))
        return self.send(inbox.not_found())

    def is_from_here(self) -> bool:
        """Say whether a page of this inbox asks."""
        origin = self.headers.get("Origin")
        return self.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin" and (
            origin is None or urlsplit(origin).netloc == self.headers.get("Host")
        )

    def send(self, answer: Answer) -> None:
        """Send an answer with the strict headers that it does not replace by its own."""
        body = answer.body if isinstance(answer.body, bytes) else answer.body.encode("utf-8", "replace")
        self.send_response(answer.status)
        headers = {**STRICT, "Content-Type": answer.kind, "Content-Length": str(len(body)), **answer.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing: addresses in a log are personal data, and nobody reads it."""


def _first_values(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


def make_server(store: Path, port: int, static: Path = STATIC, door: Door | None = None) -> ThreadingHTTPServer:
    """Return a web server for the letters in this file; `serve_forever` starts it. With a `door` letters come back."""
    letters.open_store(store).close()
    handler = type("InboxHandler", (Handler,), {"store": store, "static": static, "door": door})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server
