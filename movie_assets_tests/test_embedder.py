"""The OpenAI embedder against a real HTTP server on loopback; no key, no outside network."""

import base64
import math
import socket
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from embedding_server import Answer, EmbeddingServer, serving

from movie_assets.dna.vectors import fit
from movie_assets.model.errors import ContractError, SourceError
from movie_assets.resources import embedder
from movie_assets.resources.embedder import Embedder, OpenAIEmbedder

KEY = "sk-test-never-shown"


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with serving() as running:
        yield running


def embedder_of(server: EmbeddingServer, **changes: object) -> OpenAIEmbedder:
    plain = OpenAIEmbedder(
        api_key=KEY, base_url=server.base_url, model="test-embed", dims=4, retries=2
    )
    return replace(plain, **changes)


@pytest.mark.parametrize("understands_base64", [True, False])
def test_vectors_come_back_in_order_at_unit_length(understands_base64: bool) -> None:
    with serving(understands_base64=understands_base64) as server:
        vectors = embedder_of(server).embed(["ab", "abcd"])
    # "ab" -> (2, 97, 98, 32) of length sqrt(4 + 9409 + 9604 + 1024) = 141.567…
    assert vectors.dtype == np.float32
    assert vectors.shape == (2, 4)
    assert vectors[0] == pytest.approx([0.01413, 0.68519, 0.69225, 0.22604], abs=1.1e-5)
    # "abcd" -> (4, 97, 98, 99)
    length = math.sqrt(16 + 97**2 + 98**2 + 99**2)
    assert vectors[1] == pytest.approx(
        [4 / length, 97 / length, 98 / length, 99 / length], abs=1e-5
    )


def test_the_request_is_openais(server: EmbeddingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-the-environment")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    embedder_of(server).embed(["one"])
    [request] = server.requests
    assert request == {
        "model": "test-embed",
        "input": ["one"],
        "dimensions": 4,
        "encoding_format": "base64",
    }
    [headers] = server.headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert "openai-organization" not in headers


def test_dimensions_are_not_sent_where_the_server_does_not_know_them(
    server: EmbeddingServer,
) -> None:
    assert embedder_of(server, asks_dims=False).embed(["one"]).shape == (1, 4)
    assert "dimensions" not in server.requests[0]


def test_many_texts_go_in_bounded_requests_and_come_back_whole(server: EmbeddingServer) -> None:
    texts = [f"text {number}" for number in range(embedder.REQUEST_TEXTS + 3)]
    vectors = embedder_of(server).embed(texts)
    assert [len(request["input"]) for request in server.requests] == [embedder.REQUEST_TEXTS, 3]
    assert len(vectors) == len(texts)
    alone = embedder_of(server).embed(texts[-1:])
    assert vectors[-1:].tobytes() == alone.tobytes()


def test_long_texts_are_cut_and_shared_out_by_size(server: EmbeddingServer) -> None:
    embedder_of(server).embed(["x" * 30_000] * 17)
    lengths = [[len(text) for text in request["input"]] for request in server.requests]
    # 400,000 characters a request hold sixteen texts of 24,000
    assert lengths == [[24_000] * 16, [24_000]]


def test_no_text_no_request(server: EmbeddingServer) -> None:
    assert embedder_of(server).embed([]).shape == (0, 4)
    assert server.requests == []


def test_too_many_requests_is_tried_again(server: EmbeddingServer) -> None:
    server.faults.append(limited)
    assert embedder_of(server).embed(["one"]).shape == (1, 4)
    assert len(server.requests) == 2


def test_too_many_requests_for_ever_says_what_to_do(server: EmbeddingServer) -> None:
    server.faults.extend([limited] * 3)
    with pytest.raises(SourceError, match=r"too many requests after 3 tries.*run again later"):
        embedder_of(server).embed(["one"])
    assert len(server.requests) == 3


def limited(request: dict, right: Answer) -> Answer:
    return 429, {"retry-after-ms": "1"}, {"error": {"message": "slow down"}}


def one_too_few(request: dict, right: Answer) -> Answer:
    body = right[2]
    return 200, {}, {**body, "data": body["data"][:-1]}


def same_index_twice(request: dict, right: Answer) -> Answer:
    body = right[2]
    return 200, {}, {**body, "data": [{**item, "index": 0} for item in body["data"]]}


def not_a_number(request: dict, right: Answer) -> Answer:
    body = right[2]
    wrong = np.array([1, math.nan, 1, 1], dtype="<f4")
    data = [{**item, "embedding": base64.b64encode(wrong).decode()} for item in body["data"]]
    return 200, {}, {**body, "data": data}


def all_zero(request: dict, right: Answer) -> Answer:
    body = right[2]
    data = [{**item, "embedding": [0.0] * 4} for item in body["data"]]
    return 200, {}, {**body, "data": data}


def too_short(request: dict, right: Answer) -> Answer:
    body = right[2]
    data = [{**item, "embedding": [1.0, 2.0]} for item in body["data"]]
    return 200, {}, {**body, "data": data}


def cut_base64(request: dict, right: Answer) -> Answer:
    body = right[2]
    data = [{**item, "embedding": base64.b64encode(b"12345").decode()} for item in body["data"]]
    return 200, {}, {**body, "data": data}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (one_too_few, "1 vectors, not one for each of 2 texts"),
        (same_index_twice, "2 vectors, not one for each of 2 texts"),
        (not_a_number, "no direction"),
        (all_zero, "no direction"),
        (too_short, r"length \[2\] where 4"),
        (cut_base64, "cannot read"),
    ],
)
def test_wrong_vectors_are_refused(server: EmbeddingServer, fault: object, said: str) -> None:
    server.faults.append(fault)
    with pytest.raises(SourceError, match=said) as caught:
        embedder_of(server).embed(["one", "two"])
    assert "check the model's name and dimensions" in str(caught.value)


