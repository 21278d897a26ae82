"""Names as one hears them in the Netherlands; drawn by chance, and tied to nothing else that the world stores."""

import re
import unicodedata
from dataclasses import dataclass
from random import Random

TUSSENVOEGSEL = re.compile(r"^((?:(?:van|der|den|de|ter|ten|op|in|te|'t|el|al|ben|dos|da)\s)*)(.+)$")


@dataclass(frozen=True)
class Pool:
    """First names and last names that often go together, and how many of a hundred people draw from it."""

    weight: int
    given: tuple[str, ...]
    family: tuple[str, ...]


def pool(weight: int, given: str, family: str) -> Pool:
    """Make a pool from first names between spaces and last names between commas."""
    return Pool(weight, tuple(given.split()), tuple(name.strip() for name in family.split(",")))


POOLS = (
    pool(
        38,
        "Anne Anouk Arjan Bart Bas Carla Daan Dirk Els Eva Femke Floor Freek Gerard Hanna Henk Hester Ilse Irma Jan "
        "Janneke Jeroen Johan Joost Judith Karin Koen Lars Linda Lotte Maarten Marieke Marijn Marleen Mieke Niels Noor "
        "Pim Petra Pieter Rianne Rob Roos Sanne Saskia Stijn Suzanne Thijs Tom Trudy Willem Wouter",
        "de Vries, de Jong, Jansen, de Boer, Visser, Snijders, Meijer, Mulder, Vos, Peters, Hendriks, van der Berg, "
        "van den Berg, van Dijk, van de Ven, van der Meer, van der Linden, van den Heuvel, van Leeuwen, op den Kamp, "
        "op 't Hof, 't Hart, 't Jong, in 't Veld, in 't Hout, ter Braak, ter Haar, ten Brink, ten Hove, te Velde, "
        "Kuipers, Verhoeven, Verbeek, Scholten, Dekker, Brouwer, de Graaf, de Lange, van Rossum, van 't Hul, Smeets, "
        "Janssen, Wolters, Schouten, van der Wal, Prins, Blom, Koster, van Es",
    ),
    pool(
        6,
        "Sjoerd Wytske Jelle Froukje Tjeerd Aukje Douwe Sietske Wiebe Hiske Rinse Nynke Ytsen Baukje Gerbrich Sytse",
        "Hoekstra, Dijkstra, Terpstra, Postma, Wiersma, Sinnema, Bouma, Veenstra, Jellema, Haitsma, Feenstra, Boersma",
    ),
    pool(
        9,
        "Ayşe Mehmet Fatma Yusuf Elif Emre Zeynep Hakan Sevgi Serkan Gülşen Murat Özlem İbrahim Tuğba Volkan Nurcan",
        "Yıldız, Yılmaz, Kılıç, Şahin, Doğan, Özdemir, Çelik, Aydın, Koç, Arslan, Kaya, Demir, Öztürk, Güneş, Yalçın, "
        "Karataş, Uçar, Bağcı, Taş, Erdoğdu",
    ),
    pool(
        9,
        "Mohamed Fatima Youssef Samira Rachid Naima Karim Hanane Said Loubna Ilias Malika Bilal Soumaya Hamza Ikram",
        "el Amrani, el Idrissi, el Hamdaoui, el Khattabi, ben Ali, ben Salah, Bouzidi, Azzouzi, Benali, Ouali, Amrani, "
        "Chakir, Haddou, Lahlou, Mansouri, Tahiri, el Yacoubi, Ziani, Bakkali, el Ouahabi",
    ),
    pool(
        8,
        "Radjesh Shanti Kavita Rishi Anjali Sunil Priya Asha Vikash Jaya Denise Glenn Humphrey Urmila Marvin Yvette",
        "Ramdin, Jagroep, Kalpoe, Sewnath, Bhagwandin, Mahabier, Autar, Biharie, Ramautar, Gopal, Pinas, Kromosoeto, "
        "Tjon A Loi, Doelwijt, Landveld, Vreden, Zschuschen, Kasanwidjojo, Esajas, Wijngaarde",
    ),
    pool(
        5,
        "Jairo Shurendy Gilmar Rochelle Zulaika Edson Mirelva Quincy Xiomara Rignald Aldrick Suhaila",
        "Martina, Maduro, Rosaria, Isenia, Cijntje, Pieternella, Croes, Winklaar, Kelly, Tromp, Girigori, Francisca",
    ),
    pool(
        4,
        "Selam Abel Rahel Yonas Semhar Filmon Tsega Natnael Luwam Hagos Winta Mebrahtu",
        "Tesfay, Haile, Gebremedhin, Tekle, Kidane, Habtemariam, Weldu, Berhane, Ghebreab, Okbay, Abraha, Mehari",
    ),
    pool(
        4,
        "Omar Rania Khaled Nour Basel Hala Anas Lina Samer Yara Tarek Ruba",
        "al Masri, al Halabi, Khoury, Darwish, Haddad, Sabbagh, Nasser, Kassab, Shami, Barakat, Hamoud, Jaber",
    ),
    pool(
        3,
        "Kwame Abena Kofi Akosua Yaw Efua Kwabena Ama Kojo Esi",
        "Mensah, Owusu, Boateng, Asante, Appiah, Osei, Agyeman, Ofori, Amponsah, Adjei",
    ),
    pool(
        4,
        "Agnieszka Piotr Katarzyna Tomasz Małgorzata Paweł Joanna Michał Ewa Łukasz",
        "Nowak, Kowalska, Wiśniewski, Wójcik, Zieliński, Kamińska, Dąbrowski, Mazur, Krawczyk, Górska",
    ),
    pool(3, "Wei Mei Jun Li Xin Fang Hao Ying Lan Ming", "Zhang, Wang, Chen, Lin, Huang, Zhou, Wu, Cheung, Lam, Hu"),
    pool(
        3,
        "Sander Loes Ronny Mathilda Josef Naomi Jopie Nelis Costa Yona",
        "Matulessy, Pattiasina, Tahapary, Latuheru, Sahetapy, Manuhutu, Lekatompessy, Tuhuteru, Pelupessy, Noija",
    ),
    pool(
        4,
        "Dewi Budi Sri Eddy Wati Rudy Indah Agus Ratna Hendra",
        "Wijaya, Santoso, Kusuma, Hartono, Lestari, de Queljo, van Motman, Soetjipto, Pranoto, Gunawan",
    ),
)
EVERY_GIVEN = tuple(name for each in POOLS for name in each.given)

PLAIN = str.maketrans({"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "ß": "ss"})


def draw(dice: Random) -> tuple[str, str, str]:
    """Draw a first name, infix and last name; one in eight has a first name from another pool."""
    chosen = dice.choices(POOLS, weights=[each.weight for each in POOLS])[0]
    given = dice.choice(EVERY_GIVEN if dice.random() < 0.125 else chosen.given)
    infix, family = split(dice.choice(chosen.family))
    if dice.random() < 0.03:
        family = f"{family}-{dice.choice(POOLS[0].family)}"
    return given, infix, family


def split(name: str) -> tuple[str, str]:
    """Split a last name in its infix and the part under which it is sorted."""
    found = TUSSENVOEGSEL.match(name)
    assert found, name
    return found[1].strip(), found[2]


def plain(name: str) -> str:
    """Write a name as it stands in an e-mail address: lower case, without accents, apostrophes or spaces."""
    letters = unicodedata.normalize("NFD", name.translate(PLAIN)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters.replace("'", "")).strip("-")
