"""What well-known tropes say of a title that has them, as lines of rules. Nothing else.

Names are written as words; case, blanks and signs do not count when they are looked up.
"""

from __future__ import annotations

from typing import Final

TROPES: Final = """
Final Girl | sub_genres: slasher .7; character_types: last woman standing .95; plot: fight for
    survival .8 | scare 5, tension 4, violence 3
Jump Scare, Cat Scare | mood: frightening .6; score_and_sound: sudden shocks .8 | scare 6,
    sound_centrality 3
Nothing Is Scarier | mood: ominous .7; eerie .6; cinematic_style: horror left unseen .85 | scare 6,
    tension 6, uncanny 5
Gorn, High Octane Nightmare Fuel, Eye Scream, Off With His Head, Impaled With Extreme Prejudice |
    flags: disturbing images .8; violence .8 | grotesque 6, violence 6
Body Horror | sub_genres: body horror .65; flags: disturbing images .85 | grotesque 8, uncanny 4
Creepy Child | character_types: creepy child .95; mood: creepy .7 | uncanny 6, scare 4
Haunted House, Big Fancy House Of Horror | sub_genres: haunted house horror .85; place: haunted
    house .9; mood: eerie .7 | scare 5, uncanny 5
Ax Crazy, Psycho For Hire, For The Evulz | character_types: psychopath .8; mood: menacing .4 |
    violence 4, tension 3, psychological 2
Kill Em All, Anyone Can Die, Total Party Kill | plot: nobody is safe .9; mood: bleak .5 | bleakness
    6, tension 4, violence 4
Downer Ending, Shoot The Shaggy Dog, Fate Worse Than Death | narrative: unhappy ending .95; mood:
    bleak .7; tragic .5 | bleakness 7, pathos 5
Bittersweet Ending | narrative: bittersweet ending .95; mood: bittersweet .8 | melancholy 5,
    catharsis 4, pathos 3
Earn Your Happy Ending, Happy Ending, Everybody Lives | narrative: happy ending .9; mood: hopeful
    .6; uplifting .4 | hopefulness 7, catharsis 6
Gainax Ending, Mind Screw, Riddle For The Ages | narrative: open ending .6; puzzling story .9;
    mood: enigmatic .7; surreal .5 | ambiguity 7, surrealism 6, complexity 6, intrigue 3
All Just A Dream, Dream Sequence, Dreaming Of Things To Come, Mushroom Samba | narrative: logic of
    dreams .5; mood: dreamlike .5 | surrealism 6, psychedelic 3
Unreliable Narrator, Rashomon Style | narrative: unreliable narrator .95; themes: truth .5 |
    ambiguity 6, complexity 4, psychological 4
How We Got Here, Anachronic Order, In Medias Res, Nonlinear Storytelling, Flashback Within A
    Flashback, Back To Front | narrative: broken order of time .9 | non_linear_narrative 8,
    complexity 4
The Reveal, Wham Line, Tomato In The Mirror, Twist Ending, Wham Episode | narrative: twists and
    turns .8 | intrigue 5, narrative_structure 2
Red Herring, The Mole, MacGuffin, Batman Gambit, Gambit Pileup, Xanatos Gambit | plot: schemes
    within schemes .6; narrative: twists and turns .6 | intrigue 6, complexity 4
Chekhovs Gun, Foreshadowing, Book Ends, Meaningful Echo, Arc Words, Brick Joke | narrative:
    carefully planted details .6 | narrative_structure 4, rewatchability 3
Breaking The Fourth Wall, No Fourth Wall, Medium Awareness, Leaning On The Fourth Wall | narrative:
    breaks the fourth wall .95 | meta_narrative 7, wit_wordplay 2
Genre Savvy, Lampshade Hanging, Show Within A Show, Postmodernism, Self Deprecation | narrative:
    story about stories .6; humor: ironic humour .5 | meta_narrative 6, wit_wordplay 2
Shout Out, Homage, Mythology Gag, Continuity Nod, Whole Plot Reference | cinematic_style: homage to
    older works .4 | homage_and_reference 5, pop_culture 2
Affectionate Parody, Parody, Deconstructive Parody, Take That | humor: parody .7 | satire_parody 6,
    homage_and_reference 4
Genre Throwback, Retraux, Deliberately Monochrome, Genre Deconstruction | cinematic_style: homage
    to older works .7 | pastiche 7, visual_stylization 4, nostalgia 3
Black Comedy, Bloody Hilarious, Crosses The Line Twice, Gallows Humor | humor: black humour .85;
    sub_genres: black comedy .5; mood: sardonic .4 | dark_humor 7
Deadpan Snarker, Hypocritical Humor, Snark To Snark Combat, Stealth Pun, Hurricane Of Puns, Witty
    Banter | humor: dry wit .6; witty dialogue .5; dialog: witty banter .7 | wit_wordplay 5
Slapstick, Groin Attack, Amusing Injuries, Pie In The Face, Funny Background Event | humor:
    slapstick .7; visual gags .6 | physical_comedy 6
Running Gag, Gilligan Cut, The Comically Serious, Ridiculously Average Guy, Zany Scheme | humor:
    running gags .7 | situational_comedy 5
Cringe Comedy, Comedic Sociopathy, Naked People Are Funny, Embarrassing First Name | humor: cringe
    comedy .7 | cringe_humor 6
Cloudcuckoolander, Surreal Humor, Widget Series | humor: absurd humour .7; mood: quirky .4;
    character_types: eccentric .6 | absurdist_humor 6, eccentricity 6
Rule Of Funny, Refuge In Audacity, Non Sequitur | humor: absurd humour .5 | absurdist_humor 5
Toilet Humor, Vomit Indiscretion Shot, Gross Out Show | humor: gross-out humour .8 | grotesque 3,
    cringe_humor 4
Large Ham, Chewing The Scenery, Narm Charm, So Bad Its Good, Camp, Evil Laugh, Stylistic Suck, B
    Movie | cinematic_style: overdone on purpose .6 | camp_and_irony 6
Cluster F Bomb, Precision F Strike, Sir Swears A Lot | flags: strong language .85; dialog:
    foul-mouthed talk .6 |
Fan Service, Ms Fanservice, Mr Fanservice, Male Gaze, Shirtless Scene, Sexy Discretion Shot |
    flags: sexual content .4; mood: sensual .35 | eroticism 4
Driven To Suicide, Bungled Suicide, Suicide Is Painless | flags: suicide .85 | bleakness 4, pathos
    4
The Alcoholic, Drowning My Sorrows, Drugs Are Bad, Functional Addict | flags: drug use .6; themes:
    addiction .5 | psychological 2, pathos 2
Roaring Rampage Of Revenge, Revenge, Best Served Cold, You Killed My Father, Disproportionate
    Retribution | plot: revenge .9; themes: revenge .9 | violence 4, catharsis 4
Heroic Sacrifice, Redemption Equals Death, Taking The Bullet | plot: heroic sacrifice .9; themes:
    sacrifice .9 | pathos 4, catharsis 5
Heel Face Turn, The Atoner, Redemption Quest | themes: redemption .8; plot: change of heart .8 |
    character_depth 4, hopefulness 3
Anti Hero, Villain Protagonist, Anti Villain, Sympathetic Villain Protagonist, Nominal Hero |
    character_types: antihero .85; themes: moral greyness .6 | character_depth 4, psychological 2
Black And Gray Morality, Grey And Gray Morality, Not So Different, Well Intentioned Extremist, What
    The Hell Hero | themes: moral greyness .85 | philosophical 4, character_depth 4
Freudian Excuse, Heroic BSOD, Sanity Slippage, Hidden Depths, Villainous Breakdown, Character
    Development | themes: troubled mind .4 | psychological 5, character_depth 5
Shell Shocked Veteran, War Is Hell | themes: cost of war .95; mood: harrowing .5; character_types:
    soldier .7 | warfare 6, pathos 5, bleakness 4
Big Bad, The Dragon, Take Over The World, Evil Overlord | plot: hero against villain .7; themes:
    good and evil .4; character_types: arch-villain .8 | tension 2
Action Girl, Badass, Dark Action Girl, Lady Of War | character_types: fighter .7; plot: fights and
    chases .4 | adrenaline 4
Stuff Blowing Up, More Dakka, Car Fu, Guns Akimbo, High Speed Chase, Every Car Is A Pinto, Rule Of
    Cool | plot: fights and chases .7; cinematic_style: staged action .7; score_and_sound: gunfire
    and explosions .6 | adrenaline 6, spectacle 6, fast_pace 3
Big Damn Heroes, Race Against The Clock, Just In Time, Time Bomb | plot: race against time .7 |
    adrenaline 5, tension 5
Epic Movie, Cast Of Thousands, Scenery Porn, Costume Porn, Food Porn | cinematic_style: grand
    images .8; costume_and_set: lavish sets .6 | spectacle 6, cinematography 6
The Oner, Epic Tracking Shot, Leave The Camera Running, Jump Cut, Match Cut | cinematic_style: long
    takes .6 | cinematography 5, editing 5, direction 4
Leitmotif, Award Bait Song, Crowning Music Of Awesome, Theme Music Power Up | score_and_sound:
    memorable themes .8 | music_composition 6, music_centrality 3
Soundtrack Dissonance, Lyrical Dissonance | score_and_sound: music against the image .85 |
    music_centrality 4, dark_humor 2
Crowd Song, Musical, I Am Song, Villain Song, I Want Song | score_and_sound: songs tell the story
    .85 | music_centrality 7
All Star Cast, Playing Against Type, Acting For Two, One Scene Wonder | cultural_impact: star cast
    .7 | acting 4
Cult Classic, Vindicated By History, Memetic Mutation | cultural_impact: cult following .9 |
    rewatchability 5, pop_culture 3
Trope Maker, Trope Codifier, Genre Popularizer, Follow The Leader, Codifier | cultural_impact:
    model for others .8 | novelty 5
Crapsack World, Crapsaccharine World, Dystopia, Police State | place: broken world .7; sub_genres:
    dystopian science fiction .3; mood: bleak .7; themes: abuse of power .4 | bleakness 6,
    social_commentary 4, world_immersion 3
After The End, Scavenger World | sub_genres: post-apocalyptic film .85; time: after the end of
    civilization .9 | bleakness 5, futuristic 4
Used Future, Twenty Minutes Into The Future, The Future, Space Opera | time: future .85;
    costume_and_set: futuristic design .6 | futuristic 6, world_immersion 4
AI Is A Crapshoot, Robot War, Ridiculously Human Robots | themes: man and machine .9;
    character_types: robot .8 | technology_and_humanity 8, futuristic 5
Time Travel, Groundhog Day Loop, Stable Time Loop, Set Right What Once Went Wrong | plot: time
    travel .9; themes: fate and free will .5 | complexity 4, non_linear_narrative 5, futuristic 3
Mad Scientist, For Science, Tampering In Gods Domain | character_types: mad scientist .9; themes:
    science and its price .7 | technology_and_humanity 4, futuristic 3
Corrupt Corporate Executive, Mega Corp, Evil Inc, Corporate Conspiracy | themes: greed .8; abuse of
    power .5; character_types: corrupt boss .85 | class_and_capitalism 6, social_commentary 4
Dirty Cop, Police Are Useless, Corrupt Cop, Police Brutality | themes: corruption .7;
    character_types: crooked policeman .8 | crime 4, social_commentary 2
Caper Crew, The Caper, Heist, The Con, Con Man | sub_genres: heist film .7; plot: heist .8;
    character_types: team of specialists .6 | crime 5, intrigue 5
Film Noir, Femme Fatale, Hardboiled Detective, Neo Noir | sub_genres: neo-noir .5; character_types:
    femme fatale .4; mood: cynical .4 | crime 5, mystery 4
Five Man Band, Ragtag Bunch Of Misfits, True Companions, Power Trio, Heterosexual Life Partners |
    themes: friendship .7; character_types: band of misfits .7 | family_dynamics 5, wholesome 2
Love Triangle, Will They Or Wont They, Love At First Sight, Meet Cute, Belligerent Sexual Tension |
    plot: love story .75; mood: romantic .6; themes: love .6 | romance 6
Manic Pixie Dream Girl, Romantic Comedy, Adorkable | character_types: free spirit .6; mood:
    charming .5 | romance 4, eccentricity 3
Star Crossed Lovers, The One That Got Away, Lost Love, Did Not Get The Girl | plot: forbidden love
    .6; mood: melancholic .6; bittersweet .4 | melancholy 6, romance 5
Your Cheating Heart, Awful Wedded Life, The Mistress | plot: affair .8; themes: faithlessness .7 |
    romance 2, tension 2
Coming Of Age Story, Loss Of Innocence, Growing Up Sucks | plot: growing up .9; themes: growing up
    .9; sub_genres: coming-of-age drama .7 | coming_of_age 8
Missing Mom, Disappeared Dad, Parental Abandonment, Abusive Parents, Papa Wolf, Mama Bear, Well
    Done Son Guy | themes: family .7; character_types: parents and children .7 | family_dynamics 6
Alpha Bitch, Jerk Jock, High School, Teen Genius, Nerd | place: high school .6; character_types:
    teenager .6 | coming_of_age 4
Tear Jerker, Break The Cutie, Death Of A Child, Manly Tears | mood: heartbreaking .7; sad .5 |
    pathos 6, melancholy 4
Crowning Moment Of Heartwarming, Heartwarming Moments | mood: heartwarming .6 | wholesome 4
Pet The Dog, Nice Guy, Happily Married | mood: heartwarming .3 | wholesome 3
Nostalgia Filter, Unintentional Period Piece, Nostalgia Ain't Like It Used To Be, The Seventies,
    The Eighties, The Sixties, The Fifties | mood: nostalgic .5; costume_and_set: look of its age
    .7 | nostalgia 5
Very Loosely Based On A True Story, Based On A True Story, Where Are They Now Epilogue, Biopic |
    narrative: based on real events .85; plot: true events .7 | biographical 5, educational 2
Shown Their Work, Truth In Television | narrative: well researched .6 | educational 4,
    contemporary_realism 3
Crisis Of Faith, Religious Horror, Crystal Dragon Jesus, Messianic Archetype | themes: faith and
    doubt .8 | spiritual 6
Uncanny Valley, Perverse Puppet, Evil Twin, Doppelganger | mood: unsettling .6 | uncanny 7
Rousing Speech, Badass Boast, The Reason You Suck Speech | dialog: rousing speeches .8 |
    dialogue_quality 3
Seinfeldian Conversation, Talking Heads, Motor Mouth, Rapid Fire Comedy, Walk And Talk | dialog:
    rapid-fire talk .8 | dialogue_centrality 6, dialogue_quality 3, wit_wordplay 3
The Voiceless, Silence Is Golden, Silent Protagonist, Sounds Of Silence | dialog: few words .75;
    score_and_sound: silence .5 | sound_centrality 5
Mood Whiplash, Reality Ensues, Genre Roulette | mood: provocative .35 | novelty 4
Slow Burn, Slow Paced Beginning, Quieter Than Silence | pacing: slow burn .85 | slow_burn 7
Social Satire, Humans Are The Real Monsters, Unfortunate Implications, Does This Remind You Of
    Anything | themes: folly of society .6 | social_commentary 5
Slobs Versus Snobs, Rags To Riches, Upper Class Twit, Riches To Rags, Poverty Porn | themes: rich
    and poor .9 | class_and_capitalism 7
Cool Car, Cool Guns, Cool Sword, Cool Ship | key_props: prized machine or weapon .8 | spectacle 2,
    adrenaline 2
Badass Longcoat, Pretty In Mink, Nice Hat, Happiness Is Two Inch Heels, Impossibly Cool Clothes |
    costume_and_set: striking clothes .75 | visual_stylization 2
Big Applesauce | place: New York City .85 |
"""
