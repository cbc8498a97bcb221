"""The taxonomy's words as data, one row a line. What is done with them stands in `taxonomy`."""

from __future__ import annotations

from typing import Final, Literal

# key | name | labels a title may carry | meaning
CATEGORIES: Final = """
sub_genres | Sub-genres | 6 | the narrow kind of film or show it is, finer than its plain genre
mood | Mood | 8 | the feeling it leaves in the viewer
themes | Themes | 10 | the ideas and questions it turns over
plot | Plot | 20 | what happens: the kind of story and its main events
cultural_impact | Cultural impact | 5 | what it meant to other works and to the public
character_types | Character types | 8 | the kinds of people in it, never their names
dialog | Dialogue | 4 | the way its people talk
narrative | Narrative | 5 | how the story is told
humor | Humour | 5 | the kinds of jokes it makes, if any
pacing | Pacing | 3 | how quickly it moves, apart from how it feels
time | Time | 5 | when it is set
place | Place | 8 | where it is set
cinematic_style | Cinematic style | 8 | how it looks and by which means
score_and_sound | Score and sound | 5 | its music and its sounds
costume_and_set | Costume and set | 5 | what people wear and what is built around them
key_props | Key props | 6 | the things the story turns on
target_audience | Target audience | 4 | whom it was made for
flags | Flags | 8 | what a viewer may want to be warned of
"""

_SUB_GENRES: Final = """
action comedy, adult animation, adventure comedy, alien invasion film, animal story, anime,
anthology, apocalyptic drama, art-house drama, biographical drama, black comedy, body horror,
bromance, buddy comedy, buddy cop film, caper, children's animation, christmas film, coming-of-age
drama, conspiracy thriller, cosmic horror, costume drama, courtroom drama, crime comedy, crime
drama, cyberpunk, dance film, dark fantasy, detective story, disaster film, docudrama, docuseries,
dystopian science fiction, epic drama, erotic drama, erotic thriller, espionage thriller,
fairy-tale fantasy, family comedy, family drama, fantasy adventure, film noir, folk horror, found
footage horror, game show, gangster film, ghost story, gothic horror, haunted house horror, heist
film, high fantasy, hip-hop film, historical drama, historical epic, historical romance, holiday
comedy, home invasion thriller, horror comedy, jukebox musical, kaiju film, kung fu film, legal
thriller, live concert film, martial arts action, mecha, medical drama, melodrama, military action,
mockumentary, monster film, musical comedy, musical drama, mystery thriller, nature documentary,
neo-noir, noir thriller, occult horror, paranormal thriller, period drama, police procedural,
political drama, political satire, political thriller, post-apocalyptic film, prison film,
psychological drama, psychological horror, psychological thriller, reality competition, religious
epic, revenge thriller, road movie, romantic comedy, romantic drama, romantic fantasy, samurai
film, satire, school drama, science fiction action, science fiction comedy, science fiction horror,
screwball comedy, serial killer film, sex comedy, silent film, sitcom, slapstick comedy, slasher,
slice of life, soap opera, social drama, social problem film, space opera, spaghetti western,
splatter film, sports comedy, sports drama, spy film, stoner comedy, steampunk fantasy, stop-motion
animation, superhero film, supernatural horror, supernatural thriller, survival drama, survival
horror, sword and sorcery, swashbuckler, talk show, techno-thriller, teen comedy, teen drama, teen
horror, time travel film, tragedy, tragicomedy, true crime, urban drama, urban fantasy, vampire
film, video game adaptation, vigilante film, war comedy, war drama, war epic, werewolf film,
western comedy, whodunit, witch film, workplace comedy, zombie film
"""

_MOOD: Final = """
adventurous, anxious, atmospheric, bittersweet, bleak, brooding, charming, cheerful, chilling,
claustrophobic, contemplative, cosy, creepy, cynical, dark, desperate, disturbing, dreamlike,
eerie, energetic, enigmatic, epic, exciting, feel-good, foreboding, frightening, fun, gentle,
gloomy, gritty, harrowing, heartbreaking, heartwarming, hopeful, humorous, inspiring, intense,
intimate, ironic, irreverent, joyful, light-hearted, lonely, magical, melancholic, menacing,
mysterious, nostalgic, ominous, outrageous, paranoid, passionate, playful, poignant, provocative,
quirky, raw, rebellious, reflective, restless, romantic, sad, sardonic, sensual, sentimental,
serene, serious, shocking, silly, sombre, spiritual, stirring, surreal, suspenseful, tender, tense,
thrilling, tragic, triumphant, unsettling, uplifting, urgent, violent, warm, whimsical, wistful,
wondrous
"""

_HUMOR: Final = """
absurd humour, banter, bawdy humour, black humour, comedy of errors, comedy of manners, cringe
comedy, culture-clash humour, deadpan, dry wit, farce, gallows humour, gross-out humour, insult
comedy, ironic humour, light humour, mock documentary, musical comedy, observational humour,
parody, puns, political satire, quirky humour, romantic banter, running gags, satire, screwball
comedy, self-mockery, situational comedy, sketch comedy, slapstick, stand-up, stoner humour,
surreal humour, toilet humour, visual gags, witty dialogue, workplace humour
"""

