import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SCOPES = [
    ("programme", "the programme: themes, lines and target groups"),
    ("partners", "the partners of each line"),
    ("counts", "numbers per line, never below five"),
    ("events", "published events"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_the_weekly_letter"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="Such as: website kis.nl", max_length=80, verbose_name="for which program")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True, verbose_name="hash of the secret")),
                ("scopes", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=SCOPES, max_length=20), size=None, verbose_name="what it may read")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("expires_on", models.DateField(help_text="From this day on it lets nobody in.", verbose_name="works until")),
                ("last_used_on", models.DateField(editable=False, null=True, verbose_name="last used")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn at")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="api_tokens_made", to=settings.AUTH_USER_MODEL, verbose_name="made by")),
                ("withdrawn_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="api_tokens_withdrawn", to=settings.AUTH_USER_MODEL, verbose_name="withdrawn by")),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="an_api_token_says_for_which_program"),
                    models.CheckConstraint(condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="an_api_token_keeps_only_a_hash"),
                    models.CheckConstraint(condition=models.Q(("scopes", []), _negated=True), name="an_api_token_opens_something"),
                    models.CheckConstraint(condition=models.Q(("scopes__contained_by", ["programme", "partners", "counts", "events"])), name="an_api_token_opens_what_there_is"),
                    models.CheckConstraint(condition=models.Q(models.Q(("withdrawn_at", None), ("withdrawn_by", None)), models.Q(("withdrawn_at__gte", models.F("made_at")), ("withdrawn_by__isnull", False)), _connector="OR"), name="an_api_token_is_withdrawn_by_somebody_after_it_was_made"),
                ],
            },
        ),
    ]
