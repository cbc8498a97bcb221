"""Tags that say nearly the same, as data, so that a filter on one finds its neighbours.

A cluster is named by the tag people would look for first. Tags of one cluster may be told of the
same title; opposites, and a part and its whole (a city, its country), are never of one cluster.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from movie_assets.dna.taxonomy import is_valid_label
from movie_assets.model.errors import ContractError

VERSION: Final = "1"

# category | the cluster's name: the other tags of it
_CLUSTERS: Final = """
mood | melancholic: wistful, bittersweet, sombre
mood | sad: heartbreaking, tragic, poignant
mood | dark: bleak, gloomy, harrowing, desperate
mood | disturbing: unsettling, shocking
mood | frightening: chilling, creepy
mood | eerie: ominous, menacing, foreboding
mood | mysterious: enigmatic
mood | tense: suspenseful, thrilling, anxious, paranoid
mood | exciting: energetic, adventurous
mood | intense: urgent, raw
mood | humorous: fun, light-hearted, silly
mood | quirky: whimsical, playful
mood | feel-good: cheerful, joyful, charming
mood | heartwarming: warm, tender, gentle, cosy
mood | uplifting: inspiring, hopeful, triumphant, stirring
mood | contemplative: reflective, serene, intimate
mood | dreamlike: surreal
mood | magical: wondrous
mood | cynical: sardonic, ironic
mood | rebellious: irreverent, outrageous, provocative
mood | nostalgic: sentimental
mood | romantic: passionate
sub_genres | crime drama: gangster film
sub_genres | caper: heist film
sub_genres | detective story: whodunit, mystery thriller, police procedural
sub_genres | espionage thriller: spy film
sub_genres | conspiracy thriller: political thriller
sub_genres | courtroom drama: legal thriller
sub_genres | film noir: neo-noir, noir thriller
sub_genres | ghost story: haunted house horror, supernatural horror, paranormal thriller,
    supernatural thriller
sub_genres | occult horror: folk horror, witch film
sub_genres | slasher: splatter film, teen horror
sub_genres | psychological thriller: psychological drama, psychological horror
sub_genres | post-apocalyptic film: apocalyptic drama
sub_genres | monster film: kaiju film
sub_genres | martial arts action: kung fu film, samurai film
sub_genres | historical drama: period drama, costume drama
sub_genres | historical epic: epic drama, war epic
sub_genres | biographical drama: docudrama
sub_genres | coming-of-age drama: teen drama, school drama
sub_genres | romantic drama: melodrama, historical romance
sub_genres | black comedy: tragicomedy
sub_genres | slapstick comedy: screwball comedy
sub_genres | buddy comedy: bromance, buddy cop film
sub_genres | social drama: social problem film, slice of life, urban drama
sub_genres | high fantasy: fantasy adventure, sword and sorcery, dark fantasy
sub_genres | musical drama: musical comedy, jukebox musical
humor | black humour: gallows humour
humor | slapstick: visual gags
humor | dry wit: deadpan, ironic humour
humor | witty dialogue: banter, puns
humor | absurd humour: surreal humour, quirky humour
humor | gross-out humour: bawdy humour, toilet humour
humor | satire: political satire
pacing | slow burn: slow-paced, deliberate, lingering, unhurried, leisurely, measured
pacing | fast-paced: brisk, snappy, tightly paced
pacing | breathless: relentless, frantic, nonstop, action-packed
plot | criminal investigation: crime and its pursuit, hunt for a killer, riddle to solve
plot | robbery: heist
plot | flight from pursuers: threat and pursuit, cat-and-mouse hunt, escape
plot | fight for survival: nobody is safe, hunt for victims
plot | life of a real person: true events, real crimes
plot | love story: forbidden love, love triangle, affair, tangled relationships
plot | growing up: school days, student life
plot | spying: undercover mission
plot | struggle for power: struggle for a throne
plot | haunting: supernatural events, demons at work
plot | monster attack: change into a beast, preying on the living
plot | invasion: meeting with aliens, encounter with the unknown
plot | quest: journey, journey into danger
plot | fights and chases: gunfights, hand-to-hand fights, sword fights
plot | life in show business: life in the public eye, life in music
themes | growing up: childhood
themes | family: parenthood
themes | faith: faith and doubt
themes | politics: power, abuse of power
themes | grief: mortality
themes | war: cost of war
themes | justice: crime and punishment, law and lawlessness
themes | identity: self-discovery, belonging
themes | man and machine: science and its price
character_types | criminal: gangster, thief, drug dealer
character_types | detective: investigator, police officer
character_types | psychopath: serial killer, masked killer
character_types | soldier: fighter
character_types | teenager: student
character_types | artist: writer, musician, performer
place | big city: city
place | castle: castle or mansion
place | high school: school
place | sea: high seas
place | wilderness: forest, mountains, jungle
place | wasteland: broken world
time | present day: modern day
time | Middle Ages: feudal age
narrative | twist ending: twists and turns
narrative | unhappy ending: bittersweet ending
cinematic_style | grand scale: sweeping landscapes, grand images
cinematic_style | surreal images: psychedelic images
flags | sexual content: nudity
"""


def _read(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    for line in text.strip().replace("\n    ", " ").splitlines():
        category, _, rest = line.partition(" | ")
        name, _, others = rest.partition(": ")
        for label in (name, *others.split(", ")):
            if not is_valid_label(category, label):
                raise ContractError(f"clusters: {label!r} is no tag of {category}")
            yield (category, label), name


def _table() -> dict[tuple[str, str], str]:
    table: dict[tuple[str, str], str] = {}
    for tag, name in _read(_CLUSTERS):
        if tag in table:
            raise ContractError(f"clusters: {tag[1]!r} of {tag[0]} stands in two")
        table[tag] = name
    return table


CLUSTERS: Final = _table()
"""(category, label) -> the name of its cluster, for tags that have neighbours."""


def cluster_of(category: str, label: str) -> str:
    """The name of a tag's cluster; a tag without neighbours is one of its own.

    >>> cluster_of("mood", "wistful"), cluster_of("plot", "time loop")
    ('melancholic', 'time loop')
    """
    return CLUSTERS.get((category, label), label)
