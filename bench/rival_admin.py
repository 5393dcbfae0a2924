"""Django's own changelist over the same rows: what the lists are measured against."""

from django.contrib import admin
from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest
from django.utils.functional import cached_property

from apps.participants.models import Participant
from apps.tracks.models import Track


class Site(AdminSite):
    """Open to whoever is signed in; row-level security says which rows exist for them."""

    def has_permission(self, request: HttpRequest) -> bool:
        return True

    @cached_property
    def urls(self):  # type: ignore[override]
        return self.get_urls(), "admin", self.name


class Changelist(ModelAdmin):
    """As Django makes it, with the columns and the filter of ours."""

    list_per_page = 25

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return True

    has_add_permission = has_change_permission = has_delete_permission = (
        lambda self, request, obj=None: False
    )


class Tracks(Changelist):
    list_display = ("participant", "admitted_on", "outflow_on", "outflow_reason", "location")
    list_filter = ("outflow_reason",)
    list_select_related = ("participant", "location")
    ordering = ("-admitted_on", "-pk")
    search_fields = ("key",)


class Participants(Changelist):
    list_display = ("family_name", "given_names", "date_of_birth", "gender", "key", "location")
    list_select_related = ("location",)
    ordering = ("search_name", "pk")
    search_fields = ("family_name", "given_names", "key")


site = Site(name="admin")
site.register(Track, Tracks)
site.register(Participant, Participants)
# Its templates look for the site by this name.
admin.site = site
