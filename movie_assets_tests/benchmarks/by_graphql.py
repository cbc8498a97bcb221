"""Materialises one partition of every partitioned asset through a running webserver's GraphQL.

python -m movie_assets_tests.benchmarks.by_graphql http://127.0.0.1:3939 --partition movie-03

Exit code 1 when a run fails or an asset is not materialised.
"""

import argparse
import sys
import time
from typing import Any

import httpx

ASSETS = """{assetsOrError{... on AssetConnection{nodes{
    key{path} definition{isPartitioned partitionDefinition{type}}}}}}"""
LAUNCH = """mutation($params: ExecutionParams!){launchRun(executionParams: $params){
    __typename ... on LaunchRunSuccess{run{runId}} ... on PythonError{message}}}"""
RUN = """query($id: ID!){runOrError(runId: $id){... on Run{
    status assetMaterializations{assetKey{path} partition}}}}"""
ENDED = {"SUCCESS", "FAILURE", "CANCELED"}
TIMEOUT_S = 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("webserver")
    parser.add_argument("--partition", default="movie-03")
    parser.add_argument("--day", default="2025-07-01")
    given = parser.parse_args()
    with httpx.Client(base_url=given.webserver, timeout=60, trust_env=False) as client:
        daily, bucketed = partitioned_assets(client)
        begun = time.monotonic()
        made = {
            **materialised(client, daily, given.day),
            **materialised(client, bucketed, given.partition),
        }
    missing = [path for path in (*daily, *bucketed) if tuple(path) not in made]
    print(
        f"{len(made)} assets materialised in {time.monotonic() - begun:.1f} s; missing: {missing}"
    )
    sys.exit(1 if missing else 0)


def ask(client: httpx.Client, query: str, **variables: Any) -> Any:
    answer = client.post("/graphql", json={"query": query, "variables": variables}).json()
    if "errors" in answer:
        sys.exit(str(answer["errors"]))
    return answer["data"]


def partitioned_assets(client: httpx.Client) -> tuple[list[list[str]], list[list[str]]]:
    """Keys of the assets by day, and of those by bucket."""
    nodes = ask(client, ASSETS)["assetsOrError"]["nodes"]
    kinds = [
        (node["key"]["path"], node["definition"]["partitionDefinition"]["type"])
        for node in nodes
        if node["definition"] and node["definition"]["isPartitioned"]
    ]
    daily = [path for path, kind in kinds if kind == "TIME_WINDOW"]
    return daily, [path for path, kind in kinds if kind != "TIME_WINDOW"]


def materialised(
    client: httpx.Client, paths: list[list[str]], partition: str
) -> dict[tuple[str, ...], str]:
    """Launch one run over some assets' partition, wait for it, and say what it materialised."""
    params = {
        "selector": {
            "repositoryLocationName": "movie_assets",
            "repositoryName": "__repository__",
            "pipelineName": "__ASSET_JOB",
            "assetSelection": [{"path": path} for path in paths],
            "assetCheckSelection": [],
        },
        "mode": "default",
        "runConfigData": {},
        "executionMetadata": {"tags": [{"key": "dagster/partition", "value": partition}]},
    }
    launched = ask(client, LAUNCH, params=params)["launchRun"]
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        run = ask(client, RUN, id=launched["run"]["runId"])["runOrError"]
        if run["status"] in ENDED:
            break
        time.sleep(1)
    print(f"{len(paths)} assets, partition {partition}: {run['status']}")
    return {
        tuple(event["assetKey"]["path"]): event["partition"]
        for event in run["assetMaterializations"]
        if event["partition"] == partition
    }


if __name__ == "__main__":
    main()
