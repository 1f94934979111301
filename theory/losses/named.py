"""Losses of the field by name, as the formulas that are typed for them.

Sources: Ghosh et al. 2017 (mae); Zhang and Sabuncu 2018 (lq, truncated_lq); Wang et al. 2019 (rce,
sl); Ma et al. 2020 (nce, nfl); Lin et al. 2017 (focal); Feng et al. 2020 (taylor, up to order 2);
Leng et al. 2022 (poly, with one coefficient); Zhou et al. 2021 (agce, aul, ael); Menon et al. 2020
(phuber); Englesson and Azizpour 2021 (js, divided by its Z); Amid et al. 2019
(bi_tempered, of softmax outputs); Szegedy et al. 2016 (label_smoothing); Pereyra et al. 2017
(confidence_penalty); Reed et al. 2015 (soft_bootstrap, hard_bootstrap).
"""

from __future__ import annotations

_SAME = {"ce": "cce", "gce": "lq", "sce": "sl"}
FORMULAS = {
    "cce": "-log(p)",
    "mae": "2*(1-p)",
    "mse": "(1-p)**2 + others(p**2)",
    "unhinged": "1-p",
    "lq": "(1-p**q)/q",
    "truncated_lq": "(1-max(p, threshold)**q)/q",
    "rce": "-log_zero*(1-p)",
    "sl": "-alpha*log(p) - beta*log_zero*(1-p)",
    "nce": "log(p)/sum(log(p))",
    "nfl": "(1-p)**g*log(p)/sum((1-p)**g*log(p))",
    "focal": "-(1-p)**g*log(p)",
    "taylor": "1-p + (1-p)**2/2",
    "poly": "-log(p) + e*(1-p)",
    "agce": "((a+1)**q - (a+p)**q)/q",
    "aul": "((a-p)**q - (a-1)**q)/q",
    "ael": "exp(-p/a)",
    "phuber": "-log(max(p, 1/t)) + max(0, 1-t*p)",
    "js": "((w+(1-w)*p)*log(w+(1-w)*p) + others((1-w)*p*log((1-w)*p)) - (1-w)*sum(p*log(p)))"
    "/((1-w)*log(1-w))",
    "spherical": "1 - p/sqrt(sum(p**2))",
    "bi_tempered": "(1-p**(1-t))/(1-t) - (1-sum(p**(2-t)))/(2-t)",
    "label_smoothing": "-(1-s)*log(p) - s/c*sum(log(p))",
    "confidence_penalty": "-log(p) + b*sum(p*log(p))",
    "soft_bootstrap": "-b*log(p) - (1-b)*sum(p*log(p))",
    "hard_bootstrap": "-b*log(p) - (1-b)*log(max(p))",
}


def name_of(text: str) -> str | None:
    """The name of the loss that is called so, in any case, with - or _; None of another text.

    >>> name_of("GCE"), name_of("1-p")
    ('lq', None)
    """
    name = text.strip().lower().replace("-", "_")
    name = _SAME.get(name, name)
    return name if name in FORMULAS else None


def written_out(text: str) -> str:
    """The formula of a loss that is called by its name; else the text.

    >>> written_out("GCE"), written_out("1-p")
    ('(1-p**q)/q', '1-p')
    """
    return FORMULAS.get(name_of(text) or "", text)
