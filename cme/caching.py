"""A shared cache that may be gone: then it is empty, and the site goes on."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

log = logging.getLogger(__name__)


def _forgiving(method: Callable[..., Any], empty: Any) -> Callable[..., Any]:
    """Return the method, answering ``empty`` while Redis does not answer."""

    @wraps(method)
    def forgive(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except (RedisConnectionError, RedisTimeoutError) as error:
            log.warning("Redis does not answer, so nothing was read or kept: %s", error)
            return empty

    return forgive


class ForgivingRedisCache(RedisCache):
    """Redis as the cache of sessions, whose truth is in the database. Never used for what only it would know."""

    get = _forgiving(RedisCache.get, None)
    set = _forgiving(RedisCache.set, None)
    add = _forgiving(RedisCache.add, True)
    touch = _forgiving(RedisCache.touch, False)
    delete = _forgiving(RedisCache.delete, False)
    has_key = _forgiving(RedisCache.has_key, False)
