"""Exchange for programs: imports, and the code lists of a register package."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiRequest
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from apps.audit.actions import record_read
from apps.foundation.api import TooLarge, listed, page_of
from apps.foundation.documenting import documented, number, page_of_these
from apps.foundation.serializing import Code, CodeOutput, Output
from apps.organisation.access import ApiRequest, Permission, needs

from .actions import request_import
from .code_lists import CODE_LISTS
from .codes import ImportState, Step
from .forms import UploadForm
from .models import ImportJob

TAG, CODES = [_("Inlezen")], [_("Codelijsten")]
# What stands around the file in a message.
AROUND = 64 * 1024


class ImportJobOutput(Output):
    id = serializers.IntegerField()
    state = Code(ImportState.choices, allow_null=False)
    step = Code(Step.choices)
    percentage = serializers.IntegerField()
    size = serializers.IntegerField(help_text=_("De grootte van het pakket in bytes."))
    created_at = serializers.DateTimeField()
    begun_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class FindingOutput(Output):
    file = serializers.CharField()
    line = serializers.IntegerField()
    field = serializers.CharField()
    value = serializers.CharField(allow_null=True)
    rule = serializers.CharField()
    message = serializers.SerializerMethodField()

    def get_message(self, found: dict[str, Any]) -> str:
        return str(found["message_en" if get_language() == "en" else "message"])


class ReportOutput(Output):
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    errors = FindingOutput(many=True)  # type: ignore[assignment]
    warnings = FindingOutput(many=True)
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text=_("Hoe vaak elke regel is overtreden.")
    )


class ImportJobDetailOutput(ImportJobOutput):
    report = ReportOutput(allow_null=True)


# The file itself is read by the form of the page.
PACKAGE = {
    "type": "object",
    "required": ["package"],
    "properties": {"package": {"type": "string", "format": "binary", "minLength": 1}},
}


# Another kind of file is refused at once.
ZIP = {"package": {"contentType": "application/zip"}}


class CodeListNameOutput(Output):
    name = serializers.CharField()
    used_in = serializers.ListField(
        child=serializers.CharField(), help_text=_("De velden van het pakket met deze lijst.")
    )


class CodeListOutput(CodeListNameOutput):
    codes = CodeOutput(many=True)


@documented(
    "listImportJobs",
    _("Wat u hebt ingelezen, het nieuwste eerst"),
    gives=page_of_these(ImportJobOutput),
    paged=True,
    tags=TAG,
)
@needs(Permission.REGISTER_IMPORT)
def import_job_list(request: ApiRequest) -> Response:
    jobs = ImportJob.objects.visible_to(request.actor)
    found = page_of(request, jobs, ("-created_at", "-pk"))
    record_read(request.actor, "import_job", ids=[job.pk for job in found["results"]])
    return listed(found, ImportJobOutput)


@documented(
    "requestImport",
    _("Een registerpakket aanbieden"),
    description=_(
        "Het pakket wordt in zijn geheel ingelezen, of helemaal niet. Volg hoe het gaat op het "
        "adres in de kop Location."
    ),
    gives={202: ImportJobOutput},
    request={"multipart/form-data": OpenApiRequest(PACKAGE, encoding=ZIP)},
    tags=TAG,
)
@needs(Permission.REGISTER_IMPORT)
def import_job_request(request: ApiRequest) -> Response:
    form = UploadForm(request.data, request.FILES)
    if not form.is_valid():
        # What is larger was not taken in, so that there is no file.
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.LVV_UPLOAD_MAX_BYTES:
            raise TooLarge
        raise ValidationError(form.errors.as_data())
    job = request_import(form.cleaned_data["package"], by=request.actor)
    address = reverse("api_import_job", args=[job.pk])
    return Response(ImportJobOutput(job).data, 202, headers={"Location": address})


# The file may be as large as on the page.
UPLOADS = {
    "parser_classes": [MultiPartParser],
    "most_bytes": settings.LVV_UPLOAD_MAX_BYTES + AROUND,
}


@documented(
    "readImportJob",
    _("Hoe ver een pakket is, of het rapport"),
    gives=ImportJobDetailOutput,
    parameters=[number()],
    tags=TAG,
)
@needs(Permission.REGISTER_IMPORT)
def import_job_detail(request: ApiRequest, number: int) -> Response:
    job = get_object_or_404(ImportJob.objects.visible_to(request.actor), pk=number)
    record_read(request.actor, "import_job", ids=[job.pk])
    return Response(ImportJobDetailOutput(job).data)


def _described(name: str) -> dict[str, Any]:
    choices, fields = CODE_LISTS[name]
    return {"name": name, "used_in": list(fields), "codes": list(choices)}


@documented(
    "listCodeLists",
    _("De codelijsten van het registerpakket"),
    gives=CodeListNameOutput(many=True),
    tags=CODES,
)
def code_list_list(request: ApiRequest) -> Response:
    return Response(CodeListNameOutput(map(_described, CODE_LISTS), many=True).data)


@documented(
    "readCodeList",
    _("Een codelijst"),
    gives=CodeListOutput,
    parameters=[
        OpenApiParameter(
            "name",
            {"type": "string", "enum": list(CODE_LISTS)},
            OpenApiParameter.PATH,
            description=_("De naam van de lijst"),
        )
    ],
    tags=CODES,
)
def code_list_detail(request: ApiRequest, name: str) -> Response:
    if name not in CODE_LISTS:
        raise Http404
    return Response(CodeListOutput(_described(name)).data)
