"""Load on a server of its own, on this machine: `python -m tests.load storm | sessions | soak`.

    storm                        60 expensive requests at once; how fast /healthz answers meanwhile
    sessions --sessions 100      people who open pages and act, with 100 readers of an event stream who read nothing
    soak --minutes 10            ten people for a long time, then people who only drag: memory and CPU time

Each ends by itself and prints a table; nothing is asserted, because times belong to a machine.
"""

import argparse
import os
import sys

from tests.load import sessions, soak, storm

COMMANDS = {"storm": storm.main, "sessions": sessions.main, "soak": soak.main}


def main() -> None:
    """Runs one of the three."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=COMMANDS)
    parser.add_argument("--requests", type=int, default=60, help="of the storm")
    parser.add_argument("--sessions", type=int, default=30, help="people at the same time")
    parser.add_argument("--seconds", type=int, default=60, help="how long they act")
    parser.add_argument("--minutes", type=float, default=10.0, help="length of the soak")
    options = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    COMMANDS[options.what](options)
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    sys.exit(main())
