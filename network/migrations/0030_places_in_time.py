import django.db.models.deletion
from django.db import migrations, models

# The coverage of a region is counted from this too.
TRIGGER = """
    CREATE TRIGGER coverage_changed AFTER INSERT OR UPDATE OR DELETE ON network_formerplace
    FOR EACH STATEMENT EXECUTE FUNCTION network_coverage_changed()
"""


class Migration(migrations.Migration):
    """Keep where an organisation was before it moved; where it is today holds since nobody knows when."""

    dependencies = [
        ('network', '0029_organisations_that_ended'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('province', models.CharField(blank=True, choices=[('NL-DR', 'Drenthe'), ('NL-FL', 'Flevoland'), ('NL-FR', 'Friesland'), ('NL-GE', 'Gelderland'), ('NL-GR', 'Groningen'), ('NL-LI', 'Limburg'), ('NL-NB', 'North Brabant'), ('NL-NH', 'North Holland'), ('NL-OV', 'Overijssel'), ('NL-UT', 'Utrecht'), ('NL-ZE', 'Zeeland'), ('NL-ZH', 'South Holland')], max_length=5, verbose_name='region')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='since')),
                ('ended_on', models.DateField(verbose_name='until')),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.municipality', verbose_name='municipality')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_places', to='network.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'former place of an organisation',
                'verbose_name_plural': 'former places of organisations',
                'ordering': ['-ended_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('started_on', None), ('ended_on__gt', models.F('started_on')), _connector='OR'), name='a_place_ends_after_it_starts')],
            },
        ),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER coverage_changed ON network_formerplace"),
    ]
