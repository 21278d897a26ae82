"""A file that waits keeps its row of headings too: somebody may say that another row holds them."""

from typing import Any

from django.db import migrations, models

from network.importing.packing import packed, unpacked


def waiting(apps: Any) -> Any:
    return apps.get_model("network", "ImportFile").objects.exclude(content=b"")


def put_headings_above(apps: Any, _schema_editor: Any) -> None:
    for file in waiting(apps).iterator(chunk_size=1):
        file.content = packed([file.headings]) + bytes(file.content)
        file.save(update_fields=["content"])


def take_headings_away(apps: Any, _schema_editor: Any) -> None:
    for file in waiting(apps).iterator(chunk_size=1):
        rows = list(unpacked(file.content))[file.headings_row :]
        file.content = packed([(row + [""] * len(file.headings))[: len(file.headings)] for row in rows])
        file.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("network", "0033_withheld_moments")]

    operations = [
        migrations.AddField(
            model_name="importfile",
            name="headings_row",
            field=models.PositiveIntegerField(
                default=1, help_text="Above it may stand a title; that is no row.", verbose_name="row with the headings"
            ),
        ),
        migrations.RunPython(put_headings_above, take_headings_away),
    ]
