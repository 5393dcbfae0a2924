"""The settings of the product, with what the bench needs beside them: a superuser, and a rival."""

import os

from lvv import environment
from lvv.settings import *  # noqa: F403
from lvv.settings import DATABASES, ENVIRONMENT, INSTALLED_APPS

# What the tables are laid bare with, and filled by COPY.
SUPERUSER = environment.database(ENVIRONMENT.database_superuser_url)
if os.environ.get("BENCH_AS_SUPERUSER"):
    DATABASES["default"] = SUPERUSER
# Django's own changelist, the list's rival; nowhere else is it installed.
INSTALLED_APPS += ["django.contrib.admin"]
ROOT_URLCONF = "bench.urls"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
LOGGING_CONFIG = None
