"""ezc3d reading C3D files: CPU time of one read of each, from the file to points in memory.

    ezc3d_read.py BATCH_SECONDS FILE...

Reads are timed in five batches of about BATCH_SECONDS; the fastest batch counts, divided by its reads. ezc3d reads the analogue
channels as well. Needs the Python package `ezc3d`. Prints one JSON object a file.
"""

import json
import sys
import time

import ezc3d

BATCHES = 5


def batch(name, reads):
    before = time.process_time()
    for _ in range(reads):
        ezc3d.c3d(name)
    return (time.process_time() - before) / reads


def main(batch_seconds, files):
    for name in files:
        frames = ezc3d.c3d(name)["data"]["points"].shape[2]
        reads = int(batch_seconds / batch(name, 1)) + 1
        fastest = min(batch(name, reads) for _ in range(BATCHES))
        print(json.dumps({"name": name, "frames": frames, "reads": reads, "cpu_ms": fastest * 1e3}), flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(float(sys.argv[1]), sys.argv[2:])
