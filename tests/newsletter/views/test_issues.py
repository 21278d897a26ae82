import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from newsletter import contents, issue_forms, letters
from newsletter.actions import issues
from newsletter.models import Campaign, Picture
from tests.newsletter.conftest import NOW

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client, editor, now):
    client.force_login(editor)
    return client


@pytest.fixture
def make(issue):
    return f"/verzendingen/{issue.pk}/maken/"


def soup(response):
    return BeautifulSoup(response.content, "lxml")


def text(response):
    return " ".join(soup(response).get_text(" ").split())


def typed(page, **other):
    """Return what the form on this page would send, with these fields changed."""
    form = page.find(id="bewaard").find_parent("form")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]:not([type=file])")}
    fields |= {field["name"]: field.get_text().removeprefix("\n") for field in form.find_all("textarea")}
    for chosen in form.select("select"):
        option = chosen.select_one("option[selected]")
        fields[chosen["name"]] = option["value"] if option else ""
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"} | other


def stored(issue):
    return Campaign.objects.get(pk=issue.pk)


def test_a_name_that_was_saved_while_one_types_stands_at_the_head_of_the_page(desk, issue, make):
    page = soup(desk.get(make))

    answer = soup(desk.post(make, typed(page, title="Een andere naam"), headers=HTMX))

    head = answer.select_one("h1[hx-swap-oob]")
    assert (head["id"], head.text) == (page.select_one("h1")["id"], "Een andere naam")


def test_an_issue_begins_with_its_list_and_looking_makes_none(desk, letters_list, invitations):
    """Z17"""
    page = soup(desk.get("/verzendingen/nieuw/nieuwsbrief/"))
    before = Campaign.objects.count()

    told = {"newsletter": letters_list.pk, "title": "Nieuwsbrief mei", "language": "nl"}
    response = desk.post("/verzendingen/nieuw/nieuwsbrief/", told)

    made = Campaign.objects.get()
    assert [option.get_text() for option in page.select("[name=newsletter] option")] == ["KIS-nieuwsbrief"]
    assert before == 0
    assert response.url == f"/verzendingen/{made.pk}/maken/"
    assert made.is_issue


def test_without_a_list_there_is_nothing_to_write_for(desk, invitations):
    page = desk.get("/verzendingen/nieuw/nieuwsbrief/")

    assert "Nog geen lijst" in text(page)
    assert b'href="/verzendingen/lijsten/nieuw/"' in page.content


def test_an_invitation_is_no_issue_and_an_issue_has_no_plain_text_page(desk, campaign, issue):
    assert desk.get(f"/verzendingen/{campaign.pk}/maken/").status_code == 404
    assert desk.get(f"/verzendingen/{issue.pk}/tekst/").url == f"/verzendingen/{issue.pk}/maken/"


def test_the_words_are_saved_by_the_button_without_javascript(desk, make, issue):
    page = soup(desk.get(make))

    response = desk.post(make, typed(page, subject="Een ander onderwerp"), follow=True)

    assert stored(issue).subject == "Een ander onderwerp"
    assert "Bewaard." in text(response)


def test_the_words_are_saved_while_one_types_and_the_page_says_when(desk, make, issue):
    page = soup(desk.get(make))
    first = soup(desk.post(make, typed(page, subject="Een"), headers=HTMX))
    stamp = first.select_one("[name=stamp]")["value"]
    second = soup(desk.post(make, typed(page, subject="Een twee", stamp=stamp), headers=HTMX))

    assert "Bewaard om 10.00 uur" in first.get_text()
    assert second.select_one("[data-saved]")
    assert stored(issue).subject == "Een twee"


def test_what_a_colleague_wrote_is_shown_and_the_editor_chooses(desk, make, issue, colleague):
    """Two editors never overwrite each other unseen, also not by what is saved while one types."""
    page = soup(desk.get(make))
    theirs = {**contents.words_of(stored(issue)), "subject": "Van een collega"}
    began = contents.stamp(contents.words_of(stored(issue)))
    issues.write(campaign=issue, words=theirs, stamp=began, by=colleague, now=NOW)

    refused = soup(desk.post(make, typed(page, subject="Van mij"), headers=HTMX))
    again = desk.post(make, typed(page, subject="Van mij!"), headers=HTMX)
    after_typing_on = stored(issue).subject
    over_it = refused.select_one("button[name=stamp]")["value"]
    desk.post(make, typed(page, subject="Van mij", stamp=over_it))

    assert "Nadia Bouzid" in refused.get_text()
    assert "Van een collega" in refused.get_text()
    assert "Niet bewaard" in text(again)
    assert after_typing_on == "Van een collega"
    assert stored(issue).subject == "Van mij"


