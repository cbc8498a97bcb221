"""Keywords that say who is in it, what they do for a living and for whom it is, as rules."""

from __future__ import annotations

from typing import Final

KEYWORDS_PEOPLE: Final = """
police, police officer, cop, sheriff, fbi, fbi agent, policeman | character_types: police officer
    .9; plot: criminal investigation .5; sub_genres: police procedural .35; key_props: badge and
    gun .5 | crime 6, tension 3
buddy cop, partner, mismatched partners | sub_genres: buddy cop film .7; plot: unlikely partners
    .8; dialog: banter between partners .6; humor: banter .5 | crime 3, wit_wordplay 4,
    physical_comedy 2
hitman, assassin, contract killer, killer, mercenary, sniper | character_types: hired killer .95;
    key_props: gun .7; flags: violence .6 | crime 6, violence 6, adrenaline 4
thief, con artist, con man, scam, fraud, conman | character_types: swindler .85; plot: swindle .85;
    themes: deception .8 | crime 6, intrigue 5, wit_wordplay 3
vigilante, anti hero, antihero, crime fighter | sub_genres: vigilante film .5; character_types:
    antihero .8; themes: taking the law into one's own hands .6 | crime 5, violence 5,
    character_depth 3
psychopath, sociopath, madman | character_types: psychopath .85; mood: menacing .6 | psychological
    6, tension 5, scare 4
teenager, teenage girl, teenage boy, teen, teenage love, teen movie, youth, young adult |
    character_types: teenager .9; target_audience: teenagers .7; sub_genres: teen drama .4 |
    coming_of_age 6
high school, school, prom, high school student | place: high school .85; character_types: teenager
    .75; plot: school days .8; sub_genres: school drama .4; target_audience: teenagers .5 |
    coming_of_age 6, contemporary_realism 3
college, university, student, fraternity, campus | place: college .9; character_types: student .9;
    plot: student life .7 | coming_of_age 4, contemporary_realism 3
teacher, professor, boarding school | character_types: teacher .9; place: school .7; themes:
    learning .6 | educational 2, character_depth 2
orphan, orphanage, foster child, adoption | character_types: orphan .9; themes: belonging .8; plot:
    search for a home .6 | pathos 5, family_dynamics 5
single mother, single father, single parent, motherhood, fatherhood, parenting, pregnancy, teenage
    pregnancy, baby | themes: parenthood .9; character_types: parents and children .8; plot:
    bringing up a child .7 | family_dynamics 8, contemporary_realism 3
old man, elderly, aging, old age, retirement, midlife crisis | themes: growing old .95;
    character_types: ageing hero .8; mood: reflective .5 | melancholy 5, nostalgia 4,
    character_depth 4
child, children, child protagonist, childhood, boy, girl | character_types: child .85; themes:
    childhood .8 | coming_of_age 4, wholesome 2
dog, cat, horse, animal, talking animal, talking dog, bear, monkey, anthropomorphism, penguin |
    character_types: animal .9; sub_genres: animal story .7; plot: adventures of an animal .6;
    target_audience: families .4 | wholesome 5
toy, toys, toy comes to life, living toy | character_types: toy come to life .9; key_props: toys
    .9; themes: childhood .6 | wholesome 5, fantasy 4, nostalgia 3
scientist, mad scientist, inventor, science | character_types: scientist .9; place: laboratory .5;
    key_props: invention .5; plot: scientific discovery .5 | technology_and_humanity 5, futuristic
    3, educational 2
astronaut, space travel, space, outer space, spacecraft, spaceship, space mission, nasa | place:
    outer space .95; character_types: astronaut .7; plot: journey through space .85; key_props:
    spaceship .85; cinematic_style: special effects .6 | futuristic 7, wonder 6, spectacle 5,
    world_immersion 4
space opera, galaxy, space battle, space war | sub_genres: space opera .95; place: outer space .95;
    plot: war among the stars .7; costume_and_set: futuristic design .7 | futuristic 7, spectacle
    7, wonder 6, world_immersion 6
writer, author, novelist, poet, screenwriter | character_types: writer .95; themes: making art .7;
    plot: artist at work .6 | showbiz 2, character_depth 3, dialogue_quality 2
artist, painter, painting, photographer, sculptor, architect | character_types: artist .9; themes:
    making art .85; plot: artist at work .6 | character_depth 3, visual_stylization 2
musician, singer, band, rock band, rock star, pianist, composer, rapper, hip hop, rap, jazz, rock
    'n' roll, punk rock, concert, music, country music | character_types: musician .9;
    score_and_sound: songs performed .8; plot: life in music .8; themes: music .7; key_props:
    musical instruments .5 | music_centrality 8, showbiz 6, music_composition 4
dance, dancer, dancing, ballet, dance competition, ballet dancer | sub_genres: dance film .7;
    character_types: dancer .9; plot: life in dance .8; cinematic_style: song and dance numbers .5;
    costume_and_set: stage costumes .5 | music_centrality 6, showbiz 5, spectacle 3
actor, actress, theatre, theater, stage, film director, filmmaking, movie business, hollywood, film
    industry, movie star, celebrity, fame | themes: fame .8; character_types: performer .9; plot:
    life in show business .85; place: stage or studio .6 | showbiz 9, pop_culture 5, meta_narrative
    3
television, tv show, reality show, media, social media, influencer, internet, tv star | themes:
    power of the media .85; plot: life in the public eye .5; key_props: cameras and screens .6 |
    pop_culture 7, social_commentary 4, technology_and_humanity 3
video game, gamer, gaming, based on video game, game, board game, esports | themes: play .7; plot:
    game turns serious .5; target_audience: gamers .6 | gaming 8, pop_culture 3
sport, sports, athlete, competition, olympic games, tournament, training, coach, sports team |
    sub_genres: sports drama .7; plot: sporting contest .9; character_types: athlete .9; themes:
    winning and losing .85; mood: inspiring .5; place: sports arena .6 | sports 9, hopefulness 4,
    adrenaline 3
boxing, boxer, wrestling, mixed martial arts | sub_genres: sports drama .8; plot: sporting contest
    .85; character_types: boxer .9; place: boxing ring .9 | sports 9, violence 4, adrenaline 5
baseball, american football, football, soccer, basketball, ice hockey, golf, tennis, surfing,
    skateboarding, car race, racing, street race, formula 1 | sub_genres: sports drama .7; plot:
    sporting contest .85; character_types: athlete .9; mood: energetic .4; key_props: sports gear
    .6 | sports 9, adrenaline 4
underdog, loser, misfit, outsider | character_types: underdog .95; themes: against the odds .85;
    mood: inspiring .4 | hopefulness 5, catharsis 4
soldier, marine, navy, us army, sergeant | character_types: soldier .95; costume_and_set: uniforms
    .7; themes: duty .6 | warfare 6, violence 3
veteran, war veteran, space marine | character_types: soldier .5 | warfare 2
samurai, ronin, ninja | sub_genres: samurai film .85; character_types: samurai .9; time: feudal age
    .7; place: Japan .85; key_props: sword .9; themes: honour .85 | historical 5, violence 5,
    adrenaline 4
knight, medieval, middle ages, king arthur, crusade | time: Middle Ages .95; character_types:
    knight .8; place: castle .7; costume_and_set: armour and castles .85; key_props: sword .7 |
    historical 6, fantasy 2, world_immersion 4
king, queen, prince, royalty, royal family, kingdom, monarchy, emperor | character_types: ruler
    .95; place: royal court .8; themes: power .8; plot: struggle for a throne .6; costume_and_set:
    royal finery .8; sub_genres: costume drama .4 | historical 5, political 5, spectacle 3
pirate, pirates, pirate ship | sub_genres: swashbuckler .8; character_types: pirate .95; place:
    high seas .9; key_props: ship .85; time: age of sail .7; mood: adventurous .7 | adrenaline 4,
    spectacle 4, historical 3
cowboy, outlaw, gunslinger, bounty hunter, wild west, spaghetti western | character_types:
    gunslinger .9; time: Old West .75; place: American frontier .75; plot: frontier conflict .7;
    key_props: horses and guns .8 | violence 4, historical 4
native american, indian, colonialism, indigenous, immigrant, immigration, refugee | themes: clash
    of cultures .9; character_types: people between cultures .8 | social_commentary 6, political 4,
    pathos 3
culture clash, fish out of water, stranger in a strange land | themes: clash of cultures .9; plot:
    fish out of water .9; humor: culture-clash humour .5 | social_commentary 3, situational_comedy
    3
gay, lesbian, lgbt, homosexuality, lgbtq, gay theme, lesbian relationship, transgender, bisexual,
    drag queen | themes: queer lives .95; target_audience: LGBTQ audience .7; character_types:
    queer hero .8 | romance 3, social_commentary 4
woman director, female director | target_audience: viewers of women's cinema .3 |
strong woman, feminism, women's rights, heroine | character_types: strong woman .9; themes: women's
    lives .8 | social_commentary 3
female protagonist | character_types: strong woman .45; themes: women's lives .8 | social_commentary
    2
prostitute, prostitution, stripper, strip club, escort, pornography | flags: sexual content .75;
    nudity .4; character_types: sex worker .85 | eroticism 5
sex, sexuality, eroticism, seduction, erotic movie, softcore, sexual desire, lust, one night stand,
    sex comedy | flags: sexual content .9; mood: sensual .7; themes: desire .9 | eroticism 8,
    romance 2
nudity, female nudity, male nudity, topless, full frontal nudity | flags: nudity .95; sexual
    content .5 | eroticism 6
femme fatale | character_types: femme fatale .95; mood: sensual .4; sub_genres: neo-noir .4 | crime
    4, eroticism 4, intrigue 4
doctor, nurse, surgeon, medical drama, medicine | sub_genres: medical drama .6; character_types:
    doctor .95; place: hospital .85 | educational 2, pathos 3
priest, nun, religion, faith, god, christianity, catholic church, church, bible, jesus christ,
    islam, buddhism, judaism, jewish, monk, pope | themes: faith .95; mood: spiritual .6;
    character_types: believer .7; place: house of worship .5 | spiritual 9, philosophical 3
afterlife, heaven, hell, angel, reincarnation, life after death, immortality, soul | themes: life
    after death .95; plot: beyond death .7; mood: spiritual .5 | spiritual 8, fantasy 5, wonder 3,
    philosophical 4
philosophy, existentialism, meaning of life, free will, morality, ethics, moral dilemma | themes:
    meaning of life .9; mood: contemplative .8; dialog: philosophical talk .6 | philosophical 9,
    psychological 3, slow_burn 3
nature, wilderness, wildlife, ecology, environment, climate change, environmentalism | themes: man
    and nature .95; place: wilderness .8; cinematic_style: sweeping landscapes .7; sub_genres:
    nature documentary .3 | wonder 4, educational 3, cinematography 4, social_commentary 3
cooking, chef, food, restaurant, cuisine | themes: food .95; place: restaurant .8; key_props: food
    .9; mood: warm .4 | wholesome 3, educational 2
gambling, casino, poker | plot: gambling .9; place: casino .85; key_props: cards and chips .85 |
    crime 3, tension 4, gaming 4
"""
