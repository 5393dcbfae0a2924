"""The code lists of who works where: kinds of organisation, roles, zones, scopes of tokens."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is to the LVV; it bounds what its people may see."""

    MUNICIPALITY = "municipality", _("Gemeente")
    NGO = "ngo", _("Maatschappelijke organisatie")
    SHELTER = "shelter", _("Opvangorganisatie")
    IND = "ind", _("IND")
    DTV = "dtv", _("DT&V")
    AVIM = "avim", _("AVIM")
    BUREAU = "bureau", _("Programmabureau")


class Role(TextChoices):
    """What a person does in an organisation."""

    COUNSELLOR = "counsellor", _("Begeleider")
    LAWYER = "lawyer", _("Jurist")
    SHELTER_STAFF = "shelter_staff", _("Opvangmedewerker")
    COORDINATOR = "coordinator", _("LVV-coördinator")
    REGISTRAR = "registrar", _("Registrator")
    MONITOR_OFFICER = "monitor_officer", _("Monitormedewerker")
    SECOND_OFFICER = "second_officer", _("Tweede monitormedewerker")
    PARTNER = "partner", _("Ketenpartner")
    PROGRAMME_BUREAU = "programme_bureau", _("Medewerker programmabureau")
    PRIVACY_OFFICER = "privacy_officer", _("Functionaris gegevensbescherming")
    ADMINISTRATOR = "administrator", _("Functioneel beheerder")


class Zone(TextChoices):
    """A part of a dossier that row-level security guards by itself."""

    IDENTITY = "identity", _("Identiteit")
    CASE = "case", _("Traject en perspectief")
    LEGAL = "legal", _("Juridisch")
    SHELTER = "shelter", _("Opvang")
    NOTES = "notes", _("Begeleidingsnotities")


class Part(TextChoices):
    """A group of fields that a person sees, or does not."""

    NAME = "name", _("Naam, geslacht en geboortejaar")
    PERSON = "person", _("Geboortedatum, herkomst en eerste aanvraag")
    TRACK = "track", _("Aanmelding, traject en perspectief")
    SHELTER = "shelter", _("Opvang")
    LEGAL = "legal", _("Juridische screening en procedures")
    LEGAL_OUTCOME = "legal_outcome", _("Uitkomst van screening en procedures")
    CONTACTS = "contacts", _("Begeleiding")


class Scope(TextChoices):
    """What a token may be for; it never gives more than its person may do."""

    MONITOR_READ = "monitor.read", _("Monitor: cijfers bekijken en een dag laten tellen")
    REGISTER_READ = "register.read", _("Register: deelnemers en trajecten bekijken")
    IMPORTS_WRITE = "imports.write", _("Inlezen: registerpakketten aanbieden en volgen")
