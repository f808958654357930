"""A conditional GET and a guarded PUT with the requests library.

    python3 examples/python/conditional_get.py [BASE_URL]
"""

import sys

import requests

BASE = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:3000"
COLLECTION = f"{BASE}/v1/collections/examples"
DOCUMENT = f"{COLLECTION}/documents/conditional-get-python"

session = requests.Session()


def show(what, response, *expected):
    """Prints what was done and what came of it; ends the program when the status is not one of those expected."""
    print(f"{what}: {response.status_code} {response.headers.get('ETag', '')}".rstrip())
    if response.status_code not in expected:
        sys.exit(f"expected {' or '.join(map(str, expected))}: {response.text}")
    return response


def put(url, value, precondition):
    """PUTs a value; the precondition says when it may be done."""
    return session.put(url, json=value, headers=precondition, timeout=10)


def get(headers=None):
    return session.get(DOCUMENT, headers=headers, timeout=10)


# Made only if it is not there: 412 means that it is, from an earlier run.
create = {"If-None-Match": "*"}
show("PUT the collection", put(COLLECTION, {}, create), 201, 412)
show("PUT the document", put(DOCUMENT, {"title": "Dune", "edits": 0}, create), 201, 412)

first = show("GET", get(), 200)
etag = first.headers["ETag"]
value = first.json()

second = show("GET with If-None-Match", get({"If-None-Match": etag}), 304)
assert second.headers["ETag"] == etag and second.content == b""

# The lost update. Somebody else changes the document ...
theirs = {**value, "edits": value["edits"] + 1}
show("PUT by somebody else", put(DOCUMENT, theirs, {"If-Match": etag}), 204)

# ... so our change, made to what we had read, must not go through.
ours = {**value, "title": value["title"] + "!"}
show("PUT with the old ETag", put(DOCUMENT, ours, {"If-Match": etag}), 412)

# Read again, make the change again, send it with the tag of what it was made to.
third = show("GET again", get(), 200)
current = third.json()
assert current == theirs
ours = {**current, "title": current["title"] + "!"}
show("PUT with the new ETag", put(DOCUMENT, ours, {"If-Match": third.headers["ETag"]}), 204)
