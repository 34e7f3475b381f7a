"""OpenSim's own inverse kinematics on a case of `cargo xtask validate ik`, at any accuracy.

    opensim_ik.py FOLDER ACCURACY OUT.mot [FRAMES]

FOLDER holds a case.json (model, trc, setup or null), as the validation reads it. Needs the Python package `opensim` 4.6.
Prints one JSON object: the frames and the CPU seconds of the tool alone, without reading the model.
"""

import json
import os
import sys
import time

import opensim


def tasks_of(case, folder, model, recorded):
    """The task set of the case; without a setup every marker that model and file share, weight 1."""
    if case["setup"]:
        path = os.path.join(folder, case["setup"])
        tasks = opensim.IKTaskSet(path)
        # A whole setup of the tool holds its task set inside, and read as a task set it is empty without a word.
        if tasks.getSize() == 0:
            tool = opensim.InverseKinematicsTool(path, False)
            # A copy, because the set goes with its tool.
            tasks = opensim.IKTaskSet(tool.getIKTaskSet())
        return tasks
    tasks = opensim.IKTaskSet()
    for marker in (model.getMarkerSet().get(at).getName() for at in range(model.getMarkerSet().getSize())):
        if marker in recorded:
            task = opensim.IKMarkerTask()
            task.setName(marker)
            task.setApply(True)
            task.setWeight(1.0)
            tasks.cloneAndAppend(task)
    return tasks


def main(folder, accuracy, out, frames=None):
    opensim.Logger.setLevelString("error")
    # Otherwise it writes opensim.log wherever it is started.
    opensim.Logger.removeFileSink()
    with open(os.path.join(folder, "case.json"), encoding="utf-8") as file:
        case = json.load(file)
    model = opensim.Model(os.path.join(folder, case["model"]))
    model.initSystem()
    markers = os.path.join(folder, case["trc"])
    table = opensim.TimeSeriesTableVec3(markers)
    times = table.getIndependentColumn()[: int(frames) if frames else None]
    tool = opensim.InverseKinematicsTool()
    tool.setModel(model)
    tool.setMarkerDataFileName(markers)
    tool.setOutputMotionFileName(out)
    # Without a time range the tool stops after two seconds.
    tool.setStartTime(times[0])
    tool.setEndTime(times[-1])
    tasks = tasks_of(case, folder, model, set(table.getColumnLabels()))
    for at in range(tasks.getSize()):
        tool.getIKTaskSet().cloneAndAppend(tasks.get(at))
    tool.set_accuracy(float(accuracy))
    tool.set_report_errors(False)
    before = time.process_time()
    tool.run()
    cpu_s = time.process_time() - before
    print(json.dumps({"name": case["name"], "frames": len(times), "cpu_s": cpu_s, "frames_per_s": len(times) / cpu_s}))


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:])
