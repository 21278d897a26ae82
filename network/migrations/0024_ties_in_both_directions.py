from django.db import migrations, models
from django.db.models.functions import Greatest, Least

# Before this, the same tie could not stand the other way too: of two such ties the later one counts as a mistake then.
ONE_OF_TWO = """
    UPDATE network_relationship tie SET removed_at = now()
    FROM network_relationship other
    WHERE tie.directed AND tie.kind_id = other.kind_id AND tie.id > other.id
      AND tie.ended_on IS NULL AND other.ended_on IS NULL AND tie.removed_at IS NULL AND other.removed_at IS NULL
      AND (tie.first_organisation_id = other.second_organisation_id
           AND tie.second_organisation_id = other.first_organisation_id
           OR tie.first_person_id = other.second_person_id AND tie.second_person_id = other.first_person_id)
"""
AS_ITS_KIND = """
    UPDATE network_relationship SET directed = true
    FROM network_relationshiptype kind WHERE kind.id = kind_id AND kind.name <> kind.name_back
"""
KNOWN = "This tie is already known."


def standing(end: str, **more: bool) -> models.Q:
    return models.Q(*more.items(), ("ended_on", None), (f"first_{end}__isnull", False), ("removed_at", None))


def once(end: str, name: str, **more: bool) -> migrations.AddConstraint:
    """Return the constraint that a tie stands once, from whichever end it is told."""
    ends = (f"first_{end}", f"second_{end}")
    constraint = models.UniqueConstraint(
        models.F("kind"), Least(*ends), Greatest(*ends), condition=standing(end, **more), name=name,
        violation_error_message=KNOWN,
    )  # fmt: skip
    return migrations.AddConstraint("relationship", constraint)


def once_from(end: str, name: str) -> migrations.AddConstraint:
    """Return the constraint that a tie stands once in its own direction."""
    fields = ["kind", f"first_{end}", f"second_{end}"]
    constraint = models.UniqueConstraint(
        fields=fields, condition=standing(end), name=name, violation_error_message=KNOWN
    )
    return migrations.AddConstraint("relationship", constraint)


class Migration(migrations.Migration):
    dependencies = [("network", "0023_map_exports")]

    operations = [
        migrations.AddField(
            "relationship",
            "directed",
            models.BooleanField(
                "has a direction",
                default=False,
                db_default=False,
                help_text="As its kind has it: then the same tie may stand the other way too.",
            ),
        ),
        migrations.RemoveConstraint("relationship", "a_tie_between_organisations_stands_once"),
        migrations.RemoveConstraint("relationship", "a_tie_between_people_stands_once"),
        once("organisation", "a_tie_between_organisations_stands_once", directed=False),
        once("person", "a_tie_between_people_stands_once", directed=False),
        once_from("organisation", "a_tie_from_an_organisation_to_another_stands_once"),
        once_from("person", "a_tie_from_a_person_to_another_stands_once"),
        migrations.RunSQL(AS_ITS_KIND, ONE_OF_TWO),
    ]
