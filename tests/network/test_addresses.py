import pytest
from django.core.exceptions import ValidationError

from network.addresses import checked


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Jan.de.Vries@Gemeente.Example.ORG ", "Jan.de.Vries@gemeente.example.org"),
        ("o'neill+kis@example.org", "o'neill+kis@example.org"),
        ("fatma@bücher.example.org", "fatma@bücher.example.org"),
        (f"{'x' * 64}@example.org", f"{'x' * 64}@example.org"),
    ],
)
def test_an_address_is_kept_as_written_with_a_small_domain(written, kept):
    assert checked(written) == kept


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("jan", "Er staat geen @"),
        ("jan@", "Er mist iets voor of na de @"),
        ("@gemeente.nl", "Er mist iets voor of na de @"),
        ("jan@gemeente", "mist een punt"),
        ("jan piet@gemeente.nl", "kijk de spaties"),
        ("jan@gemeente..nl", "kijk de spaties"),
        ("Jan <jan@gemeente.nl>", "kijk de spaties"),
        ('"a b"@gemeente.nl', "kijk de spaties"),
        ("jan@[127.0.0.1]", "kijk de spaties"),
        ("jan@gemeente.nl\r\nBcc: piet@gemeente.nl", "kijk de spaties"),
    ],
)
def test_what_no_mail_server_takes_is_refused_in_plain_dutch(written, said):
    with pytest.raises(ValidationError, match=said):
        checked(written)


@pytest.mark.parametrize(
    "written", [f"{'x' * 65}@example.org", f"x@{'b.' * 127}nl", f"{'x' * 60}@{'b' * 63}.{'c' * 63}.{'d' * 63}.nl"]
)
def test_m19_what_is_longer_than_mail_servers_take_is_refused(written):
    """M19: 64 octets before the @, 255 after it, 256 for the whole path with its brackets."""
    with pytest.raises(ValidationError, match="te lang"):
        checked(written)
