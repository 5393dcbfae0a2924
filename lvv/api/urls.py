"""All addresses of the API."""

from django.urls import path

from apps.counselling import api as counselling
from apps.exchange import api as exchange
from apps.foundation.api import AnyForm, resource
from apps.monitor import api as monitor
from apps.participants import api as participants
from apps.tracks import api as tracks

from .document import openapi
from .reading import docs

editions = resource(get=monitor.edition_list, post=monitor.edition_request)
edition = resource(get=monitor.edition_detail)
asked = resource(get=monitor.edition_request_detail)
cells = resource(get=monitor.cell_list)
export = resource(get=monitor.edition_export, content_negotiation_class=AnyForm)
indicators = resource(get=monitor.indicator_list)
indicator = resource(get=monitor.indicator_detail)
code_lists = resource(get=exchange.code_list_list)
code_list = resource(get=exchange.code_list_detail)
jobs = resource(get=exchange.import_job_list, post=exchange.import_job_request, **exchange.UPLOADS)
job = resource(get=exchange.import_job_detail)
people = resource(get=participants.participant_list)
search = resource(post=participants.participant_search)
person = resource(get=counselling.participant_detail)

urlpatterns = [
    path("openapi.json", openapi, name="api_openapi"),
    path("docs", docs, name="api_docs"),
    path("editions", editions, name="api_editions"),
    path("editions/<int:number>", edition, name="api_edition"),
    path("editions/<int:number>/cells", cells, name="api_cells"),
    path("editions/<int:number>/exports/<str:form>", export, name="api_export"),
    path("edition-requests/<int:number>", asked, name="api_edition_request"),
    path("indicators", indicators, name="api_indicators"),
    path("indicators/<slug:code>", indicator, name="api_indicator"),
    path("code-lists", code_lists, name="api_code_lists"),
    path("code-lists/<slug:name>", code_list, name="api_code_list"),
    path("import-jobs", jobs, name="api_import_jobs"),
    path("import-jobs/<int:number>", job, name="api_import_job"),
    path("participants", people, name="api_participants"),
    path("participants/_search", search, name="api_participant_search"),
    path("participants/<int:number>", person, name="api_participant"),
    path("tracks", resource(get=tracks.track_list), name="api_tracks"),
    path("tracks/<int:number>", resource(get=tracks.track_detail), name="api_track"),
]
