"""All addresses. Login is required everywhere but at signing in and at what a machine asks."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The web answers, and so does its database: the middleware has opened a transaction."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("account/", include("lvv.account_urls")),
    path("", include("apps.organisation.urls")),
    path("", include("apps.participants.urls")),
    path("", include("apps.tracks.urls")),
    path("", include("apps.counselling.urls")),
    path("", include("apps.monitor.urls")),
    path("", include("apps.exchange.urls")),
]
