"""Let a stop that holds stop the addresses of its person as well, as every stop does from now on."""

from django.db import migrations

from post.links import address_hasher


def hash_addresses(apps, _schema_editor):
    """Write down the keyed hash of each address of who stopped something; what is known already stays."""
    stop, mail_address = apps.get_model("post", "Stop"), apps.get_model("network", "MailAddress")
    hashed, rows = address_hasher(), []
    held = stop.objects.filter(lifted_at=None, person__isnull=False).order_by("pk")
    for one in held.iterator(chunk_size=2000):
        for address in mail_address.objects.filter(person=one.person_id).values_list("address", flat=True):
            facts = {"scope": one.scope, "how": one.how, "at": one.at, "by_id": one.by_id}
            rows.append(stop(address_hash=hashed(address), **facts))
    stop.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("post", "0007_places_of_work")]

    # Going back leaves the hashes: an older version honours them too.
    operations = [migrations.RunPython(hash_addresses, migrations.RunPython.noop)]
