"""What single tropes say by themselves, beside what `tropes` has them say together; lines of rules.

Names are written as words; case, blanks and signs do not count when they are looked up.
"""

from __future__ import annotations

from typing import Final

TROPES_ALONE: Final = """
Action Girl, Dark Action Girl | character_types: woman of action .9; strong woman .8 |
Cool Car | key_props: cars .9 |
Adorkable | character_types: lovable geek .85 |
Affably Evil, Faux Affably Evil | character_types: charming villain .9 |
Butt Monkey | character_types: laughing stock .85 |
Determinator | character_types: one who never gives up .85 |
Disappeared Dad | themes: absent father .9 |
Even Evil Has Standards | character_types: villain with a code .9 |
Jerk With A Heart Of Gold | character_types: rough diamond .9 |
Jerkass | character_types: nasty piece of work .85 |
Kick The Dog | character_types: cruel villain .85 |
No Celebrities Were Harmed | character_types: thinly veiled celebrity .9 |
Only Sane Man | character_types: only sane one .9 |
Papa Wolf, Mama Bear | character_types: protective parent .9 |
Reasonable Authority Figure | character_types: fair superior .85 |
Smug Snake | character_types: smug schemer .9 |
The Alcoholic | character_types: drinker .9 |
The Dragon | character_types: villain's right hand .9 |
Too Dumb To Live, Idiot Ball | character_types: fool .8 |
Villain Protagonist | character_types: villain as hero .9 |
Abusive Parents | themes: abuse .9 |
Asshole Victim | themes: victim nobody mourns .9 |
Hoist By His Own Petard, Karmic Death, Laser Guided Karma | themes: just deserts .85 |
Karma Houdini | themes: crime unpunished .9 |
My God What Have I Done | themes: guilt .9 |
Not So Different | themes: two of a kind .85 |
Freudian Excuse | themes: scars of the past .85 |
Police Are Useless | themes: helpless police .9 |
Would Hurt A Child, Adult Fear | themes: child in danger .85 |
Big Damn Heroes | plot: rescue at the last moment .9 |
Cassandra Truth | plot: warning nobody heeds .9 |
Curb Stomp Battle | plot: one-sided fights .85 |
Heel Face Turn | plot: change of sides .9 |
Heroic BSOD | plot: hero's breakdown .9 |
Hope Spot | plot: hope dashed .9 |
Nice Job Breaking It Hero | plot: hero makes it worse .9 |
Villainous Breakdown | plot: villain's breakdown .9 |
Adaptation Expansion, Composite Character, Demoted To Extra | narrative: free adaptation .85 |
Artistic License History | narrative: history bent .9 |
Book Ends | narrative: ends where it began .9 |
Contrived Coincidence | narrative: story of coincidences .85 |
Mood Whiplash | narrative: swings between tones .9 |
Reality Ensues | narrative: real consequences .85 |
Red Herring | narrative: false leads .9 |
Sequel Hook | narrative: open for a sequel .9 |
What Happened To The Mouse | narrative: loose ends .9 |
Badass Boast | dialog: boasts .9 |
Bilingual Bonus | dialog: several languages .9 |
Blatant Lies | dialog: obvious lies .85 |
Catch Phrase | dialog: catchphrases .9 |
Ironic Echo, Meaningful Echo, Call Back, Arc Words | dialog: echoing lines .85 |
The Reason You Suck Speech | dialog: scathing speeches .9 |
Title Drop | dialog: title spoken aloud .9 |
Product Placement | key_props: brands on show .9 |
The Cameo, Creator Cameo | cultural_impact: cameos .9 |
Actor Allusion | cultural_impact: plays on its actors' fame .9 |
Shout Out | cinematic_style: homage to older works .8 |
Deadpan Snarker | humor: deadpan .85; dialog: dry remarks .8 | wit_wordplay 4
Stealth Pun, Hurricane Of Puns | humor: puns .9 |
Funny Background Event | humor: visual gags .85 |
Hypocritical Humor | humor: ironic humour .85 |
Scenery Porn | cinematic_style: grand images .7 | cinematography 3
"""
