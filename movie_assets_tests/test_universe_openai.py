"""The universe's OpenAI-compatible service, asked through OpenAI's own client."""

from collections.abc import Iterator

import openai
import pytest

from movie_assets.universe.server import UniverseServer


@pytest.fixture(scope="module")
def client() -> Iterator[openai.OpenAI]:
    with UniverseServer() as server:
        base = f"{server.base_urls['api.openai.com']}/v1"
        yield openai.OpenAI(api_key="any", base_url=base, max_retries=0)


def cosine(one: list[float], two: list[float]) -> float:
    return sum(a * b for a, b in zip(one, two, strict=True))


def test_texts_that_share_words_lie_near(client):
    answer = client.embeddings.create(
        model="text-embedding-3-small", dimensions=64,
        input=["a heist in Paris", "a heist in London", "goats on mountains"],
    )  # fmt: skip
    near, other, far = (row.embedding for row in answer.data)
    assert len(near) == 64
    assert cosine(near, near) == pytest.approx(1, abs=1e-5)
    assert cosine(near, other) > 0.5 > cosine(near, far)


def test_base64_and_floats_are_the_same_vector(client):
    def ask(encoding: str) -> list[float]:
        answer = client.embeddings.create(model="m", input="a heist", encoding_format=encoding)
        return answer.data[0].embedding

    assert client.embeddings.create(model="m", input="a heist").data[0].embedding == pytest.approx(
        ask("float"), abs=1e-6
    )


def test_a_structured_answer_fits_its_schema(client):
    schema = {
        "type": "object",
        "properties": {
            "mood": {"type": "string", "enum": ["calm", "tense"]},
            "tags": {"type": "array", "items": {"type": "string"}},
            "tension": {"type": "integer", "minimum": 0, "maximum": 10},
        },
    }
    answer = client.chat.completions.create(
        model="gpt-5-mini",
        messages=[{"role": "user", "content": "Describe it."}],
        response_format={"type": "json_schema", "json_schema": {"name": "dna", "schema": schema}},
    )
    assert answer.choices[0].message.content == '{"mood": "calm", "tags": [], "tension": 0}'
    assert answer.usage.total_tokens > 0


def test_errors_are_the_clients_own(client):
    with pytest.raises(openai.BadRequestError):
        client.embeddings.create(model="m", input=[])
    with pytest.raises(openai.NotFoundError):
        client.models.list()
    nobody = client.with_options(default_headers={"Authorization": ""})
    with pytest.raises(openai.AuthenticationError):
        nobody.embeddings.create(model="m", input="x")
