from django.db import migrations, models


class Migration(migrations.Migration):
    """What was overruled before holds no more: of which version and for how many people it was, nobody wrote down."""

    dependencies = [("newsletter", "0015_choosing_the_archive")]

    operations = [
        migrations.AddField(
            model_name="senderoverride",
            name="version",
            field=models.PositiveIntegerField(default=0, verbose_name="version of the letter"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="senderoverride",
            name="number",
            field=models.PositiveIntegerField(default=0, verbose_name="people who would get it"),
            preserve_default=False,
        ),
    ]
