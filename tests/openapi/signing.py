"""Calls as an enrolled device and as somebody signed in make them, and a count of what became of them.

Rule: it signs whatever was made up, so that the hub reads it; it never makes a call better than it was, except that
of every two batches one begins a journal, which is where entries are kept.
"""

import atexit
import hashlib
import json
import os
import random
import time
from collections import Counter, deque
from urllib.parse import urlsplit

import requests.auth
import schemathesis
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KNOWN = json.loads(os.environ["BEATBOOK_KNOWN"])
KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(KNOWN["key"]))
SESSIONS = deque(KNOWN["sessions"])
SIGNED = {
    "/v1/exchange", "/v1/snapshot", "/v1/reference/hotspots", "/v1/reference/places", "/v1/reference/powers", "/v1/reference/contacts",
    "/v1/numbers",
    "/v1/blobs", "/v1/blobs/{sha256}",
}
# Forms that carry the token of their session.
FORMS = {"/sign-out", "/places", "/police", "/returns/{period}/freeze", "/returns/{period}/restate", "/users/invitations", "/users/accounts", "/users/devices/{device}/sign-in", "/users/devices/{device}/revoke", "/records/{id}/ask"}
IN_SESSION = {
    "/v1/reports/patrol-summary", "/v1/reports/{name}", "/v1/reports/outcomes", "/v1/reports/targets", "/v1/reports/partner-figures", "/targets", "/v1/returns/{period}", "/v1/exports/records",
    "/reports/{name}", "/outcomes", "/returns", "/returns/{period}", "/exports", "/users", "/overview", "/phones", "/waiting", "/quality", "/records", "/records/{id}", "/users/devices/{device}", *FORMS,
}
BY_TOKEN = {"/v1/feed/{kind}"}
ZERO = bytes(32)
CHANCE = random.Random(7)

# Route, then what was answered: the code of a refusal, or the status.
answers = {}
# Cases that are made without proof, and how many of them are let be.
PROOFS = {"beatbook-signature", "beatbook_session", "Authorization"}
unproved = Counter()
UNPROVED = 8


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def last_link(batch):
    """The link after the last entry, from the bytes as they will travel."""
    prev = bytes.fromhex(batch["prev"])
    device = bytes.fromhex(KNOWN["device"].replace("-", ""))
    for seq, entry in enumerate(batch.get("entries") or [], batch["first_seq"]):
        payload = entry.get("p")
        commit = sha256(compact(payload).encode()) if payload is not None else bytes.fromhex(entry.get("h") or "00" * 32)
        content = sha256(compact(entry["c"]).encode(), commit)
        journal = device + batch["incarnation"].to_bytes(8, "big") + seq.to_bytes(8, "big")
        prev = sha256(prev, journal, content)
    return prev


class AsDevice(requests.auth.AuthBase):
    """The headers of a device, over exactly what travels."""

    def __call__(self, request):
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        link = ZERO
        if urlsplit(request.url).path == "/v1/exchange":
            try:
                batch = json.loads(body)
                body = compact(batch).encode()
                link = (lambda link: link if len(link) == 32 else ZERO)(last_link(batch))
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
                pass  # It is no batch: the hub is to say so.
            request.prepare_body(body, None)
        now = str(int(time.time() * 1000))
        text = "\n".join([
            "beatbook-1", KNOWN["device"], request.method, request.path_url, now,
            sha256(body).hex(), link.hex(),
        ])
        request.headers["beatbook-device"] = KNOWN["device"]
        request.headers["beatbook-time"] = now
        request.headers["beatbook-link"] = link.hex()
        request.headers["beatbook-signature"] = KEY.sign(text.encode()).hex()
        return request


class InSession(requests.auth.AuthBase):
    """The cookie of somebody signed in."""

    def __call__(self, request):
        request.headers["cookie"] = "beatbook_session=" + SESSIONS[0]["cookie"]
        return request


class ByToken(requests.auth.AuthBase):
    """The token of another system."""

    def __call__(self, request):
        request.headers["authorization"] = "Bearer " + KNOWN["token"]
        return request


schemathesis.auth.set_from_requests(AsDevice()).apply_to(path=sorted(SIGNED))
schemathesis.auth.set_from_requests(InSession()).apply_to(path=sorted(IN_SESSION))
schemathesis.auth.set_from_requests(ByToken()).apply_to(path=sorted(BY_TOKEN))


@schemathesis.hook
def map_body(context, body):
    """Half of the batches begin a journal; forms carry the token of their session."""
    path = context.operation.path
    if path == "/v1/exchange" and isinstance(body, dict) and CHANCE.random() < 0.5:
        body = {**body, "prev": "00" * 32, "first_seq": 1}
    if path in FORMS and isinstance(body, dict) and "token" in body and len(SESSIONS) > 1 and CHANCE.random() < 0.5:
        body = {**body, "token": SESSIONS[0]["token"]}
    return body


@schemathesis.hook
def filter_case(context, case):
    """Of the cases that leave their proof out, the first few on each route say enough."""
    data = getattr(getattr(case.meta, "phase", None), "data", None)
    if getattr(data, "parameter", None) not in PROOFS:
        return True
    unproved[case.operation.path] += 1
    return unproved[case.operation.path] <= UNPROVED


@schemathesis.hook
def after_call(context, case, response):
    path, status = case.operation.path, response.status_code
    try:
        said = json.loads(response.content)["code"] if status >= 400 and status != 405 else status
    except (ValueError, TypeError, KeyError):
        said = status
    answers.setdefault(f"{case.operation.method.upper()} {path}", Counter())[str(said)] += 1
    if path == "/sign-out" and status == 303:
        SESSIONS.popleft()


@atexit.register
def tell():
    with open(os.environ["BEATBOOK_ANSWERS"], "w", encoding="utf-8") as file:
        json.dump(answers, file)
