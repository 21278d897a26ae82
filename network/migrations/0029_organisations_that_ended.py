import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0028_plain_titles'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rows', models.JSONField(verbose_name='what ended with it')),
                ('closed_at', models.DateTimeField(verbose_name='recorded at')),
            ],
            options={
                'verbose_name': 'end of an organisation',
                'verbose_name_plural': 'ends of organisations',
            },
        ),
        migrations.AddField(
            model_name='organisation',
            name='ended_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='ended on'),
        ),
        migrations.AddField(
            model_name='organisation',
            name='ended_why',
            field=models.CharField(blank=True, choices=[('opgegaan', 'went into another organisation'), ('failliet', 'went bankrupt'), ('gestopt', 'stopped its work'), ('anders', 'ended for another reason')], db_default='', default='', editable=False, max_length=10, verbose_name='why it ended'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on', None), ('ended_why', '')), models.Q(('ended_on__isnull', False), ('ended_why__in', ['opgegaan', 'failliet', 'gestopt', 'anders'])), _connector='OR'), name='an_organisation_that_ended_says_why'),
        ),
        migrations.AddField(
            model_name='closing',
            name='closed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='closing',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closings', to='network.organisation', verbose_name='organisation'),
        ),
    ]
