"""CPU time of a command with everything it does: starting, reading, computing, writing.

    cpu_of_command.py RUNS COMMAND [WORD...]

The run with the least counts. Prints one JSON object.
"""

import json
import resource
import subprocess
import sys


def run(words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(f"{words[0]} ended with {done.returncode}: {done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(runs, words):
    print(json.dumps({"runs": runs, "cpu_s": min(run(words) for _ in range(runs))}))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(int(sys.argv[1]), sys.argv[2:])
