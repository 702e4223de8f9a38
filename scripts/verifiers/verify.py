"""`python verify.py PACKAGE < calls.tsv`."""

import importlib
import sys

name = sys.argv[1]
webhooks = importlib.import_module(f"{name}.webhooks")
for line in sys.stdin.read().split("\n"):
    id, timestamp, signature, secret, query = line.split("\t")
    headers = {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature}
    webhook = webhooks.Webhook(secret)
    # standardwebhooks returns the JSON that it read, svix of today nothing.
    assert webhook.verify(f'"{query}"', headers) in (query, None), query
    try:
        webhook.verify(f'"{query}&"', headers)
        raise AssertionError("taken although altered")
    except webhooks.WebhookVerificationError:
        pass