def test_an_issue_gets_another_name_where_it_is_made_and_no_reader_sees_it(desk, make, make_item, issue):
    """Z17"""
    make_item(heading="Een", text="x")

    desk.post(make, typed(soup(desk.get(make)), title="Nieuwsbrief november"))
    letter = letters.compose(stored(issue))

    assert stored(issue).title == "Nieuwsbrief november"
    assert "Nieuwsbrief november" in soup(desk.get(make)).h1.get_text()
    assert "november" not in letter.html + letter.text


def test_going_back_to_before_versions_kept_the_name_leaves_it(desk, make, issue):
    desk.post(make, typed(soup(desk.get(make)), title="Nieuwsbrief november"))
    version = issue.versions.get()
    del version.content["title"]
    version.save()

    desk.post(f"{make}versies/{version.number}/terug/", {"version": stored(issue).version})

    assert stored(issue).title == "Nieuwsbrief november"


def test_a_field_that_does_not_exist_is_refused_by_its_name(desk, make, issue):
    page = soup(desk.get(make))

    response = desk.post(make, typed(page, body="Beste [voornam]"), headers=HTMX)

    assert "[voornam]" in text(response)
    assert stored(issue).body.startswith("Beste [voornaam]")


def test_the_words_survive_a_session_that_ended(client, desk, make, issue, editor):
    page = soup(desk.get(make))
    client.logout()
    client.post(make, typed(page, subject="Nog niet bewaard"))
    client.force_login(editor)

    assert soup(client.get(make)).select_one("[name=subject]")["value"] == "Nog niet bewaard"


@pytest.mark.parametrize("kind", ["article", "publication", "event", "call", "contribution", "picture"])
def test_an_item_is_added_by_a_button_and_then_written(desk, make, issue, kind, event):
    response = desk.post(f"{make}onderdelen/", {"kind": kind})

    assert response.url == f"{make}onderdelen/{issue.items.get().pk}/"
    assert desk.get(response.url).status_code == 200


def test_a_separator_needs_no_words(desk, make, issue):
    response = desk.post(f"{make}onderdelen/", {"kind": "separator"})

    assert response.url == f"{make}#onderdelen"
    assert desk.get(f"{make}onderdelen/{issue.items.get().pk}/").status_code == 404


def test_what_is_no_kind_of_item_is_not_there(desk, make):
    assert desk.post(f"{make}onderdelen/", {"kind": "script"}).status_code == 404


def test_an_item_is_written_and_stands_in_the_list_and_the_letter(desk, make, make_item, issue, make_subscriber):
    make_subscriber()
    page = f"{make}onderdelen/{make_item().pk}/"

    desk.post(page, typed(soup(desk.get(page)), heading="Vier dingen", text="Kies zelf.", url="www.kis.nl/vier"))
    composer = soup(desk.get(make))

    desk.post(page, typed(soup(desk.get(page)), text="Kies zelf de plek."))

    assert issue.items.get().url == "https://www.kis.nl/vier"
    assert "Vier dingen" in composer.select_one("#onderdelen").get_text()
    assert "Vier dingen" in desk.get(composer.iframe["src"]).content.decode()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://kis.nl/x", "data:text/html,x"])
def test_a_link_leads_to_the_web_and_nowhere_else(desk, make, make_item, issue, url):
    """S2"""
    page = f"{make}onderdelen/{make_item().pk}/"

    desk.post(page, typed(soup(desk.get(page)), url=url))

    assert issue.items.get().url == ""


@pytest.mark.parametrize("where", ["label", "link_text"])
def test_a_field_where_none_is_filled_in_is_refused_by_its_name(desk, make, make_item, issue, where):
    page = f"{make}onderdelen/{make_item().pk}/"

    refused = desk.post(page, typed(soup(desk.get(page)), **{where: "Voor [voornaam]"}))

    assert "[voornaam] wordt hier niet ingevuld. Gebruik het in de kop of in de tekst." in refused.content.decode()
    assert getattr(issue.items.get(), where) == ""


