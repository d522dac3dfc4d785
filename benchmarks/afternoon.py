"""The rival: what one writes in an afternoon with the same packages and their defaults.

KeyBERT a paper, word lists for datasets and techniques, a regular expression for repositories; networkx, rdflib and
pyvis as their tutorials show them. It writes the tables that `score.py` of the gold data reads, and the three graphs.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import networkx as nx
import pandas as pd
from keybert import KeyBERT
from pyvis.network import Network
from rdflib import Graph, Literal, Namespace, URIRef

from kg.extract.encoder import SentenceEmbedder, load_encoder
from kg.model import Paper

__all__ = ["build_in_an_afternoon"]


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.replace("\n", " ").split(",")]


DATASETS = _names(
    """
ImageNet, CIFAR-10, CIFAR-100, MNIST, COCO, MS-COCO, Cityscapes, ADE20K, PASCAL VOC, KITTI, LibriSpeech, GLUE,
SuperGLUE, SQuAD, MMLU, GSM8K, HumanEval, MBPP, WikiText, C4, LAION, Kinetics, UVG, Kodak, CelebA, FFHQ, VQAv2,
TextVQA, ScanNet, ShapeNet, nuScenes, WMT, Flickr30k, AudioSet, VoxCeleb, LSUN, SVHN, STL-10, iNaturalist, Objaverse
"""
)
TECHNIQUES = _names(
    """
Transformer, vision transformer, BERT, GPT-2, GPT-3, GPT-4, LLaMA, LLaMA-2, T5, CLIP, ResNet, CNN, RNN, LSTM, GAN,
VAE, VQ-VAE, diffusion model, large language model, language model, self-attention, cross-attention, Mamba, U-Net,
knowledge distillation, quantization, vector quantization, pruning, LoRA, contrastive learning, self-supervised
learning, reinforcement learning, transfer learning, speculative decoding, mixture of experts, KV cache, autoencoder,
Adam, dropout, in-context learning, chain-of-thought, information bottleneck, federated learning, meta-learning, NeRF,
ViT, Swin, MoE, batch normalization, attention, MLP, graph neural network, GNN, masked autoencoder, MAE, DETR, YOLO
"""
)
REPOSITORY = re.compile(r"github\.com/([\w.-]+/[\w.-]+)")
BASE = Namespace("http://example.org/")


def build_in_an_afternoon(papers: Sequence[Paper], out: Path) -> None:
    """Build the graph of `papers` into `out`, each step as its package's tutorial does it."""
    model = KeyBERT(model=SentenceEmbedder(load_encoder()))
    links = [
        (paper.paper_id, relation, name, score)
        for paper in papers
        for relation, name, score in _find(f"{paper.title}. {paper.abstract}", model)
    ]
    out.mkdir(parents=True, exist_ok=True)
    _write_tables(papers, links, out / "tables")
    graph = nx.Graph()
    triples = Graph()
    net = Network(height="900px", width="100%")
    for paper in papers:
        graph.add_node(paper.paper_id, label=paper.title)
        net.add_node(paper.paper_id, label=paper.title)
        triples.add((BASE[paper.paper_id], BASE["title"], Literal(paper.title)))
    for paper_id, relation, name, _ in links:
        entity = f"{relation}:{name.lower()}"
        graph.add_node(entity, label=name)
        graph.add_edge(paper_id, entity, relation=relation)
        net.add_node(entity, label=name)
        net.add_edge(paper_id, entity)
        iri = URIRef(BASE + entity.replace(" ", "_"))
        triples.add((BASE[paper_id], BASE[relation], iri))
        triples.add((iri, BASE["label"], Literal(name)))
    nx.write_graphml(graph, out / "graph.graphml")
    triples.serialize(out / "graph.ttl", format="turtle")
    (out / "graph.html").write_text(net.generate_html(), encoding="utf-8")


def _find(text: str, model: KeyBERT) -> list[tuple[str, str, float]]:
    lower = text.lower()
    found = [("keyword", phrase, float(score)) for phrase, score in model.extract_keywords(text)]
    for relation, names in (("dataset", DATASETS), ("technique", TECHNIQUES)):
        found += [(relation, name, 1.0) for name in names if re.search(rf"\b{re.escape(name.lower())}s?\b", lower)]
    return found + [("repository", name.rstrip("."), 1.0) for name in sorted(set(REPOSITORY.findall(text)))]


def _write_tables(papers: Sequence[Paper], links: Sequence[tuple[str, str, str, float]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [(paper, f"{relation}:{name.lower()}", relation, name, score) for paper, relation, name, score in links]
    kinds = {entity: (relation, name) for _, entity, relation, name, _ in rows}
    pd.DataFrame([(paper.paper_id, paper.title) for paper in papers], columns=["paper_id", "title"]).to_parquet(
        folder / "papers.parquet"
    )
    pd.DataFrame(
        [(entity, kind, name, []) for entity, (kind, name) in kinds.items()],
        columns=["entity_id", "kind", "label", "aliases"],
    ).to_parquet(folder / "entities.parquet")
    pd.DataFrame(
        [(paper, entity, relation, score, "") for paper, entity, relation, _, score in rows],
        columns=["paper_id", "entity_id", "relation", "score", "role"],
    ).to_parquet(folder / "links.parquet")
    pd.DataFrame(
        [(paper, entity, relation, name) for paper, entity, relation, name, _ in rows],
        columns=["paper_id", "entity_id", "relation", "surface"],
    ).to_parquet(folder / "mentions.parquet")
