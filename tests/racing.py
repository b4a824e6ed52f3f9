"""Real threads with a connection each, let go at the same moment."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def race(*acts: Callable[[], Any], connects: bool = True) -> list[Any]:
    """Run all acts at once; return what each returned, or the exception it raised, in their order.

    Without ``connects`` they are let go before they have a connection: more of them than the pool has wait there.
    """
    results: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            if connects:
                connection.ensure_connection()
            start.wait(timeout=20)
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def faults(results: list[Any]) -> list[Exception]:
    """Return the exceptions among the results."""
    return [result for result in results if isinstance(result, Exception)]
