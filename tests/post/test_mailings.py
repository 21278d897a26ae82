from network.models import MailAddress
from post.actions import mailings
from post.models import Letter, Parcel
from tests.post.conftest import NOW, everybody


def test_a_freeze_promises_everybody_one_letter_in_parcels_of_500(make_mailing, make_person):
    """Q0"""
    for _ in range(3):
        make_person()
    MailAddress.objects.bulk_create(
        MailAddress(person_id=make_person(address=None).pk, address="zelfde@gemeente.example.org") for _ in range(502)
    )
    mailing = make_mailing()

    promised = mailings.freeze(mailing=mailing, people=everybody(), now=NOW)

    mailing.refresh_from_db()
    assert promised == mailing.promised == mailing.letters.count() == 505
    assert mailing.released_at == NOW
    parcels = list(Parcel.objects.order_by("number").values_list("number", "letter_ids"))
    assert [(number, len(ids)) for number, ids in parcels] == [(1, 500), (2, 5)]
    assert sorted(number for _, ids in parcels for number in ids) == sorted(Letter.objects.values_list("pk", flat=True))


def test_a_freeze_is_one_statement_whatever_the_size(make_mailing, make_person, django_assert_num_queries):
    for _ in range(30):
        make_person()
    mailing = make_mailing()

    with django_assert_num_queries(5):  # a savepoint's pair, lock the mailing, promise, write the audit line
        mailings.freeze(mailing=mailing, people=everybody(), now=NOW)
