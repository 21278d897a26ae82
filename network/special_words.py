"""Words that tell belief, origin, health or orientation: what KIS never keeps of a person.

AVG art. 9 forbids it, and CJEU C-184/20 counts what tells it in a roundabout way. Whole words only: somebody may well
work on "moslimdiscriminatie". Not a wall but a hand on the arm: it catches the usual words, a reader catches the rest.
"""

import re

from network.plain import plain

BELIEF = """
    moslim moslims moslima moslimman moslimvrouw islamitisch islamitische islam muslim muslims islamic soenniet
    sjiiet aleviet alevitisch christen christenen christelijk christelijke christian christians katholiek
    katholieke catholic protestant protestants protestantse gereformeerd gereformeerde evangelisch evangelische
    jood joden jodin joods joodse jew jews jewish hindoe hindoes hindoestaans hindoestaanse hindu boeddhist
    boeddhistisch buddhist sikh atheist gelovig gelovige ongelovig bekeerd bekeerling religieus religieuze
    religious hoofddoek hijab kippah
"""
ORIGIN = """
    turk turken turks turkse turkish marokkaan marokkanen marokkaans marokkaanse moroccan surinamer surinamers
    surinaams surinaamse surinamese antilliaan antillianen antilliaans antilliaanse antillean caribisch
    caribische caribbean curacaos curacaose somalier somaliers somalisch somalische somali syrier syriers
    syrisch syrische syrian irakees irakezen iraaks iraakse iraqi iranier iraniers iraans iraanse iranian
    afghaan afghanen afghaans afghaanse afghan eritreeer eritreeers eritrees eritrese eritrean ethiopier
    ethiopisch ethiopische ethiopian ghanees ghanezen ghanese ghanaian nigeriaan nigeriaans nigeriaanse nigerian
    koerd koerden koerdisch koerdische kurd kurdish molukker molukkers moluks molukse chinees chinezen chinese
    pool polen pools poolse polish roemeen roemeens roemeense romanian bulgaar bulgaars bulgaarse bulgarian
    oekrainer oekrainers oekrains oekrainse ukrainian roma sinti zigeuner gypsy afrikaan afrikanen afrikaans
    afrikaanse african aziaat aziaten aziatisch aziatische asian arabier arabieren arabisch arabische arab arabs
    zwarte blanke wit witte allochtoon allochtone autochtoon autochtone asielzoeker asielzoekers statushouder
    vluchteling vluchtelinge refugee migrant migrante ethnicity etniciteit afkomst nationaliteit nationality
"""
HEALTH = """
    ziek zieke ziekte depressief depressieve depressie depressed burnout burn-out psychisch psychische
    psychiatrisch psychiatrische ptss ptsd autisme autist autistisch autistische autistic adhd kanker cancer hiv
    aids verslaafd verslaving addicted zwanger zwangere pregnant gehandicapt gehandicapte handicap beperking
    disabled invalide diagnose diagnosis medicatie medication therapie trauma getraumatiseerd traumatised
    suicidaal suicidal overspannen dementie dement
"""
ORIENTATION = """
    homo homos homoseksueel homoseksuele gay lesbisch lesbische lesbienne lesbian biseksueel biseksuele bisexual
    transgender transman transvrouw trans non-binair nonbinair queer intersekse lhbt lhbti lhbtiq lhbtqia lgbt
    lgbti lgbtq hetero heteroseksueel straight seksuele geaardheid
"""
VICTIM_OR_SUSPECT = """
    slachtoffer victim dader verdachte suspect strafblad veroordeeld mishandeld uitgehuwelijkt uithuwelijking
    achtergelaten eerwraak bedreigd ontvoerd bsn
"""
# Plain small letters, as `plain` writes both the list and the text.
SPECIAL = frozenset(plain(f"{BELIEF}{ORIGIN}{HEALTH}{ORIENTATION}{VICTIM_OR_SUSPECT}").split())
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def special_words(text: str) -> list[str]:
    """Return the words of this text that belong to a special kind of personal data, as they were written, each once."""
    found: dict[str, str] = {}
    for match in WORD.finditer(text):
        word = match.group()
        parts = [word, *word.split("-")]
        if any(plain(part) in SPECIAL for part in parts):
            found.setdefault(plain(word), word)
    return list(found.values())
