"""Claims as test cases, in the XML of JUnit that services of continuous integration read.

A claim passes if it is as recorded; one that moved fails, one that could not be decided is an
error. A refuted claim that is recorded as refuted passes: that is what was found out.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as Tree

from lossproof.paper_checks.reports.written.survey.survey import Rerun, Survey

_UNWRITTEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(survey: Survey) -> str:
    """One suite a section, one case a claim."""
    root = Tree.Element("testsuites", name="lossproof")
    for section, names in survey.sections.items():
        cases = [_case(survey, name) for name in names]
        suite = Tree.SubElement(root, "testsuite", {"name": section, **_sums(cases)})
        suite.extend(cases)
    for key, text in _sums([*root.iter("testcase")]).items():
        root.set(key, text)
    Tree.indent(root, " ")
    return Tree.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _sums(cases: list[Tree.Element]) -> dict[str, str]:
    seconds = sum(float(case.get("time", 0)) for case in cases)
    return {
        "tests": str(len(cases)),
        "failures": str(sum(case.find("failure") is not None for case in cases)),
        "errors": str(sum(case.find("error") is not None for case in cases)),
        "time": f"{seconds:.3f}",
    }


def _case(survey: Survey, name: str) -> Tree.Element:
    record, told = survey.records[name], survey.told.get(name, Rerun())
    case = Tree.Element("testcase", classname=name.partition(".")[0], name=name.partition(".")[2])
    if told.seconds is not None:
        case.set("time", f"{told.seconds:.3f}")
    if record["verdict"] == "ERROR":
        error = Tree.SubElement(case, "error", message=_clean(record["scope"]))
        error.text = _clean(told.traceback or "")
    elif told.moved:
        failure = Tree.SubElement(case, "failure", message=f"{name} changed")
        failure.text = _clean("\n".join(told.moved))
    said = f"{record['verdict']}: {survey.title(name)}\n{record['scope']}"
    Tree.SubElement(case, "system-out").text = _clean(said)
    return case


def _clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _UNWRITTEN.sub("�", text)
