#!/usr/bin/env python3
"""Runs the project's own TorchScript modules on a GPU that has Python and torch but no Java: do CUDA and CPU agree, and how
long does a face take beside what the card can do at most? docs/reference/benchmarks.md tells of it.

    python3 bench/cuda/engine_cuda.py --output OUT            # some two minutes on an H100
    python3 bench/cuda/engine_cuda.py --device cpu --width 16 --batches 1,2 --output OUT

Everything is run as DJL can run it: scripted modules that were saved and loaded again, one stream, the graph executor's
optimiser off, cuDNN's own search for the fastest algorithm on (ai.djl.pytorch.cudnn_benchmark), one wait for each batch.
Nothing is frozen or optimised for inference, and there are no CUDA graphs: DJL has no call for either. What CUDA graphs
would bring is measured beside it.
"""

import argparse
import io
import json
import math
import statistics
import sys
import time
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "models"))
import neural_swap  # noqa: E402
import swap_net  # noqa: E402

RESOURCES = ROOT / "vision/src/main/resources/models"
LIMIT = 2e-2  # of the full range


def main():
    options = arguments()
    torch.set_grad_enabled(False)
    torch.backends.cudnn.benchmark = True
    device = torch.device(options.device)
    report = {"torch": torch.__version__, "device": describe(device), "width": options.width}
    print(f"torch {report['torch']} on {report['device']['name']}", flush=True)
    with torch.jit.optimized_execution(False):
        report["matrix"] = matrix_rate(device)
        report["agreement"] = agreement(options, device)
        report["layers"] = layers(options, device)
        report["engine"] = table(options, device, report["matrix"]["tflops"])
        report["mesh"] = mesh_table(device)
        report["profile"] = profile(options, device)
    if options.output:
        options.output.mkdir(parents=True, exist_ok=True)
        (options.output / "engine_cuda.json").write_text(json.dumps(report, indent=1) + "\n")
    failed = [row for row in report["agreement"] if row["difference"] > LIMIT]
    for row in failed:
        print(f"FAILED: {row['what']} differs by {row['difference']:.4f} of full range, over {LIMIT}")
    sys.exit(1 if failed else 0)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda:0", help="cuda:0 or cpu")
    parser.add_argument("--sizes", default="128,256", help="of the network's picture, in pixels")
    parser.add_argument("--batches", default="1,2,4,8,16,32", help="faces at once")
    parser.add_argument("--width", type=int, default=128, help="channels of the first layer; 128 is the true architecture")
    parser.add_argument("--seconds", type=float, default=0.7, help="for each measurement")
    parser.add_argument("--output", type=Path, help="folder for engine_cuda.json")
    options = parser.parse_args()
    options.sizes = [int(size) for size in options.sizes.split(",")]
    options.batches = [int(batch) for batch in options.batches.split(",")]
    return options


def describe(device):
    if device.type != "cuda":
        return {"name": f"cpu, {torch.get_num_threads()} threads"}
    about = torch.cuda.get_device_properties(device)
    return {
        "name": about.name,
        "capability": f"{about.major}.{about.minor}",
        "memory_mib": about.total_memory >> 20,
        "cuda": torch.version.cuda,
        "cudnn": torch.backends.cudnn.version(),
    }


