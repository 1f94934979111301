"""All claims together: one object, and what is written of it.

A page for browsers, JSON, LaTeX, JUnit XML and Markdown. Knows records and pictures; decides
nothing, and reads no command line.
"""
