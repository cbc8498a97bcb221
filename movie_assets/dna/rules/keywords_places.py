"""Keywords that say where and when it is set, as lines of rules. Nothing else."""

from __future__ import annotations

from typing import Final

KEYWORDS_PLACES: Final = """
new york, new york city, manhattan, brooklyn, nyc | place: New York City .95; big city .8 |
los angeles, los angeles california, california, beverly hills | place: Los Angeles .85; California
    .8 |
san francisco, san francisco california | place: San Francisco .95; California .8 |
chicago, chicago illinois | place: Chicago .95; big city .7 |
boston, boston massachusetts | place: Boston .95 |
washington d.c., white house | place: Washington .95 | political 3
las vegas | place: Las Vegas .95; mood: outrageous .3 | spectacle 2
texas | place: Texas .95 |
florida, miami, miami florida | place: Florida .9 |
southern usa, american south, mississippi, louisiana, new orleans | place: American South .9 |
usa, america | place: United States .9 |
london england, london | place: London .95; United Kingdom .7; big city .6 |
england, scotland, great britain, wales | place: United Kingdom .9 |
ireland, dublin, northern ireland | place: Ireland .95 |
paris, paris france, france | place: France .9; Paris .6 | romance 2
berlin, germany, munich | place: Germany .9 |
italy, rome, venice, sicily | place: Italy .9 |
spain, madrid, barcelona | place: Spain .9 |
russia, moscow, soviet union, siberia | place: Russia .9 |
japan, tokyo, tokyo japan, kyoto | place: Japan .95 |
china, beijing, shanghai | place: China .9 |
hong kong | place: Hong Kong .95 |
india, mumbai, mumbai (bombay) india, bollywood | place: India .95 |
africa, kenya, south africa, safari | place: Africa .9 |
middle east, iraq, iran, afghanistan, israel, palestine | place: Middle East .9 | political 4
egypt, ancient egypt, pyramid | place: Egypt .95 | historical 3
mexico, south america, brazil, argentina, latin america | place: Latin America .85 |
australia, outback | place: Australia .95 |
small town, village, suburb, suburbia, rural area | place: small town .9; themes: small-town life
    .7 | contemporary_realism 4
big city, city, urban, metropolis, inner city, ghetto | place: big city .9 | contemporary_realism 3
farm, countryside, ranch, rural | place: countryside .9; cinematic_style: sweeping landscapes .4 |
    contemporary_realism 2
island, exotic island, beach, tropical island, desert island | place: island .85; costume_and_set:
    sun and sand .4 |
sea, ocean, ship, boat, sailing, high seas, yacht | place: sea .9; key_props: ship .7 |
submarine, underwater, deep sea | place: under the sea .95; mood: claustrophobic .5; key_props:
    submarine .6 | tension 3
jungle, rainforest, amazon | place: jungle .95; mood: adventurous .4 | wonder 3
desert, sahara | place: desert .95; cinematic_style: sweeping landscapes .6 | cinematography 3
mountain, mountains, mountain climbing, everest, himalaya | place: mountains .95; cinematic_style:
    sweeping landscapes .6 | spectacle 3
snow, winter, arctic, antarctica, blizzard | place: snowbound land .8; time: winter .8;
    cinematic_style: wintry images .5 |
forest, woods, cabin in the woods | place: forest .95 | uncanny 2
summer, summer camp, summer vacation, vacation, holiday | time: summer .8; plot: holiday .6; mood:
    light-hearted .3 | nostalgia 3
christmas, santa claus, christmas eve | time: Christmas .95; sub_genres: christmas film .9; holiday
    comedy .4; mood: heartwarming .4; costume_and_set: Christmas trimmings .7; target_audience:
    families .4 | wholesome 6, nostalgia 3, hopefulness 4
halloween | time: Halloween .95; costume_and_set: masks and pumpkins .6 | scare 2
one night, night, single night, 24 hours | time: a single night .8 | tension 2
future, distant future, near future, 21st century | time: future .95; costume_and_set: futuristic
    design .6 | futuristic 7
prehistoric, stone age, ice age | time: prehistoric times .95 | historical 4, wonder 3
ancient rome, roman empire, gladiator, ancient greece, antiquity, ancient world | time: antiquity
    .95; sub_genres: historical epic .6; costume_and_set: togas and temples .7; place: ancient
    world .9 | historical 8, spectacle 5, warfare 3
19th century, victorian era, victorian england, 1800s | time: 19th century .95; costume_and_set:
    period dress .85; sub_genres: period drama .7 | historical 7
18th century, 17th century, 16th century, renaissance, elizabethan era, regency period | time:
    early modern age .95; costume_and_set: period dress .9; sub_genres: costume drama .8 |
    historical 8
1920s, roaring twenties, prohibition era | time: 1920s .95; sub_genres: period drama .5;
    costume_and_set: period dress .7 | historical 6, nostalgia 3
1930s, great depression | time: 1930s .95; sub_genres: period drama .5; costume_and_set: period
    dress .7 | historical 6, nostalgia 3
1940s | time: 1940s .95; costume_and_set: period dress .7 | historical 5, nostalgia 3
1950s | time: 1950s .95; costume_and_set: period dress .6 | historical 4, nostalgia 4
1960s, hippie, woodstock | time: 1960s .95; costume_and_set: sixties fashion .7 | historical 4,
    nostalgia 4
1970s, disco | time: 1970s .95; costume_and_set: seventies fashion .7 | historical 3, nostalgia 4
1980s | time: 1980s .95; costume_and_set: eighties fashion .7 | nostalgia 5
1990s | time: 1990s .95 | nostalgia 4
period drama, costume drama, historical fiction, historical figure | sub_genres: period drama .9;
    costume drama .6; costume_and_set: period dress .9; time: historical past .8 | historical 8
train, subway, railway, orient express | place: train .9; key_props: train .85 |
airplane, airport, pilot, aviation, plane crash | place: in the air .8; key_props: aircraft .9 |
    spectacle 2
hotel, motel, resort | place: hotel .95 |
castle, mansion, palace, manor | place: castle or mansion .9; costume_and_set: grand interiors .8 |
office, workplace, boss | place: offices .9; sub_genres: workplace comedy .35; themes: working life
    .8 | contemporary_realism 4, class_and_capitalism 4, situational_comedy 2
road trip, road movie, hitchhiking | sub_genres: road movie .9; plot: journey .9; place: the open
    road .9; themes: self-discovery .7; key_props: cars .4; pacing: episodic .4 | catharsis 3,
    hopefulness 2
journey, travel | plot: journey .9; sub_genres: road movie .5; themes: self-discovery .4 |
    catharsis 2
car, muscle car | key_props: cars .85 | adrenaline 3
motorcycle | key_props: motorcycles .85 | adrenaline 3
truck | key_props: trucks .85 | adrenaline 2
gun, weapon, sword, knife | key_props: weapons .85 | violence 3
diary, letter, book, photograph, map | key_props: written words and pictures .7 |
money, gold, diamond, jewelry | key_props: money and jewels .8; themes: greed .5 | crime 3
mask, costume, disguise | key_props: masks .75; costume_and_set: disguises .7 |
fashion, model, fashion designer | themes: fashion .9; costume_and_set: high fashion .9 |
    pop_culture 6
"""
