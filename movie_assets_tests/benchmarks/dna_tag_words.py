"""Tags of ours and what others call them, for `dna_tags`: data, chosen by meaning. No measuring.

A line is `category: label | user tags | tropes of TiMoS`, both with semicolons between them; a long
line goes on indented. Hidden labels mean the tag, or something that cannot be without it: a
parent's fears (Adult Fear) or a dashed hope (Hope Spot) stand in films that frighten nobody.
"""

TAGS = """
narrative: unhappy ending | | Downer Ending
narrative: bittersweet ending | | Bittersweet Ending
narrative: happy ending | | Earn Your Happy Ending
narrative: carefully planted details | | Chekhov's Gun; Foreshadowing; Book-Ends; Meaningful Echo;
    Arc Words; Brick Joke; Chekhov's Skill; Chekhov's Gunman; Ironic Echo; Call-Back
narrative: twists and turns | twist ending; surprise ending; mindfuck | The Reveal; Wham Line; Red
    Herring; Batman Gambit
cinematic_style: homage to older works | spoof; parody | Shout-Out; Mythology Gag; Continuity Nod;
    Spiritual Successor
cinematic_style: grand images | amazing cinematography; great cinematography; visually appealing;
    breathtaking; cinematography | Scenery Porn
humor: black humour | black comedy; dark comedy; macabre; dark humor | Black Comedy
humor: running gags | | Running Gag; Brick Joke
humor: deadpan | deadpan; wry | Deadpan Snarker
humor: parody | parody; spoof; satire; satirical; zaz | Take That!
humor: satire | satire; satirical; social commentary; biting; irreverent | Take That!; No
    Celebrities Were Harmed
flags: disturbing images | gore; gruesome; torture; disturbing; cannibalism; splatter | Eye
    Scream; Off with His Head!; Impaled with Extreme Prejudice; Body Horror; Gory Discretion Shot;
    Fan Disservice
flags: violence | violence; violent; gore; brutal; murder | Eye Scream; Impaled with Extreme
    Prejudice; Off with His Head!; Gory Discretion Shot; Ax-Crazy; Groin Attack; Kick the Dog;
    Roaring Rampage of Revenge; Curb-Stomp Battle
flags: suicide | suicide | Driven to Suicide
flags: strong language | | Cluster F-Bomb; Precision F-Strike
flags: drug use | drugs; drug abuse; marijuana; addiction; heroin; stoner movie; alcoholism | The
    Alcoholic
flags: sexual content | sex; sexual; sexuality; sexy; erotic; nudity (topless); nudity (full
    frontal); nudity (rear); masturbation; prostitution; nc17 | Fanservice; Ms. Fanservice; Fan
    Disservice; Your Cheating Heart
flags: nudity | nudity (topless); nudity (full frontal); nudity (rear); male nudity; nudity; nc17;
    nudity (full frontal - notable); nudity (topless - notable); nudity (topless - brief); nudity
    (rear - brief) | Fanservice; Ms. Fanservice; Fan Disservice
character_types: psychopath | psychopath; serial killer; insanity | Ax-Crazy; Faux Affably Evil;
    Kick the Dog; Affably Evil
character_types: arch-villain | | Big Bad; The Dragon; Smug Snake; Villainous Breakdown; Even Evil
    Has Standards; Affably Evil; Faux Affably Evil
character_types: strong woman | strong woman; heroine; heroine in tight suit; girl power; feminist
    | Action Girl
character_types: antihero | antihero; killer as protagonist; killerasprotagonist | Anti-Hero;
    Villain Protagonist
character_types: ghost | ghosts; ghosts/afterlife; ghost; haunted house |
character_types: vampire | vampire; vampires; dracula |
character_types: zombie | zombie; zombies |
character_types: superhero | superhero; superheroes; super-hero; comics; comic book; based on a
    comic; adapted from:comic; based on comic; marvel; dc comics; batman |
character_types: robot | robots; robot; androids; cyborgs |
character_types: teenager | teen; teenagers; teens; high school; coming of age; adolescence;
    teenager; adolescents |
character_types: serial killer | serial killer |
character_types: detective | detective; police; detectives; private detective; noir; mystery |
character_types: soldier | military; war; world war ii; wwii; vietnam war; vietnam; iraq war; war
    movie; soldiers; army |
plot: heroic sacrifice | | Heroic Sacrifice
plot: murder | murder; serial killer; murder mystery; assassin; assassination; killer as
    protagonist |
plot: revenge | revenge; vengeance; out for revenge | Roaring Rampage of Revenge; Disproportionate
    Retribution
plot: affair | adultery; infidelity; extramarital affairs; affair | Your Cheating Heart
plot: heist | heist; cons and scams; caper; robbery; bank robbery |
plot: time travel | time travel |
plot: war | war; world war ii; wwii; vietnam war; vietnam; iraq war; war movie; military; world
    war i; wwi; civil war; anti-war; antiwar |
plot: sporting contest | sports; baseball; football; boxing; basketball; soccer; hockey;
    competition; sport:boxing; sport:american football; olympics |
plot: life of a real person | biopic; biography; biographical; biopics; true story; based on a
    true story | Very Loosely Based on a True Story; Artistic License History
plot: true events | true story; based on a true story; biopic; biography; biographical; history;
    historical | Very Loosely Based on a True Story; Artistic License History; Shown Their Work
plot: school days | high school; school; teacher; college; teen; teacher student relationship;
    university |
plot: love story | romance; love; love story; romantic; romantic comedy; chick flick; girlie
    movie; good romantic comedies; relationships; passionate |
plot: growing up | coming of age; adolescence; childhood; teen; teenagers; children |
plot: monster attack | monster; monsters; giant monster; creature feature; dinosaurs; sharks;
    aliens; alien; zombies; zombie |
plot: meeting with aliens | aliens; alien; alien invasion; ufo; space; extraterrestrials |
plot: spying | espionage; spies; spy; james bond; bond; 007; 007 (series); secret service; secret
    agents |
plot: life in organized crime | mafia; gangsters; gangs; organized crime; mob; crime; yakuza;
    gangster |
plot: haunting | ghosts; ghosts/afterlife; haunted house; ghost; supernatural |
plot: crime and its pursuit | crime; police; murder; heist; gangsters; mafia; organized crime;
    serial killer; detective; noir; film noir; corruption; mystery; drugs |
themes: racism | racism; race; race relations; race issues; civil rights; slavery; prejudice;
    apartheid |
themes: faith | religion; christianity; catholicism; god; biblical; priest; buddhism; jesus;
    christ; faith; church |
themes: politics | politics; political; president; propaganda; communism; corruption; government |
themes: queer lives | gay; lesbian; queer; homosexuality; glbt; transgender; closeted homosexual;
    lgbt; bisexual; homophobia |
themes: addiction | addiction; alcoholism; drugs; drug abuse; drinking | The Alcoholic
themes: friendship | friendship; unlikely friendships; friends; buddy movie |
themes: music | music; musicians; music business; musicians life; rock and roll; jazz; hip hop;
    singing; concert; musical; opera; good music; great soundtrack |
themes: revenge | revenge; vengeance; out for revenge | Roaring Rampage of Revenge;
    Disproportionate Retribution
themes: family | family; dysfunctional family; family bonds; fathers and sons; fatherson
    relationship; motherson relationship; father daughter relationship; fathers and daughters;
    sibling relationships; brothers; mother daughter relationship | Papa Wolf; Abusive Parents;
    Disappeared Dad
time: World War II | world war ii; wwii; nazis; holocaust; the shoah; hitler; nazi |
time: Christmas | christmas; xmas theme |
time: future | future; futuristmoviescom; dystopia; far future; space; robots; scifi; sf; sci-fi;
    post apocalyptic; postapocalyptic; space travel; post-apocalyptic |
time: historical past | historical; history; costume drama; period piece; medieval; 19th century;
    18th century; 17th century; middle ages; epic; british history | Artistic License History
time: after the end of civilization | post apocalyptic; postapocalyptic; post-apocalyptic;
    apocalypse; end of the world |
place: New York City | new york city; new york; nyc; manhattan; brooklyn |
place: Japan | japan; japanese; anime; samurai; akira kurosawa; kurosawa; studio ghibli; miyazaki;
    hayao miyazaki; tokyo; ninja; yakuza |
place: France | france; french; paris |
place: outer space | space; space travel; aliens; space opera; spaceships; outer space; scifi;
    star trek; star wars; far future |
place: high school | high school; school; teen; teenagers |
place: prison | prison; prison escape; jail |
place: United Kingdom | england; british; london; british comedy; scotland; uk; irish |
place: Italy | italy; italian; rome; venice |
sub_genres: film noir | noir; film noir; crime; femmes fatales; black and white; hardboiled;
    detective |
sub_genres: slasher | slasher; gore; serial killer; horror; splatter |
sub_genres: romantic comedy | romantic comedy; chick flick; girlie movie; romance; good romantic
    comedies; romantic; easygoing; affectionate; love |
sub_genres: musical drama | musical; music; singing; dance; adapted from bway; broadway; musicals
    |
sub_genres: science fiction action | scifi; sf; sci-fi; futuristmoviescom; future; space; aliens;
    robots; dystopia; time travel; action; superhero; virtual reality |
sub_genres: superhero film | superhero; superheroes; super-hero; comics; comic book; adapted
    from:comic; marvel; dc comics; batman; based on a comic; based on comic |
sub_genres: anime | anime; studio ghibli; japan; hayao miyazaki |
sub_genres: martial arts action | martial arts; kung fu; jackie chan; ninja; wuxia; samurai;
    fighting; jet li; bruce lee; jeanclaude van damme |
sub_genres: children's animation | disney; disney animated feature; animation; animated; cartoon;
    pixar; talking animals; kids; family; kids and family; childhood classics; claymation;
    computer animation; dreamworks; children |
sub_genres: supernatural horror | horror; ghosts; scary; creepy; eerie; gothic; supernatural;
    zombies; vampire; menacing; ominous; frightening; macabre; ghosts/afterlife; demons; werewolf
    |
sub_genres: black comedy | black comedy; dark comedy; macabre; cynical; irreverent; satirical;
    biting; wry | Black Comedy
sub_genres: war drama | war; world war ii; wwii; vietnam war; vietnam; military; holocaust; nazis;
    anti-war; iraq war |
sub_genres: sports drama | sports; baseball; football; boxing; basketball; soccer; hockey;
    sport:boxing; inspirational |
mood: humorous | comedy; funny; hilarious; humor; witty; goofy; silly; madcap; irreverent; quirky;
    satirical; parody; slapstick; wry; deadpan; screwball; farce; black comedy; dark comedy;
    humorous; spoof; fun; funniest movies; dumb but funny; romantic comedy; satire; biting;
    raunchy; easygoing | Running Gag; Brick Joke; Comically Missing the Point; Hypocritical Humor;
    Funny Background Event
mood: melancholic | melancholy; bittersweet; elegiac; wistful; somber; poignant; sad; lyrical;
    reflective; downbeat; gloomy; autumnal; meditative; depressing; moody; melancholic; bleak |
    Bittersweet Ending; Downer Ending
mood: bleak | bleak; downbeat; gloomy; grim; harsh; austere; depressing; drab; somber; dark; sad;
    cynical; disturbing | Downer Ending; Crapsack World
mood: tense | tense; suspense; menacing; ominous; thriller; claustrophobic; paranoid; forceful;
    suspenseful; eerie; creepy; paranoia; scary |
mood: frightening | scary; creepy; eerie; menacing; ominous; horror; frightening; disturbing;
    macabre; gruesome; tense; gothic |
mood: quirky | quirky; whimsical; offbeat; irreverent; strange; weird; eccentricity; fanciful;
    goofy; wry; deadpan |
mood: surreal | surreal; surrealism; dreamlike; hallucinatory; mindfuck; enigmatic; weird;
    strange; stylized; bizarre |
mood: romantic | romance; romantic; love; love story; romantic comedy; chick flick; passionate;
    girlie movie; good romantic comedies; intimate; relationships |
mood: gritty | gritty; harsh; visceral; bleak; violent; forceful; grim; violence |
mood: heartwarming | heartwarming; sweet; affectionate; sentimental; poignant; compassionate;
    inspirational; gentle; warm; feelgood; feel-good; earnest; touching; rousing; family; cute |
mood: light-hearted | light; easygoing; fun; funny; silly; goofy; comedy; quirky; affectionate;
    sweet; cute; whimsical; madcap; upbeat; irreverent; fanciful; witty; feelgood |
mood: suspenseful | suspense; tense; thriller; menacing; ominous; mystery; suspenseful;
    claustrophobic; paranoid; twist ending; forceful; serial killer |
mood: creepy | creepy; eerie; scary; menacing; ominous; disturbing; horror; gothic; macabre;
    tense; frightening |
mood: whimsical | whimsical; fanciful; quirky; fairy tale; fantasy; magical; talking animals;
    sweet; easygoing |
mood: exciting | action; adventure; tense; rousing; visceral; exciting; forceful; superhero; fun;
    thriller; fast paced; car chase |
narrative: adapted from a book | based on a book; adapted from:book; based on book; literary
    adaptation; adapted from:book series; book was better; stephen king; author:stephen king; jane
    austen; literate; book; adaptation; books |
narrative: adapted from the stage | based on a play; adapted from:play; adapted from bway;
    shakespeare; playwright:shakespeare; tennessee williams; stage |
narrative: adapted from comics | adapted from:comic; based on a comic; based on comic; comic book;
    comics; superhero; marvel; dc comics; batman |
cultural_impact: cult following | cult film; cult classic; campy; so bad its funny; mst3k;
    classic; cult |
cultural_impact: classic | classic; national film registry; imdb top 250; afi 100; criterion; bfi
    classic; bfi modern classic; afi 100 (movie quotes); afi 100 (thrills); afi 100 (laughs); afi
    100 (cheers); oscar (best picture); masterpiece; usa film registry; must see; best picture |
cinematic_style: black and white | black and white; b&w; criterion; national film registry;
    classic; noir; film noir |
cinematic_style: animation | animation; animated; disney animated feature; disney; anime; cartoon;
    pixar; claymation; computer animation; studio ghibli; dreamworks |
cinematic_style: song and dance numbers | musical; musicals; singing; dance; adapted from bway;
    music |
score_and_sound: songs tell the story | musical; musicals; singing; dance; adapted from bway;
    music; disney |
score_and_sound: music against the image | | Soundtrack Dissonance
key_props: cars | cars; car chase; motorcycle | Cool Car
place: broken world | dystopia; post apocalyptic; postapocalyptic | Crapsack World
character_types: woman of action | | Action Girl
character_types: lovable geek | | Adorkable
character_types: charming villain | | Affably Evil; Faux Affably Evil
character_types: laughing stock | | Butt-Monkey
character_types: one who never gives up | | Determinator
themes: absent father | | Disappeared Dad
character_types: villain with a code | | Even Evil Has Standards
character_types: rough diamond | | Jerk with a Heart of Gold
character_types: nasty piece of work | | Jerkass
character_types: cruel villain | | Kick the Dog
character_types: thinly veiled celebrity | | No Celebrities Were Harmed
character_types: only sane one | | Only Sane Man
character_types: protective parent | | Papa Wolf
character_types: fair superior | | Reasonable Authority Figure
character_types: smug schemer | | Smug Snake
character_types: drinker | | The Alcoholic
character_types: villain's right hand | | The Dragon
character_types: fool | | Too Dumb to Live; Idiot Ball
character_types: villain as hero | | Villain Protagonist
themes: abuse | | Abusive Parents
themes: victim nobody mourns | | Asshole Victim
themes: just deserts | | Hoist by His Own Petard; Karmic Death; Laser-Guided Karma
themes: crime unpunished | | Karma Houdini
themes: guilt | | My God, What Have I Done?
themes: two of a kind | | Not So Different
themes: scars of the past | | Freudian Excuse
themes: helpless police | | Police are Useless
themes: child in danger | | Would Hurt a Child; Adult Fear
plot: rescue at the last moment | | Big Damn Heroes
plot: warning nobody heeds | | Cassandra Truth
plot: one-sided fights | | Curb-Stomp Battle
plot: change of sides | | Heel Face Turn
plot: hero's breakdown | | Heroic BSoD
plot: hope dashed | | Hope Spot
plot: hero makes it worse | | Nice Job Breaking It, Hero!
plot: villain's breakdown | | Villainous Breakdown
narrative: free adaptation | | Adaptation Expansion; Composite Character; Demoted to Extra
narrative: history bent | | Artistic License History
narrative: ends where it began | | Book-Ends
narrative: story of coincidences | | Contrived Coincidence
narrative: swings between tones | | Mood Whiplash
narrative: real consequences | | Reality Ensues
narrative: false leads | | Red Herring
narrative: open for a sequel | | Sequel Hook
narrative: loose ends | | What Happened to the Mouse?
dialog: boasts | | Badass Boast
dialog: several languages | | Bilingual Bonus
dialog: obvious lies | | Blatant Lies
dialog: catchphrases | | Catchphrase
dialog: echoing lines | | Ironic Echo; Meaningful Echo; Call-Back; Arc Words
dialog: scathing speeches | | "The Reason You Suck" Speech
dialog: title spoken aloud | | Title Drop
key_props: brands on show | | Product Placement
cultural_impact: cameos | | The Cameo; Creator Cameo
cultural_impact: plays on its actors' fame | | Actor Allusion
humor: puns | | Stealth Pun
humor: ironic humour | | Hypocritical Humor
humor: visual gags | | Funny Background Event
""".replace("\n    ", " ")