def test_a_field_that_does_not_exist_is_refused_in_the_line_below_the_subject_too(desk, make, issue):
    refused = desk.post(make, typed(soup(desk.get(make)), preheader="Voor [roepnaam]"))

    assert "We kennen het veld [roepnaam] niet." in refused.content.decode()
    assert stored(issue).preheader == issue.preheader


def test_an_item_about_an_event_offers_what_is_to_come(desk, make, make_item, issue, event):
    page = f"{make}onderdelen/{make_item('event').pk}/"

    desk.post(page, typed(soup(desk.get(page)), event=event.pk))

    assert issue.items.get().event == event
    assert "Aanpak institutioneel racisme" in soup(desk.get(make)).select_one("#onderdelen").get_text()


def bytes_of(picture):
    with picture.file.open() as file:
        return file.read()


def upload(name, content):
    return SimpleUploadedFile(name, content)


def test_a_picture_is_kept_without_its_name_and_shown_to_everybody(desk, client, make, make_item, issue, png):
    page = f"{make}onderdelen/{make_item('picture').pk}/"
    sent = typed(soup(desk.get(page)), alt="Een klas", upload=upload("mijn klas.png", png))

    desk.post(page, sent)
    kept = Picture.objects.get()
    client.logout()
    shown = client.get(f"/nieuwsbrief/beeld/{kept.key.hex}/")

    assert issue.items.get().picture == kept
    assert "klas" not in kept.file.name
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert (shown.content, len(shown.content)) == (bytes_of(kept), kept.size)
    assert (kept.width, kept.height) == (800, 400)
    assert "immutable" in shown["Cache-Control"]
    assert "Set-Cookie" not in shown.headers


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.png", b"<script>alert(1)</script>", "‘x.png’ kunnen we niet lezen als beeld"),
        ("x.svg", b"<svg/>", "‘x.svg’ kunnen we niet lezen als beeld"),
        ("x.txt", b"Hallo", "‘x.txt’ kunnen we niet lezen als beeld"),
        ("x.png", b"\x89PNG\r\n\x1a\n" + b"0" * 999, "‘x.png’ kunnen we niet lezen als beeld"),
        ("x.jpg", b"\xff\xd8\xff" + b"0" * (15 * 1024 * 1024), "‘x.jpg’ is groter dan 15 MB"),
    ],
)
def test_what_is_no_picture_is_refused_by_what_it_is(desk, make, make_item, name, content, said):
    """S25, S26, Z35"""
    page = f"{make}onderdelen/{make_item('picture').pk}/"

    response = desk.post(page, typed(soup(desk.get(page)), upload=upload(name, content)))

    assert said in text(response)
    assert not Picture.objects.exists()


