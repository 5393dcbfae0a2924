"""All addresses."""

from django.http import HttpRequest, HttpResponse

urlpatterns: list = []