_PACING: Final = """
action-packed, breathless, brisk, building steadily, cliffhanging, deliberate, episodic,
fast-paced, frantic, leisurely, lingering, meandering, measured, nonstop, real time, relentless,
slow burn, slow-paced, snappy, steady, tightly paced, unhurried
"""

VOCABULARIES: Final[dict[str, str]] = {
    "sub_genres": _SUB_GENRES,
    "mood": _MOOD,
    "humor": _HUMOR,
    "pacing": _PACING,
}

# family -> key | meaning
FINGERPRINT: Final[dict[Literal["emotion", "humor", "theme", "mind", "craft"], str]] = {
    "emotion": """
adrenaline | how much it races the pulse
tension | how strongly one dreads or awaits what comes next
scare | how frightening it is
violence | how much bodily harm is done, and how hard
romance | how much love between people matters
eroticism | how sensual or sexually open it is
wholesome | how safe, kind and comforting it feels
wonder | how much it makes one marvel
pathos | how much pity its misfortunes call for
melancholy | how much quiet sadness stays behind
uncanny | how much the familiar turns strange
catharsis | how fully pent-up feeling is let go
nostalgia | how much it longs for a time gone by
""",
    "humor": """
situational_comedy | laughs from known people caught in awkward situations
wit_wordplay | laughs from clever talk and play on words
physical_comedy | laughs from bodies, falls and objects
cringe_humor | laughs from embarrassment
absurdist_humor | laughs from nonsense
satire_parody | laughs at the cost of a target or of another work
dark_humor | laughs about death, pain or taboo
""",
    "theme": """
fantasy | magic, myth and beings that do not exist
futuristic | times, worlds or machines yet to come
historical | a past age brought back
contemporary_realism | a present one could walk into
crime | breaking the law, and answering for it
mystery | a riddle somebody has to solve
warfare | armies, battles and what they do to people
political | power and those who hold or seek it
sports | contest and training of the body
biographical | the life of somebody who lived
coming_of_age | growing up
family_dynamics | ties among kin, by blood or by choice
psychological | what goes on inside a mind
showbiz | the trade of entertaining people
gaming | games, and worlds made for play
pop_culture | fame, fashion and the talk of the day
social_commentary | a look at what is wrong with society
class_and_capitalism | rich and poor, work and money
technology_and_humanity | what machines make of people
spiritual | faith, soul and what lies beyond
""",
    "mind": """
narrative_structure | how well the story is built
dialogue_quality | how well the talk is written
character_depth | how fully its people are drawn
slow_burn | how patiently it takes its time
fast_pace | how quickly things happen
intrigue | how strongly it makes one want to know more
complexity | how much there is to keep in mind
rewatchability | how much a second viewing gives
hopefulness | how much it believes things can turn out well
bleakness | how little hope it leaves
ambiguity | how much it leaves open
novelty | how far it is from what was there before
homage_and_reference | how much it bows to other works
non_linear_narrative | how far it leaves the order of time
meta_narrative | how far it knows that it is a story
surrealism | how far it follows the logic of dreams
eccentricity | how odd its people and rules are
philosophical | how openly it asks the large questions
educational | how much one learns of the real world
""",
    "craft": """
direction | how sure the hand behind the whole is
acting | how well it is played
cinematography | how well it is photographed
editing | how well it is cut
music_composition | how good its music is
world_immersion | how fully its world takes one in
spectacle | how much there is to gape at
visual_stylization | how far its look leaves nature behind
pastiche | how much it dresses in another style
psychedelic | how much it resembles a drug's vision
grotesque | how repulsive or deformed its images are
camp_and_irony | how theatrical and knowingly overdone it is
dialogue_centrality | how much of it is carried by talk
music_centrality | how much of it is carried by music
sound_centrality | how much of it is carried by other sound
""",
}

ADVISORIES: Final = """
violence | people or animals are hurt on screen
nudity | unclothed bodies are shown
sexual content | sex is shown or spoken of at length
strong language | swearing beyond the mild
drug use | drugs, or drink to excess
suicide | somebody takes or tries to take their own life
disturbing images | gore, torture, abuse or the like
"""

SUITABILITY: Final = """
solo_watch | gains from being watched alone
date_night | suits two people on an evening out
group_party | works in a loud room
family | parents and children can watch it together
partner | suits a couple at home
friends | suits a group of friends
kids | children under ten can watch it
teens | teenagers can watch it
adults | made with grown-ups in mind, or for them as well
intergenerational | gives something to young and old alike
public_viewing_safe | nothing in it embarrasses in company
"""

VIEWING_CONTEXT: Final = """
is_thought_provoking | gives one something to think about
is_pure_escapism | asks for nothing but to be enjoyed
is_background_friendly | can run while one does other things
is_comfort_watch | one returns to it to feel well
is_binge_friendly | one part pulls one on to the next
is_drop_in_friendly | can be joined anywhere
"""