def wait(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def measure(device, seconds, work, rounds=3):
    """The median time of a call with a wait after it, in ms."""
    for _ in range(rounds):
        work()
    wait(device)
    times = []
    end = time.perf_counter() + seconds
    while len(times) < 3 or (time.perf_counter() < end and len(times) < 300):
        begin = time.perf_counter()
        work()
        wait(device)
        times.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(times)


def loaded(module, device):
    """Scripted, saved, and loaded on the device, as a worker's are."""
    file = io.BytesIO()
    torch.jit.save(torch.jit.script(module.eval()), file)
    file.seek(0)
    return torch.jit.load(file, map_location=device).eval()


def matrix_rate(device):
    """A plain product of two square matrices of random numbers, fp16 on a GPU: the best of several sizes."""
    half = device.type == "cuda"
    rates = {}
    for side in (4096, 8192, 12288) if half else (1024,):
        a = torch.rand(side, side, device=device).to(torch.float16 if half else torch.float32) - 0.5
        b = torch.rand(side, side, device=device).to(a.dtype) - 0.5
        times = 10 if half else 1

        def products(a=a, b=b, times=times):
            for _ in range(times):
                torch.matmul(a, b)

        rates[side] = 2.0 * side**3 * times / (measure(device, 1.0, products) * 1e-3) / 1e12
    best = max(rates, key=rates.get)
    print(f"matrix product, {'fp16' if half else 'fp32'}: {rates[best]:.1f} TFLOP/s at {best} x {best}", flush=True)
    return {"tflops": rates[best], "side": best, "all": {str(side): rate for side, rate in rates.items()}}


# --- inputs -------------------------------------------------------------------------------------


def canvases(n, h, w, seed):
    """Smooth, coloured I420 pictures with some noise, [n * 3 h w / 2] uint8."""
    made = torch.Generator().manual_seed(seed)

    def smooth(rows, columns, low, high):
        coarse = torch.rand(n, 1, 12, 12, generator=made)
        fine = torch.rand(n, 1, rows // 3, columns // 3, generator=made)
        sized = [torch.nn.functional.interpolate(x, size=[rows, columns], mode="bicubic") for x in (coarse, fine)]
        return (low + (high - low) * (0.85 * sized[0] + 0.15 * sized[1])).clamp(low, high).round().to(torch.uint8)

    planes = [smooth(h, w, 16, 235), smooth(h // 2, w // 2, 90, 166), smooth(h // 2, w // 2, 90, 166)]
    return torch.cat([plane.view(n, -1) for plane in planes], 1).reshape(-1).contiguous()


def numbers(n, h, w, size):
    """An oval face in each canvas, each turned otherwise; the crop's square just fits."""
    about = torch.zeros(n, neural_swap.NUMBERS)
    edges = neural_swap.EDGES
    for i in range(n):
        angle = 0.4 * math.sin(2.1 * i + 0.5)
        scale = size / (min(h, w) * 0.8)
        a = scale * math.cos(angle)
        b = scale * math.sin(angle)
        about[i, 0:4] = torch.tensor([a, b, size / 2 - (a * w - b * h) / 2, size / 2 - (b * w + a * h) / 2])
        about[i, 4:8] = torch.tensor([float(w), float(h), size * 0.08, size * 0.02])
        outline = about[i, neural_swap.OUTLINE : neural_swap.MOUTH].view(edges, 3)
        mouth = about[i, neural_swap.MOUTH :].view(edges, 3)
        for k in range(edges):
            t = 2 * math.pi * k / edges
            x, y = math.cos(t), math.sin(t)
            outline[k] = torch.tensor([-x, -y, size * 0.44 + size / 2 * (x + y)])
            mouth[k] = torch.tensor([-x, -y, size * 0.06 + size * (x / 2 + y * 0.8)])
    return about.view(-1).contiguous()


def vectors(n, seed):
    made = torch.Generator().manual_seed(seed)
    return torch.nn.functional.normalize(torch.randn(n, swap_net.LATENT, generator=made), dim=1)


def canvas_side(size):
    """A face of a webcam picture at 640 x 480, or of a 720p one for the larger network."""
    return 224 if size <= 128 else 384


# --- do they agree? -----------------------------------------------------------------------------


def network(options, device):
    convs, blocks, emap = swap_net.random_weights(options.width, 7)
    return loaded(swap_net.build(convs, blocks, True, 1e-8, emap), device)


def chain(engine, net, staged, about, n, side, size, source, finer):
    """A batch, end to end on the device: (crops, drawn, canvases)."""
    canvas = engine.upload(staged, n, side, side)
    row = engine.rows(about, n, neural_swap.NUMBERS)
    crops = engine.before(canvas, side, side, row, size, finer)
    drawn = net(crops, source)
    lights = [engine.light() for _ in range(n)]
    hidden = torch.zeros(n, 1, 1, 1)
    done = engine.after(canvas, side, side, row, crops, drawn, hidden, lights, [1.0] * n, False)
    return crops, drawn, done


def agreement(options, device):
    rows = []

    def row(what, a, b, full):
        difference = float((a.float().cpu() - b.float().cpu()).abs().max()) / full
        mean = float((a.float().cpu() - b.float().cpu()).abs().mean()) / full
        rows.append({"what": what, "difference": difference, "mean": mean})
        print(f"{what:58} max {difference:.2e}, mean {mean:.2e} of full range", flush=True)

    cpu = torch.device("cpu")
    half = device.type == "cuda"
    engines = [loaded(neural_swap.NeuralSwap(), where) for where in (cpu, device)]
    nets = [network(options, where) for where in (cpu, device)]
    nets[1].fast(half)
    for size in options.sizes:
        n = 2
        side = canvas_side(size)
        data = canvases(n, side, side, size)
        about = numbers(n, side, side, size)
        results = []
        for where, engine, net in zip((cpu, device), engines, nets):
            staged = engine.staging(data.numel())
            staged.copy_(data)
            results.append(chain(engine, net, staged, about, n, side, size, vectors(n, 3).to(where), 2))
        kind = "fp16" if half else "fp32, rearranged"
        row(f"neural {size}: aligned crop", results[0][0], results[1][0], 1.0)
        row(f"neural {size}: network alone, {kind}, against CPU fp32", results[0][1], results[1][1], 1.0)
        row(f"neural {size}: pasted canvas", results[0][2], results[1][2], 255.0)
    mesh_agreement(device, row)
    return rows


def mesh_agreement(device, row):
    results = []
    for where in (torch.device("cpu"), device):
        module = torch.jit.load(str(RESOURCES / "mesh_swap.pt"), map_location=where).eval()
        planes, sharper = mesh_swap(module, where, 4)
        crop = module.crop(*planes[0], 640, 320.0, 240.0, 260.0, 0.2, 192)
        boxed = module.letterbox(*planes[0], 640, 128)
        mesh = torch.jit.load(str(RESOURCES / "face_attention.pt"), map_location=where).eval()(crop)
        found = torch.jit.load(str(RESOURCES / "face_detection.pt"), map_location=where).eval()(boxed)
        results.append(([p for three in planes for p in three], crop, boxed, mesh, found))
    a, b = results
    row("mesh: swapped planes", torch.cat([p.reshape(-1) for p in a[0]]), torch.cat([p.reshape(-1) for p in b[0]]), 255.0)
    row("mesh: crop for the landmarks", a[1], b[1], 1.0)
    row("mesh: letterbox for the detector", a[2], b[2], 2.0)
    row("mesh: landmarks, of 192 pixels", a[3][0], b[3][0], 192.0)
    row("mesh: presence logit, of 40", a[3][1], b[3][1], 40.0)
    row("mesh: detector's boxes, of 128 pixels", a[4][0], b[4][0], 128.0)


def mesh_inputs(device, module, n):
    frames = []
    for i in range(n):
        flat = canvases(1, 480, 640, 40 + i)
        luma, chroma = 480 * 640, 240 * 320
        frames.append(
            (
                flat[:luma].view(480, 640).clone(),
                flat[luma : luma + chroma].view(240, 320).clone(),
                flat[luma + chroma :].view(240, 320).clone(),
            )
        )
    made = torch.Generator().manual_seed(5)
    grid = torch.zeros(n, 6, 128, 128)
    at = torch.linspace(-1, 1, 128)
    grid[:, 0] = at.view(1, 1, 128) * 0.9
    grid[:, 1] = at.view(1, 128, 1) * 0.9
    radius = (at.view(1, 128) ** 2 + at.view(128, 1) ** 2).sqrt()
    grid[:, 2:4] = 0.02 * torch.cos(4 * radius)
    grid[:, 4] = ((1.0 - radius) / 0.2).clamp(0, 1)
    grid[:, 5] = ((radius - 0.4).abs() < 0.08).float()
    textures = [
        module.levels(torch.nn.functional.interpolate(torch.rand(1, 3, 24, 24, generator=made) * 255, size=[512, 512]))[1]
        for _ in range(n)
    ]
    return frames, grid, [texture.to(device) for texture in textures]


def mesh_swap(module, device, n, inputs=None):
    """n faces of 210 x 250 pixels in 640 x 480, through the mesh engine's tensor half; in place."""
    frames, grid, textures = inputs or mesh_inputs(device, module, n)
    corners = [210, 110, 420, 360] * n
    sharper = module(
        [f[0] for f in frames], [f[1] for f in frames], [f[2] for f in frames], corners, grid.clone(),
        [210.0, 110.0, 420.0, 360.0] * n, textures, [torch.zeros(1, 1, 2, 2)] * n, [module.light() for _ in range(n)],
        [1.0] * n, [1.0] * n, True,
    )  # fmt: skip
    return frames, sharper.cpu()


# --- how long does it take? ---------------------------------------------------------------------


def layers(options, device):
    """The convolutions alone, at batch 8 (or the largest), and what share of the matrix rate each reaches: a ceiling."""
    w, n, rows = options.width, max(b for b in options.batches if b <= 8), []
    size = options.sizes[0]
    half = device.type == "cuda"
    kind = torch.float16 if half else torch.float32
    shapes = [
        ("3 to w, 7x7", 8, w, 7, 1, size + 6, 0),
        ("w to 2w", w, 2 * w, 3, 1, size, 1),
        ("2w to 4w, / 2", 2 * w, 4 * w, 3, 2, size, 1),
        ("4w to 8w, / 2", 4 * w, 8 * w, 3, 2, size // 2, 1),
        ("8w to 8w (twelve of them)", 8 * w, 8 * w, 3, 1, size // 4 + 2, 0),
        ("8w to 4w", 8 * w, 4 * w, 3, 1, size // 2, 1),
        ("4w to 2w", 4 * w, 2 * w, 3, 1, size, 1),
        ("2w to w", 2 * w, w, 3, 1, size, 1),
        ("w to 3, 7x7", w, 8, 7, 1, size + 6, 0),
    ]
    for name, into, out, kernel, stride, side, pad in shapes:
        x = torch.randn(n, into, side, side, device=device).to(kind).contiguous(memory_format=torch.channels_last)
        weight = torch.randn(out, into, kernel, kernel, device=device).to(kind).contiguous(memory_format=torch.channels_last)
        ms = measure(device, 0.2, lambda x=x, weight=weight: torch.nn.functional.conv2d(x, weight, None, stride, pad))
        area = ((side + 2 * pad - kernel) // stride + 1) ** 2
        tflops = 2e-9 * n * area * into * out * kernel * kernel / ms
        rows.append({"layer": name, "batch": n, "size": size, "ms": ms, "tflops": tflops})
        print(f"layer {name:26} batch {n} at {size}: {ms:7.3f} ms, {tflops:6.1f} TFLOP/s", flush=True)
    return rows


def table(options, device, matrix_tflops):
    half = device.type == "cuda"
    engine = loaded(neural_swap.NeuralSwap(), device)
    net = network(options, device)
    net.fast(half)
    rows = []
    print("size batch | before network after end-to-end ms | ms/face faces/s | upload download ms | net TFLOP/s share | MiB")
    for size in options.sizes:
        side = canvas_side(size)
        for n in options.batches:
            rows.append(timed(options, device, engine, net, size, side, n, matrix_tflops))
            r = rows[-1]
            print(
                f"{size:4} {n:5} | {r['before_ms']:6.2f} {r['network_ms']:7.2f} {r['after_ms']:6.2f} {r['ms']:9.2f}    "
                f"| {r['ms_a_face']:6.2f} {r['faces_a_second']:7.0f} | {r['upload_ms']:6.3f} {r['download_ms']:6.3f}     "
                f"| {r['network_tflops']:7.1f} {r['share']:7.1%}   | {r['peak_mib']}"
                + (f" | with a CUDA graph {r['graph_ms']:.2f}" if "graph_ms" in r else ""),
                flush=True,
            )
    return rows


def timed(options, device, engine, net, size, side, n, matrix_tflops):
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    staged = engine.staging(n * side * side * 3 // 2)
    staged.copy_(canvases(n, side, side, 9))
    back = engine.staging(staged.numel())
    about = engine.rows(numbers(n, side, side, size), n, neural_swap.NUMBERS)
    canvas = engine.upload(staged, n, side, side)
    source = vectors(n, 5).to(device)
    lights = [engine.light() for _ in range(n)]
    hidden = torch.zeros(n, 1, 1, 1)
    shares = [0.4] * n
    crops = engine.before(canvas, side, side, about, size, 2)
    drawn = net(crops, source)

    def before():
        return engine.before(canvas, side, side, about, size, 2)

    def after(crops=crops, drawn=drawn):
        return engine.after(canvas, side, side, about, crops, drawn, hidden, lights, shares, False)

    def everything():
        crops = before()
        return after(crops, net(crops, source))

    row = {"size": size, "batch": n}
    row["before_ms"] = measure(device, options.seconds / 4, before)
    row["network_ms"] = measure(device, options.seconds, lambda: net(crops, source))
    row["after_ms"] = measure(device, options.seconds / 4, after)
    row["ms"] = measure(device, options.seconds, everything)
    row["ms_a_face"] = row["ms"] / n
    row["faces_a_second"] = 1e3 * n / row["ms"]
    row["upload_ms"] = measure(device, options.seconds / 4, lambda: engine.upload(staged, n, side, side))
    done = after()
    row["download_ms"] = measure(device, options.seconds / 4, lambda: engine.download(done, back))
    row["bytes_each_way"] = staged.numel()
    row["network_tflops"] = 2e-9 * n * swap_net.multiplications(options.width, size) / row["network_ms"]
    row["share"] = row["network_tflops"] / matrix_tflops
    row["share_end_to_end"] = row["share"] * row["network_ms"] / row["ms"]
    row["peak_mib"] = torch.cuda.max_memory_allocated(device) >> 20 if device.type == "cuda" else 0
    if device.type == "cuda" and n in (1, 8):
        row["graph_ms"] = with_graph(device, options, net, crops, source)
    return row


def with_graph(device, options, net, crops, source):
    """The network alone, captured once and replayed: what DJL can't do."""
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        net(crops, source)
    return measure(device, options.seconds / 2, graph.replay)


def mesh_table(device):
    """The mesh engine's tensor half: frames in host memory, swapped in place there, all copies with it."""
    module = torch.jit.load(str(RESOURCES / "mesh_swap.pt"), map_location=device).eval()
    rows = []
    for n in (1, 8, 16):
        inputs = mesh_inputs(device, module, n)
        ms = measure(device, 0.5, lambda n=n, inputs=inputs: mesh_swap(module, device, n, inputs))
        rows.append({"batch": n, "ms": ms, "ms_a_face": ms / n})
        print(f"mesh engine, 210 x 250 pixels, batch {n:2}: {ms:.2f} ms, {ms / n:.3f} ms a face with all copies", flush=True)
    return rows


def profile(options, device):
    """Where the time of one batch of the smallest size goes, by operation."""
    size = options.sizes[0]
    n = max(b for b in options.batches if b <= 8)
    side = canvas_side(size)
    engine = loaded(neural_swap.NeuralSwap(), device)
    net = network(options, device)
    net.fast(device.type == "cuda")
    staged = canvases(n, side, side, 9)
    about = numbers(n, side, side, size)
    source = vectors(n, 5).to(device)
    for _ in range(3):
        chain(engine, net, staged, about, n, side, size, source, 2)
    wait(device)
    kinds = [torch.profiler.ProfilerActivity.CPU]
    if device.type == "cuda":
        kinds.append(torch.profiler.ProfilerActivity.CUDA)
    with torch.profiler.profile(activities=kinds) as seen:
        for _ in range(3):
            chain(engine, net, staged, about, n, side, size, source, 2)
        wait(device)
    rows = []
    for event in seen.key_averages():
        own = getattr(event, "self_device_time_total", getattr(event, "self_cuda_time_total", 0))
        own = own if device.type == "cuda" else event.self_cpu_time_total
        if own > 0:
            rows.append({"what": event.key[:110], "calls": event.count / 3, "ms": own / 3e3})
    rows.sort(key=lambda r: -r["ms"])
    print(f"where a batch of {n} at {size} spends its time:")
    for r in rows[:28]:
        print(f"  {r['ms']:8.3f} ms {r['calls']:6.0f} calls  {r['what']}")
    return rows[:40]


if __name__ == "__main__":
    main()
