"""The cache that several processes share."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app
from flask_caching.backends.rediscache import RedisCache
from redis.exceptions import RedisError

#: Seconds for which a Redis that did not answer is left alone, so that not every page waits for it.
LEFT_ALONE = 5.0


class SharedCache(RedisCache):
    """A cache in Redis that helps and never hinders: while Redis is away, nothing is found and nothing is kept."""

    away_until = 0.0

    def get(self, key: str) -> Any:
        return self.unless_away(lambda: super(SharedCache, self).get(key))

    def set(self, key: str, value: Any, timeout: int | timedelta | None = None) -> Any:
        return self.unless_away(lambda: super(SharedCache, self).set(key, value, timeout))

    def delete(self, key: str) -> Any:
        return self.unless_away(lambda: super(SharedCache, self).delete(key))

    def unless_away(self, ask: Callable[[], Any]) -> Any:
        """What Redis answers; None while it is away."""
        if time.monotonic() < self.away_until:
            return None
        try:
            return ask()
        except RedisError as error:
            self.away_until = time.monotonic() + LEFT_ALONE
            current_app.logger.warning("Redis does not answer; going on without the cache: %s", error)
            return None
