"""What TMDB's and IMDb's genres say of a title, as lines of rules. Nothing else."""

from __future__ import annotations

from typing import Final

GENRES: Final = """
action | mood: exciting .7; energetic .5; plot: fights and chases .6; pacing: action-packed .6;
    cinematic_style: staged action .5; score_and_sound: driving score .4; character_types: fighter
    .4 | adrenaline 7, fast_pace 6, spectacle 5, violence 5, tension 4
adventure | mood: adventurous .8; exciting .5; plot: journey into danger .6; themes: courage .4;
    place: far-off lands .35; target_audience: general audience .4; cinematic_style: sweeping
    landscapes .35 | adrenaline 5, wonder 4, world_immersion 4, spectacle 4, hopefulness 3
action & adventure, action and adventure | mood: exciting .7; adventurous .6; plot: journey into
    danger .5; fights and chases .5; pacing: action-packed .5 | adrenaline 6, fast_pace 6,
    spectacle 4, violence 4, intrigue 3
animation | cinematic_style: animation .95; costume_and_set: drawn or modelled worlds .5; mood:
    playful .4 | visual_stylization 7, wonder 3
comedy | mood: humorous .8; light-hearted .6; humor: situational comedy .45; light humour .4;
    dialog: funny talk .5; plot: comic mishaps .5; pacing: brisk .35 | situational_comedy 5,
    wit_wordplay 4, hopefulness 3
crime | themes: crime and punishment .7; plot: crime and its pursuit .75; mood: gritty .5; tense
    .4; character_types: criminal .6; investigator .4; place: city .35; sub_genres: crime drama .4;
    key_props: gun .35 | crime 8, tension 4, intrigue 4, violence 3
documentary, docs | narrative: documentary .95; cinematic_style: documentary footage .8; dialog:
    interviews .5; mood: reflective .4; plot: account of real events .6; target_audience: the
    curious .5 | educational 8, contemporary_realism 6, dialogue_centrality 4
drama | mood: serious .6; themes: human relationships .4; plot: personal conflict .5; dialog:
    earnest conversation .35; character_types: troubled soul .35 | character_depth 4, pathos 4,
    psychological 3, contemporary_realism 3
family | mood: heartwarming .6; fun .5; target_audience: families .85; themes: family .4; plot:
    family story .4 | wholesome 7, hopefulness 5, family_dynamics 4
kids, children | target_audience: children .9; mood: cheerful .6; fun .5; plot: lessons learned .4;
    costume_and_set: bright colours .4 | wholesome 8, hopefulness 5
fantasy | time: timeless age .35; mood: magical .7; wondrous .4; themes: good and evil .4; plot:
    struggle with magic .6; place: imaginary world .55; cinematic_style: special effects .4;
    costume_and_set: fantastic worlds .5 | fantasy 8, wonder 6, world_immersion 5, spectacle 4
history | time: historical past .8; themes: history .7; plot: historical events .7;
    costume_and_set: period dress .75; mood: serious .4; sub_genres: historical drama .5;
    cinematic_style: period detail .4 | historical 9, educational 4, political 3
horror | mood: frightening .85; creepy .5; plot: fight for survival .55; flags: frightening scenes
    .7; disturbing images .5; violence .5; score_and_sound: unnerving sound .55; target_audience:
    horror fans .7; cinematic_style: darkness and shadow .5 | scare 8, tension 7, uncanny 4,
    bleakness 4, violence 4, sound_centrality 3
music | score_and_sound: songs performed .75; mood: energetic .4; plot: life in music .5;
    character_types: musician .6; target_audience: music lovers .5; themes: music .6 |
    music_centrality 8, showbiz 5, music_composition 4
musical | score_and_sound: songs tell the story .9; mood: joyful .5; cinematic_style: song and
    dance numbers .8; target_audience: music lovers .5 | music_centrality 9, music_composition 4,
    spectacle 3, camp_and_irony 2
mystery | mood: mysterious .8; suspenseful .5; plot: riddle to solve .8; themes: truth .4; pacing:
    building steadily .35; narrative: clues and revelations .6; character_types: investigator .5 |
    mystery 8, intrigue 7, tension 4, complexity 4
romance | mood: romantic .85; tender .4; themes: love .75; plot: love story .8; character_types:
    lovers .7; target_audience: couples .5; dialog: romantic talk .4 | romance 8, catharsis 3,
    hopefulness 3
science fiction, sci fi | themes: science and its price .5; plot: encounter with the unknown .4;
    time: future .5; cinematic_style: special effects .5; costume_and_set: futuristic design .55;
    key_props: advanced technology .55; mood: wondrous .35; target_audience: science fiction fans
    .5 | futuristic 8, technology_and_humanity 5, wonder 4, world_immersion 4, spectacle 4
sci fi & fantasy, sci fi and fantasy | plot: encounter with the unknown .45; place: imaginary world
    .4; cinematic_style: special effects .5; mood: wondrous .45; themes: good and evil .35 |
    futuristic 4, fantasy 5, wonder 5, world_immersion 5
thriller | mood: suspenseful .8; tense .7; plot: threat and pursuit .6; pacing: tightly paced .45;
    score_and_sound: tense score .45; narrative: mounting suspense .5 | tension 8, intrigue 6,
    adrenaline 4, fast_pace 4, psychological 3
war | themes: war .85; plot: war .85; time: wartime .7; mood: harrowing .45; character_types:
    soldier .7; place: battlefield .6; flags: violence .6; costume_and_set: uniforms .6; key_props:
    weapons .5; score_and_sound: gunfire and explosions .5; sub_genres: war drama .4 | warfare 9,
    violence 6, historical 5, pathos 4, bleakness 4
war & politics, war and politics | themes: war .5; power .5; plot: struggle for power .55; mood:
    serious .5 | warfare 5, political 6, historical 3
western | time: Old West .9; place: American frontier .9; plot: frontier conflict .7;
    character_types: gunslinger .5; costume_and_set: frontier dress .7; key_props: horses and guns
    .6; cinematic_style: sweeping landscapes .5; themes: law and lawlessness .5 | historical 6,
    violence 4, cinematography 3
tv movie | target_audience: television audience .6 |
news | narrative: reporting .8; time: present day .7; plot: current events .8 | educational 6,
    political 4, contemporary_realism 7, dialogue_centrality 5
reality, reality tv | narrative: unscripted .9; plot: contests and daily lives .6; time: present
    day .7; mood: fun .35; target_audience: television audience .5 | pop_culture 5,
    contemporary_realism 5
soap | sub_genres: soap opera .9; plot: tangled relationships .8; mood: sentimental .5; pacing:
    episodic .6; narrative: open-ended serial .8; target_audience: television audience .5 | romance
    5, family_dynamics 6, intrigue 3, dialogue_centrality 4
talk, talk show | sub_genres: talk show .9; dialog: conversation with guests .9; narrative:
    unscripted .6; time: present day .7 | dialogue_centrality 9, pop_culture 6, showbiz 4
game show | sub_genres: game show .9; narrative: unscripted .7; plot: contests and daily lives .6;
    mood: fun .5 | gaming 4, pop_culture 4
biography | plot: life of a real person .85; themes: a life's work .5; sub_genres: biographical
    drama .6; character_types: real person .7 | biographical 9, educational 4, character_depth 4
sport | plot: sporting contest .85; themes: winning and losing .6; character_types: athlete .7;
    place: sports arena .5; sub_genres: sports drama .5; mood: inspiring .4 | sports 9, hopefulness
    4, adrenaline 4
film noir | sub_genres: film noir .95; mood: cynical .6; brooding .5; cinematic_style: black and
    white .7; darkness and shadow .7; character_types: femme fatale .5 | crime 6, mystery 5,
    bleakness 5, visual_stylization 5, cinematography 4
adult | flags: sexual content .9; nudity .9; target_audience: adults .9 | eroticism 8
"""
