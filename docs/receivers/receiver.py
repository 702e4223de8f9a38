# A receiver of Callboard's callbacks in Python 3.8 or newer, without libraries.
# WEBHOOK_SECRET=whsec_… PORT=8080 python3 receiver.py
import base64
import hashlib
import hmac
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

TOLERANCE_SECONDS = 5 * 60


def is_genuine(secret, query, headers, now=None):
    """Whether Callboard sent this request: its query as it came, byte for byte, and its headers."""
    event_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not event_id or not timestamp.isdigit():
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    key = base64.b64decode(secret[len("whsec_"):] if secret.startswith("whsec_") else secret)
    content = '%s.%s."%s"' % (event_id, timestamp, query)
    expected = "v1," + base64.b64encode(hmac.new(key, content.encode(), hashlib.sha256).digest()).decode()
    # Two signatures, parted by a space, for a day after the secret was rotated.
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(one.encode(), expected.encode()) for one in given)


class Receiver(BaseHTTPRequestHandler):
    def do_GET(self):
        query = self.path.partition("?")[2]
        genuine = is_genuine(os.environ["WEBHOOK_SECRET"], query, self.headers)
        self.send_response(204 if genuine else 401)
        self.end_headers()
        if genuine:
            # The same webhook-id may come again after a crash: remember it, and do the work once.
            change = parse_qs(query)
            print(self.headers["webhook-id"], change["eventType"][0], change["instanceID"][0], flush=True)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver).serve_forever()
