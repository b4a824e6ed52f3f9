"""A client process of the crash test: saves answers and submits tests until the server is gone.

Prints one line of JSON for each thing that the server acknowledged, and only then goes on.
"""

import http.client
import json
import random
import re
import sys

from bench.visitor import ATTEMPT, Visitor

OPTION = re.compile(r'name="item-(\d+)"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="item-(\d+)"')
SAVES = 10  # before a test is submitted


def acknowledge(**values: object) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def options_on(page: str) -> dict[str, list[str]]:
    """Return the options of each item of a test page."""
    found: dict[str, list[str]] = {}
    for item, option, other_option, other_item in OPTION.findall(page):
        found.setdefault(item or other_item, []).append(option or other_option)
    return found


def take_test(address: str, path: str, chance: random.Random) -> None:
    """Take a test as a new learner; what is picked for an item always differs from what was picked before."""
    visitor = Visitor(address)
    visitor.attest(path)
    page = visitor.get(visitor.post(f"{path}test/start/", [], accepts=302))
    attempt, offered = ATTEMPT.search(page)[1], options_on(page)
    picked: dict[str, str] = {}
    seen: dict[str, int] = dict.fromkeys(offered, 0)
    for _ in range(SAVES):
        item = chance.choice(list(offered))
        option = chance.choice([option for option in offered[item] if option != picked.get(item)])
        fields = [("attempt", attempt), ("item", item), ("seen", str(seen[item])), (f"item-{item}", option)]
        said = json.loads(visitor.post(f"{path}test/save/", fields, accepts=200))
        picked[item], seen[item] = option, said["sequence"]
        acknowledge(save=[int(attempt), int(item), int(option), said["sequence"]])
    form = [("attempt", attempt), ("submit_anyway", "yes"), *((f"item-{item}", pk) for item, pk in picked.items())]
    visitor.post(f"{path}test/submit/", form, accepts=302)
    acknowledge(submission=int(attempt))


if __name__ == "__main__":
    address, path, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
    chance = random.Random(seed)
    try:
        while True:
            take_test(address, path, chance)
    except (OSError, http.client.HTTPException):
        acknowledge(gone=True)