@pytest.fixture
def phone_photo():
    """A photo of twelve megapixels, held upright, that tells where it was made."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 5.0, 0.0), 3: "E", 4: (5.0, 6.0, 0.0)})
    file = io.BytesIO()
    noise = Image.effect_noise((400, 300), 40).convert("RGB").resize((4000, 3000))
    noise.save(file, "JPEG", quality=95, exif=exif)
    return file.getvalue()


def test_a_photo_straight_from_a_phone_becomes_light_and_upright_and_tells_no_place(
    desk, make, make_item, issue, phone_photo
):
    """Z35, S25"""
    page = f"{make}onderdelen/{make_item('picture').pk}/"

    desk.post(page, typed(soup(desk.get(page)), alt="Een klas", upload=upload("IMG_1.jpg", phone_photo)))
    kept = Picture.objects.get()

    assert (kept.content_type, kept.width, kept.height) == ("image/jpeg", 1200, 1600)
    assert kept.size < len(phone_photo) / 4
    assert b"Exif" not in bytes_of(kept)
    assert "1.200 × 1.600 beeldpunten" in text(desk.get(page))


def test_a_picture_too_full_for_mail_is_refused_with_what_to_do(desk, make, make_item, png, monkeypatch):
    monkeypatch.setattr(issue_forms, "LARGEST", 100)
    page = f"{make}onderdelen/{make_item('picture').pk}/"

    response = desk.post(page, typed(soup(desk.get(page)), upload=upload("kaart.png", png)))

    assert "te zwaar blijft voor mail" in text(response)
    assert not Picture.objects.exists()


def test_s28_a_picture_goes_past_the_scanner_before_anybody_can_fetch_it(desk, make, make_item, png, settings):
    settings.SCAN_COMMAND = "false"
    page = f"{make}onderdelen/{make_item('picture').pk}/"

    response = desk.post(page, typed(soup(desk.get(page)), upload=upload("klas.png", png)))

    assert "“klas.png” is niet veilig" in text(response)
    assert not Picture.objects.exists()


def test_a_picture_can_be_taken_off(desk, make, make_item, issue, png):
    page = f"{make}onderdelen/{make_item('picture').pk}/"
    desk.post(page, typed(soup(desk.get(page)), alt="Een klas", upload=upload("a.png", png)))

    desk.post(page, typed(soup(desk.get(page)), drop_picture="on"))

    assert (issue.items.get().picture, issue.items.get().alt) == (None, "")


@pytest.mark.parametrize("key", ["0" * 32, "geen", "../../etc/passwd"])
def test_a_picture_that_is_not_there_is_not_there(client, db, key):
    assert client.get(f"/nieuwsbrief/beeld/{key}/").status_code == 404


def test_an_item_that_a_colleague_took_out_says_so_and_keeps_the_words_on_the_page(desk, make, make_item, colleague):
    item = make_item()
    page = f"{make}onderdelen/{item.pk}/"
    sent = typed(soup(desk.get(page)), heading="Mijn werk")
    changed = contents.stamp(contents.parts_of(item))
    issues.change(item=item, parts={"heading": "Hun werk"}, stamp=changed, by=colleague, now=NOW)

    refused = desk.post(page, sent)

    assert "Hun werk" in text(refused)
    assert soup(refused).select_one("[name=heading]")["value"] == "Mijn werk"


def test_what_one_wrote_in_an_item_that_was_taken_out_is_put_back_by_saving_it(desk, make, make_item, issue, colleague):
    item = make_item()
    page = f"{make}onderdelen/{item.pk}/"
    sent = typed(soup(desk.get(page)), heading="Mijn werk")
    issues.remove(item=item, by=colleague, now=NOW)

    told = desk.post(page, sent, headers={"HX-Request": "true"})
    shown = soup(desk.post(page, sent))
    form = shown.select_one("form[enctype]")
    desk.post(form["action"], typed(shown))

    assert "Een collega haalde dit onderdeel er net uit" in told.content.decode()
    assert "Je tekst is er nog" in shown.get_text(" ")
    assert [each.heading for each in issue.items.all()] == ["Mijn werk"]


def test_the_words_of_an_item_survive_a_session_that_ended_while_one_typed(client, desk, make, make_item, editor):
    page = f"{make}onderdelen/{make_item().pk}/"
    sent = typed(soup(desk.get(page)), heading="Nog niet bewaard")
    client.logout()
    answer = client.post(page, sent, headers={"HX-Request": "true"})
    client.force_login(editor)

    assert answer.headers["HX-Refresh"] == "true"
    assert soup(client.get(page)).select_one("[name=heading]")["value"] == "Nog niet bewaard"


def test_the_letter_is_seen_as_the_reader_one_chose_also_beside_its_items(desk, make, make_item, make_subscriber):
    make_subscriber("Anna")
    chosen, item = make_subscriber("Zeynep", "Yıldız"), make_item()
    review = soup(desk.get(make.replace("maken", "bekijk") + f"?persoon={chosen.pk}"))
    desk.get(review.select_one(f"a[href*='maken/?persoon={chosen.pk}']")["href"])

    shown = soup(desk.get(f"{make}onderdelen/{item.pk}/"))

    assert shown.select_one("iframe")["src"].endswith(f"/{chosen.pk}/")
    assert soup(desk.get(f"{make}?persoon=9999999")).select_one("iframe")["src"] != shown.select_one("iframe")["src"]


def names(page):
    return [line.get_text(strip=True) for line in page.select("#onderdelen ol strong")]


def test_items_are_moved_by_buttons_and_the_fragment_says_where_to(desk, make, make_item):
    first, _second = make_item(heading="Een"), make_item(heading="Twee")

    fragment = desk.post(f"{make}onderdelen/{first.pk}/plaats/", {"to": "2"}, headers=HTMX)
    plain = desk.post(f"{make}onderdelen/{first.pk}/plaats/", {"to": "1"})

    assert "<html" not in fragment.content.decode()
    assert names(soup(fragment)) == ["Twee", "Een"]
    assert "Een staat nu op plaats 2 van 2." in soup(fragment).select_one("[data-announce]").get_text()
    assert plain.url == f"{make}#onderdelen"


def test_who_moves_what_a_colleague_took_out_reads_that_and_sees_what_is_left(desk, make, make_item):
    gone, _left = make_item(heading="Een"), make_item(heading="Twee")
    desk.post(f"{make}onderdelen/{gone.pk}/weg/")

    fragment = soup(desk.post(f"{make}onderdelen/{gone.pk}/plaats/", {"to": "2"}, headers=HTMX))
    plain = soup(desk.post(f"{make}onderdelen/{gone.pk}/plaats/", {"to": "2"}, follow=True))

    said = "Een collega haalde dit onderdeel net weg."
    assert said in fragment.select_one("[role=alert]").text
    assert names(fragment) == ["Twee"]
    assert said in plain.select_one("main").text


@pytest.mark.parametrize("to", ["", "x", "99999"])
def test_a_place_that_is_no_place_is_not_there(desk, make, make_item, to):
    assert desk.post(f"{make}onderdelen/{make_item().pk}/plaats/", {"to": to}).status_code == 404


def test_an_item_taken_out_comes_back_by_the_button_beside_it(desk, make, make_item):
    item = make_item(heading="Een")
    make_item(heading="Twee")

    pages = [soup(desk.post(f"{make}onderdelen/{item.pk}/weg/", follow=True)) for _two_presses in range(2)]
    page = pages[-1]
    undo = page.select_one("form[action$='/terug/']")
    back = desk.post(undo["action"], {"version": undo.select_one("[name=version]")["value"]}, follow=True)

    assert names(page) == ["Twee"]
    assert names(soup(back)) == ["Een", "Twee"]


def test_an_earlier_version_can_be_looked_at_and_put_back(desk, make, make_item, issue):
    item = make_item(heading="Een")
    desk.post(f"{make}onderdelen/{item.pk}/weg/")
    listed = soup(desk.get(f"{make}versies/"))
    newest = listed.select_one("#lijst a")["href"]

    looked = soup(desk.get(newest))
    desk.post(f"{newest}terug/", {"version": stored(issue).version})

    assert "Een" in looked.get_text()
    assert issue.items.get().heading == "Een"


def test_without_changes_there_are_no_versions_and_the_page_says_so(desk, make):
    assert "Geen eerdere versies" in text(desk.get(f"{make}versies/"))


def test_the_page_asks_as_many_questions_with_one_item_as_with_thirty(
    desk, make, make_item, django_assert_max_num_queries
):
    make_item()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk.get(make)
    with CaptureQueriesContext(connection) as one:
        desk.get(make)
    for _number in range(29):
        make_item()

    with django_assert_max_num_queries(len(one)):
        desk.get(make)


def test_line_staff_write_along_and_an_editor_sends(client, colleague, issue, make_subscriber, make_item):
    make_subscriber()
    make_item(heading="Een", text="x")
    client.force_login(colleague)

    assert client.get(f"/verzendingen/{issue.pk}/maken/").status_code == 200
    assert "een redacteur verstuurt hem" in text(client.get(f"/verzendingen/{issue.pk}/bekijk/"))
    assert client.post(f"/verzendingen/{issue.pk}/verstuur/", {"when": "nu", "version": 1}).status_code == 403


def test_what_was_released_cannot_be_changed_and_the_words_stay(desk, make, make_item, issue, make_subscriber):
    from newsletter.actions import releases

    make_subscriber()
    item = make_item(heading="Een", text="x")
    page = soup(desk.get(make))
    version = stored(issue).version
    releases.release(campaign=issue, by=issue.created_by, now=NOW, version=version, anyway="test")

    refused = desk.post(make, typed(page, subject="Te laat"))

    assert "Te laat" in soup(refused).select_one("[name=subject]")["value"]
    assert "Niet bewaard." in text(refused)
    assert desk.post(f"{make}onderdelen/{item.pk}/weg/", follow=True).status_code == 200
    assert issue.items.count() == 1
