"""Made-up TMDB answers in which every key that is read has a value of its own to be recognised."""

PERSON = {"adult": False, "gender": 1, "known_for_department": "Acting", "popularity": 1.5}


def _picture(path: str, average: float, votes: int) -> dict:
    return {
        "aspect_ratio": 0.667,
        "file_path": path,
        "height": 1500,
        "iso_639_1": "en",
        "iso_3166_1": "US",
        "vote_average": average,
        "vote_count": votes,
        "width": 1000,
    }


def _shop(provider_id: int, name: str) -> dict:
    return {
        "display_priority": provider_id + 1,
        "logo_path": "/shop.png",
        "provider_id": provider_id,
        "provider_name": name,
    }


def _shared(kind: str) -> dict:
    """What films and shows have alike."""
    other = {"movie": "tv", "tv": "movie"}[kind]
    return {
        "adult": False,
        "backdrop_path": "/backdrop.jpg",
        "genres": [{"id": 18, "name": "Drama"}],
        "homepage": "https://example.org/",
        "origin_country": ["FR"],
        "original_language": "fr",
        "overview": "Two people meet.",
        "popularity": 12.5,
        "poster_path": "/poster.jpg",
        "production_companies": [
            {"id": 5, "logo_path": "/logo.png", "name": "Studio Five", "origin_country": "BE"}
        ],
        "production_countries": [{"iso_3166_1": "BE", "name": "Belgium"}],
        "spoken_languages": [{"english_name": "French", "iso_639_1": "fr", "name": "Français"}],
        "status": "Released",
        "tagline": "Once only.",
        "vote_average": 7.25,
        "vote_count": 40,
        "softcore": False,
        "external_ids": {
            "imdb_id": "tt0000007",
            "wikidata_id": "Q77",
            "facebook_id": "thebook",
            "instagram_id": "thegram",
            "twitter_id": "thetweet",
        },
        "credits": {
            "cast": [{**PERSON, "character": "Ada", "id": 11, "name": "Ann Actor", "order": 3}],
            "crew": [
                {**PERSON, "department": "Art", "id": 12, "job": "Painter", "name": "Cy Crew"}
            ],
        },
        "translations": {
            "translations": [
                {
                    "english_name": "German",
                    "iso_3166_1": "DE",
                    "iso_639_1": "de",
                    "name": "Deutsch",
                    "data": {"overview": "Zwei treffen sich.", "tagline": "Nur einmal."},
                }
            ]
        },
        "recommendations": {
            "page": 1,
            "results": [{"id": 31, "media_type": other}],
            "total_pages": 1,
            "total_results": 1,
        },
        "similar": {"page": 1, "results": [{"id": 32, "media_type": other}]},
        "videos": {
            "results": [
                {
                    "id": "64f0",
                    "iso_3166_1": "US",
                    "iso_639_1": "en",
                    "key": "abc123",
                    "name": "Official Trailer",
                    "official": True,
                    "published_at": "2020-02-03T04:05:06.000Z",
                    "site": "YouTube",
                    "size": 1080,
                    "type": "Trailer",
                }
            ]
        },
        "images": {
            "backdrops": [_picture("/b.jpg", 5.5, 4)],
            "logos": [_picture("/l.png", 5.0, 2)],
            "posters": [_picture("/p.jpg", 6.0, 9)],
        },
        "watch/providers": {
            "results": {
                "FR": {
                    "link": f"https://www.themoviedb.org/{kind}/9/watch?locale=FR",
                    "flatrate": [_shop(8, "Netflix")],
                    "free": [_shop(1, "Free One")],
                    "ads": [_shop(2, "Ads Two")],
                    "rent": [_shop(3, "Rent Three")],
                    "buy": [_shop(4, "Buy Four")],
                }
            }
        },
    }


def _with_translated_name(payload: dict, key: str, name: str) -> dict:
    payload["translations"]["translations"][0]["data"][key] = name
    return payload


def movie() -> dict:
    """Film 9, released in France on 2019-12-31 and in Germany in 2020."""
    payload = _shared("movie") | {
        "id": 9,
        "belongs_to_collection": {
            "id": 70,
            "name": "Once Collection",
            "poster_path": "/cp.jpg",
            "backdrop_path": "/cb.jpg",
        },
        "budget": 1000000,
        "imdb_id": "tt0000007",
        "original_title": "Une fois",
        "release_date": "2019-12-31",
        "revenue": 2500000,
        "runtime": 101,
        "title": "Once",
        "video": False,
        "alternative_titles": {
            "titles": [{"iso_3166_1": "CA", "title": "One Time", "type": "working title"}]
        },
        "keywords": {"keywords": [{"id": 60, "name": "paris"}]},
        "release_dates": {
            "results": [
                {
                    "iso_3166_1": "DE",
                    "release_dates": [
                        {
                            "certification": "12",
                            "descriptors": [],
                            "iso_639_1": "",
                            "note": "Berlinale",
                            "release_date": "2020-02-20T00:00:00.000Z",
                            "type": 1,
                        }
                    ],
                }
            ]
        },
    }
    return _with_translated_name(payload, "title", "Einmal")


def show() -> dict:
    """Show 9, five episodes in one season from 2019-03-01 to 2019-03-29."""
    payload = _shared("tv") | {
        "id": 9,
        "created_by": [{**PERSON, "credit_id": "c1", "id": 13, "name": "Eve Creator"}],
        "episode_run_time": [45],
        "first_air_date": "2019-03-01",
        "in_production": False,
        "languages": ["en"],
        "last_air_date": "2019-03-29",
        "last_episode_to_air": {"id": 905, "runtime": 61},
        "name": "Once",
        "networks": [{"id": 6, "logo_path": "/n.png", "name": "Canal Six", "origin_country": "FR"}],
        "next_episode_to_air": None,
        "number_of_episodes": 5,
        "number_of_seasons": 1,
        "original_name": "Une fois",
        "type": "Scripted",
        "seasons": [
            {
                "air_date": "2019-03-01",
                "episode_count": 5,
                "id": 900,
                "name": "Season 1",
                "overview": "The only one.",
                "poster_path": "/s1.jpg",
                "season_number": 1,
                "vote_average": 7.5,
            }
        ],
        "aggregate_credits": {
            "cast": [
                {
                    **PERSON,
                    "id": 11,
                    "name": "Ann Actor",
                    "order": 3,
                    "roles": [
                        {"character": "Ada", "credit_id": "r1", "episode_count": 4},
                        {"character": "Ida", "credit_id": "r2", "episode_count": 1},
                    ],
                    "total_episode_count": 5,
                }
            ],
            "crew": [
                {
                    **PERSON,
                    "department": "Writing",
                    "id": 14,
                    "jobs": [{"credit_id": "j1", "episode_count": 2, "job": "Writer"}],
                    "name": "Wes Writer",
                    "total_episode_count": 2,
                }
            ],
        },
        "alternative_titles": {
            "results": [{"iso_3166_1": "JP", "title": "Wansu", "type": "romanization"}]
        },
        "content_ratings": {
            "results": [{"descriptors": [], "iso_3166_1": "US", "rating": "TV-14"}]
        },
        "keywords": {"results": [{"id": 60, "name": "paris"}]},
    }
    payload["external_ids"] |= {
        "freebase_id": "/en/once",
        "freebase_mid": "/m/01",
        "tvdb_id": 123,
        "tvrage_id": 456,
    }
    return _with_translated_name(payload, "name", "Einmal")