def test_vectors_out_of_order_are_put_in_order(server: EmbeddingServer) -> None:
    right = embedder_of(server).embed(["one", "two"])

    def reversed_data(request: dict, answer: Answer) -> Answer:
        return 200, {}, {**answer[2], "data": answer[2]["data"][::-1]}

    server.faults.append(reversed_data)
    assert embedder_of(server).embed(["one", "two"]).tobytes() == right.tobytes()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "refuses the key"),
        (403, "may use the model 'test-embed'"),
        (404, "knows no model 'test-embed'"),
        (400, "status 400"),
    ],
)
def test_refusals_say_what_to_do_and_never_the_key(
    server: EmbeddingServer, status: int, said: str
) -> None:

    def refusal(request: dict, right: Answer) -> Answer:
        return status, {}, {"error": {"message": f"no, {KEY} is wrong"}}

    server.faults.append(refusal)
    with pytest.raises(SourceError, match=said) as caught:
        embedder_of(server).embed(["one"])
    assert KEY not in str(caught.value)
    assert KEY not in repr(embedder_of(server))


def test_nobody_there_names_the_address() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        nobody = OpenAIEmbedder(api_key=KEY, base_url=address, model="m", dims=4, retries=0)
        with pytest.raises(SourceError, match="cannot be reached"):
            nobody.embed(["one"])


def test_an_empty_document_is_our_own_mistake(server: EmbeddingServer) -> None:
    with pytest.raises(ContractError, match="empty document"):
        embedder_of(server).embed(["one", ""])
    assert server.requests == []


def test_the_offline_model_is_an_embedder_as_it_stands() -> None:
    model: Embedder = fit(
        ["genre: drama\nkeyword: love", "genre: drama\nkeyword: love", "genre: x"]
    )
    assert model.embed(["genre: drama"]).shape == (1, model.dims)
    assert model.name.startswith("offline-blocks-")
