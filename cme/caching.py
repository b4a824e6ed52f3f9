"""Caches of the site: a shared one that may be gone, and one in the memory of each worker for what never changes."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
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
    incr = _forgiving(RedisCache.incr, 0)


class FrozenCache(LocMemCache):
    """Keeps values in the worker's memory and hands out the very objects, so nobody may change one.

    Django's own pickles what it keeps, and unpickling the questions of a test at each use took longer than marking it.
    """

    # What Django's own class has, and its types do not tell.
    _cache: OrderedDict[str, Any]
    _lock: Lock
    _has_expired: Callable[[str], bool]
    _delete: Callable[[str], bool]
    _set: Callable[[str, Any, Any], None]

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return what is kept, or ``default``."""
        name = self.make_and_validate_key(key, version=version)
        with self._lock:
            if self._has_expired(name):
                self._delete(name)
                return default
            self._cache.move_to_end(name, last=False)
            return self._cache[name]

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value as it is."""
        name = self.make_and_validate_key(key, version=version)
        with self._lock:
            self._set(name, value, timeout)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless one is kept; tell whether it was."""
        name = self.make_and_validate_key(key, version=version)
        with self._lock:
            is_new = self._has_expired(name)
            if is_new:
                self._set(name, value, timeout)
            return bool(is_new)
