"""Keywords that say how it is made, told and felt, and where it came from, as lines of rules."""

from __future__ import annotations

from typing import Final

KEYWORDS_FORM: Final = """
based on novel, based on novel or book, based on book, novel | narrative: adapted from a book .8;
    cultural_impact: adaptation of a book .6 |
based on young adult novel | narrative: adapted from a book .8; target_audience: teenagers .9 |
    coming_of_age 5
based on play or musical, based on play, based on stage musical | narrative: adapted from the stage
    .9; dialog: stage-like talk .6 | dialogue_centrality 6
based on comic, based on comic book, based on graphic novel, marvel comic, dc comics, based on
    manga | narrative: adapted from comics .9; target_audience: comic book fans .7;
    cinematic_style: comic book look .4 | visual_stylization 3, pop_culture 4, spectacle 3
marvel cinematic universe, dc extended universe, shared universe | narrative: part of a shared
    world .95; sub_genres: superhero film .85; cultural_impact: franchise .95 | spectacle 6,
    pop_culture 6
based on true story, based on true events, based on real events, true story | plot: true events
    .95; narrative: based on real events .95; sub_genres: docudrama .35 | biographical 5,
    contemporary_realism 5, educational 3
biography, biopic, based on memoir or autobiography, autobiography | plot: life of a real person
    .95; sub_genres: biographical drama .9; character_types: real person .9; themes: a life's work
    .6 | biographical 9, educational 3, character_depth 3
true crime | sub_genres: true crime .95; plot: real crimes .9; narrative: based on real events .8 |
    crime 8, biographical 4, educational 3
sequel, prequel, franchise, trilogy, spin off | narrative: part of a series .9; cultural_impact:
    franchise .7 | homage_and_reference 2, pop_culture 2
remake, reboot | narrative: retelling .9; cultural_impact: remake .8 | homage_and_reference 4
based on tv series, based on toy, based on video game series | narrative: adapted from another
    medium .8; cultural_impact: franchise .5 | pop_culture 4
cult film, cult classic, cult favorite | cultural_impact: cult following .95; target_audience: cult
    film lovers .7 | rewatchability 6, eccentricity 4
classic, masterpiece, academy award winner | cultural_impact: classic .85 | direction 6, acting 4,
    rewatchability 3
independent film, low budget, indie | cinematic_style: small independent production .8;
    target_audience: art-house audience .5 | contemporary_realism 3
arthouse, art house, avant garde, experimental film, experimental | cinematic_style: experimental
    .85; target_audience: art-house audience .9; sub_genres: art-house drama .6 | novelty 6,
    slow_burn 4, visual_stylization 5, ambiguity 4
surrealism, surreal, dreamlike, absurdism | mood: surreal .8; dreamlike .8; narrative: logic of
    dreams .7; cinematic_style: surreal images .7 | surrealism 8, psychedelic 4, ambiguity 4,
    uncanny 3
dream, dream sequence | mood: dreamlike .5; surreal .3; narrative: logic of dreams .4 | surrealism
    4, psychedelic 2
psychedelic, lsd, drug trip, hallucinogen | cinematic_style: psychedelic images .9; flags: drug use
    .8; mood: surreal .6 | psychedelic 9, surrealism 5
neo noir, film noir, tech noir | sub_genres: neo-noir .85; mood: cynical .6; brooding .6;
    cinematic_style: darkness and shadow .8 | crime 6, visual_stylization 5, bleakness 5, mystery
    4, pastiche 3
black and white | cinematic_style: black and white .95 | visual_stylization 5, cinematography 3
silent film, silent movie | cinematic_style: silent film .95; sub_genres: silent film .95;
    score_and_sound: silent .9 | physical_comedy 2, nostalgia 3
3d, imax | cinematic_style: made for the big screen .6 | spectacle 4
computer animation, cgi, 3d animation, cartoon, 2d animation, hand drawn animation |
    cinematic_style: animation .95 | visual_stylization 6
stop motion, claymation, puppet, puppetry | sub_genres: stop-motion animation .9; cinematic_style:
    stop motion .95 | visual_stylization 7, eccentricity 3
anime, shounen, shoujo, seinen, isekai | sub_genres: anime .95; cinematic_style: anime .95;
    target_audience: anime fans .9 | visual_stylization 6
mecha, giant robot | sub_genres: mecha .95; key_props: giant robots .95 | futuristic 7, spectacle
    5, technology_and_humanity 4
found footage, hand held camera, fake documentary | sub_genres: found footage horror .6;
    cinematic_style: found footage .95; narrative: found recordings .9; key_props: video camera .8
    | scare 4, tension 4, novelty 3, contemporary_realism 3
mockumentary | sub_genres: mockumentary .95; humor: mock documentary .95; narrative: false
    documentary .95 | satire_parody 7, cringe_humor 5, meta_narrative 4
nonlinear timeline, non linear, multiple storylines, flashback, told in flashback, hyperlink
    cinema, rashomon effect | narrative: broken order of time .85 | non_linear_narrative 8,
    complexity 5, narrative_structure 3
anthology, omnibus, episodic, short stories, vignettes | sub_genres: anthology .9; narrative:
    several stories .95; pacing: episodic .8 | complexity 3
twist, plot twist, twist ending, surprise ending | narrative: twist ending .95; twists and turns .7
    | intrigue 6, complexity 4, narrative_structure 4, rewatchability 3
unreliable narrator, narration, voice over, voice over narration, narrator | narrative: told by a
    narrator .8 | ambiguity 2
breaking the fourth wall, metafiction, meta, self referential, film within a film, play within a
    play | narrative: story about stories .9; breaks the fourth wall .6; humor: ironic humour .4 |
    meta_narrative 9, novelty 4, homage_and_reference 4
parody, spoof | humor: parody .95; sub_genres: satire .4; mood: silly .7 | satire_parody 9,
    homage_and_reference 6, absurdist_humor 5, pastiche 4
satire, social satire, political satire | humor: satire .95; sub_genres: satire .95; mood: sardonic
    .6; themes: folly of society .7 | satire_parody 9, social_commentary 7, wit_wordplay 4
dark comedy, black comedy, gallows humor | sub_genres: black comedy .95; humor: black humour .95;
    mood: sardonic .6; dark .4 | dark_humor 9, wit_wordplay 4, bleakness 3
slapstick, slapstick comedy, physical comedy | humor: slapstick .95; sub_genres: slapstick comedy
    .9; mood: silly .7 | physical_comedy 9, absurdist_humor 4
screwball comedy, screwball | sub_genres: screwball comedy .95; humor: screwball comedy .95;
    dialog: rapid-fire talk .85; pacing: brisk .7 | wit_wordplay 7, romance 4, fast_pace 4
romantic comedy, romcom | sub_genres: romantic comedy .95; humor: romantic banter .7; mood:
    romantic .7; charming .7; target_audience: couples .6 | romance 7, situational_comedy 5,
    hopefulness 5
sitcom | sub_genres: sitcom .95; humor: situational comedy .95 | situational_comedy 9, wholesome 2
stand up comedy, comedian, sketch comedy, improvisation | humor: stand-up .7; character_types:
    comedian .8 | wit_wordplay 7, showbiz 5
gross out comedy, gross out, raunchy comedy, crude humor, toilet humor | humor: gross-out humour
    .9; mood: outrageous .8; flags: strong language .6 | physical_comedy 6, cringe_humor 6,
    grotesque 3
stoner, stoner comedy, stoner film | sub_genres: stoner comedy .95; humor: stoner humour .9; flags:
    drug use .9 | absurdist_humor 6, psychedelic 3
awkwardness, awkward situation, cringe comedy, social awkwardness, embarrassment | humor: cringe
    comedy .85 | cringe_humor 8
absurd, absurd humor, nonsense, quirky, eccentric, offbeat | humor: absurd humour .7; quirky humour
    .7; mood: quirky .85; character_types: eccentric .7 | absurdist_humor 7, eccentricity 8
deadpan, dry humor, irony | humor: deadpan .85; dry wit .7; dialog: dry remarks .7 | wit_wordplay 5
musical, sing along, broadway | score_and_sound: songs tell the story .95; cinematic_style: song
    and dance numbers .9; sub_genres: musical drama .4 | music_centrality 9, music_composition 3
jukebox musical | sub_genres: jukebox musical .95; score_and_sound: well-known songs .95 |
    music_centrality 9, nostalgia 4
electronic music, techno, rave, dj, nightclub | score_and_sound: electronic score .8; place:
    nightclub .6 | music_centrality 5, psychedelic 2
classical music, opera, orchestra, piano, violin | score_and_sound: classical music .9; themes:
    music .7 | music_centrality 7, music_composition 4
steampunk | sub_genres: steampunk fantasy .95; costume_and_set: steampunk .95; cinematic_style:
    steampunk look .7 | fantasy 5, futuristic 5, visual_stylization 7, world_immersion 4
gothic, gothic horror | sub_genres: gothic horror .9; mood: brooding .7; costume_and_set: gothic
    .9; cinematic_style: darkness and shadow .7 | uncanny 6, visual_stylization 5, melancholy 3
lovecraftian, cosmic horror | sub_genres: cosmic horror .95; mood: ominous .7; themes: the unknown
    .8 | uncanny 7, scare 5, grotesque 4
folk horror, pagan, paganism | sub_genres: folk horror .9; themes: old beliefs .8; place:
    countryside .5 | uncanny 7, scare 5
camp, kitsch, b movie, exploitation, blaxploitation, grindhouse | cinematic_style: trashy charm .8;
    mood: outrageous .6; cultural_impact: cult following .4 | camp_and_irony 9, pastiche 4,
    grotesque 2
homage, pastiche, nostalgia, nostalgic, retro | mood: nostalgic .8; cinematic_style: homage to
    older works .6 | homage_and_reference 7, pastiche 6, nostalgia 7
slow cinema, slow burn, long take | pacing: slow burn .9; cinematic_style: long takes .7; mood:
    contemplative .5 | slow_burn 9, cinematography 4
fast paced, race against time, race against the clock, ticking clock | plot: race against time .9;
    pacing: breathless .7; relentless .4 | fast_pace 8, tension 6, adrenaline 5
real time, one location, single location, single set, confined space, claustrophobia | place: a
    single place .85; mood: claustrophobic .8; cinematic_style: chamber piece .7 | tension 5,
    dialogue_centrality 4, narrative_structure 3
suspense, suspenseful, suspense thriller, tension | mood: suspenseful .95; tense .7; pacing:
    building steadily .5 | tension 8, intrigue 5
epic, historical epic, grand scale | mood: epic .9; sub_genres: historical epic .4;
    cinematic_style: grand scale .9 | spectacle 8, world_immersion 5
atmospheric, moody | mood: atmospheric .95; pacing: lingering .4 | slow_burn 4, visual_stylization
    3, sound_centrality 3
melancholy, melancholic, bittersweet, sadness | mood: melancholic .95; bittersweet .7; sad .5 |
    melancholy 9, pathos 5
feel good, heartwarming, uplifting, inspirational, inspiring, hopeful, optimistic | mood: feel-good
    .8; heartwarming .7; uplifting .7 | hopefulness 8, wholesome 6, catharsis 4
tragedy, tragic, tragic ending, tragic love, unhappy ending | mood: tragic .95; heartbreaking .7;
    sub_genres: tragedy .7; plot: fall from grace .5 | pathos 8, bleakness 6, catharsis 4
disturbing, bleak, nihilism, despair, hopelessness | mood: bleak .85; disturbing .6 | bleakness 9,
    psychological 3
whimsical, playful, cheerful, cute | mood: whimsical .8; playful .7 | wholesome 5, eccentricity 4
open ending, ambiguous ending, ambiguity | narrative: open ending .95; mood: enigmatic .7 |
    ambiguity 9
duringcreditsstinger, aftercreditsstinger | narrative: scene after the credits .9 | pop_culture 2
profanity, swearing, strong language, vulgar | flags: strong language .95; dialog: foul-mouthed
    talk .9 |
sign language, deaf, no dialogue, wordless | dialog: few words .85; score_and_sound: silence .6 |
    sound_centrality 7
talk heavy, conversation, dialogue driven, dialogue | dialog: long conversations .9 |
    dialogue_centrality 9, slow_burn 3, dialogue_quality 3
monologue, storytelling, storyteller | dialog: monologues .8; narrative: tales within the tale .6 |
    dialogue_centrality 6
slice of life, everyday life, daily life, neorealism, realism | sub_genres: slice of life .9;
    narrative: scenes of everyday life .8; pacing: unhurried .6; cinematic_style: natural look .5 |
    contemporary_realism 9, slow_burn 5
miniseries, limited series | narrative: closed series .9 |
docuseries, documentary series | sub_genres: docuseries .95; narrative: documentary .95 |
    educational 7
"""
