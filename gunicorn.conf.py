"""How gunicorn runs the web server: it reads this by itself, in the folder that it starts in."""

from gunicorn import glogging
from gunicorn.config import Config

from lvv import logs


class Logger(glogging.Logger):
    """Gunicorn's own, but its lines hold no more than those of the application."""

    def setup(self, cfg: Config) -> None:
        """Give what gunicorn set up our form."""
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(logs.Formatter())


logger_class = Logger
# The access log, which is off unless asked for: no query string, no referer, no browser.
access_log_format = "%(m)s %(U)s %(s)s %(B)s %(L)s"
# What a proxy says of a caller is judged in one place: see LVV_TRUSTED_PROXIES.
forwarded_allow_ips = ""
