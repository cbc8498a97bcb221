"""Keywords that say what it is about: society, love, kin and the mind, as lines of rules."""

from __future__ import annotations

from typing import Final

KEYWORDS_THEMES: Final = """
politics, election, political campaign, usa president, president, politician, senator | themes:
    politics .95; power .7; plot: struggle for power .7; character_types: politician .85;
    sub_genres: political drama .5; place: corridors of power .4 | political 9, dialogue_centrality
    4
trial, court case, courtroom, court, lawyer, justice, judge | sub_genres: courtroom drama .7; legal
    thriller .4; plot: court case .9; place: courtroom .8; character_types: lawyer .85; themes:
    justice .85; dialog: legal argument .7 | crime 5, dialogue_centrality 6, social_commentary 4,
    intrigue 3
wrongful conviction, false accusation, wrongful imprisonment, innocence | plot: innocent accused
    .9; themes: justice .8 | crime 5, pathos 5, tension 4
journalism, journalist, reporter, newspaper | character_types: journalist .9; plot: story uncovered
    .7; themes: truth .6; place: newsroom .6 | social_commentary 4, political 3, intrigue 4
racism, segregation, civil rights, slavery, prejudice, apartheid, discrimination | themes: racism
    .95; plot: struggle for rights .7; sub_genres: social problem film .5; mood: provocative .4 |
    social_commentary 9, political 5, pathos 4
poverty, homelessness, working class, unemployment, class differences, social class, class struggle
    | themes: rich and poor .9; sub_genres: social drama .7; mood: raw .4; plot: struggle to get by
    .7 | class_and_capitalism 8, social_commentary 7, contemporary_realism 5, pathos 4
capitalism, wall street, business, greed, stock market, corporation | themes: greed .85; rich and
    poor .5; plot: rise and fall in business .6; place: offices .5; character_types: businessman .8
    | class_and_capitalism 9, social_commentary 5
coming of age, adolescence, growing up, puberty, becoming an adult | sub_genres: coming-of-age
    drama .9; plot: growing up .95; themes: growing up .9; character_types: teenager .7; mood:
    bittersweet .4; nostalgic .35 | coming_of_age 9, nostalgia 3, character_depth 3
friendship, best friend, male friendship, female friendship, friends | themes: friendship .95;
    plot: friendship tested .6; mood: warm .5 | wholesome 4, family_dynamics 2, hopefulness 2
love, falling in love, love at first sight, new love, love of one's life, soulmates | plot: love
    story .85; themes: love .95; mood: romantic .7; character_types: lovers .7 | romance 7
love triangle | plot: love triangle .95; themes: jealousy .7 | romance 6, tension 2
forbidden love, unrequited love, secret love, star crossed lovers | plot: forbidden love .9;
    themes: love .8; mood: passionate .5; melancholic .4 | romance 7, melancholy 5, pathos 4
adultery, infidelity, extramarital affair, affair, cheating, unfaithfulness | plot: affair .9;
    themes: faithlessness .9; flags: sexual content .4 | romance 4, eroticism 3, tension 3
wedding, marriage, marriage proposal, engagement | plot: wedding .8; themes: marriage .9; place:
    wedding feast .4; costume_and_set: wedding clothes .5 | romance 5, family_dynamics 4
divorce, marriage crisis, marital problem, custody battle, separation | plot: marriage falling
    apart .9; themes: marriage .85; sub_genres: family drama .5 | family_dynamics 6, pathos 4,
    melancholy 4, contemporary_realism 3
family relationships, family, dysfunctional family, parent child relationship, father son
    relationship, mother daughter relationship, father daughter relationship, mother son
    relationship, brother brother relationship, sister sister relationship, brother sister
    relationship, parents kids relationship, siblings, family conflict | themes: family .95; plot:
    family story .8; character_types: parents and children .7; sub_genres: family drama .4 |
    family_dynamics 8
loss of loved one, grief, mourning, death of father, loss of father, loss of mother, loss of
    family, loss of child, loss of wife, loss of lover, death of a friend, widow, widower, funeral,
    dying and death, death | themes: grief .9; plot: loss of a loved one .85; mood: sad .7;
    melancholic .6 | pathos 7, melancholy 7, catharsis 3
cancer, terminal illness, disease, illness, hospital, disability, alzheimer's disease | plot:
    illness .85; place: hospital .6; themes: mortality .7; mood: poignant .6; sad .4 | pathos 7,
    melancholy 5, catharsis 3
suicide, suicide attempt, self harm | flags: suicide .95; themes: despair .8; mood: sombre .6 |
    bleakness 6, pathos 5, psychological 4, melancholy 4
depression, mental illness, insanity, schizophrenia, psychiatric hospital, trauma, ptsd, post
    traumatic stress disorder, nervous breakdown | themes: troubled mind .95; sub_genres:
    psychological drama .6; plot: struggle with one's mind .8; mood: sombre .4 | psychological 9,
    pathos 4, melancholy 4, character_depth 3
paranoia, hallucination, nightmare, delusion, obsession, psychosis, stalker, stalking, voyeurism |
    sub_genres: psychological thriller .7; themes: obsession .7; plot: losing one's grip .7; mood:
    paranoid .6; unsettling .5 | psychological 8, tension 5, uncanny 5, ambiguity 3
memory, amnesia, memory loss, repressed memory | themes: memory .95; plot: lost memory .85; mood:
    enigmatic .4 | psychological 6, mystery 5, complexity 3, non_linear_narrative 3
identity, double life, secret identity, dual identity, mistaken identity, doppelganger, impostor |
    themes: identity .9; plot: false identity .85 | psychological 4, intrigue 5
isolation, loneliness, alienation, solitude | themes: loneliness .95; mood: lonely .9; melancholic
    .6 | melancholy 7, slow_burn 3, psychological 4
redemption, forgiveness, guilt, second chance | themes: redemption .9; plot: second chance .7;
    mood: hopeful .4 | catharsis 6, hopefulness 4, character_depth 4
addiction, drug addiction, alcoholism, alcoholic, heroin, cocaine, drugs, drug use, drug, marijuana
    | flags: drug use .9; themes: addiction .8; plot: struggle with addiction .6 | bleakness 4,
    psychological 4, contemporary_realism 3
sexual abuse, rape, child abuse, domestic violence, domestic abuse, abuse | flags: disturbing
    images .8; sexual content .4; violence .6; themes: abuse .95; mood: harrowing .7 | bleakness 7,
    pathos 6, social_commentary 4, violence 3
bullying, school bully, peer pressure | themes: bullying .95; plot: standing up to bullies .7;
    place: school .6 | coming_of_age 5, pathos 4, social_commentary 4
"""
