"""Municipalities that do not exist, in provinces that do."""

from dataclasses import dataclass

from network.provinces import Province


@dataclass(frozen=True)
class Place:
    name: str
    province: str


NAMES = {
    Province.DRENTHE: "Hardenveen Zandelo Norgerwolde Bronneveld",
    Province.FLEVOLAND: "Waterkim Zuiderkavel Meerstede Polderhaven",
    Province.FRIESLAND: "Skierhuzum Noarderwier Feanstrand Terwisga",
    Province.GELDERLAND: "Lindeloo Kromwaal Heuvelrode Beekdorpen",
    Province.GRONINGEN: "Noorderwierde Kleistad Ommelanderveen Hogeborg",
    Province.LIMBURG: "Maasrode Geulenberg Peelhoven Kastelheuvel",
    Province.NORTH_BRABANT: "Kempenrode Dommelhoek Vlierbeemd Wilgendonk",
    Province.NORTH_HOLLAND: "Zuiderkoog Duinmeer Westerwaard Kaagmonde",
    Province.OVERIJSSEL: "Twickerveld Regterholt Sallandsveen Dinkelrode",
    Province.UTRECHT: "Vechtwoude Stichtloo Heideburg Lekwoude",
    Province.ZEELAND: "Oostwaard Schorrekerke Wissendijk Zilverplaat",
    Province.SOUTH_HOLLAND: "Elzendam Merwestad Rijnmade Schiewoude",
}
PLACES = tuple(Place(name, province) for province, names in NAMES.items() for name in names.split())
