"""The work of bench/augment/pairs.ts in OpenCV calls: reads picture and mask, then lists of jobs, and prints seconds."""

import json
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
side = int(sys.argv[1])
image = np.frombuffer(sys.stdin.buffer.read(side * side * 3), np.uint8).reshape(side, side, 3).copy()
mask = np.frombuffer(sys.stdin.buffer.read(side * side), np.uint8).reshape(side, side).copy()
levels = np.arange(256, dtype=np.float64)
borders = {"constant": cv2.BORDER_CONSTANT, "reflect101": cv2.BORDER_REFLECT_101}


def table(values):
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def both(function):
    return lambda image, mask, p: (function(image, p), function(mask, p))


def both_into(function):
    return lambda image, mask, p, to: (function(image, p, to[0]), function(mask, p, to[1]))


def warp(image, mask, p, to=(None, None)):
    matrix = np.array(p["matrix"]).reshape(3, 3)
    size = (p["size"]["width"], p["size"]["height"])
    border = borders[p["outside"]["border"]]
    call = cv2.warpPerspective
    if matrix[2, 0] == 0 and matrix[2, 1] == 0:
        call, matrix = cv2.warpAffine, matrix[:2]
    return (
        call(image, matrix, size, dst=to[0], flags=cv2.INTER_LINEAR, borderMode=border),
        call(mask, matrix, size, dst=to[1], flags=cv2.INTER_NEAREST, borderMode=border),
    )


def lens(image, mask, p):
    height, width = mask.shape
    dx = np.arange(width, dtype=np.float32) - (width - 1) / 2
    dy = (np.arange(height, dtype=np.float32) - (height - 1) / 2)[:, None]
    radius = (dx / width) ** 2 + (dy / height) ** 2
    factor = 1 + p["k"] * radius + p["k"] * radius**2
    xs, ys = (width - 1) / 2 + dx * factor, (height - 1) / 2 + dy * factor
    return cv2.remap(image, xs, ys, cv2.INTER_LINEAR), cv2.remap(mask, xs, ys, cv2.INTER_NEAREST)


def crop(grid, p):
    return grid[p["y"] : p["y"] + p["height"], p["x"] : p["x"] + p["width"]].copy()


def crop_into(grid, p, to):
    np.copyto(to, grid[p["y"] : p["y"] + p["height"], p["x"] : p["x"] + p["width"]])
    return to


def pad(grid, p):
    height, width = grid.shape[:2]
    top, left = (p["size"]["height"] - height) // 2, (p["size"]["width"] - width) // 2
    bottom, right = p["size"]["height"] - height - top, p["size"]["width"] - width - left
    if top == bottom == left == right == 0:
        return grid
    return cv2.copyMakeBorder(grid, top, bottom, left, right, cv2.BORDER_CONSTANT, value=0)


def turn(grid, p):
    ways = [None, cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_CLOCKWISE]
    return cv2.rotate(grid, ways[p["turns"]]) if p["turns"] else grid


def half(image, mask, p):
    size = (p["width"], p["height"])
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA), cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST)


def picture(function):
    return lambda image, mask, p: (function(image, p), mask)


def noise(image, p):
    values = np.empty(image.shape, np.int16)
    cv2.randn(values, 0, p["sigma"] * 255)
    return cv2.add(image, values, dtype=cv2.CV_8U)


def clahe(image, p):
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB)
    lab[:, :, 0] = cv2.createCLAHE(p["clipLimit"], (8, 8)).apply(lab[:, :, 0])
    return cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)


def sharpen(image, p):
    kernel = np.full((3, 3), -p["alpha"], np.float32)
    kernel[1, 1] = 1 - p["alpha"] + p["alpha"] * (8 + p["lightness"])
    return cv2.filter2D(image, -1, kernel)


def motion(image, p):
    angle = np.deg2rad(p["angle"])
    kernel = np.zeros((3, 3), np.uint8)
    x, y = int(np.rint(np.cos(angle))), int(np.rint(np.sin(angle)))
    cv2.line(kernel, (1 - x, 1 + y), (1 + x, 1 - y), 1)
    return cv2.filter2D(image, -1, kernel.astype(np.float32) / kernel.sum())


def hsv(image, p):
    hue, saturation, value = cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2HSV))
    hue = cv2.LUT(hue, ((levels + np.rint(p["hue"] / 2)) % 180).astype(np.uint8))
    saturation = cv2.LUT(saturation, table(levels + p["saturation"] * 255))
    value = cv2.LUT(value, table(levels + p["value"] * 255))
    return cv2.cvtColor(cv2.merge((hue, saturation, value)), cv2.COLOR_HSV2RGB)


calls = {
    "affine": warp,
    "shiftScaleRotate": warp,
    "perspective": warp,
    "opticalDistortion": lens,
    "horizontalFlip": both(lambda grid, p: cv2.flip(grid, 1) if p["flip"] else grid),
    "verticalFlip": both(lambda grid, p: cv2.flip(grid, 0) if p["flip"] else grid),
    "transpose": both(lambda grid, p: cv2.transpose(grid)),
    "rotate90": both(turn),
    "randomCrop": both(crop),
    "padIfNeeded": both(pad),
    "resize": half,
    "gaussianNoise": picture(noise),
    "clahe": picture(clahe),
    "brightnessContrast": picture(
        lambda image, p: cv2.LUT(image, table((1 + p["contrast"]) * levels + p["brightness"] * 255))
    ),
    "gamma": picture(lambda image, p: cv2.LUT(image, table(255 * (levels / 255) ** p["gamma"]))),
    "sharpen": picture(sharpen),
    "boxBlur": picture(lambda image, p: cv2.blur(image, (p["size"], p["size"]))),
    "motionBlur": picture(motion),
    "hueSaturationValue": picture(hsv),
}

# The same into arrays that are there already.
into = {
    "affine": warp,
    "perspective": warp,
    "horizontalFlip": both_into(lambda grid, p, to: cv2.flip(grid, 1, to)),
    "verticalFlip": both_into(lambda grid, p, to: cv2.flip(grid, 0, to)),
    "transpose": both_into(lambda grid, p, to: cv2.transpose(grid, to)),
    "randomCrop": both_into(crop_into),
}


def fresh(job):
    steps = [(calls[name], params) for name, params in job]

    def run():
        pair = image, mask
        for call, params in steps:
            pair = call(*pair, params)
        return pair

    return run


def reusing(job):
    (name, params), to = job[0], fresh(job)()
    return lambda: into[name](image, mask, params, to)


def least(runs, best):
    end = time.perf_counter() + 0.25
    while time.perf_counter() < end:
        for i, run in enumerate(runs):
            start = time.perf_counter()
            run()
            best[i] = min(best[i], time.perf_counter() - start)
    return sum(best)


known = {}

for line in sys.stdin:
    if line not in known:
        jobs = json.loads(line)
        can_reuse = all(len(job) == 1 and job[0][0] in into for job in jobs)
        ways = [[fresh(job) for job in jobs], [reusing(job) for job in jobs] if can_reuse else []]
        known[line] = [(runs, [float("inf")] * len(runs)) for runs in ways if runs]
    print(json.dumps([least(runs, best) for runs, best in known[line]]), flush=True)
