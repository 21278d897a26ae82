from django.db import migrations

# What servers said before we took the addresses out of it; a code, and what else they said, stays.
CLEAN = r"""
    UPDATE post_letter SET reply = regexp_replace(reply, '<?[^[:space:]<>@]+@[^[:space:]<>@]+>?', '…', 'g')
    WHERE reply LIKE '%@%';
    UPDATE post_parcel SET trouble = regexp_replace(trouble, '<?[^[:space:]<>@]+@[^[:space:]<>@]+>?', '…', 'g')
    WHERE trouble LIKE '%@%';
    UPDATE post_mailing
    SET pause_reason = regexp_replace(pause_reason, '<?[^[:space:]<>@]+@[^[:space:]<>@]+>?', '…', 'g')
    WHERE pause_reason LIKE '%@%';
"""


class Migration(migrations.Migration):
    dependencies = [("post", "0013_consent_to_confirm")]

    operations = [migrations.RunSQL(CLEAN, migrations.RunSQL.noop)]
