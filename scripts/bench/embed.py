"""The Python side of the embedding bench: makes the data, runs openTSNE, and judges every map by one measure.

    embed.py data FOLDER              digits.npy and the two mixtures, where they are not there yet
    embed.py opentsne IN.npy OUT.npy  openTSNE with its defaults on two threads; prints its seconds by phase as JSON
    embed.py evaluate IN.npy MAP.npy  KL divergence with exact affinities and exact Z, 10-neighbour preservation, Spearman

Needs openTSNE, scikit-learn, numpy and scipy; scripts/bench/embed.mjs installs them into a folder of its own.
"""

import json
import os
import sys
import time

import numpy as np

PERPLEXITY = 30
NEIGHBOURS = 10
PAIRED_POINTS = 1000


def mixture(rows, seed, columns=50, groups=5, clusters=30):
    """Unequal anisotropic Gaussian clusters whose centres lie in groups."""
    rng = np.random.default_rng(seed)
    middles = rng.normal(size=(groups, columns)) * 4
    shares = rng.dirichlet(np.full(clusters, 2.0))
    sizes = rng.multinomial(rows, shares)
    parts = []
    for cluster, size in enumerate(sizes):
        centre = middles[cluster % groups] + rng.normal(size=columns) * 1.5
        axes = np.linalg.qr(rng.normal(size=(columns, columns)))[0]
        scales = rng.gamma(2.0, 0.5, size=columns)
        parts.append(centre + (rng.normal(size=(size, columns)) * scales) @ axes)
    return rng.permutation(np.concatenate(parts)).astype(np.float32)


def data(folder):
    os.makedirs(folder, exist_ok=True)
    for name, make in {
        "digits": lambda: __import__("sklearn.datasets").datasets.load_digits().data.astype(np.float32),
        "mixture-10000": lambda: mixture(10_000, 1),
        "mixture-50000": lambda: mixture(50_000, 2),
    }.items():
        path = os.path.join(folder, f"{name}.npy")
        if not os.path.exists(path):
            np.save(path, make())


def opentsne(source, target):
    """As openTSNE.TSNE(n_jobs=2).fit does it, with a clock between its phases."""
    from openTSNE import TSNE

    x = np.load(source)
    start = time.perf_counter()
    embedding = TSNE(n_jobs=2, random_state=0, n_iter=0, early_exaggeration_iter=0).prepare_initial(x)
    prepared = time.perf_counter()
    rows = len(x)
    embedding.optimize(250, exaggeration=12, learning_rate=rows / 12, momentum=0.8, inplace=True, n_jobs=2)
    early = time.perf_counter()
    embedding.optimize(500, exaggeration=None, learning_rate=rows, momentum=0.8, inplace=True, n_jobs=2)
    done = time.perf_counter()
    np.save(target, np.asarray(embedding, dtype=np.float32))
    print(json.dumps({"affinities": prepared - start, "early": early - prepared, "main": done - early, "total": done - start}))


def reference(source):
    """openTSNE's affinities over exact neighbours, and the ten nearest rows; kept beside the data."""
    import scipy.sparse as sp
    from openTSNE import affinity

    kept = source.removesuffix(".npy") + ".exact.npz"
    if not os.path.exists(kept):
        x = np.load(source)
        found = affinity.PerplexityBasedNN(x, perplexity=PERPLEXITY, method="exact", n_jobs=2)
        p = found.P.tocsr()
        near = found.knn_index.neighbors[:, :NEIGHBOURS] if hasattr(found.knn_index, "neighbors") else nearest(x)
        np.savez(kept, data=p.data, indices=p.indices, indptr=p.indptr, near=near)
    z = np.load(kept)
    rows = len(z["indptr"]) - 1
    return sp.csr_matrix((z["data"], z["indices"], z["indptr"]), (rows, rows)), z["near"]


def nearest(x, k=NEIGHBOURS):
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=k, n_jobs=2).fit(x)
    return search.kneighbors(return_distance=False)


def evaluate(source, target):
    from scipy.spatial.distance import pdist
    from scipy.stats import spearmanr

    p, near = reference(source)
    x = np.load(source)
    y = np.load(target).astype(np.float32)
    z = 0.0
    for at in range(0, len(y), 500):
        block = y[at : at + 500]
        q = (block[:, :1] - y[:, 0]) ** 2
        q += (block[:, 1:] - y[:, 1]) ** 2
        q += 1
        np.reciprocal(q, out=q)
        z += q.sum(dtype=np.float64)
    z -= len(y)
    p = p.tocoo()
    away = y[p.row].astype(np.float64) - y[p.col]
    q = 1 / (1 + (away**2).sum(1)) / z
    positive = p.data > 0
    kl = float(np.sum(p.data[positive] * np.log(p.data[positive] / q[positive])))
    found = nearest(y)
    kept = np.mean([len(np.intersect1d(a, b)) for a, b in zip(near, found)]) / NEIGHBOURS
    chosen = np.random.default_rng(0).choice(len(y), min(PAIRED_POINTS, len(y)), replace=False)
    spearman = spearmanr(pdist(x[chosen]), pdist(y[chosen])).statistic
    print(json.dumps({"kl": kl, "preservation": float(kept), "spearman": float(spearman)}))


if __name__ == "__main__":
    {"data": data, "opentsne": opentsne, "evaluate": evaluate}[sys.argv[1]](*sys.argv[2:])
