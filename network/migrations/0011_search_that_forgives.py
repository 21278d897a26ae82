import django.contrib.postgres.indexes
from django.db import migrations, models

import network.namesearch
from network.namesearch import FORGET, GRAMS, INITIALS, SOUNDS


class Migration(migrations.Migration):
    dependencies = [("network", "0010_introductions")]

    operations = [
        migrations.RunSQL([GRAMS, SOUNDS, INITIALS], FORGET),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['kind', 'sort_name'], name='organisations_by_kind'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['province', 'sort_name'], name='organisations_by_region'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['created_at'], name='organisations_by_recording'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(network.namesearch.Grams('sort_name'), name='organisations_by_part_of_name'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(network.namesearch.Sounds('sort_name'), name='organisations_by_sound'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=django.contrib.postgres.indexes.GinIndex(network.namesearch.Initials('sort_name'), name='organisations_by_initials'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['province', 'sort_name'], name='people_by_region'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['created_at'], name='people_by_recording'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(network.namesearch.Grams('sort_name'), name='people_by_part_of_name'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(network.namesearch.Sounds('sort_name'), name='people_by_sound_of_name'),
        ),
    ]
