"""Participants for programs: the list and the search in it, as the page shows them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from apps.audit.actions import record_read
from apps.audit.codes import Act
from apps.foundation.api import filtered, listed, page_of
from apps.foundation.documenting import documented, page_of_these
from apps.foundation.serializing import Code, Input, MaybeText, Output, Text
from apps.organisation.access import ApiRequest, Permission, needs
from apps.organisation.codes import Part

from . import codes
from .filters import ParticipantFilter, opened_search, seal_search
from .models import Participant

TAG = [_("Deelnemers")]
LONGEST_SEARCH = 100


class ParticipantOutput(Output):
    """Takes `actor` in its context: of the person, who may see a name alone sees no more."""

    id = serializers.IntegerField()
    key = serializers.CharField(help_text=_("Het kenmerk van het dossier bij de locatie."))
    location = serializers.CharField(source="location.code")
    family_name = serializers.CharField()
    given_names = serializers.CharField()
    gender = Code(codes.Gender.choices)
    birth_year = MaybeText()
    date_of_birth = MaybeText(
        help_text=_("Een jaar, een maand of een dag; niets als u dat niet mag zien.")
    )
    country_of_origin = MaybeText(help_text=_("ISO 3166-1, drie letters."))

    of_person: tuple[str, ...] = ("dateOfBirth", "countryOfOrigin")

    def to_representation(self, instance: Participant) -> dict[str, Any]:
        found = super().to_representation(instance)
        if not self.context["actor"].sees(Part.PERSON, at=instance.location_id):
            found |= dict.fromkeys(self.of_person)
        return found


class SearchInput(Input):
    words = Text(
        max_length=LONGEST_SEARCH,
        help_text=_("Een V-nummer, een kenmerk, of woorden uit de naam."),
    )


@documented(
    "listParticipants",
    _("De deelnemers die u mag zien, op naam"),
    gives=page_of_these(ParticipantOutput),
    filters=ParticipantFilter,
    paged=True,
    tags=TAG,
)
@needs(Permission.PARTICIPANT_VIEW)
def participant_list(request: ApiRequest) -> Response:
    actor = request.actor
    words = opened_search(request.GET)
    if "search" in request.GET and not words:
        sentence = _("Deze zoekopdracht gaat niet open. Zoek opnieuw.")
        raise ValidationError({"search": ValidationError(sentence, code="no_such_search")})
    visible = Participant.objects.visible_to(actor).for_list()
    found = page_of(request, filtered(request, ParticipantFilter, visible), ("search_name", "pk"))
    ids = [row.pk for row in found["results"]]
    record_read(actor, "participant", ids=ids, act=Act.SEARCH if words else Act.LIST)
    return listed(found, ParticipantOutput, actor=actor)


@documented(
    "searchParticipants",
    _("Deelnemers zoeken"),
    description=_(
        "Stuurt door naar de lijst met wat is gevonden (303). Het adres daarvan toont de woorden "
        "niet: namen en V-nummers horen in geen adres."
    ),
    gives={303: None},
    request=SearchInput,
    tags=TAG,
)
@needs(Permission.PARTICIPANT_VIEW)
def participant_search(request: ApiRequest) -> HttpResponse:
    given = SearchInput(data=request.data)
    given.is_valid(raise_exception=True)
    sealed = seal_search(given.validated_data["words"])
    address = f"{reverse('api_participants')}?search={sealed}"
    return HttpResponse(status=303, headers={"Location": address})
