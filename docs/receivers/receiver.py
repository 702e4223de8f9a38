# A receiver of Callboard's callbacks in Python 3.8 or newer, without libraries.
# WEBHOOK_SECRET=whsec_… PORT=8080 python3 receiver.py
import base64
import hashlib
import hmac
import os
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

TOLERANCE_SECONDS = 5 * 60


def key_of(secret):
    """The key in a signing secret. ValueError where it holds none."""
    key = base64.b64decode(secret[len("whsec_"):] if secret.startswith("whsec_") else secret, validate=True)
    if len(key) < 24:
        raise ValueError("Set WEBHOOK_SECRET to the URL's signing secret, whsec_…")
    return key


def is_genuine(key, query, headers, now=None):
    """Whether Callboard sent this request: its query as it came, byte for byte, and its headers."""
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    if any(len(headers.get_all(name, [])) != 1 for name in names):
        return False
    event_id, timestamp, signatures = (headers[name] for name in names)
    if not event_id or not re.fullmatch("[0-9]{1,15}", timestamp):
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    content = '%s.%s."%s"' % (event_id, timestamp, query)
    expected = "v1," + base64.b64encode(hmac.new(key, content.encode(), hashlib.sha256).digest()).decode()
    # Two signatures, parted by a space, for a day after the secret was rotated.
    return any(hmac.compare_digest(one.encode(), expected.encode()) for one in signatures.split(" "))


class Receiver(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            status = self.receive()
        except Exception as error:
            # Callboard sends it again: only what was done is answered as done.
            print(repr(error), file=sys.stderr, flush=True)
            status = 500
        self.send_response(status)
        self.end_headers()

    def receive(self):
        query = self.path.partition("?")[2]
        if not is_genuine(KEY, query, self.headers):
            return 401
        # The same webhook-id may come again after a crash: remember it, and do the work once.
        change = parse_qs(query)
        print(self.headers["webhook-id"], change["eventType"][0], change["instanceID"][0], flush=True)
        return 204

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    KEY = key_of(os.environ["WEBHOOK_SECRET"])
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver).serve_forever()
