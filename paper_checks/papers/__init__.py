"""The claims: a folder for each paper, `derived` for our own, a file for each subject.

`simulated` and `softmax` are shared by several. What decides a claim is in `paper_checks.claims`.
"""
