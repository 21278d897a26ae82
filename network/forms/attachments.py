from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from network import files

ACCEPTED = ",".join(f".{ending}" for ending in [*files.TYPES, "jpeg"])


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files to hang on, each checked by its content; at most five."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=SeveralFiles(attrs={"multiple": True, "accept": ACCEPTED}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[files.Checked]:  # noqa: ARG002  Django asks for both
        uploads = [upload for upload in data or [] if upload]
        if len(uploads) > files.MOST_FILES:
            raise ValidationError(_("Add at most %(most)d files.") % {"most": files.MOST_FILES})
        return [self._checked(upload) for upload in uploads]

    def _checked(self, upload: Any) -> files.Checked:
        """Look at the size before reading: what is too large never fills the memory."""
        if upload.size > files.LARGEST:
            raise ValidationError(
                _("“%(name)s” is larger than 10 MB. Share it in another way.") % {"name": files.safe_name(upload.name)}
            )
        return files.checked(upload.name, upload.read())
