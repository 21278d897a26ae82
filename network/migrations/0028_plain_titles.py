import network.plain
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0027_target_groups_in_time'),
    ]

    operations = [
        migrations.AddField(
            model_name='affiliation',
            name='plain_title',
            field=models.GeneratedField(db_persist=True, expression=network.plain.Plain('title'), output_field=models.TextField()),
        ),
    ]
