"""The settings for the type checker: the same, without starting a server."""

import os

os.environ |= {
    "LVV_EMBEDDED": "0",
    "DATABASE_URL": "postgresql://lvv_app@/lvv",
    "REDIS_URL": "redis://127.0.0.1/0",
    "SECRET_KEY": "types",
    "LVV_MASTER_KEYS": "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "LVV_HASH_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
}

from lvv.settings import *  # noqa: E402, F403
