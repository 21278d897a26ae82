"""What the work on each line is about: subjects of work, never anything about a person."""

SUBJECTS = {
    1: ("opvoedondersteuning", "betrokken vaders", "jongerenwerk", "mentoring", "talentontwikkeling"),
    2: ("zelfbeschikking", "economische zelfstandigheid", "rolmodellen", "gelijkwaardigheid", "veilig thuis"),
    3: ("vrijwilligerswerk", "sleutelpersonen", "informele zorg", "buurtnetwerken", "burenhulp"),
    4: ("stagediscriminatie", "eerlijk werven", "werkgeversbenadering", "mbo-stages", "duurzaam werk"),
    5: ("inburgering", "taal op de werkvloer", "huisvesting", "werk voor statushouders", "participatie"),
    6: ("risicoprofielen", "gelijke dienstverlening", "klachtbehandeling", "inclusief beleid", "begrijpelijke brieven"),
    7: ("inclusief werken", "onderwijskansen", "diverse teams", "ouderbetrokkenheid", "toegankelijke zorg"),
    8: ("polarisatie", "bruggenbouwers", "lokale rust", "sociale media", "lokale veerkracht"),
    9: ("burenbemiddeling", "gemengde wijken", "ontmoetingsplekken", "buurtbudget", "wijkaanpak"),
    10: (
        "discriminatie melden",
        "bewezen aanpakken",
        "omstanders",
        "voorlichting op school",
        "antidiscriminatiebeleid",
    ),
}
