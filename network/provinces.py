"""The twelve provinces, with their ISO 3166-2:NL codes; the region of a person or organisation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Province(TextChoices):
    DRENTHE = "NL-DR", _("Drenthe")
    FLEVOLAND = "NL-FL", _("Flevoland")
    FRIESLAND = "NL-FR", _("Friesland")
    GELDERLAND = "NL-GE", _("Gelderland")
    GRONINGEN = "NL-GR", _("Groningen")
    LIMBURG = "NL-LI", _("Limburg")
    NORTH_BRABANT = "NL-NB", _("North Brabant")
    NORTH_HOLLAND = "NL-NH", _("North Holland")
    OVERIJSSEL = "NL-OV", _("Overijssel")
    UTRECHT = "NL-UT", _("Utrecht")
    ZEELAND = "NL-ZE", _("Zeeland")
    SOUTH_HOLLAND = "NL-ZH", _("South Holland")
