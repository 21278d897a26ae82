"""What kinds of organisations the world has, how they are called and which roles people have there."""

from dataclasses import dataclass

from network.models.organisation import OrganisationKind


@dataclass(frozen=True)
class Party:
    """A kind of organisation: its target group, how many there are at most and how large, its names and its people."""

    target_group: str
    kind: str
    most: int
    size: int
    ending: str
    names: tuple[str, ...]
    jobs: tuple[tuple[str, str], ...]
    national: bool = False


POLICY, LIVED, LEADING, SOCIAL = "beleidsmedewerker", "ervaringsdeskundige", "leidinggevende", "sociaal-professional"

# The most telling kinds first: the world takes turns, until there are as many organisations as it should have.
PARTIES = (
    Party(
        "gemeenten",
        OrganisationKind.MUNICIPALITY,
        48,
        15,
        "example.org",
        ("Gemeente {place}",),
        (
            ("beleidsadviseur inclusie", POLICY),
            ("beleidsmedewerker inburgering", POLICY),
            ("beleidsmedewerker sociaal domein", POLICY),
            ("adviseur diversiteit", POLICY),
            ("klantmanager participatie", SOCIAL),
            ("wijkregisseur", SOCIAL),
            ("teamleider samenleving", LEADING),
            ("afdelingshoofd maatschappelijke ontwikkeling", LEADING),
        ),
    ),
    Party(
        "maatschappelijke-organisaties",
        OrganisationKind.CIVIL_SOCIETY,
        60,
        9,
        "example.org",
        ("Stichting Buurtkracht {place}", "Welzijn {place}", "Sociaal Huis {place}", "Stichting {place} Samen"),
        (
            ("opbouwwerker", SOCIAL),
            ("jongerenwerker", SOCIAL),
            ("maatschappelijk werker", SOCIAL),
            ("projectleider ontmoeting", SOCIAL),
            ("adviseur inclusief werken", POLICY),
            ("teamleider welzijn", LEADING),
            ("directeur", LEADING),
        ),
    ),
    Party(
        "zelforganisaties",
        OrganisationKind.SELF_ORGANISATION,
        40,
        5,
        "example.org",
        (
            "Vereniging De Brug {place}",
            "Stichting Nieuwe Wortels {place}",
            "Vrouwengroep Samen Sterk {place}",
            "Vaders in de Wijk {place}",
            "Moeders voor Morgen {place}",
            "Jongerencollectief Wij {place}",
        ),
        (
            ("voorzitter", LEADING),
            ("secretaris", LIVED),
            ("coördinator vrijwilligers", LIVED),
            ("bestuurslid", LIVED),
            ("sleutelpersoon", LIVED),
        ),
    ),
    Party(
        "onderwijs",
        OrganisationKind.SCHOOL,
        28,
        7,
        "example.net",
        ("ROC {place}", "{place} College", "Basisschool De Regenboog {place}", "Pabo {place}"),
        (
            ("docent burgerschap", SOCIAL),
            ("stagecoördinator", SOCIAL),
            ("intern begeleider", SOCIAL),
            ("beleidsadviseur kansengelijkheid", POLICY),
            ("teamleider", LEADING),
        ),
    ),
    Party(
        "werkgevers",
        OrganisationKind.EMPLOYER,
        30,
        5,
        "example.com",
        (
            "Bouwbedrijf {place}",
            "{place} Logistiek",
            "Schoonmaakbedrijf Helder {place}",
            "Techniekbedrijf {place}",
            "Kwekerij Het Groene Veld {place}",
        ),
        (
            ("adviseur werving en selectie", POLICY),
            ("personeelsadviseur", POLICY),
            ("leermeester", SOCIAL),
            ("directeur", LEADING),
        ),
    ),
    Party(
        "private-organisaties",
        OrganisationKind.OTHER,
        24,
        5,
        "example.com",
        ("Woonstichting De Linde {place}", "Bibliotheek {place}", "Sportbedrijf {place}"),
        (
            ("gebiedsbeheerder", SOCIAL),
            ("consulent leefbaarheid", SOCIAL),
            ("programmamaker", SOCIAL),
            ("beleidsadviseur", POLICY),
            ("vestigingsmanager", LEADING),
        ),
    ),
    Party(
        "ervaringsdeskundigen",
        OrganisationKind.CIVIL_SOCIETY,
        18,
        4,
        "example.org",
        ("Ervaringskring {place}", "Bewonersplatform {place}"),
        (("ervaringsdeskundige", LIVED), ("bewonersadviseur", LIVED), ("gespreksleider", LIVED)),
    ),
    Party(
        "samenwerkingsverbanden",
        OrganisationKind.NETWORK,
        16,
        4,
        "example.net",
        ("Netwerk Inclusieve Regio {place}", "Alliantie Informele Hulp {place}"),
        (("netwerkcoördinator", SOCIAL), ("programmamanager", LEADING), ("adviseur", POLICY)),
    ),
    Party(
        "media",
        OrganisationKind.MEDIA,
        12,
        3,
        "example.net",
        ("Omroep {place}", "Nieuwsblad {place}"),
        (("redacteur", ""), ("programmamaker", ""), ("hoofdredacteur", LEADING)),
    ),
    Party(
        "kennispartners",
        OrganisationKind.KNOWLEDGE_INSTITUTE,
        12,
        5,
        "example.net",
        ("Lectoraat Samenleven Hogeschool {place}", "Onderzoekscentrum {place}"),
        (("onderzoeker", ""), ("lector", LEADING), ("docent-onderzoeker", "")),
        national=True,
    ),
    Party(
        "rijksoverheid",
        OrganisationKind.OTHER,
        5,
        6,
        "example.org",
        (
            "Rijksdienst Samen Leven",
            "Inspectie Gelijke Toegang",
            "Landelijk Bureau Dienstverlening",
            "Programmabureau Werk en Gelijke Kansen",
            "Rijkskantoor Inburgering Nieuw",
        ),
        (("beleidsmedewerker", POLICY), ("programmamanager", LEADING), ("senior adviseur", POLICY)),
        national=True,
    ),
)
