"""The monitor for programs: editions, their cells, and what each indicator means."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from apps.audit.actions import record_read
from apps.audit.codes import Act
from apps.foundation.api import blaming, filtered, listed, page_of
from apps.foundation.documenting import documented, number, page_of_these
from apps.foundation.serializing import (
    Code,
    CodeOutput,
    Day,
    Input,
    MaybeText,
    Output,
    Text,
    YesOrNo,
)
from apps.organisation.access import ApiRequest, Permission, needs
from apps.organisation.models import Location

from .actions import request_edition
from .codes import EditionState, Theme
from .exporting import export_edition
from .exports import FORMATS
from .filters import ALL, CellFilter, EditionFilter
from .indicators import BY_CODE, INDICATORS, Indicator, Kind
from .models import Edition, EditionCell, EditionRequest
from .reading import codes_seen

TAG = [_("Monitor")]


class PeriodOutput(Output):
    first = serializers.DateField(source="period_first")
    last = serializers.DateField(source="reference_date")


class ScopedOutput(Output):
    id = serializers.IntegerField()
    reference_date = serializers.DateField()
    scope = serializers.SerializerMethodField(
        help_text=_("De code van een locatie, of all voor alle locaties samen.")
    )

    def get_scope(self, row: Edition | EditionRequest) -> str:
        return row.location.code if row.location else ALL


class EditionOutput(ScopedOutput):
    period = PeriodOutput(source="*")
    definition = serializers.CharField(help_text=_("De versie van de definities."))
    cut_off = serializers.DateTimeField(help_text=_("De stand van het register die is geteld."))
    hash = serializers.CharField(help_text=_("SHA-256 van de cellen als CSV van de standaard."))


class EditionRequestOutput(ScopedOutput):
    state = Code(EditionState.choices, allow_null=False)
    asked_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    edition = serializers.IntegerField(
        source="edition_id",
        allow_null=True,
        help_text=_("Het nummer van de editie, als die er is."),
    )


class EditionInput(Input):
    reference_date = Day(help_text=_("De dag waarover wordt geteld, tot en met vandaag."))
    scope = Text(
        default=ALL,
        max_length=40,
        help_text=_("De code van een locatie, of all voor alle locaties samen."),
    )
    again = YesOrNo(
        default=False, help_text=_("Tel opnieuw, ook als er al een editie van die dag is.")
    )

    def validate_scope(self, code: str) -> Location | None:
        location = Location.objects.filter(code=code).first()
        if location is None and code != ALL:
            sentence = _("Deze locatie is er niet. Gebruik een code die bestaat, of all.")
            raise serializers.ValidationError(sentence, code="unknown_location")
        return location


class CellOutput(Output):
    reference_date = serializers.DateField(source="edition.reference_date")
    location = serializers.CharField(help_text=_("De code van een locatie, of all."))
    indicator = serializers.CharField()
    category = MaybeText()
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField(allow_null=True)
    value = MaybeText(help_text=_("Een getal met een punt, afgerond als in de standaard."))


class IndicatorOutput(Output):
    code = serializers.CharField()
    theme = Code(Theme.choices, allow_null=False)
    kind = Code([(kind.value, kind.value) for kind in Kind], allow_null=False)
    title = serializers.CharField()
    definition = serializers.CharField()
    categories = CodeOutput(many=True)
    named_countries = serializers.BooleanField(
        help_text=_("Ook landen staan als categorie, met hun code van drie letters.")
    )


@documented(
    "listEditions",
    _("De edities, van de laatste peildatum af"),
    gives=page_of_these(EditionOutput),
    filters=EditionFilter,
    paged=True,
    tags=TAG,
)
@needs(Permission.MONITOR_VIEW)
def edition_list(request: ApiRequest) -> Response:
    actor = request.actor
    editions = filtered(request, EditionFilter, Edition.objects.visible_to(actor).for_list())
    found = page_of(request, editions, ("-reference_date", "-pk"))
    record_read(actor, "edition", ids=[row.pk for row in found["results"]], act=Act.LIST)
    return listed(found, EditionOutput)


@documented(
    "requestEdition",
    _("De editie van een dag vragen"),
    description=_(
        "Is er al een editie van de dag, dan komt die terug (200). Anders wordt geteld (202): "
        "volg de aanvraag op het adres in de kop Location."
    ),
    gives={200: EditionOutput, 202: EditionRequestOutput},
    request=EditionInput,
    tags=TAG,
)
@needs(Permission.MONITOR_VIEW)
def edition_request(request: ApiRequest) -> Response:
    given = EditionInput(data=request.data)
    given.is_valid(raise_exception=True)
    with blaming(on="reference_date"):
        found = request_edition(
            on=given.validated_data["reference_date"],
            location=given.validated_data["scope"],
            again=given.validated_data["again"],
            by=request.actor,
        )
    if isinstance(found, Edition):
        record_read(request.actor, "edition", ids=[found.pk])
        address = reverse("api_edition", args=[found.pk])
        return Response(EditionOutput(found).data, headers={"Location": address})
    address = reverse("api_edition_request", args=[found.pk])
    return Response(EditionRequestOutput(found).data, 202, headers={"Location": address})


@documented(
    "readEditionRequest",
    _("Hoe ver een gevraagde editie is"),
    gives=EditionRequestOutput,
    parameters=[number()],
    tags=TAG,
)
@needs(Permission.MONITOR_VIEW)
def edition_request_detail(request: ApiRequest, number: int) -> Response:
    visible = EditionRequest.objects.visible_to(request.actor).select_related("location")
    return Response(EditionRequestOutput(get_object_or_404(visible, pk=number)).data)


@documented("readEdition", _("Een editie"), gives=EditionOutput, parameters=[number()], tags=TAG)
@needs(Permission.MONITOR_VIEW)
def edition_detail(request: ApiRequest, number: int) -> Response:
    visible = Edition.objects.visible_to(request.actor).for_list()
    edition = get_object_or_404(visible, pk=number)
    record_read(request.actor, "edition", ids=[edition.pk])
    return Response(EditionOutput(edition).data)


@documented(
    "listCells",
    _("De cijfers van een editie"),
    description=_("In de volgorde van de standaard: alleen wat u mag zien."),
    gives=page_of_these(CellOutput),
    filters=CellFilter,
    paged=True,
    parameters=[number()],
    tags=TAG,
)
@needs(Permission.MONITOR_VIEW)
def cell_list(request: ApiRequest, number: int) -> Response:
    actor = request.actor
    edition = get_object_or_404(Edition.objects.visible_to(actor), pk=number)
    cells = EditionCell.objects.seen_of(edition, codes_seen(actor)).select_related("edition")
    found = page_of(request, filtered(request, CellFilter, cells), ("position",))
    record_read(actor, "edition", ids=[edition.pk])
    return listed(found, CellOutput)


@documented(
    "exportEdition",
    _("Een editie als bestand"),
    description=_("Met de cijfers die u mag zien, in de taal waarom u vraagt."),
    gives={
        (200, form.content_type): (
            OpenApiTypes.OBJECT if form.content_type == "application/json" else OpenApiTypes.BINARY
        )
        for form in FORMATS.values()
    },
    parameters=[
        number(),
        OpenApiParameter(
            "form",
            {"type": "string", "enum": list(FORMATS)},
            OpenApiParameter.PATH,
            description=_("De vorm van het bestand"),
        ),
    ],
    tags=TAG,
)
@needs(Permission.MONITOR_VIEW)
def edition_export(request: ApiRequest, number: int, form: str) -> HttpResponse:
    edition = get_object_or_404(Edition.objects.visible_to(request.actor).for_list(), pk=number)
    if form not in FORMATS:
        raise Http404
    exported = export_edition(edition, form=form, by=request.actor)
    disposition = content_disposition_header(True, exported.name) or "attachment"
    return HttpResponse(
        exported.content,
        content_type=exported.content_type,
        headers={"Content-Disposition": disposition},
    )


@documented(
    "listIndicators",
    _("De indicatoren, met hun definities"),
    gives=IndicatorOutput(many=True),
    tags=TAG,
)
@needs(Permission.MONITOR_VIEW)
def indicator_list(request: ApiRequest) -> Response:
    return Response(IndicatorOutput(INDICATORS, many=True).data)


@documented(
    "readIndicator",
    _("Een indicator"),
    gives=IndicatorOutput,
    parameters=[
        OpenApiParameter(
            "code",
            {"type": "string", "pattern": "^[a-z0-9_]+$"},
            OpenApiParameter.PATH,
            description=_("De code van een indicator"),
        )
    ],
    tags=TAG,
)
@needs(Permission.MONITOR_VIEW)
def indicator_detail(request: ApiRequest, code: str) -> Response:
    indicator: Indicator | None = BY_CODE.get(code)
    if indicator is None:
        raise Http404
    return Response(IndicatorOutput(indicator).data)
