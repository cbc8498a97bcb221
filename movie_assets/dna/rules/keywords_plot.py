"""Keywords that say what happens, as lines of rules. Nothing else."""

from __future__ import annotations

from typing import Final

KEYWORDS_PLOT: Final = """
death penalty, capital punishment, execution, death row | plot: waiting for execution .85; themes:
    justice .8; mood: harrowing .4 | crime 4, social_commentary 5
political thriller | sub_genres: political thriller .95; themes: politics .85; mood: paranoid .4 |
    political 8, intrigue 5
erotic thriller | sub_genres: erotic thriller .95; flags: sexual content .85; mood: sensual .7 |
    eroticism 7, tension 4
murder, homicide, killing, mission of murder | plot: murder .9; themes: crime and punishment .4;
    flags: violence .5 | crime 6, violence 4, tension 3
murder mystery, whodunit | sub_genres: whodunit .95; plot: murder .9; riddle to solve .9;
    narrative: clues and revelations .8 | mystery 9, crime 6, intrigue 6
investigation, murder investigation, criminal investigation | plot: criminal investigation .85;
    character_types: investigator .7; pacing: measured .35 | mystery 6, crime 5, intrigue 5
detective, private detective, police detective | character_types: detective .9; plot: criminal
    investigation .7; sub_genres: detective story .55 | mystery 6, crime 6
serial killer, serial murder | sub_genres: serial killer film .85; plot: hunt for a killer .8;
    character_types: serial killer .95; mood: disturbing .6; menacing .5; flags: violence .7;
    disturbing images .5 | crime 7, scare 5, tension 7, violence 6, psychological 4
revenge, vengeance, vendetta, revenge killing | plot: revenge .95; themes: revenge .95; sub_genres:
    revenge thriller .5; mood: intense .4 | violence 5, catharsis 5, tension 4
robbery, bank robbery, bank robber | plot: robbery .9; character_types: thief .7; key_props: stolen
    money .5 | crime 7, tension 4, adrenaline 3
heist, caper, jewel heist | sub_genres: heist film .95; caper .5; plot: heist .95; character_types:
    thief .8; team of specialists .6; mood: suspenseful .4; key_props: vault or loot .5 | crime 7,
    intrigue 6, tension 5, wit_wordplay 3, rewatchability 3
kidnapping, abduction, missing child, missing person | plot: kidnapping .85; mood: anxious .4 |
    tension 6, crime 4
hostage, hostage situation | plot: hostages taken .9; mood: tense .6 | tension 7, crime 4
blackmail, extortion | plot: blackmail .9; themes: guilt .4 | crime 4, intrigue 5
conspiracy, cover up, government conspiracy | plot: conspiracy .9; sub_genres: conspiracy thriller
    .7; mood: paranoid .6; themes: abuse of power .6 | intrigue 7, complexity 5, political 5,
    tension 4
corruption, police corruption, political corruption | themes: corruption .95; plot: corruption laid
    bare .7; mood: cynical .5 | crime 4, political 5, social_commentary 5
assassination, assassination attempt, political assassination | plot: assassination .9 | political
    4, tension 5, violence 4
drug dealer, drug trafficking, drug traffic, drug cartel, drug smuggling | plot: drug trade .9;
    character_types: drug dealer .8; flags: drug use .7; mood: gritty .5 | crime 7, violence 4,
    bleakness 3
organized crime, mafia, gangster, mobster, mob, yakuza, triad | sub_genres: gangster film .9;
    character_types: gangster .95; plot: life in organized crime .8; themes: loyalty and betrayal
    .6; flags: violence .6; mood: gritty .5 | crime 9, violence 5, class_and_capitalism 3
undercover, undercover cop, undercover agent, infiltration | plot: undercover mission .9; themes:
    double life .7 | tension 6, crime 4, intrigue 5
prison, prisoner, jail | place: prison .7; plot: life behind bars .45; sub_genres: prison film .4 |
    crime 4, bleakness 3
prison life, prison drama, women's prison | sub_genres: prison film .9; place: prison .95;
    plot: life behind bars .95; themes: freedom .7; mood: claustrophobic .5 | crime 5, bleakness 5,
    social_commentary 4
prison escape, prison break, escape from prison | sub_genres: prison film .9; place: prison .9;
    plot: escape .95; themes: freedom .7 | tension 6, adrenaline 4, hopefulness 3
escape, on the run, fugitive, manhunt | plot: flight from pursuers .85; escape .6; pacing:
    fast-paced .4 | tension 5, adrenaline 5, fast_pace 4
car chase | plot: fights and chases .85; pacing: fast-paced .6; cinematic_style: staged action .5;
    key_props: cars .8 | adrenaline 6, fast_pace 6, spectacle 4
chase, foot chase | plot: fights and chases .85; pacing: fast-paced .6; cinematic_style: staged
    action .5 | adrenaline 6, fast_pace 6, spectacle 4
shootout, gunfight, showdown | plot: gunfights .85; key_props: gun .8; flags: violence .6;
    score_and_sound: gunfire and explosions .6 | adrenaline 5, violence 6
martial arts, kung fu, karate, hand to hand combat | sub_genres: martial arts action .8;
    plot: hand-to-hand fights .9; character_types: fighter .8; cinematic_style: choreographed
    fights .8; flags: violence .4 | adrenaline 6, violence 5, spectacle 4
fight, fistfight, brawl, duel | plot: fights and chases .4 | violence 3
survival, fight for survival, stranded, castaway, shipwreck | sub_genres: survival drama .65; plot:
    fight for survival .9; themes: will to live .7; mood: desperate .5 | tension 5, adrenaline 4,
    pathos 3
disaster, natural disaster, earthquake, tsunami, volcano, tornado | sub_genres: disaster film .9;
    plot: disaster strikes .95; cinematic_style: special effects .6; mood: urgent .4 | spectacle 7,
    adrenaline 5, tension 5
end of the world, apocalypse | plot: end of the world .9; sub_genres: apocalyptic drama .5; mood:
    bleak .5 | bleakness 5, spectacle 4, tension 4
post apocalyptic, post apocalyptic future | sub_genres: post-apocalyptic film .95; time: after the
    end of civilization .9; place: wasteland .7; mood: bleak .6; themes: will to live .6;
    costume_and_set: ruins and rags .7 | futuristic 6, bleakness 7, world_immersion 5
dystopia, dystopic future, totalitarian regime | sub_genres: dystopian science fiction .9; time:
    future .7; themes: freedom .7; abuse of power .7; plot: rebellion .5; mood: bleak .6 |
    futuristic 7, bleakness 6, social_commentary 7, political 5
alien, extraterrestrial, first contact | character_types: alien .95; plot: meeting with aliens .8;
    themes: the unknown .5; costume_and_set: creature design .5 | futuristic 7, wonder 4, uncanny 3
alien invasion, invasion | sub_genres: alien invasion film .9; plot: invasion .95; character_types:
    alien .8 | futuristic 6, tension 5, spectacle 5, warfare 3
time travel, time machine | sub_genres: time travel film .9; plot: time travel .95; themes: fate
    and free will .6; narrative: broken order of time .6; key_props: time machine .5 | futuristic
    5, complexity 6, non_linear_narrative 6, intrigue 4, novelty 3
time loop | plot: time loop .95; narrative: repeated events .9; sub_genres: time travel film .6 |
    non_linear_narrative 8, complexity 5, novelty 4, intrigue 4, absurdist_humor 2
parallel universe, alternate reality, multiverse, parallel world | plot: other worlds .8;
    narrative: parallel stories .5 | complexity 6, wonder 4, futuristic 4, novelty 4
artificial intelligence, robot, android, cyborg | themes: man and machine .9; character_types:
    robot .85; key_props: thinking machine .6; plot: machines awaken .4 | technology_and_humanity
    8, futuristic 7, philosophical 4
virtual reality, simulated reality | themes: what is real .8; plot: trapped in a false world .6;
    key_props: virtual reality .7 | gaming 5, technology_and_humanity 6, futuristic 6,
    philosophical 4
hacker, hacking, cyberpunk, cyber | character_types: hacker .7; themes: man and machine .5;
    sub_genres: cyberpunk .5; key_props: computers .7 | technology_and_humanity 6, futuristic 5
experiment, human experimentation, genetic engineering, mutation, cloning | plot: experiment gone
    wrong .85; themes: science and its price .8; character_types: scientist .6 |
    technology_and_humanity 6, futuristic 4, grotesque 3
superhero, super power, super powers, superhero team | sub_genres: superhero film .95;
    character_types: superhero .95; plot: saving the world .6; costume_and_set: hero's costume .8;
    target_audience: comic book fans .6; cinematic_style: special effects .7 | spectacle 6,
    adrenaline 5, fantasy 5, hopefulness 3
saving the world | plot: saving the world .95; mood: exciting .4 | spectacle 5, adrenaline 4,
    hopefulness 3
good vs evil, good versus evil | themes: good and evil .95 | fantasy 3, catharsis 3
magic, sorcery, wizard, witch, witchcraft, spell, magical realism | plot: struggle with magic .7;
    themes: power of magic .5; character_types: magician or witch .7; mood: magical .7; key_props:
    magical object .4 | fantasy 8, wonder 5
curse, prophecy | plot: curse or prophecy .9; themes: fate and free will .6; mood: ominous .5 |
    fantasy 6, uncanny 3
fairy tale, enchanted, princess | sub_genres: fairy-tale fantasy .8; time: once upon a time .7;
    place: kingdom .6; mood: magical .6; costume_and_set: royal finery .6 | fantasy 8, wonder 6,
    wholesome 4
dragon, mythology, greek mythology, mythical creature | plot: struggle with magic .5; themes: myth
    .8; character_types: mythical creature .85; costume_and_set: creature design .6 | fantasy 8,
    wonder 5, spectacle 4
sword and sorcery, sword fight, swordplay, swashbuckler | sub_genres: sword and sorcery .6;
    swashbuckler .5; plot: sword fights .85; key_props: sword .95 | adrenaline 4, fantasy 4,
    violence 3
quest, treasure hunt, treasure, lost civilization, expedition | plot: quest .95; key_props:
    treasure .7; mood: adventurous .8; place: far-off lands .5 | wonder 4, adrenaline 4, intrigue 4
haunted house, haunted mansion, haunting, haunted | sub_genres: haunted house horror .9; plot:
    haunting .95; place: haunted house .9; mood: eerie .8; creepy .6; costume_and_set: old dark
    house .7; score_and_sound: creaks and whispers .5 | scare 6, uncanny 6, tension 5,
    sound_centrality 4
ghost, spirit, poltergeist | sub_genres: ghost story .85; plot: haunting .7; character_types: ghost
    .95; mood: eerie .65 | uncanny 6, scare 4, spiritual 3, fantasy 4
supernatural, paranormal, supernatural powers, paranormal phenomena | plot: supernatural events .9;
    sub_genres: paranormal thriller .35; mood: mysterious .4 | uncanny 5, fantasy 5, mystery 3
demon, demonic possession, exorcism, satan, devil, satanism, occult | sub_genres: occult horror
    .85; plot: demons at work .9; character_types: demon .85; themes: faith and doubt .5; flags:
    disturbing images .5 | scare 6, uncanny 6, spiritual 5, grotesque 3
zombie, zombie apocalypse, undead, living dead | sub_genres: zombie film .95; plot: zombie outbreak
    .9; fight for survival .7; character_types: zombie .95; flags: violence .6; disturbing images
    .6 | scare 6, violence 6, grotesque 6, adrenaline 4
vampire, dracula | sub_genres: vampire film .95; character_types: vampire .95; plot: preying on the
    living .7; themes: immortality .6; key_props: stake and cross .3 | fantasy 6, uncanny 5, scare
    4, eroticism 3
werewolf, shapeshifting | sub_genres: werewolf film .9; character_types: werewolf .9; plot: change
    into a beast .85 | fantasy 6, scare 4, grotesque 4
monster, creature, giant monster, kaiju, sea monster, dinosaur, shark | sub_genres: monster film
    .85; plot: monster attack .85; character_types: monster .9; costume_and_set: creature design
    .7; cinematic_style: special effects .5 | scare 5, spectacle 6, tension 5, adrenaline 4
slasher, psycho killer, masked killer | sub_genres: slasher .95; plot: hunt for victims .85;
    character_types: masked killer .8; flags: violence .85; disturbing images .6; mood: frightening
    .6 | scare 7, violence 8, tension 6, grotesque 4
gore, splatter, blood, blood splatter, graphic violence, extreme violence, brutality | flags:
    violence .9; disturbing images .85; mood: violent .6; shocking .6; sub_genres: splatter film .4
    | violence 9, grotesque 7
torture, sadism, cannibalism, mutilation | flags: disturbing images .95; violence .9; mood:
    disturbing .8; plot: cruelty endured .6 | violence 8, grotesque 7, bleakness 5, scare 4
home invasion | sub_genres: home invasion thriller .95; plot: siege of a home .9; place: house .8;
    mood: menacing .7 | tension 8, scare 5, violence 4
body horror, transformation | sub_genres: body horror .5; plot: body transformed .7 | grotesque 6,
    uncanny 4
cult, secret society, sect | plot: in the grip of a cult .8; themes: faith and doubt .5; mood:
    unsettling .5 | uncanny 5, spiritual 4, intrigue 4
spy, espionage, secret agent, cia, kgb, mi6, british secret service, secret mission, double agent |
    sub_genres: espionage thriller .8; spy film .8; plot: spying .9; character_types: spy .9;
    themes: loyalty and betrayal .5; place: several countries .4; key_props: secret documents .4 |
    intrigue 6, tension 5, political 5, complexity 4
terrorism, terrorist, bomb, hijacking | plot: terror attack .85; key_props: bomb .6; flags:
    violence .5 | tension 6, political 5, violence 5
cold war, nuclear war, nuclear weapons | time: Cold War .85; themes: fear of the bomb .6; plot:
    great powers collide .6; mood: paranoid .4 | political 7, warfare 4, historical 4, tension 4
world war ii, second world war, nazi, nazis, nazi germany, third reich | time: World War II .95;
    plot: war .75; themes: war .8; costume_and_set: uniforms .6; sub_genres: war drama .4 | warfare
    8, historical 8, pathos 4, violence 4
holocaust, concentration camp, genocide, auschwitz | time: World War II .7; plot: genocide .9;
    themes: inhumanity .9; mood: harrowing .9; flags: disturbing images .7; violence .6 | bleakness
    8, pathos 8, historical 7, political 5, warfare 4
world war i, first world war | time: World War I .95; plot: war .75; themes: war .8; sub_genres:
    war drama .5 | warfare 8, historical 8, pathos 5
vietnam war, vietnam | time: Vietnam War .85; place: Vietnam .8; plot: war .8; themes: cost of war
    .8; sub_genres: war drama .6 | warfare 8, historical 6, political 5, bleakness 4
civil war, american civil war, revolution, french revolution, rebellion, uprising | plot: rebellion
    .85; themes: freedom .7; time: time of upheaval .6 | warfare 6, political 7, historical 5
war, battle, military, battlefield, war crimes, army | plot: war .85; themes: war .8;
    character_types: soldier .7; place: battlefield .5; flags: violence .5 | warfare 8, violence 5
"""
