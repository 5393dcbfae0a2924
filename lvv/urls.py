"""All addresses. Login is required everywhere but at signing in and to read what the API is."""

from django.urls import include, path

handler500 = "lvv.errors.failed"

urlpatterns = [
    path("api/v1/", include("lvv.api.urls")),
    path("account/", include("lvv.account_urls")),
    path("", include("apps.organisation.urls")),
    path("", include("apps.audit.urls")),
    path("", include("apps.accounts.urls")),
    path("", include("apps.participants.urls")),
    path("", include("apps.tracks.urls")),
    path("", include("apps.counselling.urls")),
    path("", include("apps.monitor.urls")),
    path("", include("apps.exchange.urls")),
]
