"""OpenSim's InverseKinematicsSolver on a case of `cargo xtask validate ik`: frames a second of CPU time.

    opensim_solver.py FOLDER RUNS

The model is built and the markers are in memory before the clock starts; timed are the assembly of the first frame and
tracking through all frames. The fastest run counts. Needs the Python package `opensim` 4.6. Prints one JSON object.
"""

import json
import os
import sys
import time

import opensim

from opensim_ik import tasks_of

# The accuracy that OpenSim's tool uses unless told otherwise.
ACCURACY = 1e-5


def coordinate_references(model, tasks):
    """What coordinate tasks hold: a value of their own, or the model's default."""
    references = opensim.SimTKArrayCoordinateReference()
    for at in range(tasks.getSize()):
        task = opensim.IKCoordinateTask.safeDownCast(tasks.get(at))
        if task is None or not task.getApply():
            continue
        if task.getValueType() == opensim.IKCoordinateTask.DefaultValue:
            value = model.getCoordinateSet().get(task.getName()).getDefaultValue()
        else:
            value = task.getValue()
        reference = opensim.CoordinateReference(task.getName(), opensim.Constant(value))
        reference.setWeight(task.getWeight())
        references.push_back(reference)
    return references


def run(model, markers, references, times):
    state = model.initSystem()
    solver = opensim.InverseKinematicsSolver(model, markers, references, float("inf"))
    solver.setAccuracy(ACCURACY)
    state.setTime(times[0])
    before = time.process_time()
    solver.assemble(state)
    for at in times:
        state.setTime(at)
        solver.track(state)
    return time.process_time() - before


def main(folder, runs):
    opensim.Logger.setLevelString("error")
    # Otherwise it writes opensim.log wherever it is started.
    opensim.Logger.removeFileSink()
    with open(os.path.join(folder, "case.json"), encoding="utf-8") as file:
        case = json.load(file)
    model = opensim.Model(os.path.join(folder, case["model"]))
    model.initSystem()
    table = opensim.TimeSeriesTableVec3(os.path.join(folder, case["trc"]))
    tasks = tasks_of(case, folder, model, set(table.getColumnLabels()))
    weights = opensim.SetMarkerWeights()
    tasks.createMarkerWeightSet(weights)
    markers = opensim.MarkersReference(os.path.join(folder, case["trc"]), weights)
    references = coordinate_references(model, tasks)
    times = list(table.getIndependentColumn())
    cpu_s = min(run(model, markers, references, times) for _ in range(int(runs)))
    print(json.dumps({"name": case["name"], "frames": len(times), "cpu_s": cpu_s, "frames_per_s": len(times) / cpu_s}))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
