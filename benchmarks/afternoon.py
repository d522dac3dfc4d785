"""The rival: what one writes in an afternoon with the same packages and their defaults.

    python benchmarks/afternoon.py PAPERS.jsonl OUT [MODEL]

PAPERS.jsonl holds a paper a line (id, title, abstract). KeyBERT with MMR a paper, as its README shows it, word lists
for datasets and techniques, a regular expression for repositories; networkx, rdflib and pyvis as their tutorials show
them. Written are the three graphs, and the tables that `score.py` of the gold data reads; printed is which encoder
KeyBERT had. It stands alone: `pip install keybert networkx rdflib pyvis pandas pyarrow` is all it needs. MODEL is what
sentence-transformers calls a model, or a folder of that name. Only where sentence-transformers is missing it borrows
kg's own encoder.
"""

import json
import re
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import networkx as nx
import pandas as pd
from keybert import KeyBERT
from pyvis.network import Network
from rdflib import Graph, Literal, Namespace, URIRef

__all__: list[str] = []


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

Link = tuple[str, str, str, float]
"""A paper's id, what it has to do with the thing, the name of the thing, and a score."""


def main(papers: str, out: str, model: str = "all-MiniLM-L6-v2") -> None:
    """Build the graph of the papers in a file, each step as its package's tutorial does it."""
    read = [json.loads(line) for line in Path(papers).read_text(encoding="utf-8").splitlines()]
    titles = {paper["id"]: paper["title"] for paper in read}
    keybert = _load_keybert(model)
    links = [
        (paper["id"], *found) for paper in read for found in _find(f"{paper['title']}. {paper['abstract']}", keybert)
    ]
    folder = Path(out)
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    _write_tables(titles, links, folder / "tables")
    _write_rdf(titles, links, folder / "graph.ttl")
    graph = _make_graph(titles, links)
    nx.write_graphml(graph, folder / "graph.graphml")
    net = Network(height="900px", width="100%")
    net.from_nx(graph)
    (folder / "graph.html").write_text(net.generate_html(), encoding="utf-8")


def _load_keybert(model: str) -> KeyBERT:
    if find_spec("sentence_transformers"):
        print(f"{Path(model).name} by sentence-transformers")
        return KeyBERT(model)
    from kg.extract.embedder import SentenceEmbedder
    from kg.extract.encoder import load_encoder

    print("kg's own encoder")
    return KeyBERT(SentenceEmbedder(load_encoder()))


def _find(text: str, keybert: KeyBERT) -> list[tuple[str, str, float]]:
    lower = text.lower()
    keywords = keybert.extract_keywords(text, keyphrase_ngram_range=(1, 3), stop_words="english", use_mmr=True)
    found = [("keyword", phrase, float(score)) for phrase, score in keywords]
    for relation, names in (("dataset", DATASETS), ("technique", TECHNIQUES)):
        found += [(relation, name, 1.0) for name in names if re.search(rf"\b{re.escape(name.lower())}s?\b", lower)]
    return found + [("repository", name.rstrip("."), 1.0) for name in sorted(set(REPOSITORY.findall(text)))]


def _make_graph(titles: dict[str, str], links: Sequence[Link]) -> nx.Graph:
    graph = nx.Graph()
    for paper, title in titles.items():
        graph.add_node(paper, label=title)
    for paper, relation, name, _ in links:
        graph.add_node(_entity(relation, name), label=name)
        graph.add_edge(paper, _entity(relation, name), relation=relation)
    return graph


def _write_rdf(titles: dict[str, str], links: Sequence[Link], path: Path) -> None:
    triples = Graph()
    for paper, title in titles.items():
        triples.add((BASE[paper], BASE["title"], Literal(title)))
    for paper, relation, name, _ in links:
        iri = URIRef(BASE + _entity(relation, name).replace(" ", "_"))
        triples.add((BASE[paper], BASE[relation], iri))
        triples.add((iri, BASE["label"], Literal(name)))
    triples.serialize(path, format="turtle")


def _write_tables(titles: dict[str, str], links: Sequence[Link], folder: Path) -> None:
    rows = [(paper, _entity(relation, name), relation, name, score) for paper, relation, name, score in links]
    kinds = {entity: (relation, name) for _, entity, relation, name, _ in rows}
    pd.DataFrame(titles.items(), columns=["paper_id", "title"]).to_parquet(folder / "papers.parquet")
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


def _entity(relation: str, name: str) -> str:
    return f"{relation}:{name.lower()}"


if __name__ == "__main__":
    main(*sys.argv[1:])
