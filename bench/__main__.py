"""python -m bench NAME …: run one part of the bench with its settings; `all` runs every part."""

import logging
import os
import sys
from importlib import import_module

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    logging.disable(logging.WARNING)
    import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:])


main()
