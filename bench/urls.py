"""The product's addresses, and the changelist that it is measured against."""

from django.urls import path

from lvv.urls import urlpatterns as product

from .rival_admin import site

urlpatterns = [*product, path("bench-admin/", site.urls)]
