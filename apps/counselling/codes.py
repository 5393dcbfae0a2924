"""The code lists of counselling."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Form(TextChoices):
    """The form of a contact."""

    LEGAL_SUPPORT = "legal_support", _("Juridische begeleiding")
    SOCIAL_COUNSELLING = "social_counselling", _("Sociale begeleiding")
    ACTIVATION = "activation", _("Activering")
    FUTURE_ORIENTATION = "future_orientation", _("Toekomstoriëntatie")
    HEALTH_CARE = "health_care", _("Zorg")


class Aim(TextChoices):
    """What future orientation is aimed at."""

    EMPOWERMENT = "empowerment", _("Empowerment")
    RETURN = "return", _("Terugkeer")
    EMPOWERMENT_AND_RETURN = "empowerment_and_return", _("Empowerment en terugkeer")
