"""The hub against its own OpenAPI document: whatever a caller sends, it answers as the document says.

It starts a hub of its own on a free port, enrols a device, signs people in, and lets schemathesis call everything.
Usage: check.py HUB_PROGRAM [CASES_PER_OPERATION]
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = Path(__file__).parent
# Every list of the powers pack has something in it; the device is one of its officers'.
POWERS = HERE.parent.parent / "crates/sample/powers.json"
CONTACTS = HERE.parent / "ui/support/contacts.json"
PAST_AUTHENTICATION_MIN = 0.8
STRANGERS = {"unsigned", "clock_wrong", "sign_in_expired", "forbidden"}
SIGNED_OR_IN_SESSION = {
    "POST /v1/exchange", "GET /v1/snapshot", "GET /v1/reference/hotspots", "GET /v1/reference/places",
    "GET /v1/reference/powers", "GET /v1/reference/contacts", "POST /v1/numbers", "GET /v1/reports/patrol-summary",
    "GET /v1/reports/{name}", "GET /v1/blobs", "GET /v1/exports/records", "GET /v1/feed/{kind}",
    "GET /v1/returns/{period}", "GET /v1/reports/outcomes", "GET /v1/reports/targets", "GET /v1/reports/partner-figures",
}
SESSIONS = 12
# Everything except what this hub means to do otherwise: a batch is kept even where an entry in it is not right
# (held, never refused), and what belongs to nobody is no leak.
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method", "allow_header_conformance", "ignored_auth",
]


def commands(program, data):
    def run(*words):
        done = subprocess.run([program, *words, "--data", data], check=True, capture_output=True, text=True)
        return done.stdout
    return run


def enrolled(address, run):
    """A device: its id and its key."""
    link = json.loads(run("enrol", "--name", "Asha Sample", "--role", "enforcement_officer", "--json"))["link"]
    code = re.search(r"[?&]t=([^&]+)", link)[1]
    key = Ed25519PrivateKey.generate()
    reply = requests.post(address + "/v1/enrol", timeout=30, json={
        "code": code,
        "public_key": key.public_key().public_bytes_raw().hex(),
        "proof": key.sign(f"beatbook-enrol\n{code}".encode()).hex(),
    })
    reply.raise_for_status()
    return {"device": json.loads(reply.json()["certificate"])["device"], "key": key.private_bytes_raw().hex()}


def feed_kinds(document):
    """The kinds that other systems may read."""
    parameters = document["paths"]["/v1/feed/{kind}"]["get"]["parameters"]
    return next(one["schema"]["enum"] for one in parameters if one["name"] == "kind")


def session(address, password):
    """Somebody signed in: the cookie, and the token of the forms."""
    browser = requests.Session()
    token = lambda page: re.search(r'name="token" value="([0-9a-f]+)"', page.text)[1]
    form = {"name": "Sam", "password": password, "token": token(browser.get(address, timeout=30))}
    page = browser.post(address + "/sign-in", data=form, timeout=30)
    page.raise_for_status()
    return {"cookie": browser.cookies["beatbook_session"], "token": token(page)}


def called(address, document, known, cases):
    """What schemathesis found, and what each route answered."""
    with tempfile.TemporaryDirectory() as folder:
        told, described = Path(folder, "answers.json"), Path(folder, "openapi.json")
        described.write_text(json.dumps(document))
        environment = {
            **os.environ, "BEATBOOK_KNOWN": json.dumps(known), "BEATBOOK_ANSWERS": str(told),
            "SCHEMATHESIS_HOOKS": "signing", "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1",
        }
        program = [str(Path(sys.executable).with_name("schemathesis")), "run", str(described), "--url", address]
        options = [
            "--checks", ",".join(CHECKS), "--max-examples", cases, "--phases", "examples,coverage,fuzzing",
            "--seed", "1", "--generation-database", "none", "--max-redirects", "0", "--warnings", "off",
            "--continue-on-failure", "--no-color",
        ]
        found = subprocess.run([*program, *options], env=environment, cwd=folder, check=False)
        return found.returncode, json.loads(told.read_text())


def judged(found, answers, documented, tell=print):
    """Why the run is no success, if it is not."""
    protected = {route: said for route, said in answers.items() if route in SIGNED_OR_IN_SESSION}
    # A method that an address does not know is answered before anybody asks who calls.
    calls = sum(count for said in protected.values() for code, count in said.items() if code != "405")
    strangers = sum(count for said in protected.values() for code, count in said.items() if code in STRANGERS)
    share = 1 - strangers / max(calls, 1)
    for route in sorted(documented):
        said = answers.get(route, {})
        tell(f"{route:38} {sum(said.values()):6} calls  " + "  ".join(f"{k} {v}" for k, v in sorted(said.items())))
    tell(f"{calls} calls need a device or a session; {share:.1%} of them got past authentication")
    problems = [] if found == 0 else ["the hub does not answer as its document says"]
    if share < PAST_AUTHENTICATION_MIN:
        problems.append(f"fewer than {PAST_AUTHENTICATION_MIN:.0%} got past authentication")
    problems += [f"{route} is documented and was not called" for route in sorted(documented - answers.keys())]
    problems += [
        f"{route} never answered well" for route, said in sorted(answers.items())
        if route in SIGNED_OR_IN_SESSION and "200" not in said
    ]
    return problems


def controls():
    """What must not pass does not."""
    routes = SIGNED_OR_IN_SESSION
    quiet = lambda line: None
    good = {route: {"200": 8, "unsigned": 2, "405": 90} for route in routes}
    assert judged(0, good, routes, quiet) == []
    assert len(judged(1, good, routes, quiet)) == 1, "what schemathesis found"
    strange = {route: {"200": 79, "unsigned": 10, "forbidden": 11} for route in routes}
    assert len(judged(0, strange, routes, quiet)) == 1, "mostly strangers"
    assert len(judged(0, good, routes | {"GET /v1/new"}, quiet)) == 1, "a route that was not called"
    refused = {**good, "GET /v1/snapshot": {"malformed": 10}}
    assert len(judged(0, refused, routes, quiet)) == 1, "a route that never answered well"


def main():
    controls()
    program, cases = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "60"
    with tempfile.TemporaryDirectory() as data:
        serve = [program, "serve", "--data", data, "--listen", "127.0.0.1:0"]
        hub = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
        try:
            address = json.loads(hub.stdout.readline())["listening"]
            run = commands(program, data)
            run("import", "powers", str(POWERS))
            run("import", "contacts", str(CONTACTS))
            password = run("user", "add", "--name", "Sam", "--role", "supervisor", "--one-time").strip()
            document = requests.get(address + "/openapi.json", timeout=30).json()
            token = run("token", "new", "--name", "Charts", "--kinds", ",".join(feed_kinds(document))).strip()
            known = {**enrolled(address, run), "token": token, "sessions": [session(address, password) for _ in range(SESSIONS)]}
            documented = {f"{how.upper()} {path}" for path, item in document["paths"].items() for how in item}
            problems = judged(*called(address, document, known, cases), documented)
        finally:
            hub.terminate()
            hub.wait()
    for problem in problems:
        print("FAILED:", problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
