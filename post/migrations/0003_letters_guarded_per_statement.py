import django.db.models.deletion
from django.db import migrations, models

NAME = "a_letter_is_of_a_mailing_and_a_person_that_exist"

GUARDS = """
CREATE FUNCTION post_new_letters_belong() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM post_mailing WHERE id IN (SELECT mailing_id FROM added) ORDER BY id FOR KEY SHARE;
    PERFORM FROM network_person WHERE id IN (SELECT person_id FROM added) ORDER BY id FOR KEY SHARE;
    IF EXISTS (
        SELECT FROM added
        WHERE NOT EXISTS (SELECT FROM post_mailing WHERE id = added.mailing_id)
           OR (person_id IS NOT NULL AND NOT EXISTS (SELECT FROM network_person WHERE id = added.person_id))
    ) THEN
        RAISE foreign_key_violation USING MESSAGE = '{name}';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION post_moved_letter_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM post_mailing WHERE id = NEW.mailing_id FOR KEY SHARE;
    IF FOUND AND NEW.person_id IS NOT NULL THEN
        PERFORM FROM network_person WHERE id = NEW.person_id FOR KEY SHARE;
    END IF;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING MESSAGE = '{name}';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION post_letters_are_not_left_behind() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'post_mailing' AND EXISTS (SELECT FROM post_letter JOIN gone ON mailing_id = gone.id)
       OR TG_TABLE_NAME = 'network_person' AND EXISTS (SELECT FROM post_letter JOIN gone ON person_id = gone.id) THEN
        RAISE foreign_key_violation USING MESSAGE = '{name}';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER new_letters_belong AFTER INSERT ON post_letter
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION post_new_letters_belong();
CREATE TRIGGER moved_letter_belongs AFTER UPDATE OF mailing_id, person_id ON post_letter
    FOR EACH ROW WHEN (NEW.mailing_id <> OLD.mailing_id OR NEW.person_id IS DISTINCT FROM OLD.person_id)
    EXECUTE FUNCTION post_moved_letter_belongs();
CREATE TRIGGER letters_are_not_left_behind AFTER DELETE ON post_mailing
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION post_letters_are_not_left_behind();
CREATE TRIGGER letters_are_not_left_behind AFTER DELETE ON network_person
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION post_letters_are_not_left_behind();
""".replace("{name}", NAME)

NO_GUARDS = """
DROP TRIGGER letters_are_not_left_behind ON network_person;
DROP TRIGGER letters_are_not_left_behind ON post_mailing;
DROP TRIGGER moved_letter_belongs ON post_letter;
DROP TRIGGER new_letters_belong ON post_letter;
DROP FUNCTION post_letters_are_not_left_behind();
DROP FUNCTION post_moved_letter_belongs();
DROP FUNCTION post_new_letters_belong();
"""


class Migration(migrations.Migration):
    """Guard to whom letters belong once per statement; a foreign key looks up and locks for every letter.

    That was three quarters of the time of a release. The triggers promise the same: a letter cannot come to nobody,
    and nobody can go and leave letters behind. They lock as a foreign key does, so that a letter and a deletion at the
    same moment cannot pass each other.
    """

    dependencies = [
        ("network", "0002_ties_tasks_places"),
        ("post", "0002_room_for_updates_in_place"),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="mailing",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letters",
                to="post.mailing",
                verbose_name="mailing",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="person",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Empty for an address alone, and for a person who was forgotten.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="letters",
                to="network.person",
                verbose_name="person",
            ),
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
