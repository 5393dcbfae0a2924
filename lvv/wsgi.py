"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

from lvv.limits import bound_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lvv.settings")
bound_statements()
application = get_wsgi_application()
