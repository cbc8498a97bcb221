"""Serves the universe in the foreground: `python -m movie_assets.universe --port 8899 --day 0`."""

import argparse
import json
import sys
import threading

from movie_assets.universe.server import UniverseServer


def main() -> None:
    """Serve until interrupted, and say where."""
    parser = argparse.ArgumentParser(description="Serve the recorded universe on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--day", type=int, default=0, help="days since 2025-07-01")
    parser.add_argument("--require-token", action="store_true", help="TMDB wants a token")
    parser.add_argument("--small-pages", action="store_true", help="pages without filler")
    parser.add_argument("--imdb-pages", action="store_true", help="IMDb's pages, not their wall")
    parser.add_argument(
        "--while-open", action="store_true", help="say where as JSON; end with standard input"
    )
    arguments = parser.parse_args()
    with UniverseServer(
        arguments.day,
        arguments.port,
        require_token=arguments.require_token,
        full_pages=not arguments.small_pages,
        imdb_pages=arguments.imdb_pages,
    ) as s:
        if arguments.while_open:
            print(json.dumps(s.base_urls), flush=True)
            sys.stdin.buffer.read()
            return
        for host, url in s.base_urls.items():
            print(f"{host:22} {url}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print("stopped")


if __name__ == "__main__":
    main()
