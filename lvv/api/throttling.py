"""How often one may ask."""

import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

SECONDS = 60


class EachMinute(BaseThrottle):
    """So many requests of a person in a minute; while Redis is away, any number."""

    def allow_request(self, request: Request, view: object) -> bool:
        key = f"api:{request.user.pk}:{int(time.time()) // SECONDS}"
        try:
            cache.add(key, 0, 2 * SECONDS)
            return cache.incr(key) <= settings.LVV_API_REQUESTS_A_MINUTE
        except (RedisError, ValueError):
            return True

    def wait(self) -> float:
        return SECONDS - time.time() % SECONDS
