"""Makes right by the rules that OpenAPI has no words for what is right by the document: all that is said there in sentences."""

import re
import uuid

import schemathesis


def free_of_invisible(text):
    return "".join(character for character in text if character.isprintable())


def process_name(text):
    return re.sub(r"[^A-Za-z0-9 _.-]", "", text).strip(" _.-") or "Order"


def request_headers(headers):
    """No name twice, none that is Callboard's own, and ten in all, whatever was set before."""
    return [{**header, "name": f"X-{index}"} for index, header in enumerate(headers[:10])]


RULES = {
    "processName": process_name,
    "instanceID": lambda text: free_of_invisible(text) or "order/1",
    "name": free_of_invisible,
    "note": free_of_invisible,
    "fieldname": lambda text: f"{text.strip()[:150]} {uuid.uuid4()}",
    # Nobody makes up a certificate; taking one away is right for every URL.
    "clientCertificate": lambda _: None,
    "perSecond": lambda rate: round(rate, 1),
    "requestHeaders": request_headers,
    "urls": lambda urls: [f"https://hooks.example.com/{index}" for index in range(min(len(urls), 20))],
}


def mended(value):
    if isinstance(value, list):
        return [mended(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("enabled") is True and value.get("urls") == []:
        # What is switched on has a URL.
        return {**value, "urls": ["https://hooks.example.com/0"]}
    # "from" is before "to".
    kept = {key: one for key, one in value.items() if not (key == "to" and "from" in value)}
    return {key: RULES[key](one) if is_ruled(key, one) else mended(one) for key, one in kept.items()}


TYPES = {"urls": list, "requestHeaders": list, "perSecond": int | float, "clientCertificate": dict}


def is_ruled(key, value):
    return bool(value) and isinstance(value, TYPES.get(key, str)) and key in RULES


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta and not case.meta.generation.mode.is_positive:
        return
    if case.headers and "Idempotency-Key" in case.headers:
        # The tool sends one key with every request.
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    if case.query:
        case.query = mended(case.query)
    if isinstance(case.body, dict | list):
        case.body = mended(case.body)
