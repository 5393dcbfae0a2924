"""All addresses. Login is required everywhere but at signing in."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("lvv.account_urls")),
    path("", include("apps.organisation.urls")),
    path("", include("apps.participants.urls")),
    path("", include("apps.tracks.urls")),
    path("", include("apps.counselling.urls")),
    path("", include("apps.monitor.urls")),
    path("", include("apps.exchange.urls")),
]
