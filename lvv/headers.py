"""The headers of every answer, whoever gives it: what a browser may do with what we send."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# What a page may use of the machine that shows it: nothing.
_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
HEADERS = {
    # No other site shows a page, a picture or a script of ours, holds on to a window of it, or
    # learns which of our addresses somebody came from.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    # Pages hold personal data: no cache keeps them, also not behind the back button.
    "Cache-Control": "no-store",
}


class HeadersMiddleware:
    """Give every answer these headers, but for those that it has of its own.

    Outermost, with the policies of content and of frames beside it, so that also a static file, a
    health page, a redirect and a crash have them.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
