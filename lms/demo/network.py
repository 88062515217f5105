"""The hubs, fieldlabs and employers of the example network."""

from __future__ import annotations

from typing import Any

HUBS = {
    "noord": "Smart Industry Hub Noord",
    "oost": "Smart Industry Hub Oost",
    "zuidwest": "Smart Industry Hub Zuidwest",
}

FIELDLABS: tuple[dict[str, Any], ...] = (
    {
        "hub": "noord",
        "slug": "robotlab-noord",
        "name": "RobotLab Noord",
        "legal_name": "Stichting RobotLab Noord",
        "kvk_number": "90000011",
        "region": "Groningen",
        "colour": "#0b4f6c",
        "accent_colour": "#e4572e",
        "logo": "logo-robotlab-noord.svg",
        "introduction": {
            "nl": (
                "Bij RobotLab Noord leer je werken met robots en cobots, van de eerste beweging tot een "
                "veilige cel. Onze trainers komen uit de metaal en de scheepsbouw, en de robots staan "
                "klaar in Groningen."
            ),
            "en": (
                "At RobotLab Noord you learn to work with robots and cobots, from the first movement to a "
                "safe cell. Our trainers come from metalwork and shipbuilding, and the robots stand "
                "ready in Groningen."
            ),
            "de": (
                "Bei RobotLab Noord lernst du, mit Robotern und Cobots zu arbeiten: von der ersten "
                "Bewegung bis zur sicheren Zelle. Unsere Trainer kommen aus Metallbau und Schiffbau, und "
                "die Roboter stehen in Groningen bereit."
            ),
        },
    },
    {
        "hub": "zuidwest",
        "slug": "visiehuis-brabant",
        "name": "Visiehuis Brabant",
        "legal_name": "Coöperatie Visiehuis Brabant U.A.",
        "kvk_number": "90000022",
        "region": "Noord-Brabant",
        "colour": "#4b2e83",
        "accent_colour": "#00a896",
        "logo": "logo-visiehuis-brabant.svg",
        "introduction": {
            "nl": (
                "Het Visiehuis leert machines kijken, en mensen begrijpen wat de machine ziet. Samen met "
                "bedrijven in Noord-Brabant testen we camera's, licht en software op echte producten."
            ),
            "en": (
                "The Visiehuis teaches machines to see, and people to understand what the machine sees. "
                "Together with companies in Noord-Brabant we test cameras, light and software on real "
                "products."
            ),
            "de": (
                "Das Visiehuis bringt Maschinen das Sehen bei und zeigt Menschen, was die Maschine sieht. "
                "Zusammen mit Betrieben in Noord-Brabant testen wir Kameras, Licht und Software an "
                "echten Produkten."
            ),
        },
    },
    {
        "hub": "oost",
        "slug": "printwerk-oost",
        "name": "Printwerk Oost",
        "legal_name": "Stichting Printwerk Oost",
        "kvk_number": "90000033",
        "region": "Overijssel",
        "colour": "#1f6f43",
        "accent_colour": "#f2a541",
        "logo": "logo-printwerk-oost.svg",
        "introduction": {
            "nl": (
                "Bij Printwerk Oost maak je onderdelen met 3D-printers, in kunststof en in metaal. Je "
                "leert kiezen wanneer printen slim is, en wanneer draaien of frezen beter past."
            ),
            "en": (
                "At Printwerk Oost you make parts with 3D printers, in plastic and in metal. You learn to "
                "choose when printing is smart, and when turning or milling fits better."
            ),
            "de": (
                "Bei Printwerk Oost stellst du Teile mit 3D-Druckern her, aus Kunststoff und aus Metall. "
                "Du lernst, wann Drucken sinnvoll ist und wann Drehen oder Fräsen besser passt."
            ),
        },
    },
    {
        "hub": "zuidwest",
        "slug": "datafabriek-zuid",
        "name": "Datafabriek Zuid",
        "legal_name": "Datafabriek Zuid B.V.",
        "kvk_number": "90000044",
        "region": "Limburg",
        "colour": "#233d8c",
        "accent_colour": "#d7263d",
        "logo": "logo-datafabriek-zuid.svg",
        "introduction": {
            "nl": (
                "De Datafabriek laat zien wat je machines je vertellen, van de sensor tot het scherm. Je "
                "leert gegevens veilig te verzamelen en er op de werkvloer iets mee te doen."
            ),
            "en": (
                "The Datafabriek shows what your machines tell you, from the sensor to the screen. You "
                "learn to collect data safely and to do something with it on the shop floor."
            ),
            "de": (
                "Die Datafabriek zeigt, was deine Maschinen dir sagen, vom Sensor bis zum Bildschirm. "
                "Du lernst, Daten sicher zu sammeln und im Betrieb etwas damit zu tun."
            ),
        },
    },
    {
        "hub": "zuidwest",
        "slug": "onderhoudlab-west",
        "name": "OnderhoudLab West",
        "legal_name": "Stichting OnderhoudLab West",
        "kvk_number": "90000055",
        "region": "Zeeland",
        "colour": "#7a2e1d",
        "accent_colour": "#2274a5",
        "logo": "logo-onderhoudlab-west.svg",
        "introduction": {
            "nl": (
                "In het OnderhoudLab leer je storingen zien aankomen, voordat de machine stilstaat. We "
                "oefenen met pompen, motoren en metingen uit de Zeeuwse procesindustrie."
            ),
            "en": (
                "In the OnderhoudLab you learn to see failures coming, before the machine stands still. "
                "We practise with pumps, motors and measurements from the process industry in Zeeland."
            ),
            "de": (
                "Im OnderhoudLab lernst du, Störungen zu erkennen, bevor die Maschine stillsteht. Wir "
                "üben mit Pumpen, Motoren und Messwerten aus der Prozessindustrie in Zeeland."
            ),
        },
    },
)

QUALITY_ASSURANCE = (
    "Een tweede trainer keurt elke module voor publicatie. Beoordelaars observeren met vaste criteria en worden "
    "elk jaar gekalibreerd. Deelnemers geven na afloop een oordeel, dat met de bedrijven wordt besproken."
)

EMPLOYERS = (
    {"name": "Hoekstra Metaalbewerking B.V.", "kvk_number": "90000111"},
    {"name": "Van Dijk Verpakkingen B.V.", "kvk_number": "90000122"},
)
