"""Writes the files of this folder with PyTorch itself; expected.json holds what torch.load gives. Usage: python3 make.py (PyTorch 1.13, one thread)"""
import json
from collections import OrderedDict

import torch

torch.manual_seed(1)


def numbers(tensor):
    return {"shape": list(tensor.shape), "values": tensor.detach().double().flatten().tolist()}


def save(name, value, tensors, **options):
    torch.save(value, name, **options)
    expected[name] = {key: numbers(tensor) for key, tensor in tensors.items()}


expected = {}

matrix = torch.randn(3, 4)
kinds = OrderedDict(
    float32=matrix,
    float64=torch.randn(2, dtype=torch.float64),
    float16=torch.randn(5).half(),
    bfloat16=torch.randn(2, 3).bfloat16(),
    int64=torch.arange(6).reshape(1, 6) - 3,
    int32=torch.arange(3, dtype=torch.int32),
    scalar=torch.tensor(1.5),
    empty=torch.zeros(0, 3),
    parameter=torch.nn.Parameter(torch.randn(2, 2)),
)
save("kinds.bin", kinds, kinds)

base = torch.randn(24)
views = {
    "transposed": matrix.t(),
    "row": base[4:8],
    "columns": base[8:20].reshape(3, 4)[:, 1:3],
    "tied": matrix.t(),
    "one": base[23:].reshape(1, 1, 1),
}
save("views.pt", views, views)

layer = torch.nn.Linear(2, 2)
nested = {"epoch": 3, "best": 0.5, "model_state_dict": layer.state_dict(), "name": "a run", "steps": [1, 2, None, True]}
save("training.pt", nested, layer.state_dict())

save("legacy.bin", layer.state_dict(), layer.state_dict(), _use_new_zipfile_serialization=False)
save("module.bin", layer, {})
save("overlapping.pt", {"whole": base, "part": base[2:4]}, {})
save("expanded.pt", {"wide": torch.zeros(1).expand(1000)}, {})
torch.jit.script(layer).save("script.pt")

with open("expected.json", "w") as file:
    json.dump(expected, file, indent=1)
    file.write("\n")
