"""The peer of bench/loader/loader.mjs: a PyTorch DataLoader that reads pairs with OpenCV.

Reads a JSON object from standard input, and writes one to standard output: seconds and processor seconds of each epoch
after the first, which is there to warm up.
"""
import json
import os
import random
import sys
import time

import cv2
import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

job = json.load(sys.stdin)
resizing = {"area": cv2.INTER_AREA, "linear": cv2.INTER_LINEAR}[job["resize"]]
size = (job["size"], job["size"])


class Pairs(Dataset):
    def __len__(self):
        return len(job["pairs"])

    def __getitem__(self, index):
        image_file, mask_file = job["pairs"][index]
        image = cv2.cvtColor(cv2.imread(image_file), cv2.COLOR_BGR2RGB)
        mask = cv2.imread(mask_file, cv2.IMREAD_GRAYSCALE) if job["gif"] == "OpenCV" else np.array(Image.open(mask_file))
        image = cv2.resize(image, size, interpolation=resizing)
        mask = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST)
        if random.random() < 0.5:
            image, mask = cv2.flip(image, 1), cv2.flip(mask, 1)
        return torch.from_numpy(image).float().div_(255), torch.from_numpy(mask).int()


def prepare(_worker):
    cv2.setNumThreads(1)


def processor_seconds(pids):
    """Of some processes of Linux; nothing elsewhere."""
    try:
        ticks = 0
        for pid in pids:
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")
    except OSError:
        return None


def main():
    loader = DataLoader(
        Pairs(),
        batch_size=job["batchSize"],
        num_workers=job["workers"],
        prefetch_factor=2,
        persistent_workers=True,
        worker_init_fn=prepare,
    )
    epochs = []
    pids = [os.getpid()]
    for _epoch in range(job["epochs"] + 1):
        before, start, count = processor_seconds(pids), time.perf_counter(), 0
        iterator = iter(loader)
        if len(pids) == 1:
            pids += [worker.pid for worker in iterator._workers]
        for images, _masks in iterator:
            count += len(images)
        seconds = time.perf_counter() - start
        after = processor_seconds(pids)
        busy = None if before is None or after is None else after - before
        epochs.append({"pairs": count, "seconds": seconds, "processorSeconds": busy})
    versions = f"torch {torch.__version__}, OpenCV {cv2.__version__}, Pillow {Image.__version__}"
    print(json.dumps({"epochs": epochs[1:], "versions": versions}))


if __name__ == "__main__":
    main()
