"""What colleagues write about a contact: one or two sentences about the work, put together by chance."""

from random import Random

from network.models.contact_moment import Channel

OPENINGS = {
    Channel.CALL: (
        "Gebeld over {subject}.",
        "Kort gebeld: {subject} staat dit jaar op de agenda.",
        "Belde met een vraag over {subject}.",
        "Bijgepraat over {subject}.",
        "Teruggebeld over {subject}, na de mail van vorige week.",
    ),
    Channel.MAIL: (
        "Vroeg per mail naar voorbeelden van {subject}.",
        "Stuurde het plan over {subject} om mee te lezen.",
        "Reageerde op ons artikel over {subject}.",
        "Mailde cijfers over {subject} uit de eigen regio.",
        "Bedankt voor de handreiking over {subject}.",
    ),
    Channel.TALK: (
        "Goed gesprek over {subject}.",
        "Kennisgemaakt en gesproken over {subject}.",
        "Besproken wat er nodig is voor {subject}.",
        "Doorgepraat over {subject} met twee collega's erbij.",
        "Gesprek over de pilot rond {subject}.",
    ),
    Channel.VISIT: (
        "Werkbezoek: gezien hoe zij {subject} aanpakken.",
        "Langs geweest voor {subject}.",
        "Rondgeleid langs het project rond {subject}.",
        "Op bezoek met een collega; {subject} krijgt daar veel aandacht.",
    ),
    Channel.MEETING: (
        "Overleg over {subject} met partners uit de regio.",
        "Kwartaaloverleg; {subject} was het eerste punt.",
        "Deelnemersoverleg over {subject}.",
        "Voorbereiding van het kennisatelier, onderdeel {subject}.",
    ),
}
MIDDLES = (
    "Zoekt cijfers om het bestuur te overtuigen.",
    "Wil graag een voorbeeld uit een andere gemeente zien.",
    "Heeft een nieuwe collega die dit oppakt.",
    "De eerste ervaringen zijn goed, de tijd is krap.",
    "Loopt vast op de samenwerking tussen afdelingen.",
    "Wil weten wat bewezen werkt.",
    "Vraagt of de handreiking korter kan.",
    "Kan een praktijkvoorbeeld aanleveren.",
    "Merkt dat bewoners te laat worden gevraagd.",
    "Het budget loopt tot het eind van het jaar.",
    "",
    "",
    "",
)
ENDINGS = (
    "Afspraak: over drie maanden bijpraten.",
    "Stuurt het plan van aanpak na.",
    "Denkt mee over de agenda van de volgende werksessie.",
    "Wij sturen het rapport en twee namen.",
    "Wil uitgenodigd worden voor het volgende kennisatelier.",
    "Leest het concept mee.",
    "Brengt ons in contact met een collega.",
    "Komt in het najaar terug op het aanbod.",
    "Geen vervolg nodig.",
    "",
    "",
)


def write(dice: Random, channel: str, subject: str) -> str:
    """Return what a colleague noted about a contact through this channel, about this subject."""
    parts = (
        dice.choice(OPENINGS[Channel(channel)]).format(subject=subject),
        dice.choice(MIDDLES),
        dice.choice(ENDINGS),
    )
    return " ".join(part for part in parts if part)
