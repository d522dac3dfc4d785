"""Print, one a line, what keeps an ontology from being OWL 2 DL, as the OWL API finds it. It is in HermiT's archive.

python tests/dl_profile.py ONTOLOGY.ttl
"""

import sys
from pathlib import Path

import jpype
import owlready2


def main() -> None:
    """Check the ontology that the command line names."""
    jpype.startJVM(classpath=[str(Path(owlready2.__file__).parent / "hermit" / "HermiT.jar")])
    manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    ontology = manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(sys.argv[1]))
    if not ontology.getAxiomCount():
        raise SystemExit(f"{sys.argv[1]}: no axioms")
    profile = jpype.JClass("org.semanticweb.owlapi.profiles.OWL2DLProfile")()
    for violation in profile.checkOntology(ontology).getViolations():
        print(violation)


if __name__ == "__main__":
    main()
