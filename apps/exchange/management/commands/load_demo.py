"""manage.py load_demo: the pilot register and the accounts of the demonstration."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.exchange.demonstration import PASSWORD, load
from apps.foundation.clock import today


class Command(BaseCommand):
    help = "Load the demonstration, if it is not there yet, and print its accounts."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.LVV_DEMO:
            raise CommandError("This is no demonstration: set LVV_DEMO=1 where it is one.")
        accounts = load(today())
        self.stdout.write(f"Wachtwoord van elk account / password of every account: {PASSWORD}")
        self.stdout.write("De code van de tweede stap staat op het scherm / the code is on screen")
        for role, place, email in accounts:
            self.stdout.write(f"{email:42} {role}, {place}")
