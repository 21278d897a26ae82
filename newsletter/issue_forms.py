"""What may come in about an issue of a newsletter: itself, its words, and each kind of item."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.models import Event
from network import images
from network.files import safe_name
from newsletter.forms import without_fields, without_unknown_fields
from newsletter.models import Campaign, CampaignItem, ItemKind, Newsletter
from newsletter.models.newsletter import INVITATIONS
from newsletter.models.picture import LARGEST, WITHIN
from web.scanning import scan

LARGEST_UPLOAD = 15 * 1024 * 1024  # bytes: a photo as a phone makes it
WITH_PICTURE = ("heading", "label", "text", "url", "link_text", "upload", "alt", "drop_picture")
# What is asked of each kind of item, in the order of the page.
ASKED = {
    ItemKind.ARTICLE: WITH_PICTURE,
    ItemKind.PUBLICATION: WITH_PICTURE,
    ItemKind.CALL: WITH_PICTURE,
    ItemKind.EVENT: ("event", "heading", "text", "link_text"),
    ItemKind.CONTRIBUTION: ("text", "name", "url", "link_text"),
    ItemKind.PICTURE: ("upload", "alt", "drop_picture", "text", "url"),
    ItemKind.SEPARATOR: (),
}


class IssueForm(forms.ModelForm):
    """A new issue: of which list, and how colleagues call it."""

    class Meta:
        model = Campaign
        fields = ["newsletter", "title", "language"]
        labels = {"newsletter": gettext_lazy("For which list?"), "title": gettext_lazy("How do you call it?")}
        help_texts = {
            "title": gettext_lazy("For you and your colleagues, such as: Newsletter October. Readers do not see it."),
            "language": gettext_lazy("Of the words around your text, such as those about unsubscribing."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists: Any = self.fields["newsletter"]
        lists.queryset = Newsletter.objects.exclude(slug=INVITATIONS)
        lists.empty_label = None


class IssueWordsForm(forms.ModelForm):
    """The words above the items. May be saved unfinished; what is missing is said before the release."""

    class Meta:
        model = Campaign
        fields = ["title", "subject", "preheader", "language", "body"]
        labels = {"body": gettext_lazy("Opening"), "title": gettext_lazy("How do you call it?")}
        help_texts = {
            "title": gettext_lazy("For you and your colleagues. Readers do not see it."),
            "preheader": gettext_lazy("Stands behind the subject in the list of mails."),
            "body": gettext_lazy("A few lines above the items. [voornaam] becomes the first name of the reader."),
        }
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "subject": forms.TextInput(attrs={"autocomplete": "off"}),
            "preheader": forms.TextInput(attrs={"autocomplete": "off"}),
            "body": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.in_other_languages.exists():
            self.fields["language"].disabled = True
            self.fields["language"].help_text = _("There is a version in another language too, so this one stays.")

    def clean_subject(self) -> str:
        return without_unknown_fields(self.cleaned_data["subject"])

    def clean_preheader(self) -> str:
        return without_unknown_fields(self.cleaned_data["preheader"])

    def clean_body(self) -> str:
        return without_unknown_fields(self.cleaned_data["body"])


TYPED = ("label", "heading", "text", "name", "url", "link_text", "event", "alt")


class ItemForm(forms.ModelForm):
    """One item of an issue; asks what its kind needs. May be saved unfinished, as the whole issue may."""

    url = forms.URLField(
        label=gettext_lazy("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )
    upload = forms.FileField(
        label=pgettext_lazy("newsletter", "Picture"),
        help_text=gettext_lazy(
            "It may come straight from your phone (JPEG, PNG, WebP or GIF, at most 15 MB). We make it light enough for "
            "mail and take out where it was made."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    drop_picture = forms.BooleanField(label=gettext_lazy("Take the picture off"), required=False)

    class Meta:
        model = CampaignItem
        fields = TYPED
        labels = {"alt": gettext_lazy("What does the picture show?")}
        help_texts = {
            "label": gettext_lazy("Stands above the heading, such as: labour market."),
            "alt": gettext_lazy("One sentence for who does not see it. Without it the letter cannot leave."),
            "link_text": gettext_lazy("Words that stand alone, such as: Read the article about internships."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, events: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = ItemKind(self.instance.kind)
        asked = ASKED[self.kind]
        alt: Any = self.fields["alt"]
        alt.needed_later = True  # what is in the making is saved without it, and never leaves without it
        for name in set(self.fields) - set(asked):
            del self.fields[name]
        if not self.instance.picture:
            self.fields.pop("drop_picture", None)
        self.order_fields(asked)
        if self.kind == ItemKind.EVENT:
            self._ask_for_event(events)
        if self.kind == ItemKind.CONTRIBUTION:
            self.fields["text"].label = _("The words of the reader")
            self.fields["name"].help_text = _(
                "As they want to be called: Els, team leader in Friesland. Ask them first."
            )

    def _ask_for_event(self, events: Any) -> None:
        field: Any = self.fields["event"]
        field.queryset = events
        field.empty_label = _("Choose an event")
        field.label_from_instance = lambda event: f"{event.title} ({event.held_on:%d-%m-%Y})"
        self.fields["heading"].help_text = _("Leave empty to show the title of the event.")
        self.fields["text"].help_text = _(
            "Leave empty to show what the event is in one sentence. Day, place and free places follow the event."
        )

    def clean_label(self) -> str:
        return without_fields(self.cleaned_data["label"])

    def clean_name(self) -> str:
        return without_fields(self.cleaned_data["name"])

    def clean_link_text(self) -> str:
        return without_fields(self.cleaned_data["link_text"])

    def clean_alt(self) -> str:
        return without_fields(self.cleaned_data["alt"])

    def clean_heading(self) -> str:
        return without_unknown_fields(self.cleaned_data["heading"])

    def clean_text(self) -> str:
        return without_unknown_fields(self.cleaned_data["text"])

    def clean_upload(self) -> images.Fitted | None:
        """Make the picture fit for mail; what it is follows from its content, not from what it is called."""
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        name = safe_name(upload.name)
        if upload.size > LARGEST_UPLOAD:
            raise ValidationError(_("“%(name)s” is larger than 15 MB. Make it smaller first.") % {"name": name})
        content = upload.read()
        scan(name, content)
        picture = images.fitted(name, content, WITHIN)
        if len(picture.content) > LARGEST:
            said = _("“%(name)s” shows so much detail that it stays too heavy for mail. Choose a part of it.")
            raise ValidationError(said % {"name": name})
        return picture

    def parts(self) -> dict[str, Any]:
        """Return what the item says now; the new picture apart."""
        names = {"event": "event_id"}
        skipped = ("upload", "drop_picture")
        parts = {names.get(name, name): value for name, value in self.cleaned_data.items() if name not in skipped}
        if "event_id" in parts:
            parts["event_id"] = parts["event_id"].pk if parts["event_id"] else None
        if self.cleaned_data.get("drop_picture"):
            parts |= {"picture_id": None, "alt": ""}
        return parts


def offered_events(visible: Any, item: CampaignItem, today: Any) -> Any:
    """Find the events that an item may be about: those to come, and the one that was chosen before."""
    coming = visible.coming(today).values("pk")
    return Event.objects.filter(pk__in=coming) | Event.objects.filter(pk=item.event_id or 0)
